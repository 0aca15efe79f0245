"""What days have earned: money spread evenly over them, piece after piece, rounded by whoever books it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise

from shared.contracts import DayRange
from shared.contracts.finance import Spread
from shared.venue_time import add_days


@dataclass(frozen=True)
class Cut:
    """From `day` on, `net` of the money is no longer to be earned: it went back, or is the member's credit."""

    day: date
    net: int


def earned(net: int, spread: Sequence[Spread], cuts: Sequence[Cut], day: date) -> Fraction:
    """How much of `net` the days before `day` have earned, not rounded: all bookings are differences of this.

    A year for 3,650.00 has earned 1,810.00 on 1 July; the 184 days that are left are worth 1,840.00 of 365:

    >>> year = DayRange(date(2025, 1, 1), date(2026, 1, 1))
    >>> earned(365000, [Spread(since=year.first, days=(year,))], (), date(2025, 7, 1))
    Fraction(181000, 1)
    """
    left, done = Fraction(net), Fraction(0)
    marks = sorted({each.since for each in spread} | {cut.day for cut in cuts})
    for mark, until in pairwise([*(mark for mark in marks if mark < day), day]):
        left = max(Fraction(0), left - sum(cut.net for cut in cuts if cut.day == mark))
        days = next((each.days for each in reversed(spread) if each.since <= mark), ())
        whole = days_within(days, mark, date.max)
        part = left * days_within(days, mark, until) / whole if whole else Fraction(0)
        left, done = left - part, done + part
    return done


def days_within(ranges: Iterable[DayRange], first: date, until: date) -> int:
    return sum(DayRange(max(each.first, first), min(each.until, until)).days for each in ranges)


def ends(spread: Sequence[Spread]) -> date:
    """The day from which on nothing more is earned."""
    last = spread[-1]
    return max((each.until for each in last.days), default=last.since)


def begins(spread: Sequence[Spread]) -> date:
    return min(each.since for each in spread)


def without(days: Iterable[DayRange], holes: Iterable[DayRange]) -> tuple[DayRange, ...]:
    """The days that lie in no hole, in order, those that touch put together.

    >>> january, rest = DayRange(date(2025, 1, 1), date(2025, 2, 1)), DayRange(date(2025, 1, 7), date(2025, 1, 17))
    >>> [str(each.until) for each in without([january], [rest])]
    ['2025-01-07', '2025-02-01']
    """
    left = sorted(days)
    for hole in holes:
        cut = [(DayRange(d.first, min(d.until, hole.first)), DayRange(max(d.first, hole.until), d.until)) for d in left]
        left = [piece for pieces in cut for piece in pieces if piece.days]
    joined: list[DayRange] = []
    for each in left:
        if joined and each.first <= joined[-1].until:
            joined[-1] = DayRange(joined[-1].first, max(joined[-1].until, each.until))
        else:
            joined.append(each)
    return tuple(joined)


def month_starts(after: date, to: date) -> Iterable[date]:
    """The firsts of a month behind `after`, up to and with `to`."""
    first = next_month(after)
    while first <= to:
        yield first
        first = next_month(first)


def next_month(day: date) -> date:
    return add_days(day.replace(day=28), 4).replace(day=1)
