"""Timers: what the clock is to do at an instant, folded from a service's own log.

A service says in `timers.py` what each of its events means for its timers; pure. The kernel folds its log in order,
keeps the timers that stand (`memory`, `postgres`) and gives each command when its instant has come (`clock`).
They are derived, so they are written nowhere beside an event and cannot be lost: rules that changed fold the log anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from shared.contracts import Command, Event
from shared.ids import derived_id
from shared.log import Recorded, Transaction


@dataclass(frozen=True)
class SetTimer:
    """Give `command` at `at` or soon after, never before. Set again under the same `key`, it is another timer.

    All events that touch a key belong to one stream. What the command asks may have come about meanwhile: its decider
    answers nothing then. The timer lies in the store in the clear, so its command has no personal field.
    """

    key: str
    at: datetime
    command: Command


@dataclass(frozen=True)
class PostponeTimer:
    """The timer under `key`, if it stands, is not due before `until`."""

    key: str
    until: datetime


@dataclass(frozen=True)
class ClearTimer:
    """The timer under `key`, if it stands, has lost its meaning."""

    key: str


TimerChange = SetTimer | PostponeTimer | ClearTimer
TimersOf = Callable[[Event, Recorded], Sequence[TimerChange]]
"""An own event, and how it stands in the log, to changes of timers: pure; most events give none.

`recorded_at` is the clock for waiting on somebody's answer, `happened_at` and the event's fields are business time.
"""


@dataclass(frozen=True)
class Timer:
    """A timer that stands: its command as JSON, and the event that set it with the flow that this belongs to."""

    key: str
    at: datetime
    command: str
    body: Mapping[str, Any]
    event_id: str
    flow: str

    @property
    def command_id(self) -> str:
        """The same however often it is given, and whenever the log is folded anew."""
        return derived_id("timer", self.event_id, self.key)

    @staticmethod
    def of(change: SetTimer, by: Recorded) -> Timer:
        flow = by.meta.correlation or by.id
        return Timer(change.key, change.at, type(change.command).__name__, change.command.wire(), by.id, flow)


Change = Timer | PostponeTimer | ClearTimer


def net(changes: Iterable[Change]) -> dict[str, Change]:
    """What changes come to in their order, one a key."""
    outcome: dict[str, Change] = {}
    for change in changes:
        before = outcome.get(change.key)
        match before, change:
            case Timer(), PostponeTimer():
                change = replace(before, at=max(before.at, change.until))
            case PostponeTimer(), PostponeTimer():
                change = PostponeTimer(change.key, max(before.until, change.until))
            case ClearTimer(), PostponeTimer():
                change = before
        outcome[change.key] = change
    return outcome


@dataclass(frozen=True)
class Mark:
    """Up to where the log has been folded, and by which rules."""

    position: int = 0
    rules: str = ""


class TimersMoved(Exception):
    """Somebody else folded the log, or settled the timer, meanwhile; nothing of this transaction is kept."""


class Timers(Protocol):
    """The timers of one service that stand. Every change joins the caller's transaction."""

    def mark(self, tx: Transaction) -> Mark: ...

    def fold(self, tx: Transaction, before: Mark, mark: Mark, changes: Mapping[str, Change]) -> None:
        """Make the changes and set `mark`; raises TimersMoved unless `before` stood there.

        A mark with other rules starts anew: what stood until then is gone.
        """
        ...

    def due(self, tx: Transaction, now: datetime, limit: int) -> Sequence[Timer]:
        """Those that are to be tried now, the longest due first."""
        ...

    def settle(self, tx: Transaction, timer: Timer) -> None:
        """It had its answer; nothing happens if another one stands under its key by now."""
        ...

    def retry(self, tx: Transaction, timer: Timer, at: datetime) -> None:
        """It had no answer: try it again at `at`."""
        ...

    def earliest(self, tx: Transaction) -> datetime | None:
        """The first instant of those that stand."""
        ...
