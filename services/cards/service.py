"""Cards, as the door and the worker run it."""

from __future__ import annotations

from pathlib import Path

from services.cards.answers import ANSWERS
from services.cards.answers.interest import REFUND_INTEREST
from services.cards.blocks.blocking import BLOCKING
from services.cards.blocks.holder import HOLDER
from services.cards.blocks.shutting import SHUTTING
from services.cards.gate.areas import AREAS
from services.cards.gate.devices import DEVICES
from services.cards.gate.gate import GATE
from services.cards.gate.gate_policy import GATE_POLICY
from services.cards.gate.offline import OFFLINE
from services.cards.gate.offline_list import defaults, sealed
from services.cards.gate.override import OVERRIDE
from services.cards.gate.taking_back import TAKING_BACK
from services.cards.gate.waivers import WAIVERS
from services.cards.guests.letting_in import GUESTS_AT_GATE
from services.cards.guests.setting_aside import GUEST_PASSES
from services.cards.lots.given_back import PRICE_RETURNED
from services.cards.lots.holds import HOLDS
from services.cards.numbers.numbers import NUMBERS
from services.cards.numbers.replacement import REPLACEMENT
from services.cards.people.erased import ERASED_CARDS
from services.cards.people.partner import PARTNER_CARDS
from services.cards.people.person import PERSON
from services.cards.people.share import SHARE
from services.cards.reactions import react
from services.cards.rest.closing import CLOSING
from services.cards.rest.closures import CLOSURES
from services.cards.rest.freeze import FREEZE
from services.cards.rest.shelf import SHELF
from services.cards.rest.together import TOGETHER
from services.cards.sale.applying import APPLYING
from services.cards.sale.auto_renewal import AUTO_RENEWAL
from services.cards.sale.begin import BEGIN
from services.cards.sale.change import CHANGE
from services.cards.sale.grades import CARD_GRADES
from services.cards.sale.importing import IMPORTED
from services.cards.sale.issue import ISSUE
from services.cards.sale.notice import NOTICE
from services.cards.sale.planning import PLANNING
from services.cards.sale.product import PRODUCT
from services.cards.sale.purchase import PURCHASE
from services.cards.sale.watch import WATCH
from services.cards.timers import timers
from shared.contracts.cards import OfflineList
from shared.service import Service

SERVICE = Service(
    name="cards",
    folder=Path(__file__).parent,
    deciders=(
        CARD_GRADES,
        PRODUCT,
        PERSON,
        ISSUE,
        IMPORTED,
        PURCHASE,
        CHANGE,
        PLANNING,
        BEGIN,
        APPLYING,
        WATCH,
        AUTO_RENEWAL,
        NOTICE,
        BLOCKING,
        REPLACEMENT,
        NUMBERS,
        FREEZE,
        TOGETHER,
        GATE,
        GATE_POLICY,
        OFFLINE,
        OVERRIDE,
        TAKING_BACK,
        AREAS,
        WAIVERS,
        DEVICES,
        HOLDS,
        GUEST_PASSES,
        GUESTS_AT_GATE,
        SHUTTING,
        HOLDER,
        CLOSURES,
        SHELF,
        CLOSING,
        SHARE,
        PARTNER_CARDS,
        ERASED_CARDS,
        REFUND_INTEREST,
        PRICE_RETURNED,
    ),
    hears=react.sources,
    react=react,
    answers=ANSWERS,
    timers=timers,
    signs=True,
    derive=defaults,
    completes={OfflineList: sealed},
)
