"""A booking taken over from an older system, once. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from shared.contracts.booking import PastBookingDiffers, PastBookingRecorded, RecordPastBooking
from shared.decider import Context, Decider


@dataclass(frozen=True)
class PastBooking:
    recorded: PastBookingRecorded | None = None


def streams(wish: RecordPastBooking, context: Context) -> list[str]:
    return [f"pastbooking-{wish.booking_id}"]


def decide(wish: RecordPastBooking, past: PastBooking, context: Context) -> list[PastBookingRecorded]:
    recorded = PastBookingRecorded(**vars(wish))
    if past.recorded not in (None, recorded):
        raise PastBookingDiffers(booking_id=wish.booking_id)
    return [] if past.recorded else [recorded]


def evolve(past: PastBooking, event: PastBookingRecorded) -> PastBooking:
    return PastBooking(event)


PAST_BOOKING: Decider[PastBooking] = Decider((RecordPastBooking,), PastBooking(), streams, decide, evolve)
