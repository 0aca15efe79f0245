"""Seats: booked, paid by a card, given back; the waitlist behind them."""

from __future__ import annotations

from shared.contracts import (
    FRONT_DESK,
    HEAD_OFFICE,
    MEMBER,
    SERVICE,
    VENUE_MANAGER,
    Command,
    Day,
    Event,
    Id,
    Instant,
    Reason,
    Refusal,
    Text,
    Zone,
)
from shared.contracts.booking.session import SessionCancelledAlready, SessionNotScheduled
from shared.contracts.members.guardian import NotGuardian
from shared.contracts.members.life import NOT_ACTIVE
from shared.contracts.members.rights import GrantedRight


class BookingClosed(Refusal):
    """Seats are booked from the opening of the booking until the session starts."""

    opens_at: Instant
    starts_at: Instant
    zone: Zone | None = None  # whose clock a person reads the times by
    says = Text("Booking is open from {opens_at} until {starts_at}.", "预约开放时间为 {opens_at} 至 {starts_at}。")
    remedy = Text("Choose another session.", "请选择其他课次。")


class AlreadyBooked(Refusal):
    """A member has one seat in a session."""

    session_id: str
    booking_id: str
    says = Text("The member has a seat or a waitlist place in this session.", "该会员已预约或已候补该课次。")
    remedy = Text("Open the booking.", "请查看已有预约。")


class BookingIdUsed(Refusal):
    """A booking id stands for one booking, also after it is over."""

    booking_id: str
    says = Text("Booking {booking_id} was made before.", "预约编号 {booking_id} 已使用。")
    remedy = Text("Use a new id for another booking.", "新的预约请使用新的编号。")


class MemberBusyThen(Refusal):
    """A member is in one place at a time."""

    session_id: str
    starts_at: Instant
    ends_at: Instant
    zone: Zone | None = None  # whose clock a person reads the times by
    says = Text("The member has a class from {starts_at} to {ends_at}.", "该会员在 {starts_at} 至 {ends_at} 已有预约。")
    remedy = Text("Cancel the other booking first.", "请先取消冲突的预约。")


class SessionFull(Refusal):
    """There are as many bookings as seats."""

    seats: int
    waiting: int
    says = Text("All {seats} seats are taken, {waiting} are waiting.", "{seats} 个名额已满，{waiting} 人候补。")
    remedy = Text("Book with the waitlist, or choose another session.", "可选择候补，或预约其他课次。")


class BookingUnknown(Refusal):
    """There is no such booking in this session."""

    booking_id: str
    status = 404
    says = Text("There is no booking {booking_id} in this session.", "该课次没有预约 {booking_id}。")
    remedy = Text("Check the booking.", "请核对预约编号。")


class BookingOver(Refusal):
    """Only a booking that still stands, before the session starts, can be cancelled."""

    booking_id: str
    status_now: str
    says = Text("This booking is {status_now}.", "该预约{status_now}。")
    remedy = Text("Nothing is left to cancel.", "无需取消。")


class SessionReserved(Refusal):
    """Some sessions are for members whose level gives a right to them."""

    session_id: str
    reserved_for: str
    says = Text(
        "This session is for members whose level gives {reserved_for}.",
        "该课次仅限等级享有 {reserved_for} 权益的会员。",
    )
    remedy = Text("Choose another session, or see what the next level takes.", "请选择其他课次，或查看升级条件。")


class BookSeat(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER),
    refuses=(
        SessionNotScheduled,
        SessionCancelledAlready,
        SessionReserved,
        BookingClosed,
        BookingIdUsed,
        AlreadyBooked,
        MemberBusyThen,
        SessionFull,
        NotGuardian,
        *NOT_ACTIVE,
    ),
):
    """Book a seat, paid by one of the member's cards; with `waitlist` a full session gives a place in the queue.

    Members book once booking is open, by some levels' rights some days earlier; staff also before. A guardian (`member_id`) books for
    a child (`child_id`): the booking, its card and its rights are the child's.
    """

    booking_id: Id
    session_id: Id
    member_id: Id
    card_id: Id
    waitlist: bool = False
    child_id: Id | None = None


class BookingClaimed(Event, stream="booking-{booking_id}", unreported="own use"):
    """A booking id stands for one booking of one session."""

    booking_id: Id
    session_id: Id
    member_id: Id


class SeatReserved(Event, stream="session-{session_id}"):
    """A seat is the member's for now; it stays so once the card has paid (SeatConfirmed), else it is released.

    `promoted_at` is when a waiting member got it (`from_waitlist`). `rights` are those of the member's level without
    which it could not have been booked then.
    """

    booking_id: Id
    session_id: Id
    member_id: Id
    card_id: Id
    venue_id: Id
    day: Day
    starts_at: Instant
    ends_at: Instant
    from_waitlist: bool
    promoted_at: Instant | None = None
    rights: tuple[GrantedRight, ...] = ()
    room_id: Id | None = None


class WaitlistJoined(Event, stream="session-{session_id}"):
    """The session is full; the member waits at this place: behind who has the same `priority` or more, and came before.

    `rights` are those of the member's level that gave the priority, or without which there were no place yet.
    """

    booking_id: Id
    session_id: Id
    member_id: Id
    card_id: Id
    venue_id: Id
    place: int
    priority: int = 0
    rights: tuple[GrantedRight, ...] = ()


class ConfirmSeat(Command, by=(SERVICE,), refuses=(SessionNotScheduled,)):
    """The card has paid for the booking."""

    booking_id: Id
    session_id: Id


class SeatConfirmed(Event, stream="session-{session_id}"):
    """The seat is the member's and paid."""

    booking_id: Id
    session_id: Id
    member_id: Id
    card_id: Id
    venue_id: Id
    day: Day


class DeclineSeat(Command, by=(SERVICE,), refuses=(SessionNotScheduled,)):
    """The card did not pay (or did not answer in time): the seat goes to the next who waits."""

    booking_id: Id
    session_id: Id
    reason: Reason | None = None


class WithdrawSeat(Command, by=(SERVICE,), refuses=(SessionNotScheduled,)):
    """The card that pays for a seat will rest or be over on that day: the seat goes to the next who waits, unpaid."""

    booking_id: Id
    session_id: Id
    reason: Reason


class SeatReleased(Event, stream="session-{session_id}"):
    """The seat was not paid for, or is so no more, and is free again; None: the card did not answer in time."""

    booking_id: Id
    session_id: Id
    member_id: Id
    card_id: Id
    venue_id: Id
    reason: Reason | None


class WaitlistEnded(Event, stream="session-{session_id}"):
    """The roster was closed and no seat had become free: the member waited in vain, and pays nothing."""

    booking_id: Id
    session_id: Id
    member_id: Id
    card_id: Id
    venue_id: Id


class CancelBooking(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER),
    refuses=(SessionNotScheduled, BookingUnknown, BookingOver),
):
    """Give a seat or a waitlist place back; free of charge until the session's line, later the visit is used.

    Never charged: a waitlist place, a seat that no card has paid yet, a seat got from the waitlist within
    24 hours before the start. A guardian gives back what the child has.
    """

    booking_id: Id
    session_id: Id
    member_id: Id


class BookingCancelled(Event, stream="session-{session_id}"):
    """The booking is over. `charged`: too late, the visit is used; `by_venue`: the session was cancelled.

    A cancelled session returns every visit, also one whose seat was attended or reserved before.
    """

    booking_id: Id
    session_id: Id
    member_id: Id
    card_id: Id
    venue_id: Id
    day: Day
    had_seat: bool
    charged: bool
    by_venue: bool
