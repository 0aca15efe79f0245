"""One person has two bookings in a session, under two records that were merged: the weaker is let go. Pure."""

from __future__ import annotations

from services.booking.session import STANDING, Booking, Session, evolve, names, promote
from shared.contracts import Event, Reason
from shared.contracts.booking import AlreadyBooked, BookingCancelled, LetGoDouble, SeatReleased, SessionScheduled
from shared.decider import Context, Decider


def streams(wish: LetGoDouble, context: Context) -> list[str]:
    return [f"session-{wish.session_id}"]


def decide(wish: LetGoDouble, session: Session, context: Context) -> list[Event]:
    """Nothing once the session has begun, or when one of the two is over anyway."""
    plan = session.scheduled(wish.session_id)
    both = [session.bookings.get(id_) for id_ in (wish.booking_id, wish.other_booking_id)]
    standing = [booking for booking in both if booking and booking.status in STANDING]
    if len(standing) < 2 or context.now >= plan.starts_at:
        return []
    weaker, kept = sorted(standing, key=lambda booking: STANDING.index(booking.status))
    return let_go(weaker, kept, session, plan, context)


def let_go(weaker: Booking, kept: Booking, session: Session, plan: SessionScheduled, context: Context) -> list[Event]:
    if weaker.status == "waiting":
        return [BookingCancelled(**names(plan, weaker), day=plan.day, had_seat=False, charged=False, by_venue=False)]
    why = AlreadyBooked(session_id=plan.session_id, booking_id=kept.booking_id)
    released = SeatReleased(**names(plan, weaker), reason=Reason.of(why))
    return [released, *promote(session, plan, context.now)]


DOUBLE: Decider[Session] = Decider((LetGoDouble,), Session(), streams, decide, evolve)
