"""How rests move the days of a card's lots. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from services.cards.lots.holding import Holding
from services.cards.lots.reach import moved
from shared.contracts import DayRange
from shared.contracts.cards import LotDays


def after_rests(base: DayRange, since: date, rests: Iterable[DayRange]) -> DayRange:
    """A lot's days `base`, moved by the rests of its card: each moves every end that lies after its first day.

    Lots of one chain of days, which began on `since`, move together; what lies before that day moves nothing.

    >>> january = DayRange(date(2025, 1, 1), date(2025, 2, 1))
    >>> str(after_rests(january, january.first, [DayRange(date(2025, 1, 7), date(2025, 1, 17))]).until)
    '2025-02-11'
    """
    first, until = base.first, base.until
    for rest in rests:
        resting = DayRange(max(rest.first, since), rest.until)
        if resting.first < until:
            first = moved(first, resting.days) if since < first and first >= resting.first else first
            until = moved(until, resting.days)
    return DayRange(first, until)


def with_rests(holdings: Iterable[Holding], rests: Sequence[DayRange]) -> tuple[LotDays, ...]:
    """The lots whose days would be others if the card rested so, with those days."""
    days = ((h, up_to(h.stop, after_rests(h.base, h.since, rests))) for h in holdings)
    return tuple(LotDays(lot_id=h.lot.lot_id, valid=valid) for h, valid in days if valid != h.valid)


def up_to(stop: date | None, days: DayRange) -> DayRange:
    """The days before `stop`; none of what would begin later."""
    return days if stop is None else DayRange(min(days.first, stop), min(days.until, stop))
