"""Cards, as the door and the worker run it."""

from __future__ import annotations

from pathlib import Path

from services.cards.answers import ANSWERS
from services.cards.applying import APPLYING
from services.cards.auto_renewal import AUTO_RENEWAL
from services.cards.begin import BEGIN
from services.cards.blocking import BLOCKING
from services.cards.change import CHANGE
from services.cards.closing import CLOSING
from services.cards.closures import CLOSURES
from services.cards.devices import DEVICES
from services.cards.freeze import FREEZE
from services.cards.gate import GATE
from services.cards.gate_policy import GATE_POLICY
from services.cards.holder import HOLDER
from services.cards.holds import HOLDS
from services.cards.issue import ISSUE
from services.cards.numbers import NUMBERS
from services.cards.offline import OFFLINE
from services.cards.offline_list import defaults, sealed
from services.cards.person import PERSON
from services.cards.product import PRODUCT
from services.cards.purchase import PURCHASE
from services.cards.reactions import react
from services.cards.replacement import REPLACEMENT
from services.cards.share import SHARE
from services.cards.shelf import SHELF
from services.cards.shutting import SHUTTING
from services.cards.timers import timers
from services.cards.watch import WATCH
from shared.contracts.cards import OfflineList
from shared.service import Service

SERVICE = Service(
    name="cards",
    folder=Path(__file__).parent,
    deciders=(
        PRODUCT,
        PERSON,
        ISSUE,
        PURCHASE,
        CHANGE,
        BEGIN,
        APPLYING,
        WATCH,
        AUTO_RENEWAL,
        BLOCKING,
        REPLACEMENT,
        NUMBERS,
        FREEZE,
        GATE,
        GATE_POLICY,
        OFFLINE,
        DEVICES,
        HOLDS,
        SHUTTING,
        HOLDER,
        CLOSURES,
        SHELF,
        CLOSING,
        SHARE,
    ),
    hears=("members", "finance", "booking", "cards"),
    react=react,
    answers=ANSWERS,
    timers=timers,
    signs=True,
    derive=defaults,
    completes={OfflineList: sealed},
)
