"""Seats: booked while one is free, kept when the card has paid, given back, handed to the first who waits. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from services.booking.booker import booker_stream
from services.booking.booking_rights import MemberRights
from services.booking.diary import Diary, clear, diary_stream
from services.booking.diary import evolve as evolve_diary
from services.booking.level import after, level_streams
from services.booking.session import STANDING, Booking, Session, charged, names, promote, reserve, wait
from services.booking.session import evolve as evolve_session
from services.booking.ward import Wards, wards_stream
from services.booking.ward import evolve as evolve_wards
from shared.contracts import Event
from shared.contracts.booking import (
    AlreadyBooked,
    ArrivalMatched,
    BookerLevelNoted,
    BookerNoted,
    BookerWardNoted,
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
    WithdrawSeat,
)
from shared.contracts.members.guardian import NotGuardian
from shared.contracts.members.rights import Levels
from shared.contracts.members.standing import check_active
from shared.decider import Context, Decider
from shared.standing import Standing, records

SeatCommand = BookSeat | ConfirmSeat | DeclineSeat | WithdrawSeat | CancelBooking


@dataclass(frozen=True)
class Seats:
    """The session, whether the booking's id is taken, and the member whose booking it is: their diary and level.

    `wards` are the children for whom the one who asks may book.
    """

    session: Session = field(default_factory=Session)
    diary: Diary = field(default_factory=Diary)
    claim: BookingClaimed | None = None
    levels: Levels = field(default_factory=Levels)
    wards: Wards = frozenset()

    def concerned(self, wish: BookSeat | CancelBooking) -> str:
        """Whose booking it is: the child's, where a guardian asks."""
        if isinstance(wish, BookSeat):
            return wish.child_id or wish.member_id
        booking = self.session.bookings.get(wish.booking_id)
        return booking.member_id if booking and booking.member_id in self.wards else wish.member_id

    def standing(self, member_id: str) -> Standing:
        return self.diary.people.get(member_id, Standing())


def streams(wish: SeatCommand, context: Context) -> list[str]:
    ours = [f"session-{wish.session_id}"]
    if isinstance(wish, BookSeat | CancelBooking):
        ours += [booker_stream(wish.member_id), wards_stream(wish.member_id)]
    match wish:
        case BookSeat():
            who = wish.child_id or wish.member_id
            ours += [f"booking-{wish.booking_id}", diary_stream(who), booker_stream(who), *level_streams(who)]
        case CancelBooking():
            ours.append(diary_stream(wish.member_id))
    return ours


def further(wish: SeatCommand, seats: Seats) -> Iterable[str]:
    """The diaries of all records of the person whose booking it is."""
    if isinstance(wish, BookSeat | CancelBooking):
        for member_id in sorted(records(seats.diary.people, seats.concerned(wish))):
            yield booker_stream(member_id)
            yield diary_stream(member_id)


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
    who = seats.concerned(wish)
    check_asker(wish, who, seats)
    check_window(plan, seats.session, context)
    rights = MemberRights.of(seats.levels, who, plan, context.at)
    needed = rights.needed(plan, context)
    check_member(wish, plan, seats)
    booking = Booking(wish.booking_id, who, wish.card_id, "new")
    return [
        wait(plan, seats.session, booking, needed, rights.priority)
        if must_wait(wish, plan, seats.session)
        else reserve(plan, booking, rights=needed),
        DiaryEntered(
            member_id=who,
            booking_id=wish.booking_id,
            session_id=wish.session_id,
            venue_id=plan.venue_id,
            starts_at=plan.starts_at,
            ends_at=plan.ends_at,
        ),
        BookingClaimed(booking_id=wish.booking_id, session_id=wish.session_id, member_id=who),
    ]


def made_before(wish: BookSeat, seats: Seats) -> bool:
    """Whether this very booking stands; raises BookingIdUsed if its id means another one, or one that is over."""
    if seats.claim is None:
        return False
    same = seats.session.bookings.get(wish.booking_id)
    asked = (seats.concerned(wish), wish.card_id)
    if same is None or same.status not in STANDING or (same.member_id, same.card_id) != asked:
        raise BookingIdUsed(booking_id=wish.booking_id)
    return True


def check_asker(wish: BookSeat, who: str, seats: Seats) -> None:
    """Both may act, and only a guardian books for a child; raises NotGuardian and what `check_active` raises."""
    check_active(wish.member_id, seats.standing(wish.member_id))
    if who == wish.member_id:
        return
    if who not in seats.wards:
        raise NotGuardian(child_id=who, guardian_id=wish.member_id)
    check_active(who, seats.standing(who))


def check_window(plan: SessionScheduled, session: Session, context: Context) -> None:
    if session.status == "cancelled":
        raise SessionCancelledAlready(session_id=plan.session_id)
    if context.at >= plan.starts_at or session.status == "closed":
        raise BookingClosed(opens_at=plan.opens_at, starts_at=plan.starts_at, zone=plan.zone)


def check_member(wish: BookSeat, plan: SessionScheduled, seats: Seats) -> None:
    for member_id in records(seats.diary.people, seats.concerned(wish)):
        if mine := seats.session.standing_of(member_id):
            raise AlreadyBooked(session_id=plan.session_id, booking_id=mine.booking_id)
    if busy := seats.diary.meeting(plan):
        times = {"starts_at": busy.starts_at, "ends_at": busy.ends_at}
        raise MemberBusyThen(session_id=busy.session_id, zone=plan.zone, **times)


def must_wait(wish: BookSeat, plan: SessionScheduled, session: Session) -> bool:
    """Whether there is no seat any more; raises SessionFull for who does not want a place in the queue."""
    if session.full and not wish.waitlist:
        raise SessionFull(seats=plan.seats, waiting=len(session.queue))
    return session.full


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
    booking = seats.session.booking(wish.booking_id, *records(seats.diary.people, wish.member_id), *seats.wards)
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


def evolve(seats: Seats, event: Event) -> Seats:
    match event:
        case DiaryEntered() | DiaryCleared() | ArrivalMatched() | DoubleBookingFound() | BookerNoted():
            return replace(seats, diary=evolve_diary(seats.diary, event))
        case BookingClaimed():
            return replace(seats, claim=event)
        case BookerWardNoted():
            return replace(seats, wards=evolve_wards(seats.wards, event))
        case BookingRightsNoted() | BookerLevelNoted():
            return replace(seats, levels=after(seats.levels, event))
    return replace(seats, session=evolve_session(seats.session, event))


SEAT: Decider[Seats] = Decider(
    (BookSeat, ConfirmSeat, DeclineSeat, WithdrawSeat, CancelBooking), Seats(), streams, decide, evolve, further
)
