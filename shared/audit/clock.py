"""I7: what the clock owed has been done: every timer that was due has had its command answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from psycopg import Connection

from shared.audit import Check, Violation
from shared.contracts import Event
from shared.log import Recorded
from shared.timers import ClearTimer, PostponeTimer, SetTimer, Timer, TimersOf

ASKED = 1000  # commands asked for at once
ANSWERED = "SELECT command_id::text FROM decided WHERE command_id = ANY (%s::uuid[])"


class ClockDuties(Check):
    """Keeps the timers that stand, by the log alone: the table that the clock works from may be lost."""

    invariant = "I7"
    promise = "what the clock owed has been done"

    def __init__(self, timers: TimersOf, connection: Connection[Any]) -> None:
        self.timers, self.connection = timers, connection
        self.standing: dict[str, tuple[datetime, Timer, Recorded]] = {}
        self.count = 0

    def see(self, recorded: Recorded, event: Event) -> Iterator[Violation]:
        for change in self.timers(event, recorded):
            match change:
                case SetTimer():
                    self.count += 1
                    self.standing[change.key] = change.at, Timer.of(change, recorded), recorded
                case PostponeTimer() if change.key in self.standing:
                    at, timer, by = self.standing[change.key]
                    self.standing[change.key] = max(at, change.until), timer, by
                case ClearTimer():
                    self.standing.pop(change.key, None)
        yield from ()

    def end(self, before: datetime) -> Iterator[Violation]:
        due = [each for each in self.standing.values() if each[0] < before]
        for start in range(0, len(due), ASKED):
            some = due[start : start + ASKED]
            rows = self.connection.execute(ANSWERED, [[timer.command_id for _, timer, _ in some]])
            answered = {command_id for (command_id,) in rows}
            for at, timer, by in some:
                if timer.command_id not in answered:
                    yield Violation.at(by, f"asked for {timer.command} at {at:%F %R} UTC, which the clock never gave")

    def checked(self) -> str:
        return f"{self.count:,} timers, {len(self.standing):,} of them standing"
