"""Attendance: who came, by the gate or the roster, until the roster is closed."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    COACH,
    FRONT_DESK,
    HEAD_OFFICE,
    SERVICE,
    VENUE_MANAGER,
    Command,
    Day,
    Event,
    Id,
    Instant,
    Refusal,
    Text,
    Zone,
)
from shared.contracts.booking.seat import BookingUnknown
from shared.contracts.booking.session import RosterClosed, SessionCancelledAlready, SessionNotScheduled

AttendanceSource = Literal["gate", "roster"]


class BookingWithoutSeat(Refusal):
    """Attendance belongs to a seat."""

    booking_id: str
    status_now: str
    says = Text("This booking is {status_now}: it has no seat.", "该预约{status_now}，没有名额。")
    remedy = Text("Book a seat first, if one is free.", "如有空位，请先预约。")


class SeenAtGate(Refusal):
    """Who came through the gate for a session attended it; the roster cannot say otherwise."""

    booking_id: str
    says = Text("The gate saw the member arrive for this session.", "闸机已记录该会员到场。")
    remedy = Text("Leave it as attended.", "请保留到场记录。")


class TooEarlyForAttendance(Refusal):
    """Attendance is marked from 60 minutes before the session starts; a roster is handed in once it has started."""

    starts_at: Instant
    zone: Zone | None = None  # whose clock a person reads the times by
    says = Text("The session starts at {starts_at}.", "该课次于 {starts_at} 开始。")
    remedy = Text("Mark attendance when people arrive.", "请在学员到场后签到。")


class MarkAttendance(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, COACH),
    refuses=(
        SessionNotScheduled,
        BookingUnknown,
        BookingWithoutSeat,
        TooEarlyForAttendance,
        SeenAtGate,
        RosterClosed,
    ),
):
    """Note on the roster whether a member with a seat came; to be corrected until the roster is closed."""

    booking_id: Id
    session_id: Id
    venue_id: Id
    attended: bool


class AttendanceMarked(Event, stream="session-{session_id}", unreported="own use"):
    """So the roster says for now; it becomes SeatAttended or SeatMissed when the roster is closed."""

    booking_id: Id
    session_id: Id
    venue_id: Id
    attended: bool


class ConfirmAttendance(Command, by=(SERVICE,)):
    """The gate saw the member arrive for this session."""

    booking_id: Id
    session_id: Id


class ArrivalNoted(Event, stream="session-{session_id}", unreported="own use"):
    """The member is in the house, but waits or has not paid yet; attended as soon as the seat is confirmed."""

    booking_id: Id
    session_id: Id


class SeatAttended(Event, stream="session-{session_id}"):
    """The member came to the session; final. From the gate at once, from the roster when it is closed."""

    booking_id: Id
    session_id: Id
    member_id: Id
    card_id: Id
    venue_id: Id
    day: Day
    source: AttendanceSource


class SeatMissed(Event, stream="session-{session_id}"):
    """The member had a seat and did not come; final, said when the roster is closed."""

    booking_id: Id
    session_id: Id
    member_id: Id
    card_id: Id
    venue_id: Id
    day: Day


class SubmitRoster(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, COACH),
    refuses=(SessionNotScheduled, SessionCancelledAlready, TooEarlyForAttendance),
):
    """Close the roster now instead of two hours after the session's end: what is marked becomes final."""

    session_id: Id
    venue_id: Id


class CloseSession(Command, by=(SERVICE,), refuses=(SessionNotScheduled,)):
    """Two hours after its end a session's roster is closed; who has a seat and was not seen is a no-show."""

    session_id: Id


class SessionClosed(Event, stream="session-{session_id}"):
    """The roster is final; `attended` of `booked` seats."""

    session_id: Id
    venue_id: Id
    booked: int
    attended: int
