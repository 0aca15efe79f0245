"""What the clock does for booking: gives up on a card that does not answer, and closes rosters. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from services.booking.closing import CLOSES_AFTER
from shared.contracts import Event
from shared.contracts.booking import (
    ArrivalNoted,
    AttendanceMarked,
    BookingCancelled,
    CloseSession,
    DeclineSeat,
    SeatAttended,
    SeatConfirmed,
    SeatReleased,
    SeatReserved,
    SessionCancelled,
    SessionClosed,
    SessionScheduled,
    WaitlistJoined,
)
from shared.log import Recorded
from shared.timers import ClearTimer, PostponeTimer, SetTimer, TimerChange

SILENT = timedelta(minutes=15)  # until a card counts as not answering
QUIET = timedelta(minutes=15)  # since the last word on a session: a gate or a desk that was away may still hand some in


def timers(event: Event, recorded: Recorded) -> Sequence[TimerChange]:
    match event:
        case SessionScheduled():
            at = max(event.ends_at + CLOSES_AFTER, recorded.recorded_at + QUIET)
            return [SetTimer(closing(event.session_id), at, CloseSession(session_id=event.session_id))]
        case SessionCancelled() | SessionClosed():
            return [ClearTimer(closing(event.session_id))]
        case SeatReserved():
            decline = DeclineSeat(booking_id=event.booking_id, session_id=event.session_id)
            silent = SetTimer(silence(event.booking_id), recorded.recorded_at + SILENT, decline)
            return [silent, still_told_of(event.session_id, recorded)]
        case SeatConfirmed() | SeatReleased() | BookingCancelled():
            return [ClearTimer(silence(event.booking_id)), still_told_of(event.session_id, recorded)]
        case WaitlistJoined() | AttendanceMarked() | ArrivalNoted() | SeatAttended():
            return [still_told_of(event.session_id, recorded)]
    return []


def still_told_of(session_id: str, recorded: Recorded) -> PostponeTimer:
    return PostponeTimer(closing(session_id), recorded.recorded_at + QUIET)


def closing(session_id: str) -> str:
    return f"close {session_id}"


def silence(booking_id: str) -> str:
    return f"silent card {booking_id}"
