"""When a child with guardians is looked at next, without telling its birth date to who sees the clock's list. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from services.members.age import OF_AGE, birthday
from shared.contracts import Event
from shared.contracts.members import ChildCameOfAge, ComingOfAgeNear, MinorWatched
from shared.venue_time import add_months, day_start, local_day


def look(
    child_id: str,
    born: date,
    guardian_ids: Sequence[str],
    last: MinorWatched | None,
    days: int,
    now: datetime,
    zone: str,
) -> list[Event]:
    """What is due for a child today, `days` before whose coming of age there is a notice; and when to look again."""
    today, of_age = local_day(now, zone), birthday(born, OF_AGE)
    if today >= of_age:
        return [ChildCameOfAge(child_id=child_id, guardian_ids=tuple(guardian_ids))]
    notice_day = of_age - timedelta(days=days)
    noticed = today >= notice_day
    wake_at = day_start(next_look(today, notice_day, of_age.year), zone)
    watched = MinorWatched(child_id=child_id, wake_at=wake_at, noticed=noticed)
    near = noticed and not (last and last.noticed)
    told: list[Event] = [ComingOfAgeNear(child_id=child_id, guardian_ids=tuple(guardian_ids))] if near else []
    return told if watched == last else [*told, watched]


def next_look(today: date, notice_day: date, year: int) -> date:
    """Daily in the month of the notice, monthly for a year before it, never before that: the year is no secret.

    >>> [str(next_look(date(*day), date(2026, 5, 17), 2026)) for day in ((2020, 2, 3), (2025, 10, 1), (2026, 5, 1))]
    ['2025-10-01', '2025-11-01', '2026-05-02']
    """
    next_month = add_months(today.replace(day=1), 1)
    if notice_day < next_month:
        return today + timedelta(days=1)
    return max(next_month, date(year - 1, 10, 1))
