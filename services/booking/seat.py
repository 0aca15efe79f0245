"""Seats: booked while one is free, kept when the card has paid, given back, handed to the first who waits. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from services.booking.booker import booker_stream
from services.booking.booking_rights import MemberRights
from services.booking.diary import Diary, clear
from services.booking.diary import evolve as evolve_diary
from services.booking.diary import further as further_diaries
from services.booking.level import after, level_streams
from services.booking.session import STANDING, Booking, Session, names, promote, reserve
from services.booking.session import evolve as evolve_session
from shared.contracts import Event
from shared.contracts.booking import (
    AlreadyBooked,
    ArrivalMatched,
    BookerLevelNoted,
    BookerNoted,
    BookingCancelled,
    BookingClaimed,
    BookingClosed,
    BookingIdUsed,
    BookingOver,
    BookingRightsNoted,
    BookSeat,
    CancelBooking,
    ConfirmSeat,
    DeclineSeat,
    DiaryCleared,
    DiaryEntered,
    DoubleBookingFound,
    MemberBusyThen,
    SeatAttended,
    SeatConfirmed,
    SeatReleased,
    SessionCancelledAlready,
    SessionFull,
    SessionScheduled,
    WaitlistJoined,
    WithdrawSeat,
)
from shared.contracts.members.rights import GrantedRight, Levels
from shared.contracts.members.standing import check_active
from shared.decider import Context, Decider
from shared.standing import Standing, others

LATE_PROMOTION = timedelta(hours=24)  # who gets a seat so shortly before the start may give it back for free

SeatCommand = BookSeat | ConfirmSeat | DeclineSeat | WithdrawSeat | CancelBooking


@dataclass(frozen=True)
class Seats:
    """The session, and of the member who books or cancels: the diary, and whether the booking's id is taken."""

    session: Session = field(default_factory=Session)
    diary: Diary = field(default_factory=Diary)
    claim: BookingClaimed | None = None
    levels: Levels = field(default_factory=Levels)


def streams(wish: SeatCommand, context: Context) -> list[str]:
    ours = [f"session-{wish.session_id}"]
    if isinstance(wish, BookSeat | CancelBooking):
        ours += [f"diary-{wish.member_id}", booker_stream(wish.member_id)]
    if isinstance(wish, BookSeat):
        ours += [f"booking-{wish.booking_id}", *level_streams(wish.member_id)]
    return ours


def further(wish: SeatCommand, seats: Seats) -> Iterable[str]:
    return further_diaries(wish, seats.diary)


def decide(wish: SeatCommand, seats: Seats, context: Context) -> list[Event]:
    match wish:
        case BookSeat():
            return book(wish, seats, context)
        case ConfirmSeat():
            return confirm(wish, seats.session)
        case DeclineSeat():
            return decline(wish, seats.session, context)
        case WithdrawSeat():
            return withdraw(wish, seats.session, context)
        case CancelBooking():
            return cancel(wish, seats, context)


def book(wish: BookSeat, seats: Seats, context: Context) -> list[Event]:
    plan = seats.session.scheduled(wish.session_id)
    if made_before(wish, seats):
        return []  # the same wish again
    check_active(wish.member_id, seats.diary.people.get(wish.member_id, Standing()))
    check_window(plan, seats.session, context)
    rights = MemberRights.of(seats.levels, wish.member_id, plan, context.at)
    needed = rights.needed(plan, context)
    check_member(wish, plan, seats)
    booking = Booking(wish.booking_id, wish.member_id, wish.card_id, "new")
    return [
        wait(plan, seats.session, booking, needed, rights.priority)
        if must_wait(wish, plan, seats.session)
        else reserve(plan, booking, rights=needed),
        DiaryEntered(
            member_id=wish.member_id,
            booking_id=wish.booking_id,
            session_id=wish.session_id,
            venue_id=plan.venue_id,
            starts_at=plan.starts_at,
            ends_at=plan.ends_at,
        ),
        BookingClaimed(booking_id=wish.booking_id, session_id=wish.session_id, member_id=wish.member_id),
    ]


def made_before(wish: BookSeat, seats: Seats) -> bool:
    """Whether this very booking stands; raises BookingIdUsed if its id means another one, or one that is over."""
    if seats.claim is None:
        return False
    same = seats.session.bookings.get(wish.booking_id)
    asked = (wish.member_id, wish.card_id)
    if same is None or same.status not in STANDING or (same.member_id, same.card_id) != asked:
        raise BookingIdUsed(booking_id=wish.booking_id)
    return True


