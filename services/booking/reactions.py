"""What booking does about news: a new venue, a card's answer, somebody at the gate, and its own endings. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from services.booking.booker import news
from services.booking.level import level_news
from services.booking.ward import ward_news
from shared.contracts import Command
from shared.contracts.booking import (
    ArrivalMatched,
    BookerNoted,
    BookingCancelled,
    ClearDiary,
    ConfirmAttendance,
    ConfirmSeat,
    DeclineSeat,
    DoubleBookingFound,
    FreeRoomAndCoach,
    JoinDiaries,
    LetGoDouble,
    OpenTimetable,
    RecordArrival,
    SeatReleased,
    SessionCancelled,
    WaitlistEnded,
    WithdrawSeat,
)
from shared.contracts.cards import EntryGranted, HoldWithdrawn, VisitHeld, VisitNotHeld
from shared.contracts.members import VenueOpened
from shared.hearing import reacting


def heard(
    event: VenueOpened
    | VisitHeld
    | VisitNotHeld
    | HoldWithdrawn
    | EntryGranted
    | ArrivalMatched
    | BookingCancelled
    | SeatReleased
    | WaitlistEnded
    | SessionCancelled
    | BookerNoted
    | DoubleBookingFound,
) -> Sequence[Command]:
    match event:
        case VenueOpened():
            return [OpenTimetable(venue_id=event.venue_id, zone=event.zone)]
        case VisitHeld():
            return [ConfirmSeat(booking_id=event.hold_id, session_id=event.session_id)]
        case VisitNotHeld():
            return [DeclineSeat(booking_id=event.hold_id, session_id=event.session_id, reason=event.reason)]
        case HoldWithdrawn():
            return [WithdrawSeat(booking_id=event.hold_id, session_id=event.session_id, reason=event.reason)]
        case EntryGranted():
            return [RecordArrival(member_id=event.member_id, venue_id=event.venue_id, arrived_at=event.at)]
        case ArrivalMatched():
            return [ConfirmAttendance(booking_id=event.booking_id, session_id=event.session_id)]
        case BookingCancelled() | SeatReleased() | WaitlistEnded():
            ended = {"booking_id": event.booking_id, "session_id": event.session_id}
            return [ClearDiary(member_id=event.member_id, **ended)]
        case SessionCancelled():
            return [free_room_and_coach(event)]
        case BookerNoted(member_id=member_id, heard="merged", other_id=str(survivor_id)):
            return [JoinDiaries(member_id=member_id, survivor_id=survivor_id)]
        case BookerNoted(member_id=survivor_id, heard="took_in", other_id=str(member_id)):
            return [JoinDiaries(member_id=member_id, survivor_id=survivor_id)]
        case DoubleBookingFound():
            return [let_go(event)]
    return []


def let_go(event: DoubleBookingFound) -> LetGoDouble:
    return LetGoDouble(
        session_id=event.session_id, booking_id=event.booking_id, other_booking_id=event.other_booking_id
    )


def free_room_and_coach(event: SessionCancelled) -> FreeRoomAndCoach:
    return FreeRoomAndCoach(
        session_id=event.session_id,
        room_id=event.room_id,
        coach_id=event.coach_id,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
    )


react = reacting(heard, news, level_news, ward_news)
