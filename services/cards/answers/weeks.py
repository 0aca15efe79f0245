"""The weeks in which a card pays fewer visits than its cap, since it rests some of their days. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from services.cards.card import Card
from services.cards.gate.gate_limits import monday_of, rested_in, week_cap
from shared.contracts import DayRange
from shared.contracts.cards import WeekCapForeseen
from shared.venue_time import add_days


def week_caps(card: Card) -> Iterator[WeekCapForeseen]:
    """By week and lot; of lots whose days lie in the week, and whose terms make the cap smaller there."""
    mondays = sorted({monday for rest in card.resting for monday in mondays_of(rest)})
    for monday in mondays:
        for holding in (h for h in card.lots.values() if not h.closed and in_week(h.valid, monday)):
            most, of = week_cap(holding.terms, monday, card.resting), holding.terms.visits_a_week
            if most is not None and of is not None and most < of:
                rested = rested_in(monday, card.resting)
                product_id = holding.lot.product_id
                yield WeekCapForeseen(monday=monday, product_id=product_id, most=most, of=of, rested=rested)


def mondays_of(days: DayRange) -> Iterator[date]:
    monday = monday_of(days.first)
    while monday < days.until:
        yield monday
        monday = add_days(monday, 7)


def in_week(days: DayRange, monday: date) -> bool:
    return days.overlaps(DayRange(monday, add_days(monday, 7)))
