"""Sessions: when, where, by whom; the room and the coach are theirs for that time."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    GUEST,
    HEAD_OFFICE,
    MEMBER,
    STAFF,
    VENUE_MANAGER,
    Command,
    Day,
    Event,
    Id,
    Instant,
    Name,
    Note,
    Query,
    Refusal,
    Row,
    Text,
    Zone,
)
from shared.contracts.booking.occupancy import CoachOccupiedThen, RoomOccupiedThen
from shared.contracts.booking.timetable import CourseUnknown, RoomUnknown, TimetableNotOpen

ReservedRight = Literal["exclusive_coach", "exclusive_service", "one_to_one_service"]
"""Rights of a level without which a session that is reserved for them cannot be booked."""


class SessionAlreadyScheduled(Refusal):
    """A session id stands for one session."""

    session_id: str
    says = Text("Session {session_id} is scheduled already.", "课次 {session_id} 已排课。")
    remedy = Text("Use a new id for another session.", "新课次请使用新的编号。")


class SeatsOutOfRange(Refusal):
    """A session offers from one seat up to what its room holds."""

    asked: int
    room_holds: int
    says = Text(
        "{asked} seats were asked for; the room holds {room_holds}.", "申请 {asked} 个名额，教室容量 {room_holds}。"
    )
    remedy = Text("Ask for fewer seats or take a larger room.", "请减少名额或更换更大的教室。")


class SessionTooLong(Refusal):
    """A session lasts from 5 minutes to 12 hours."""

    minutes: int
    says = Text("A session cannot last {minutes} minutes.", "课时不能为 {minutes} 分钟。")
    remedy = Text("Give 5 to 720 minutes.", "请填写 5 至 720 分钟。")


class SessionTooFarAway(Refusal):
    """A session lies within two years of the day on which it is scheduled."""

    starts_at: Instant
    says = Text("{starts_at} is more than two years away.", "{starts_at} 距今超过两年。")
    remedy = Text("Check the year.", "请核对年份。")


class BookingTermsOutOfRange(Refusal):
    """Booking opens 0 to 365 days before a session; it is cancelled free of charge until 0 to 10080 minutes before."""

    opens_days_before: int
    free_cancel_minutes: int
    says = Text(
        "Booking cannot open {opens_days_before} days before, with free cancelling until {free_cancel_minutes} minutes before.",
        "不能提前 {opens_days_before} 天开放预约，或以开课前 {free_cancel_minutes} 分钟为免费取消期限。",
    )
    remedy = Text("Give 0 to 365 days and 0 to 10080 minutes.", "请填写 0 至 365 天、0 至 10080 分钟。")


class SessionNotScheduled(Refusal):
    """There is no such session."""

    session_id: str
    status = 404
    says = Text("There is no session {session_id}.", "没有课次 {session_id}。")
    remedy = Text("Look at the timetable.", "请查看课表。")


class SessionCancelledAlready(Refusal):
    """A cancelled session takes no bookings."""

    session_id: str
    says = Text("This session was cancelled.", "该课次已取消。")
    remedy = Text("Choose another session.", "请选择其他课次。")


class RosterClosed(Refusal):
    """A roster is corrected until it is closed; then nothing of the session changes."""

    session_id: str
    says = Text("The roster of this session is closed.", "该课次的考勤已锁定。")
    remedy = Text("Ask head office for a correction.", "如需更正请联系总部。")


class ScheduleSession(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER),
    refuses=(
        TimetableNotOpen,
        RoomUnknown,
        CourseUnknown,
        SessionAlreadyScheduled,
        RoomOccupiedThen,
        CoachOccupiedThen,
        SeatsOutOfRange,
        SessionTooLong,
        SessionTooFarAway,
        BookingTermsOutOfRange,
    ),
):
    """Put a session into the timetable; its room and its coach must be free.

    Members book from `opens_days_before` days before the start; they cancel free of charge until
    `free_cancel_minutes` before it. `reserved_for`: only members whose level gives that right book it.
    """

    session_id: Id
    course_id: Id
    venue_id: Id
    room_id: Id
    coach_id: Id
    starts_at: Instant
    minutes: int
    seats: int
    opens_days_before: int = 14
    free_cancel_minutes: int = 360
    reserved_for: ReservedRight | None = None


class SessionScheduled(Event, stream="session-{session_id}"):
    """The session can be booked from `opens_at` on; `day` is the venue's day on which it starts."""

    session_id: Id
    course_id: Id
    category: Name
    venue_id: Id
    room_id: Id
    coach_id: Id
    day: Day
    starts_at: Instant
    ends_at: Instant
    seats: int
    opens_at: Instant
    free_cancel_until: Instant
    reserved_for: ReservedRight | None = None
    zone: Zone | None = None  # by whose clock people read its times


class CancelSession(
    Command, by=(HEAD_OFFICE, VENUE_MANAGER), refuses=(SessionNotScheduled, SessionCancelledAlready, RosterClosed)
):
    """The venue cancels a session: every booking is returned in full, nobody is charged."""

    session_id: Id
    venue_id: Id
    reason: Note


class SessionCancelled(Event, stream="session-{session_id}"):
    """The session does not take place; its room and coach are free again at this time."""

    session_id: Id
    venue_id: Id
    room_id: Id
    coach_id: Id
    starts_at: Instant
    ends_at: Instant
    reason: Note


class SessionRow(Row):
    """A session in the timetable: scheduled, cancelled or closed; `attended` counts the roster's marks too."""

    session_id: Id
    course_id: Id
    course: str
    course_zh: str
    category: str
    venue_id: Id
    zone: str
    room: str
    coach_id: Id
    starts_at: Instant
    ends_at: Instant
    seats: int
    taken: int
    waiting: int
    attended: int
    status: str
    opens_at: Instant
    free_cancel_until: Instant
    reserved_for: str | None


class SessionsOfDay(Query, by=(*STAFF, MEMBER, GUEST), answers=SessionRow):
    """The sessions that start at a venue on one of its days, in order; today if no day is given."""

    venue_id: Id
    day: Day | None = None


class GetSession(Query, by=(*STAFF, MEMBER, GUEST), answers=SessionRow):
    """One session."""

    session_id: Id
