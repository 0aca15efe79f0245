"""Who came: the gate says so at once and for good, the roster until it is closed. Pure."""

from __future__ import annotations

from datetime import timedelta

from services.booking.session import Session, evolve, names
from shared.contracts import Event
from shared.contracts.booking import (
    ArrivalNoted,
    AttendanceMarked,
    BookingWithoutSeat,
    ConfirmAttendance,
    MarkAttendance,
    RosterClosed,
    SeatAttended,
    SeenAtGate,
    TooEarlyForAttendance,
)
from shared.decider import Context, Decider

MARKED_BEFORE = timedelta(minutes=60)  # from when on the roster takes marks

AttendanceCommand = MarkAttendance | ConfirmAttendance


def streams(wish: AttendanceCommand, context: Context) -> list[str]:
    return [f"session-{wish.session_id}"]


def decide(wish: AttendanceCommand, session: Session, context: Context) -> list[Event]:
    match wish:
        case MarkAttendance():
            return mark(wish, session, context)
        case ConfirmAttendance():
            return attend(wish, session)


def mark(wish: MarkAttendance, session: Session, context: Context) -> list[Event]:
    plan = session.scheduled(wish.session_id, wish.venue_id)
    if session.status == "closed":
        raise RosterClosed(session_id=wish.session_id)
    booking = session.booking(wish.booking_id)
    if booking.status == "attended":
        if wish.attended:
            return []
        raise SeenAtGate(booking_id=wish.booking_id)
    if booking.status not in ("reserved", "confirmed"):
        raise BookingWithoutSeat(booking_id=wish.booking_id, status_now=booking.status)
    if context.at < plan.starts_at - MARKED_BEFORE:
        raise TooEarlyForAttendance(starts_at=plan.starts_at, zone=plan.zone)
    if booking.marked == wish.attended:
        return []
    return [AttendanceMarked(**vars(wish))]


def attend(wish: ConfirmAttendance, session: Session) -> list[Event]:
    """Before the card has paid, the arrival is kept for the moment when it has."""
    booking = session.bookings.get(wish.booking_id)
    if session.plan is None or booking is None or session.status == "closed":
        return []
    if booking.status == "confirmed":
        return [SeatAttended(**names(session.plan, booking), day=session.plan.day, source="gate")]
    if booking.status in ("waiting", "reserved") and not booking.arrived:
        return [ArrivalNoted(booking_id=wish.booking_id, session_id=wish.session_id)]
    return []


ATTENDANCE: Decider[Session] = Decider((MarkAttendance, ConfirmAttendance), Session(), streams, decide, evolve)
