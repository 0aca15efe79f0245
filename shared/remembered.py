"""Folds of streams that many commands stand on alike, kept in this process: the next command reads what came since.

Everybody who comes to a busy house stands on a thousand movements of others. What is remembered saves reading them
again and decides nothing: what came since is read behind it, and the append checks the versions as ever.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, Generic, TypeVar

from shared.log import Recorded

State = TypeVar("State")
Histories = Mapping[str, Sequence[Recorded]]
MOST = 64  # folds that a process keeps; those that were not asked for longest go


@dataclass(frozen=True)
class Known(Generic[State]):
    """The fold of some streams, one after the other, up to these versions."""

    state: State
    versions: Mapping[str, int]
    initial: State

    def unread(self) -> Known[State]:
        return Known(self.initial, dict.fromkeys(self.versions, 0), self.initial)

    def goes_on_with(self, histories: Histories) -> bool:
        """Whether nothing came since to a stream that was folded before the last event was."""
        folded = [place for place, version in enumerate(self.versions.values()) if version]
        before = list(self.versions)[: folded[-1]] if folded else []
        return not any(histories[name] for name in before)

    def now(self, state: State, histories: Histories) -> Known[State]:
        """With what came since, which makes `state`."""
        versions = {name: before + len(histories[name]) for name, before in self.versions.items()}
        return Known(state, versions, self.initial)


class Remembered:
    """Folds of one log, of what was committed only."""

    def __init__(self) -> None:
        self._known: dict[Hashable, Known[Any]] = {}
        self._lock = Lock()

    def of(self, evolve: Hashable, streams: Iterable[str], initial: State) -> Known[State]:
        """What the streams came to when they were folded last; from the beginning, nothing."""
        unread = dict.fromkeys(streams, 0)
        with self._lock:
            return self._known.get((evolve, *unread)) or Known(initial, unread, initial)

    def keep(self, evolve: Hashable, known: Known[Any]) -> None:
        if not any(known.versions.values()):
            return
        key = (evolve, *known.versions)
        with self._lock:
            self._known.pop(key, None)
            self._known[key] = known
            if len(self._known) > MOST:
                del self._known[next(iter(self._known))]

    def forget(self) -> None:
        """The log is not the one that was read: an older one was restored under this process."""
        with self._lock:
            self._known.clear()
