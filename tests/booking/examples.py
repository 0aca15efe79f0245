"""One canonical example of each message of booking; used by its tests, the door's and the golden files'."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from shared.contracts import MEMBER, Actor
from shared.contracts.booking import (
    AddRoom,
    BookingCancelled,
    BookingClaimed,
    BookSeat,
    CoachReserved,
    CourseDefined,
    DefineCourse,
    DiaryCleared,
    DiaryEntered,
    OpenTimetable,
    RoomAdded,
    RoomReserved,
    ScheduleSession,
    SeatAttended,
    SeatConfirmed,
    SeatMissed,
    SeatReleased,
    SeatReserved,
    SessionCancelled,
    SessionScheduled,
    TimetableOpened,
    WaitlistEnded,
    WaitlistJoined,
)
from shared.venue_time import local_day


def id_of(number: int) -> str:
    return str(UUID(int=number, version=4))


PUDONG, XUHUI = id_of(1), id_of(2)
HALL, STUDIO = id_of(11), id_of(12)
YOGA = id_of(21)
MORNING, NOON_CLASS = id_of(31), id_of(32)
MEI, TOM = id_of(41), id_of(42)  # coaches
WEI, ADA, LI = id_of(51), id_of(52), id_of(53)  # members; whoever has no name is id_of(500 + n)
NINE = datetime(2025, 3, 10, 9, tzinfo=UTC)  # 17:00 in Shanghai
TEN = NINE + timedelta(hours=1)
EVE = NINE - timedelta(days=1)

open_timetable = OpenTimetable(venue_id=PUDONG, zone="Asia/Shanghai")
timetable_opened = TimetableOpened(**vars(open_timetable))
add_room = AddRoom(room_id=HALL, venue_id=PUDONG, name="Hall 1", holds=30)
room_added = RoomAdded(**vars(add_room))
define_course = DefineCourse(course_id=YOGA, name="Yoga", name_zh="瑜伽", category="Mind")
course_defined = CourseDefined(**vars(define_course))
schedule = ScheduleSession(
    session_id=MORNING,
    course_id=YOGA,
    venue_id=PUDONG,
    room_id=HALL,
    coach_id=MEI,
    starts_at=NINE,
    minutes=60,
    seats=2,
)
scheduled = SessionScheduled(
    session_id=MORNING,
    course_id=YOGA,
    category="Mind",
    venue_id=PUDONG,
    room_id=HALL,
    coach_id=MEI,
    day=date(2025, 3, 10),
    starts_at=NINE,
    ends_at=TEN,
    seats=2,
    opens_at=NINE - timedelta(days=14),
    free_cancel_until=NINE - timedelta(hours=6),
    zone="Asia/Shanghai",
)
programme = (timetable_opened, room_added, course_defined)
session_cancelled = SessionCancelled(
    session_id=MORNING,
    venue_id=PUDONG,
    room_id=HALL,
    coach_id=MEI,
    starts_at=NINE,
    ends_at=TEN,
    reason="The coach is ill",
)


def another(session_id: str, starts_at: datetime, minutes: int = 60) -> SessionScheduled:
    """A session like the canonical one, at another time."""
    later = starts_at - NINE
    return replace(
        scheduled,
        session_id=session_id,
        day=local_day(starts_at, "Asia/Shanghai"),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        opens_at=scheduled.opens_at + later,
        free_cancel_until=scheduled.free_cancel_until + later,
    )


def reservations(session: SessionScheduled, *days: int) -> tuple:
    """Room and coach taken by the session on these UTC days of March."""
    time = {"session_id": session.session_id, "starts_at": session.starts_at, "ends_at": session.ends_at}
    taken: list = []
    for day in days:
        taken.append(RoomReserved(room_id=session.room_id, utc_day=date(2025, 3, day), **time))
        taken.append(CoachReserved(coach_id=session.coach_id, utc_day=date(2025, 3, day), **time))
    return tuple(taken)


def member(member_id: str) -> Actor:
    return Actor(id=member_id, roles=(MEMBER,), member_id=member_id)


def booking_of(member_id: str) -> str:
    """The canonical booking of a member; each has one."""
    return id_of(UUID(member_id).int % 1000 + 7000)


def card_of(member_id: str) -> str:
    return id_of(UUID(member_id).int % 1000 + 9000)


def names(member_id: str) -> dict[str, str]:
    return {"booking_id": booking_of(member_id), "session_id": MORNING, "member_id": member_id}


def all_names(member_id: str) -> dict[str, str]:
    return {**names(member_id), "card_id": card_of(member_id), "venue_id": PUDONG}


def book(member_id: str = WEI, waitlist: bool = False) -> BookSeat:
    return BookSeat(**names(member_id), card_id=card_of(member_id), waitlist=waitlist)


def reserved(member_id: str = WEI, promoted_at: datetime | None = None) -> SeatReserved:
    return SeatReserved(
        **all_names(member_id),
        day=scheduled.day,
        starts_at=NINE,
        ends_at=TEN,
        from_waitlist=promoted_at is not None,
        promoted_at=promoted_at,
        room_id=scheduled.room_id,
    )


def in_diary(member_id: str = WEI) -> DiaryEntered:
    return DiaryEntered(**names(member_id), venue_id=PUDONG, starts_at=NINE, ends_at=TEN)


def out_of_diary(member_id: str = WEI) -> DiaryCleared:
    return DiaryCleared(**names(member_id))


def claimed(member_id: str = WEI) -> BookingClaimed:
    return BookingClaimed(**names(member_id))


def confirmed(member_id: str = WEI) -> SeatConfirmed:
    return SeatConfirmed(**all_names(member_id), day=scheduled.day)


def waiting(member_id: str, place: int) -> WaitlistJoined:
    return WaitlistJoined(**all_names(member_id), place=place)


def waited(member_id: str) -> WaitlistEnded:
    return WaitlistEnded(**all_names(member_id))


def released(member_id: str = WEI, reason=None) -> SeatReleased:
    return SeatReleased(**all_names(member_id), reason=reason)


def cancelled(member_id: str = WEI, had_seat=True, charged=False, by_venue=False) -> BookingCancelled:
    ended = {"had_seat": had_seat, "charged": charged, "by_venue": by_venue}
    return BookingCancelled(**all_names(member_id), day=scheduled.day, **ended)


def attended(member_id: str = WEI, source: str = "gate") -> SeatAttended:
    return SeatAttended(**all_names(member_id), day=scheduled.day, source=source)


def missed(member_id: str = WEI) -> SeatMissed:
    return SeatMissed(**all_names(member_id), day=scheduled.day)


def seat(member_id: str = WEI) -> tuple:
    """The past of a paid seat."""
    return reserved(member_id), in_diary(member_id), claimed(member_id), confirmed(member_id)


def place_in_queue(member_id: str, place: int = 1) -> tuple:
    """The past of a waitlist place."""
    return waiting(member_id, place), in_diary(member_id), claimed(member_id)
