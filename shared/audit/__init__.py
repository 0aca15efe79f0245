"""The audit: whether stores still keep what the platform promises, told from what they hold and from nothing else.

A check is one promise about one service's log. It is given every event in log order and keeps no more than it needs
to judge the next one; it trusts neither deciders nor views, and shares no code with them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shared.contracts import Event
from shared.log import Recorded

KEPT = 20
"""Violations of one promise that are named; more are only counted."""

Rows = Collection[tuple[Any, ...]]


@dataclass(frozen=True)
class Violation:
    """What is wrong, and where there is one, the event at which it shows."""

    says: str
    position: int | None = None
    stream: str | None = None
    type: str | None = None

    @staticmethod
    def at(recorded: Recorded, says: str) -> Violation:
        return Violation(says, recorded.position, recorded.stream, recorded.type)


class Check:
    """One promise about one log; a check says what it has to about records, events, the end, and tables.

    Without a promise it only collects, for another check, and is not reported.
    """

    invariant: str
    promise: str = ""

    def read(self, recorded: Recorded) -> Iterable[Violation]:
        """What is wrong with a record, whether or not its event can be read."""
        return ()

    def see(self, recorded: Recorded, event: Event) -> Iterable[Violation]:
        """What is wrong with an event."""
        return ()

    def end(self, before: datetime) -> Iterable[Violation]:
        """What is wrong with the whole; what was begun before this instant must have ended."""
        return ()

    def shown(self) -> Mapping[str, Rows]:
        """Questions to the service's own tables, as SQL, each with the rows that the log says it must give."""
        return {}

    def checked(self) -> str:
        """What was looked at, in numbers."""
        return ""


@dataclass
class Finding:
    """What came of one promise in one service; `count` of violations, the first KEPT of them with their places.

    `first` and `last` are the positions of the log that were looked at (0: none).
    """

    invariant: str
    service: str
    promise: str
    checked: str = ""
    first: int = 0
    last: int = 0
    count: int = 0
    violations: list[Violation] = field(default_factory=list)

    def add(self, violations: Iterable[Violation]) -> None:
        for violation in violations:
            self.count += 1
            if len(self.violations) < KEPT:
                self.violations.append(violation)