def check_window(plan: SessionScheduled, session: Session, context: Context) -> None:
    if session.status == "cancelled":
        raise SessionCancelledAlready(session_id=plan.session_id)
    if context.at >= plan.starts_at or session.status == "closed":
        raise BookingClosed(opens_at=plan.opens_at, starts_at=plan.starts_at)


def check_member(wish: BookSeat, plan: SessionScheduled, seats: Seats) -> None:
    for member_id in records(wish, seats):
        if mine := seats.session.standing_of(member_id):
            raise AlreadyBooked(session_id=plan.session_id, booking_id=mine.booking_id)
    if busy := seats.diary.meeting(plan):
        raise MemberBusyThen(session_id=busy.session_id, starts_at=busy.starts_at, ends_at=busy.ends_at)


def records(wish: BookSeat | CancelBooking, seats: Seats) -> list[str]:
    """All records of the person who books."""
    return [wish.member_id, *others(seats.diary.people)]


def must_wait(wish: BookSeat, plan: SessionScheduled, session: Session) -> bool:
    """Whether there is no seat any more; raises SessionFull for who does not want a place in the queue."""
    if session.full and not wish.waitlist:
        raise SessionFull(seats=plan.seats, waiting=len(session.queue))
    return session.full


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


def confirm(wish: ConfirmSeat, session: Session) -> list[Event]:
    """Nothing for a booking that ended meanwhile: what ended it makes the card give the visit back (README)."""
    plan = session.scheduled(wish.session_id)
    booking = session.bookings.get(wish.booking_id)
    if booking is None or booking.status != "reserved":
        return []
    confirmed = SeatConfirmed(**names(plan, booking), day=plan.day)
    if not booking.arrived:
        return [confirmed]
    return [confirmed, SeatAttended(**names(plan, booking), day=plan.day, source="gate")]


def decline(wish: DeclineSeat, session: Session, context: Context) -> list[Event]:
    plan = session.scheduled(wish.session_id)
    booking = session.bookings.get(wish.booking_id)
    if booking is None or booking.status != "reserved":
        return []
    released = SeatReleased(**names(plan, booking), reason=wish.reason)
    return [released, *promote(session, plan, context.now)]  # it may have happened long ago: the answer was slow


def withdraw(wish: WithdrawSeat, session: Session, context: Context) -> list[Event]:
    """Nothing once the session has begun, or for a booking that is over."""
    plan = session.scheduled(wish.session_id)
    booking = session.bookings.get(wish.booking_id)
    if booking is None or booking.status not in ("reserved", "confirmed") or context.at >= plan.starts_at:
        return []
    released = SeatReleased(**names(plan, booking), reason=wish.reason)
    return [released, *promote(session, plan, context.now)]


def cancel(wish: CancelBooking, seats: Seats, context: Context) -> list[Event]:
    plan = seats.session.scheduled(wish.session_id)
    booking = seats.session.booking(wish.booking_id, *records(wish, seats))
    if booking.status not in STANDING:
        raise BookingOver(booking_id=wish.booking_id, status_now=booking.status)
    if context.at >= plan.starts_at:
        raise BookingOver(booking_id=wish.booking_id, status_now="started")
    had_seat = booking.status != "waiting"
    cancelled = BookingCancelled(
        **names(plan, booking),
        day=plan.day,
        had_seat=had_seat,
        charged=charged(plan, booking, context),
        by_venue=False,
    )
    freed = promote(seats.session, plan, context.at) if had_seat else []
    return [cancelled, *clear(seats.diary, wish.booking_id), *freed]


def charged(plan: SessionScheduled, booking: Booking, context: Context) -> bool:
    """Whether giving this booking back now uses the visit: a paid seat, too late, and not got at the last moment."""
    if booking.status != "confirmed" or context.at < plan.free_cancel_until:
        return False
    return booking.promoted_at is None or plan.starts_at - booking.promoted_at >= LATE_PROMOTION


def evolve(seats: Seats, event: Event) -> Seats:
    match event:
        case DiaryEntered() | DiaryCleared() | ArrivalMatched() | DoubleBookingFound() | BookerNoted():
            return replace(seats, diary=evolve_diary(seats.diary, event))
        case BookingClaimed():
            return replace(seats, claim=event)
        case BookingRightsNoted() | BookerLevelNoted():
            return replace(seats, levels=after(seats.levels, event))
    return replace(seats, session=evolve_session(seats.session, event))


SEAT: Decider[Seats] = Decider(
    (BookSeat, ConfirmSeat, DeclineSeat, WithdrawSeat, CancelBooking), Seats(), streams, decide, evolve, further
)
