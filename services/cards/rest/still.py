"""The days on which a card stands still: it rests, or nowhere that it could go to is open. Each counts once. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from services.cards.card import Card
from shared.contracts import DayRange
from shared.contracts.cards import Closure, HoldRule
from shared.venue_time import add_days


def still(card: Card, rests: Iterable[DayRange] | None = None) -> tuple[DayRange, ...]:
    """What moves the card's end, in order and without overlap, if these rests do (None: those that were agreed to)."""
    moving = moving_end(card, card.rests) if rests is None else rests
    return ranges_of({day for rest in moving for day in days_of(rest)} | closed_days(card) | with_membership(card))


def moving_end(card: Card, rests: Iterable[DayRange]) -> list[DayRange]:
    """Those that were agreed to move the card's end; the others do not."""
    return [rest for rest in rests if held_by(card, rest) == "extend"]


def held_by(card: Card, rest: DayRange) -> HoldRule:
    agreed = card.freezes.get(rest.first)
    return agreed.hold if agreed else "extend"


def with_membership(card: Card) -> set[date]:
    """The days on which it rests with a membership; not those on which it came in before that was decided."""
    rests = (told.rest for told in card.rests_with.values() if told.hold != "keep")
    days = {day for rest in rests for day in days_of(rest)}
    return {day for day in days if not any(on == day and at.entered for (_, on, _), at in card.days.items())}


def closed_days(card: Card) -> set[date]:
    """The days that the card loses by closures."""
    return nowhere_open(card) | by_its_seller(card)


def nowhere_open(card: Card) -> set[date]:
    """The days on which every venue of the card is closed; a card for the whole chain has one that is open."""
    if not card.lots or any(h.terms.venues is None for h in card.open_lots):
        return set()
    venues = {venue_id for h in card.open_lots for venue_id in h.terms.venues or ()}
    return set.intersection(*(closed_at(card, venue_id) for venue_id in venues))


def by_its_seller(card: Card) -> set[date]:
    """The days on which the venue that sold the card is closed, where that counts wherever the card could go to."""
    sold_by = card.issued.venue_id if card.issued else None
    return closed_at(card, sold_by, ("sold_here",)) if sold_by else set()


def closed_at(card: Card, venue_id: str, extends: Sequence[str] = ("only_here", "sold_here")) -> set[date]:
    """The days on which the venue is closed; not those on which the card came in there before that was decided."""
    closures = (c for c in card.closures.values() if c.venue_id == venue_id and c.extends in extends)
    return {day for c in closures for day in days_of(c.days) if not card.day(venue_id, day).entered}


def closure_on(closures: Iterable[Closure], venue_id: str, day: date) -> Closure | None:
    return next((c for c in closures if c.venue_id == venue_id and day in c.days), None)


def days_of(days: DayRange) -> Iterator[date]:
    return (add_days(days.first, n) for n in range(days.days))


def ranges_of(days: Iterable[date]) -> tuple[DayRange, ...]:
    """
    >>> [str(each.until) for each in ranges_of([date(2025, 1, 2), date(2025, 1, 1), date(2025, 1, 9)])]
    ['2025-01-03', '2025-01-10']
    """
    ranges: list[DayRange] = []
    for day in sorted(days):
        if ranges and ranges[-1].until == day:
            ranges[-1] = DayRange(ranges[-1].first, add_days(day, 1))
        else:
            ranges.append(DayRange(day, add_days(day, 1)))
    return tuple(ranges)
