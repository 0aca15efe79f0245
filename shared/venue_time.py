"""Days and instants: half-open day ranges, and a venue's local day. Pure; the clock is an argument elsewhere."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, order=True)
class DayRange:
    """The days from `first` up to, not including, `until`.

    >>> DayRange(date(2025, 1, 7), date(2025, 1, 17)).days
    10
    """

    first: date
    until: date

    @property
    def days(self) -> int:
        return max(0, (self.until - self.first).days)

    def __contains__(self, day: date) -> bool:
        return self.first <= day < self.until

    def overlaps(self, other: DayRange) -> bool:
        return self.first < other.until and other.first < self.until


BEHIND_UTC = timedelta(hours=12)


def chain_day(instant: datetime) -> date:
    """The latest day that has begun everywhere: what belongs to the whole chain knows no venue's zone.

    >>> str(chain_day(datetime(2025, 3, 2, 11, 59, tzinfo=UTC)))
    '2025-03-01'
    """
    return (instant - BEHIND_UTC).astimezone(UTC).date()


def local_time(instant: datetime, zone: str) -> datetime:
    """The day and the time of `instant` by the clock of the venue."""
    return instant.astimezone(ZoneInfo(zone))


def local_day(instant: datetime, zone: str) -> date:
    """The calendar day of `instant` in the venue's time zone."""
    return local_time(instant, zone).date()


def day_start(day: date, zone: str) -> datetime:
    """The instant (UTC) at which `day` begins in `zone`; a day may last 23, 24 or 25 hours."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def local_instant(day: date, at: time, zone: str) -> datetime:
    """The instant (UTC) of a wall-clock time; a time that a DST jump skips moves forward by the jump."""
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)


def add_months(day: date, months: int) -> date:
    """The same day of the month `months` later, or the month's last day where there is none.

    Always count from the original day, so 31 January + 1 is 28 February and + 2 is 31 March:

    >>> [str(add_months(date(2025, 1, 31), n)) for n in (1, 2)]
    ['2025-02-28', '2025-03-31']
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_days(day: date, days: int) -> date:
    return day + timedelta(days=days)
