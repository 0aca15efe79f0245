"""The timers in memory: for tests and simulation, over the log in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from shared.timers import Change, ClearTimer, Mark, PostponeTimer, Timer, TimersMoved


class MemoryTimers:
    """Changes take effect when their transaction is kept."""

    def __init__(self) -> None:
        self.standing: dict[str, Timer] = {}
        self.try_at: dict[str, datetime] = {}
        self.at_mark = Mark()

    def mark(self, tx: Any) -> Mark:
        return self.at_mark

    def fold(self, tx: Any, before: Mark, mark: Mark, changes: Mapping[str, Change]) -> None:
        tx.lock("timers")
        if self.at_mark != before:
            raise TimersMoved(f"from {before.position}")
        tx.once_kept.append(lambda: self._keep(mark, changes))

    def _keep(self, mark: Mark, changes: Mapping[str, Change]) -> None:
        if mark.rules != self.at_mark.rules:
            self.standing.clear()
        for change in changes.values():
            self._change(change)
        self.at_mark = mark

    def _change(self, change: Change) -> None:
        match change:
            case Timer():
                self._stand(change, change.at)
            case PostponeTimer(key, until) if key in self.standing:
                timer = self.standing[key]
                self._stand(replace(timer, at=max(timer.at, until)), max(self.try_at[key], until))
            case ClearTimer(key):
                self.standing.pop(key, None)

    def _stand(self, timer: Timer, try_at: datetime) -> None:
        self.standing[timer.key], self.try_at[timer.key] = timer, try_at

    def due(self, tx: Any, now: datetime, limit: int) -> Sequence[Timer]:
        by_time = sorted(self.standing.values(), key=lambda t: (self.try_at[t.key], t.key))
        return [timer for timer in by_time[:limit] if self.try_at[timer.key] <= now]

    def settle(self, tx: Any, timer: Timer) -> None:
        tx.once_kept.append(lambda: self._stands(timer) and self.standing.pop(timer.key))

    def retry(self, tx: Any, timer: Timer, at: datetime) -> None:
        tx.once_kept.append(lambda: self._stands(timer) and self.try_at.update({timer.key: at}))

    def earliest(self, tx: Any) -> datetime | None:
        return min((timer.at for timer in self.standing.values()), default=None)

    def _stands(self, timer: Timer) -> bool:
        standing = self.standing.get(timer.key)
        return standing is not None and standing.event_id == timer.event_id
