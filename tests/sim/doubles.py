"""What a merge must leave behind: one booking a person and session, whatever records they were made under."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from shared.audit import Check, Violation
from shared.contracts import Event
from shared.contracts.booking import (
    BookingCancelled,
    DoubleBookingFound,
    SeatReleased,
    SessionScheduled,
    WaitlistEnded,
)
from shared.log import Recorded

LET_GO_WITHIN = timedelta(minutes=15)  # before it begins, a session hears of it in time


class Doubles(Check):
    """Keeps the sessions to come in which one person was found twice."""

    invariant = "I7"
    promise = "nobody keeps two bookings of one session, whatever records they were made under"

    def __init__(self) -> None:
        self.starts: dict[str, datetime] = {}
        self.over: set[str] = set()
        self.found: list[tuple[DoubleBookingFound, datetime, Violation]] = []

    def see(self, recorded: Recorded, event: Event) -> Iterator[Violation]:
        match event:
            case SessionScheduled():
                self.starts[event.session_id] = event.starts_at
            case SeatReleased() | BookingCancelled() | WaitlistEnded():
                self.over.add(event.booking_id)
            case DoubleBookingFound():
                says = f"bookings {event.booking_id} and {event.other_booking_id} are one person's, and both stand"
                self.found.append((event, recorded.recorded_at, Violation.at(recorded, says)))
        yield from ()

    def end(self, before: datetime) -> Iterator[Violation]:
        for event, at, violation in self.found:
            in_time = at < before and at + LET_GO_WITHIN < self.starts[event.session_id]
            if in_time and not {event.booking_id, event.other_booking_id} & self.over:
                yield violation

    def checked(self) -> str:
        return f"{len(self.found):,} found"
