"""What booking does about news: a new venue, a card's answer, somebody at the gate, and its own endings. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from shared.contracts import Command, Event
from shared.contracts.booking import (
    ArrivalMatched,
    BookingCancelled,
    ClearDiary,
    ConfirmAttendance,
    ConfirmSeat,
    DeclineSeat,
    FreeRoomAndCoach,
    OpenTimetable,
    RecordArrival,
    SeatReleased,
    SessionCancelled,
    WaitlistEnded,
    WithdrawSeat,
)
from shared.contracts.cards import EntryGranted, HoldWithdrawn, VisitHeld, VisitNotHeld
from shared.contracts.members import VenueOpened
from shared.envelope import Envelope


def react(event: Event, envelope: Envelope) -> Sequence[Command]:
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
        case _:
            return []


def free_room_and_coach(event: SessionCancelled) -> FreeRoomAndCoach:
    return FreeRoomAndCoach(
        session_id=event.session_id,
        room_id=event.room_id,
        coach_id=event.coach_id,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
    )
