"""Sessions into the timetable: a room holds one session at a time, a coach gives one at a time. Pure.

What is taken lies in one stream a room and UTC day, and one a coach and UTC day: two sessions that meet have a day
in common, so both wish to move the same stream, and one of them decides again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from shared.contracts import Event
from shared.contracts.booking import (
    BookingTermsOutOfRange,
    CoachFreed,
    CoachOccupiedThen,
    CoachReserved,
    CourseDefined,
    CourseUnknown,
    FreeRoomAndCoach,
    RoomAdded,
    RoomFreed,
    RoomOccupiedThen,
    RoomReserved,
    RoomUnknown,
    ScheduleSession,
    SeatsOutOfRange,
    SessionAlreadyScheduled,
    SessionScheduled,
    SessionTooFarAway,
    SessionTooLong,
    TimetableNotOpen,
    TimetableOpened,
)
from shared.decider import Context, Decider
from shared.venue_time import local_day

LENGTH = range(5, 720 + 1)  # minutes
OPENS_BEFORE = range(365 + 1)  # days
FREE_UNTIL = range(10_080 + 1)  # minutes before the start; a week
FARTHEST = timedelta(days=731)

TimetableCommand = ScheduleSession | FreeRoomAndCoach
Taken = Mapping[str, RoomReserved | CoachReserved]  # by session


@dataclass(frozen=True)
class Timetable:
    """What putting one session into the timetable stands on."""

    zone: str | None = None
    room: RoomAdded | None = None
    course: CourseDefined | None = None
    scheduled: SessionScheduled | None = None
    room_taken: Taken = field(default_factory=dict)
    coach_taken: Taken = field(default_factory=dict)


def utc_days(starts_at: datetime, ends_at: datetime) -> list[date]:
    """Every UTC day that the half-open time touches."""
    first = starts_at.astimezone(UTC).date()
    last = (ends_at - timedelta(microseconds=1)).astimezone(UTC).date()
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def time_of(wish: ScheduleSession, context: Context) -> tuple[datetime, datetime] | None:
    """From when until when; None where no session can lie."""
    if wish.minutes not in LENGTH or abs(wish.starts_at - context.at) > FARTHEST:
        return None
    return wish.starts_at, wish.starts_at + timedelta(minutes=wish.minutes)


def streams(wish: TimetableCommand, context: Context) -> list[str]:
    match wish:
        case ScheduleSession():
            ours = [f"timetable-{wish.venue_id}", f"room-{wish.room_id}", f"course-{wish.course_id}"]
            ours.append(f"session-{wish.session_id}")
            time = time_of(wish, context)
        case FreeRoomAndCoach():
            ours, time = [], (wish.starts_at, wish.ends_at)
    for day in utc_days(*time) if time else ():
        ours += [f"roomday-{wish.room_id}-{day}", f"coachday-{wish.coach_id}-{day}"]
    return ours


def decide(wish: TimetableCommand, timetable: Timetable, context: Context) -> list[Event]:
    match wish:
        case ScheduleSession():
            return schedule(wish, timetable, context)
        case FreeRoomAndCoach():
            return free(wish, timetable)


def schedule(wish: ScheduleSession, timetable: Timetable, context: Context) -> list[Event]:
    session = session_of(wish, timetable, context)
    if timetable.scheduled and replace(timetable.scheduled, zone=session.zone) == session:
        return []  # the same wish again
    if timetable.scheduled:
        raise SessionAlreadyScheduled(session_id=wish.session_id)
    if taken := first_meeting(session, timetable.room_taken):
        raise RoomOccupiedThen(
            room_id=wish.room_id,
            session_id=taken.session_id,
            starts_at=taken.starts_at,
            ends_at=taken.ends_at,
            zone=timetable.zone,
        )
    if taken := first_meeting(session, timetable.coach_taken):
        raise CoachOccupiedThen(
            coach_id=wish.coach_id,
            session_id=taken.session_id,
            starts_at=taken.starts_at,
            ends_at=taken.ends_at,
            zone=timetable.zone,
        )
    return [session, *reservations(session)]


def session_of(wish: ScheduleSession, timetable: Timetable, context: Context) -> SessionScheduled:
    """The session as it would stand in the timetable; raises what speaks against it by itself."""
    zone, room, course = timetable.zone, timetable.room, timetable.course
    if zone is None:
        raise TimetableNotOpen(venue_id=wish.venue_id)
    if room is None or room.venue_id != wish.venue_id:
        raise RoomUnknown(room_id=wish.room_id)
    if course is None:
        raise CourseUnknown(course_id=wish.course_id)
    if not 1 <= wish.seats <= room.holds:
        raise SeatsOutOfRange(asked=wish.seats, room_holds=room.holds)
    opens, free_until = wish.opens_days_before, wish.free_cancel_minutes
    if opens not in OPENS_BEFORE or free_until not in FREE_UNTIL:
        raise BookingTermsOutOfRange(opens_days_before=opens, free_cancel_minutes=free_until)
    if wish.minutes not in LENGTH:
        raise SessionTooLong(minutes=wish.minutes)
    time = time_of(wish, context)
    if time is None:
        raise SessionTooFarAway(starts_at=wish.starts_at)
    return SessionScheduled(
        session_id=wish.session_id,
        course_id=wish.course_id,
        category=course.category,
        venue_id=wish.venue_id,
        room_id=wish.room_id,
        coach_id=wish.coach_id,
        day=local_day(wish.starts_at, zone),
        starts_at=time[0],
        ends_at=time[1],
        seats=wish.seats,
        opens_at=wish.starts_at - timedelta(days=opens),
        free_cancel_until=wish.starts_at - timedelta(minutes=free_until),
        reserved_for=wish.reserved_for,
        zone=zone,
    )


def first_meeting(session: SessionScheduled, taken: Taken) -> RoomReserved | CoachReserved | None:
    met = (t for t in taken.values() if t.starts_at < session.ends_at and session.starts_at < t.ends_at)
    return min(met, key=lambda t: t.starts_at, default=None)


def reservations(session: SessionScheduled) -> Iterable[Event]:
    for day in utc_days(session.starts_at, session.ends_at):
        time = {"starts_at": session.starts_at, "ends_at": session.ends_at}
        yield RoomReserved(room_id=session.room_id, utc_day=day, session_id=session.session_id, **time)
        yield CoachReserved(coach_id=session.coach_id, utc_day=day, session_id=session.session_id, **time)


def free(wish: FreeRoomAndCoach, timetable: Timetable) -> list[Event]:
    freed: list[Event] = []
    for day in utc_days(wish.starts_at, wish.ends_at):
        if wish.session_id in timetable.room_taken:
            freed.append(RoomFreed(room_id=wish.room_id, utc_day=day, session_id=wish.session_id))
        if wish.session_id in timetable.coach_taken:
            freed.append(CoachFreed(coach_id=wish.coach_id, utc_day=day, session_id=wish.session_id))
    return freed


def evolve(timetable: Timetable, event: Event) -> Timetable:
    match event:
        case TimetableOpened():
            return replace(timetable, zone=event.zone)
        case RoomAdded():
            return replace(timetable, room=event)
        case CourseDefined():
            return replace(timetable, course=event)
        case SessionScheduled():
            return replace(timetable, scheduled=event)
        case RoomReserved():
            return replace(timetable, room_taken={**timetable.room_taken, event.session_id: event})
        case CoachReserved():
            return replace(timetable, coach_taken={**timetable.coach_taken, event.session_id: event})
        case RoomFreed():
            return replace(timetable, room_taken=without(timetable.room_taken, event.session_id))
        case CoachFreed():
            return replace(timetable, coach_taken=without(timetable.coach_taken, event.session_id))
    return timetable  # what happens to a session's seats moves no room


def without(taken: Taken, session_id: str) -> Taken:
    return {session: time for session, time in taken.items() if session != session_id}


TIMETABLE: Decider[Timetable] = Decider((ScheduleSession, FreeRoomAndCoach), Timetable(), streams, decide, evolve)
