"""A booking taken over from an older system, once. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import assert_never

from shared.contracts.booking import (
    PastBookingDiffers,
    PastBookingRecorded,
    RecordPastBooking,
    TimetableNotOpen,
    TimetableOpened,
)
from shared.decider import Context, Decider


@dataclass(frozen=True)
class PastBooking:
    recorded: PastBookingRecorded | None = None
    venue_open: bool = False


def streams(wish: RecordPastBooking, context: Context) -> list[str]:
    return [f"pastbooking-{wish.booking_id}", f"timetable-{wish.venue_id}"]


def decide(wish: RecordPastBooking, past: PastBooking, context: Context) -> list[PastBookingRecorded]:
    if not past.venue_open:
        raise TimetableNotOpen(venue_id=wish.venue_id)
    recorded = PastBookingRecorded(**vars(wish))
    if past.recorded not in (None, recorded):
        raise PastBookingDiffers(booking_id=wish.booking_id)
    return [] if past.recorded else [recorded]


def evolve(past: PastBooking, event: PastBookingRecorded | TimetableOpened) -> PastBooking:
    match event:
        case PastBookingRecorded():
            return replace(past, recorded=event)
        case TimetableOpened():
            return replace(past, venue_open=True)
    assert_never(event)


PAST_BOOKING: Decider[PastBooking] = Decider((RecordPastBooking,), PastBooking(), streams, decide, evolve)
