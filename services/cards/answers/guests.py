"""What guest passes a card has on a day, lot by lot. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

from services.cards.card import Card, asked_of
from services.cards.events import CardEvent
from services.cards.evolve import evolve
from services.cards.guests.allowance import LotPasses, of_lots
from shared.contracts.cards import GuestAllowance, GuestAllowances
from shared.decider import Context
from shared.history import Answer, Told
from shared.venue_time import local_day


def streams(query: GuestAllowances) -> Iterable[str]:
    return asked_of(query)


def rows(query: GuestAllowances, told: Sequence[Told], context: Context) -> list[GuestAllowance]:
    """Raises CardNotIssued, CardOfAnotherMember."""
    card = Card()
    for one in told:
        card = evolve(card, cast(CardEvent, one.event))
    issued = card.shared_by(query.card_id, query.member_id)
    day = query.day or local_day(context.at, issued.zone)
    lots = [] if card.cancelled else of_lots(card, card.open_lots, day)
    return [row(one) for one in lots]


def row(known: LotPasses) -> GuestAllowance:
    lot, own = known.holding.lot, known.allowance
    used = sum(one.status == "used" for one in own.taken)
    return GuestAllowance(
        lot_id=lot.lot_id,
        product_id=lot.product_id,
        product_version=lot.product_version,
        period=own.period,
        passes=own.passes,
        carried=own.carried,
        used=used,
        held=len(own.taken) - used,
        left=known.left,
    )


GUEST_ALLOWANCES = Answer(GuestAllowances, streams, rows)
