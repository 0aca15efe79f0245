"""The demo chain's classes: four a day at every venue, the busy hours in the larger room. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from shared.contracts.booking import CloseSession, ScheduleSession
from shared.venue_time import local_instant
from stadion.demo.chain import COURSES, ROOMS, STARTS, VENUES, VenuePlan, demo_id

MINUTES = 60


def sessions(first_day: date, days: int) -> Iterator[tuple[datetime, ScheduleSession]]:
    """Every class with the moment at which it was put into the timetable: a month ahead, or on the first day."""
    for venue in VENUES:
        for n in range(days):
            for hour in range(len(STARTS)):
                yield _session(venue, first_day, n, hour)


def _session(venue: VenuePlan, first_day: date, n: int, hour: int) -> tuple[datetime, ScheduleSession]:
    day = first_day + timedelta(n)
    begins, room = STARTS[hour]
    course = COURSES[(n + hour * 2 + len(venue.key)) % len(COURSES)][0]
    session = ScheduleSession(
        session_id=demo_id("session", venue.key, day, hour),
        course_id=demo_id("course", course),
        venue_id=venue.id,
        room_id=venue.room(room),
        coach_id=venue.coach(room),
        starts_at=local_instant(day, begins, venue.zone),
        minutes=MINUTES,
        seats=ROOMS[room][1] // 2,
    )
    planned = max(first_day - timedelta(1), day - timedelta(30))
    return local_instant(planned, STARTS[0][0], venue.zone), session


def closings(first_day: date, days: int, now: datetime) -> Iterator[tuple[datetime, CloseSession]]:
    """The rosters of all classes that ended more than two hours ago."""
    for _, session in sessions(first_day, days):
        closes = session.starts_at + timedelta(minutes=MINUTES, hours=2)
        if closes < now:
            yield closes, CloseSession(session_id=session.session_id)
