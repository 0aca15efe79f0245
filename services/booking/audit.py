"""What the audit checks in booking's log: seats, and bookings that nobody answered. Pure; borrows no rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from services.booking.audit_timetable import EndedSessions, Places
from shared.audit import Check, Violation
from shared.contracts import Event
from shared.contracts.booking import (
    BookingCancelled,
    SeatAttended,
    SeatConfirmed,
    SeatMissed,
    SeatReleased,
    SeatReserved,
    SessionCancelled,
    SessionClosed,
    SessionScheduled,
    WaitlistEnded,
    WaitlistJoined,
)
from shared.log import Recorded

BookingEvent = (
    SeatReserved | WaitlistJoined | SeatConfirmed | SeatAttended | SeatMissed
    | SeatReleased | BookingCancelled | WaitlistEnded
)  # fmt: skip


@dataclass
class Seating:
    """A session that is not closed: its seats, and the member of each booking that has one or waits for one."""

    seats: int
    seated: dict[str, str] = field(default_factory=dict)
    waiting: dict[str, str] = field(default_factory=dict)
    attended: int = 0
    cancelled: bool = False

    @property
    def empty(self) -> bool:
        return not self.seated and not self.waiting

    def has(self, member_id: str) -> bool:
        return member_id in self.seated.values() or member_id in self.waiting.values()


class Seats(Check):
    """Keeps the sessions that are not over."""

    invariant = "I2"
    promise = "no session has more seats in use than it has, no member is in it twice, its figures are right"

    def __init__(self) -> None:
        self.open: dict[str, Seating] = {}
        self.sessions = self.reserved = 0

    def see(self, recorded: Recorded, event: Event) -> Iterator[Violation]:
        for says in self._wrong(event):
            yield Violation.at(recorded, says)

    def _wrong(self, event: Event) -> Iterator[str]:
        match event:
            case SessionScheduled():
                self.sessions += 1
                self.open[event.session_id] = Seating(event.seats)
            case SessionClosed():
                yield from self._close(event)
            case SessionCancelled():
                yield from self._cancel(event)
            case _ if isinstance(event, BookingEvent):
                session = self.open.get(event.session_id)
                if session is None:
                    yield f"session {event.session_id} is not open"
                else:
                    yield from self._booking(session, event)

    def _booking(self, session: Seating, event: BookingEvent) -> Iterator[str]:
        if session.cancelled and not isinstance(event, BookingCancelled):
            yield f"session {event.session_id} is cancelled"
        match event:
            case SeatReserved():
                yield from self._seat(session, event)
            case WaitlistJoined():
                if session.has(event.member_id):
                    yield f"member {event.member_id} is in session {event.session_id} twice"
                session.waiting[event.booking_id] = event.member_id
            case SeatConfirmed() | SeatAttended() | SeatMissed():
                session.attended += isinstance(event, SeatAttended)
                if event.booking_id not in session.seated:
                    yield f"booking {event.booking_id} has no seat"
            case SeatReleased() | BookingCancelled() | WaitlistEnded():
                known = session.seated.pop(event.booking_id, None) or session.waiting.pop(event.booking_id, None)
                if known is None:
                    yield f"booking {event.booking_id} had ended or was never made"
                if session.cancelled and session.empty:
                    self.open.pop(event.session_id)

    def _seat(self, session: Seating, event: SeatReserved) -> Iterator[str]:
        self.reserved += 1
        promoted = session.waiting.pop(event.booking_id, None)
        if event.from_waitlist != (promoted is not None):
            yield f"booking {event.booking_id} {'does not wait' if event.from_waitlist else 'waits'}"
        if session.has(event.member_id):
            yield f"member {event.member_id} is in session {event.session_id} twice"
        session.seated[event.booking_id] = event.member_id
        if len(session.seated) > session.seats:
            yield f"session {event.session_id} has {session.seats} seats, and {len(session.seated)} are in use"

    def _cancel(self, event: SessionCancelled) -> Iterator[str]:
        session = self.open.get(event.session_id)
        if session is None:
            yield f"session {event.session_id} is not open"
        elif session.empty:
            del self.open[event.session_id]
        else:
            session.cancelled = True

    def _close(self, event: SessionClosed) -> Iterator[str]:
        session = self.open.pop(event.session_id, None)
        if session is None:
            yield f"session {event.session_id} is not open"
        elif (event.booked, event.attended) != (len(session.seated), session.attended):
            counted = f"{session.attended} of {len(session.seated)}"
            yield f"session {event.session_id} closed with {event.attended} of {event.booked} seats, counted {counted}"

    def checked(self) -> str:
        return f"{self.reserved:,} seats of {self.sessions:,} sessions"


class AnsweredSeats(Check):
    """Keeps the bookings that wait for their card."""

    invariant = "I7"
    promise = "no seat stays reserved without its card's answer"

    def __init__(self) -> None:
        self.unanswered: dict[str, tuple[datetime, Violation]] = {}
        self.count = 0

    def see(self, recorded: Recorded, event: Event) -> Iterator[Violation]:
        match event:
            case SeatReserved():
                self.count += 1
                says = f"booking {event.booking_id} still waits for card {event.card_id} to pay"
                self.unanswered[event.booking_id] = recorded.recorded_at, Violation.at(recorded, says)
            case SeatConfirmed() | SeatReleased() | BookingCancelled():
                self.unanswered.pop(event.booking_id, None)
        yield from ()

    def end(self, before: datetime) -> Iterator[Violation]:
        yield from (violation for at, violation in self.unanswered.values() if at < before)

    def checked(self) -> str:
        return f"{self.count:,} reservations, {len(self.unanswered):,} unanswered"


CHECKS = (Seats, Places, AnsweredSeats, EndedSessions)
