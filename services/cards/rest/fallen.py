"""Rests that end early, or fall away since the card ends before they begin: they move its end no longer. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from services.cards.card import Card
from services.cards.evolve import evolve
from services.cards.lots.lots import rescheduled
from services.cards.rest.rests import with_rests
from services.cards.rest.still import moving_end, still
from shared.contracts import DayRange
from shared.contracts.cards import FreezeEnded
from shared.venue_time import add_days


def shortened(card_id: str, card: Card, rest: DayRange, rested_days: int) -> FreezeEnded:
    rested = DayRange(rest.first, add_days(rest.first, rested_days))
    rests = [rested if other == rest else other for other in card.rests]
    lots = with_rests(card.lots.values(), still(card, moving_end(card, rests)))
    return FreezeEnded(
        card_id=card_id,
        member_id=card.holder,
        rest=rest,
        rested_days=rested_days,
        valid_until=rescheduled(card, lots, card.valid.until).valid.until,
        lots=lots,
    )


def fallen(card: Card, card_id: str, later_rests: list[DayRange]) -> Iterator[FreezeEnded]:
    """Planned rests that, now that the card ends sooner, would begin after its end: they move it no longer."""
    for rest in later_rests:
        without = with_rests(
            card.lots.values(), still(card, moving_end(card, [other for other in card.rests if other < rest]))
        )
        if rest.first >= rescheduled(card, without, card.valid.until).valid.until:
            ended = shortened(card_id, card, rest, 0)
            card = evolve(card, ended)
            yield ended
