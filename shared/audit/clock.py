"""I7: what the clock owed has been done, and not before its time: every timer that was due had its command answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from psycopg import Connection

from shared.audit import Check, Violation
from shared.clock import APART
from shared.contracts import Event
from shared.log import Recorded
from shared.timers import ClearTimer, PostponeTimer, SetTimer, Timer, TimersOf

ASKED = 1000  # commands asked for at once
ANSWERED = "SELECT command_id::text FROM decided WHERE command_id = ANY (%s::uuid[])"


class ClockDuties(Check):
    """Keeps the timers that stand, by the log alone: the table that the clock works from may be lost.

    `early`: when the commands that were not given yet were due at first; what postpones a timer may be appended while
    its command is being decided.
    """

    invariant = "I7"
    promise = "what the clock owed has been done, and not before its time"

    def __init__(self, timers: TimersOf, connection: Connection[Any]) -> None:
        self.timers, self.connection = timers, connection
        self.standing: dict[str, tuple[datetime, Timer, Recorded]] = {}
        self.early: dict[str, datetime] = {}
        self.count = 0

    def see(self, recorded: Recorded, event: Event) -> Iterator[Violation]:
        at = self.early.pop(recorded.meta.command_id, recorded.recorded_at)
        if recorded.recorded_at < at - APART:
            yield Violation.at(recorded, f"came of the clock at {recorded.recorded_at:%F %T} UTC, due at {at:%F %T}")
        for change in self.timers(event, recorded):
            match change:
                case SetTimer():
                    self.count += 1
                    timer = Timer.of(change, recorded)
                    self.standing[change.key] = change.at, timer, recorded
                    self.early[timer.command_id] = change.at
                case PostponeTimer() if change.key in self.standing:
                    at, timer, by = self.standing[change.key]
                    self.standing[change.key] = max(at, change.until), timer, by
                case ClearTimer():
                    self.standing.pop(change.key, None)

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
