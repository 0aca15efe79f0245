"""Rests that end early, or fall away since the card ends before they begin: they move its end no longer. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from services.cards.card import Card
from services.cards.evolve import evolve
from services.cards.lots.lots import rescheduled
from services.cards.rest.rests import with_rests
from services.cards.rest.still import moving_end, still
from shared.contracts import DayRange
from shared.contracts.cards import CardFrozen, FreezeEnded
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


def taken_up_again(card: Card, rests: Iterable[DayRange], today: date) -> Iterator[CardFrozen]:
    """Rests that had fallen away and are still to come, as they were agreed, now that the card goes on after all."""
    for rest in rests:
        if rest.first < today or rest.first not in card.valid or any(rest.overlaps(other) for other in card.rests):
            continue
        agreed = card.freezes[rest.first]
        moving = [*moving_end(card, card.rests), *([rest] if agreed.hold == "extend" else [])]
        lots = with_rests(card.lots.values(), still(card, moving))
        again = replace(agreed, lots=lots, valid_until=rescheduled(card, lots, card.valid.until).valid.until)
        card = evolve(card, again)
        yield again


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
