"""Days rested that are taken off the next charge of a card, at the desk or by itself: each once. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from services.finance.terms.earning import days_within, without
from services.finance.terms.paid_days import PaidDays
from shared.contracts import DayRange
from shared.contracts.finance import OrderOutdated, PricedLine
from shared.venue_time import add_days


def rested_before(paid: PaidDays, day: date) -> tuple[DayRange, ...]:
    """The days rested before `day` that no paid order was less by, as many as a period has, the first ones.

    A day lost by a closure extends the card instead.
    """
    rested = (DayRange(rest.first, min(rest.until, day)) for rest in paid.prorated.values() if rest.first < day)
    free = without(rested, (*paid.lost, *(taken for off in paid.taken_off.values() for taken in off)))
    return first_of(free, period(paid))


def first_of(days: Iterable[DayRange], most: int) -> tuple[DayRange, ...]:
    """
    >>> week, rest = DayRange(date(2025, 1, 6), date(2025, 1, 13)), DayRange(date(2025, 2, 1), date(2025, 2, 9))
    >>> [each.days for each in first_of((week, rest), 10)]
    [7, 3]
    """
    kept: list[DayRange] = []
    for each in days:
        left = most - count(kept)
        if left > 0:
            kept.append(DayRange(each.first, min(each.until, add_days(each.first, left))))
    return tuple(kept)


def period(paid: PaidDays) -> int:
    """The days of the last term that was bought, of which those rested are a part."""
    bought = [lot for lot_id, lot in paid.lots.items() if lot.kind != "gift" and lot_id not in paid.ended]
    last = max(bought, key=lambda lot: lot.valid.until, default=None)
    return count(without([last.valid], (*paid.rests.values(), *paid.lost))) if last else 0


def count(days: Iterable[DayRange]) -> int:
    return days_within(days, date.min, date.max)


def check_off(line: PricedLine, order_id: str, paid: PaidDays) -> None:
    """Raises OrderOutdated if another paid order was less by one of the days that the line is less by."""
    for other, taken in paid.taken_off.items():
        if other != order_id and any(one.overlaps(each) for one in taken for each in line.off or ()):
            raise OrderOutdated(order_id=order_id, by=other)
