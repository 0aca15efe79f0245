"""What the audit checks in booking's log: rooms, coaches, diaries, and sessions that nobody closed. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from shared.audit import Check, Violation
from shared.contracts import Event
from shared.contracts.booking import (
    ArrivalNoted,
    AttendanceMarked,
    BookingCancelled,
    CoachFreed,
    CoachReserved,
    DiaryCleared,
    DiaryEntered,
    RoomFreed,
    RoomReserved,
    SeatAttended,
    SeatConfirmed,
    SeatReleased,
    SeatReserved,
    SessionCancelled,
    SessionClosed,
    SessionScheduled,
    WaitlistJoined,
)
from shared.log import Recorded

CLOSES_AFTER = timedelta(hours=2)  # the end of a session
QUIET = timedelta(minutes=15)  # in which nothing was told of it

Time = tuple[datetime, datetime]


class Places(Check):
    """Keeps when each room and coach is taken on each UTC day, and when each member is expected somewhere."""

    invariant = "I2"
    promise = "no room holds two sessions at once, no coach gives two, no member is expected in two"

    def __init__(self) -> None:
        self.taken: dict[str, dict[str, Time]] = {}  # by stream, then by session
        self.count = 0

    def see(self, recorded: Recorded, event: Event) -> Iterator[Violation]:
        match event:
            case RoomReserved() | CoachReserved() | DiaryEntered():
                self.count += 1
                place = self.taken.setdefault(recorded.stream, {})
                for session_id, (starts_at, ends_at) in place.items():
                    if starts_at < event.ends_at and event.starts_at < ends_at:
                        says = f"session {event.session_id} meets session {session_id} in {recorded.stream}"
                        yield Violation.at(recorded, says)
                place[event.session_id] = (event.starts_at, event.ends_at)
            case RoomFreed() | CoachFreed() | DiaryCleared():
                self.taken.get(recorded.stream, {}).pop(event.session_id, None)

    def checked(self) -> str:
        return f"{self.count:,} times of {len(self.taken):,} days and diaries"


class EndedSessions(Check):
    """Keeps the sessions that are neither closed nor cancelled, and when something was last told of each."""

    invariant = "I7"
    promise = "every session that is over is closed or cancelled"

    def __init__(self) -> None:
        self.open: dict[str, tuple[datetime, Violation]] = {}
        self.count = 0

    def see(self, recorded: Recorded, event: Event) -> Iterator[Violation]:
        match event:
            case SessionScheduled():
                self.count += 1
                says = f"session {event.session_id} ended at {event.ends_at:%F %R} UTC, and its roster is open"
                due = max(event.ends_at + CLOSES_AFTER, recorded.recorded_at) + QUIET
                self.open[event.session_id] = due, Violation.at(recorded, says)
            case SessionClosed() | SessionCancelled():
                self.open.pop(event.session_id, None)
            case (
                SeatReserved()
                | SeatConfirmed()
                | SeatReleased()
                | BookingCancelled()
                | WaitlistJoined()
                | AttendanceMarked()
                | ArrivalNoted()
                | SeatAttended()
            ):
                if event.session_id in self.open:
                    due, violation = self.open[event.session_id]
                    self.open[event.session_id] = max(due, recorded.recorded_at + QUIET), violation
        yield from ()

    def end(self, before: datetime) -> Iterator[Violation]:
        yield from (violation for due, violation in self.open.values() if due < before)

    def checked(self) -> str:
        return f"{self.count:,} sessions, {len(self.open):,} not over"
