"""How far a card's days go: months counted from one day, so that the 31st stays the 31st. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shared.contracts import DayRange
from shared.contracts.cards import Terms
from shared.replacing import replace
from shared.venue_time import add_days, add_months

NO_END = date.max  # 9999-12-31: a card without term


def moved(until: date, days: int) -> date:
    """An end, so many days later; what has no end has none to move."""
    return until if until == NO_END else add_days(until, days)


def valid_days(terms: Terms, first_day: date) -> DayRange:
    """The days of what begins on `first_day`: its months, counted from that day of the month, then its days."""
    if not terms.months and not terms.days:
        return DayRange(first_day, NO_END)
    return DayRange(first_day, add_days(add_months(first_day, terms.months), terms.days))


@dataclass(frozen=True)
class Reach:
    """Terms that follow each other without a gap: all their months from one day, then all their days.

    A card that begins on 31 January and is renewed month by month ends on 28 February, 31 March, 30 April.
    """

    first: date
    months: int = 0
    days: int = 0

    @property
    def until(self) -> date:
        return add_days(add_months(self.first, self.months), self.days)

    def longer(self, terms: Terms) -> Reach:
        return replace(self, months=self.months + terms.months, days=self.days + terms.days)

    def shorter(self, terms: Terms) -> Reach:
        return replace(self, months=self.months - terms.months, days=self.days - terms.days)
