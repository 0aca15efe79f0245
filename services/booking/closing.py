"""How a session ends: cancelled by the venue, or its roster closed; every booking ends with it. Pure."""

from __future__ import annotations

from datetime import timedelta

from services.booking.session import STANDING, Booking, Session, evolve, names
from shared.contracts import Event
from shared.contracts.booking import (
    BookingCancelled,
    CancelSession,
    CloseSession,
    RosterClosed,
    SeatAttended,
    SeatMissed,
    SeatReleased,
    SessionCancelled,
    SessionCancelledAlready,
    SessionClosed,
    SessionScheduled,
    SubmitRoster,
    TooEarlyForAttendance,
    WaitlistEnded,
)
from shared.decider import Context, Decider

CLOSES_AFTER = timedelta(hours=2)  # the end of the session

ClosingCommand = CancelSession | SubmitRoster | CloseSession


def streams(wish: ClosingCommand, context: Context) -> list[str]:
    return [f"session-{wish.session_id}"]


def decide(wish: ClosingCommand, session: Session, context: Context) -> list[Event]:
    match wish:
        case CancelSession():
            return cancel(wish, session)
        case SubmitRoster():
            return submit(wish, session, context)
        case CloseSession():
            plan = session.scheduled(wish.session_id)
            due = session.status == "scheduled" and context.at >= plan.ends_at + CLOSES_AFTER
            return close(session, plan) if due else []


def cancel(wish: CancelSession, session: Session) -> list[Event]:
    plan = session.scheduled(wish.session_id, wish.venue_id)
    if session.status == "cancelled":
        raise SessionCancelledAlready(session_id=wish.session_id)
    if session.status == "closed":
        raise RosterClosed(session_id=wish.session_id)
    cancelled = SessionCancelled(
        session_id=plan.session_id,
        venue_id=plan.venue_id,
        room_id=plan.room_id,
        coach_id=plan.coach_id,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        reason=wish.reason,
    )
    return [cancelled, *(returned(plan, booking) for booking in session.of(*STANDING, "attended"))]


def returned(plan: SessionScheduled, booking: Booking) -> BookingCancelled:
    return BookingCancelled(
        **names(plan, booking),
        day=plan.day,
        had_seat=booking.status != "waiting",
        charged=False,
        by_venue=True,
    )


def submit(wish: SubmitRoster, session: Session, context: Context) -> list[Event]:
    plan = session.scheduled(wish.session_id, wish.venue_id)
    if session.status == "cancelled":
        raise SessionCancelledAlready(session_id=wish.session_id)
    if session.status == "closed":
        return []
    if context.at < plan.starts_at:
        raise TooEarlyForAttendance(starts_at=plan.starts_at, zone=plan.zone)
    return close(session, plan)


def close(session: Session, plan: SessionScheduled) -> list[Event]:
    """Each booking's end, then the session's, with its figures."""
    endings = [ending(plan, booking) for booking in session.of(*STANDING)]
    attended = len(session.of("attended")) + sum(isinstance(end, SeatAttended) for end in endings)
    missed = sum(isinstance(end, SeatMissed) for end in endings)
    closed = SessionClosed(
        session_id=plan.session_id, venue_id=plan.venue_id, booked=attended + missed, attended=attended
    )
    return [*endings, closed]


def ending(plan: SessionScheduled, booking: Booking) -> Event:
    """What a booking that still stands comes to: a paid seat was attended or missed, all others cost nothing."""
    if booking.status == "waiting":
        return WaitlistEnded(**names(plan, booking))
    if booking.status == "reserved":
        return SeatReleased(**names(plan, booking), reason=None)
    if booking.marked:
        return SeatAttended(**names(plan, booking), day=plan.day, source="roster")
    return SeatMissed(**names(plan, booking), day=plan.day)


CLOSING: Decider[Session] = Decider((CancelSession, SubmitRoster, CloseSession), Session(), streams, decide, evolve)
