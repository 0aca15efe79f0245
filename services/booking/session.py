"""A session as its history tells it: who has a seat, who waits, and how each booking ended. Pure; decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from shared.contracts import Event
from shared.contracts.booking import (
    ArrivalNoted,
    AttendanceMarked,
    BookingCancelled,
    BookingUnknown,
    SeatAttended,
    SeatConfirmed,
    SeatMissed,
    SeatReleased,
    SeatReserved,
    SessionCancelled,
    SessionClosed,
    SessionNotScheduled,
    SessionScheduled,
    WaitlistEnded,
    WaitlistJoined,
)
from shared.contracts.members.rights import GrantedRight
from shared.decider import Context

LATE_PROMOTION = timedelta(hours=24)  # who gets a seat so shortly before the start may give it back for free
WITH_SEAT = ("reserved", "confirmed", "attended", "missed")
STANDING = ("waiting", "reserved", "confirmed")


@dataclass(frozen=True)
class Booking:
    """A member's booking of this session.

    `priority` is its place before others in the queue; `promoted_at` is when a waiting member got the seat; `arrived`
    tells that a gate saw the member before the seat was confirmed; `marked` is what the roster says so far.
    """

    booking_id: str
    member_id: str
    card_id: str
    status: str  # waiting -> reserved -> confirmed -> attended | missed; before: released, cancelled, unserved
    promoted_at: datetime | None = None
    arrived: bool = False
    marked: bool | None = None
    priority: int = 0


@dataclass(frozen=True)
class Session:
    """`bookings` stand in the order in which they were made."""

    plan: SessionScheduled | None = None
    status: str = "none"  # none -> scheduled -> closed | cancelled
    bookings: Mapping[str, Booking] = field(default_factory=dict)

    def scheduled(self, session_id: str, venue_id: str | None = None) -> SessionScheduled:
        """What was put into the timetable, at this venue if one is named; raises SessionNotScheduled."""
        if self.plan is None or venue_id not in (None, self.plan.venue_id):
            raise SessionNotScheduled(session_id=session_id)
        return self.plan

    def booking(self, booking_id: str, *member_ids: str) -> Booking:
        """The booking, of one of these records of a person if any is named; raises BookingUnknown."""
        booking = self.bookings.get(booking_id)
        if booking is None or (member_ids and booking.member_id not in member_ids):
            raise BookingUnknown(booking_id=booking_id)
        return booking

    def of(self, *statuses: str) -> list[Booking]:
        return [booking for booking in self.bookings.values() if booking.status in statuses]

    @property
    def queue(self) -> list[Booking]:
        """Who waits, in their turn: the higher priority first, and of equals who came first."""
        return sorted(self.of("waiting"), key=lambda booking: -booking.priority)

    def standing_of(self, member_id: str) -> Booking | None:
        """The member's booking that is not over yet, also one attended already."""
        mine = (b for b in self.of(*STANDING, "attended") if b.member_id == member_id)
        return next(mine, None)

    @property
    def full(self) -> bool:
        assert self.plan is not None
        return len(self.of(*WITH_SEAT)) >= self.plan.seats


def names(plan: SessionScheduled, booking: Booking) -> dict[str, Any]:
    """The fields that every event of a booking begins with."""
    return {
        "booking_id": booking.booking_id,
        "session_id": plan.session_id,
        "member_id": booking.member_id,
        "card_id": booking.card_id,
        "venue_id": plan.venue_id,
    }


def reserve(
    plan: SessionScheduled,
    booking: Booking,
    promoted_at: datetime | None = None,
    rights: tuple[GrantedRight, ...] = (),
) -> SeatReserved:
    return SeatReserved(
        **names(plan, booking),
        day=plan.day,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        from_waitlist=promoted_at is not None,
        promoted_at=promoted_at,
        rights=rights,
        room_id=plan.room_id,
    )


def wait(
    plan: SessionScheduled,
    session: Session,
    booking: Booking,
    needed: tuple[GrantedRight, ...],
    before_others: GrantedRight | None,
) -> WaitlistJoined:
    """A place in the queue, behind all whose priority is not lower."""
    priority = before_others.value if before_others else 0
    ahead = sum(waiting.priority >= priority for waiting in session.queue)
    rights = (*needed, before_others) if before_others else needed
    return WaitlistJoined(**names(plan, booking), place=ahead + 1, priority=priority, rights=rights)


def promote(session: Session, plan: SessionScheduled, at: datetime) -> list[Event]:
    """A seat became free: it goes to the first who waits, as long as the session has not started.

    The card is asked again for the one promoted; if it does not pay, the seat comes free again and goes to the next.
    """
    queue = session.queue
    if not queue or at >= plan.starts_at:
        return []
    return [reserve(plan, queue[0], promoted_at=at)]


def charged(plan: SessionScheduled, booking: Booking, context: Context) -> bool:
    """Whether giving this booking back now uses the visit: a paid seat, too late, and not got at the last moment."""
    if booking.status != "confirmed" or context.at < plan.free_cancel_until:
        return False
    return booking.promoted_at is None or plan.starts_at - booking.promoted_at >= LATE_PROMOTION


def evolve(session: Session, event: Event) -> Session:
    match event:
        case SessionScheduled():
            return replace(session, plan=event, status="scheduled")
        case SessionCancelled():
            return replace(session, status="cancelled")
        case SessionClosed():
            return replace(session, status="closed")
        case WaitlistJoined():
            booking = Booking(event.booking_id, event.member_id, event.card_id, "waiting", priority=event.priority)
            return add(session, booking)
        case SeatReserved(from_waitlist=True):
            return change(session, event.booking_id, status="reserved", promoted_at=event.promoted_at)
        case SeatReserved():
            return add(session, Booking(event.booking_id, event.member_id, event.card_id, "reserved"))
        case AttendanceMarked():
            return change(session, event.booking_id, marked=event.attended)
        case ArrivalNoted():
            return change(session, event.booking_id, arrived=True)
    return change(session, event.booking_id, status=BECOMES[type(event)])  # type: ignore[attr-defined]


BECOMES: Mapping[type[Event], str] = {
    SeatConfirmed: "confirmed",
    SeatReleased: "released",
    BookingCancelled: "cancelled",
    WaitlistEnded: "unserved",
    SeatAttended: "attended",
    SeatMissed: "missed",
}


def add(session: Session, booking: Booking) -> Session:
    return replace(session, bookings={**session.bookings, booking.booking_id: booking})


def change(session: Session, booking_id: str, **now: Any) -> Session:
    return add(session, replace(session.bookings[booking_id], **now))
