"""The inbox in memory: for tests and simulation, over the log in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from shared.inbox import Held, InboxMoved, Unreadable


class MemoryInbox:
    """Changes take effect when their transaction is kept; until then nobody else can make them."""

    def __init__(self) -> None:
        self.positions: dict[str, int] = {}
        self.held: dict[tuple[str, int], Held] = {}
        self.parked: list[Unreadable] = []

    def position(self, tx: Any, source: str) -> int:
        return self.positions.get(source, 0)

    def advance(self, tx: Any, source: str, before: int, position: int) -> None:
        tx.lock(("inbox", source))
        if self.position(tx, source) != before:
            raise InboxMoved(source)
        then(tx, lambda: self.positions.update({source: position}))

    def hold(self, tx: Any, held: Held) -> None:
        tx.lock(("held", key(held)))
        if key(held) in self.held:
            raise InboxMoved(held.envelope.source)
        then(tx, lambda: self.held.update({key(held): held}))

    def held_streams(self, tx: Any, source: str) -> set[str]:
        return {h.envelope.stream for h in self.held.values() if h.envelope.source == source}

    def due(self, tx: Any, source: str, now: datetime) -> Sequence[Held]:
        heads: dict[str, Held] = {}
        for (of, _), held in sorted(self.held.items()):
            if of == source:
                heads.setdefault(held.envelope.stream, held)
        return [h for h in heads.values() if not h.parked and h.next_at <= now]

    def release(self, tx: Any, held: Held) -> None:
        tx.lock(("held", key(held)))
        if key(held) not in self.held:
            raise InboxMoved(held.envelope.source)
        then(tx, lambda: self.held.pop(key(held)))

    def postpone(self, tx: Any, held: Held) -> None:
        tx.lock(("held", key(held)))
        if key(held) in self.held:
            then(tx, lambda: self.held.update({key(held): held}))

    def park(self, tx: Any, message: Unreadable) -> None:
        then(tx, lambda: self.parked.append(message))

    def counts(self, tx: Any, source: str) -> tuple[int, int]:
        held = [h for h in self.held.values() if h.envelope.source == source]
        return len(held), sum(h.parked for h in held) + sum(m.source == source for m in self.parked)


def then(tx: Any, change: Callable[[], object]) -> None:
    tx.once_kept.append(change)


def key(held: Held) -> tuple[str, int]:
    return held.envelope.source, held.envelope.position
