"""The inbox in memory: for tests and simulation, over the log in memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from shared.hearing import Heard, digest_of
from shared.inbox import Held, InboxMoved, Unreadable, Untold

Marks = tuple[int | None, int]
"""From where on a reaction hears a type as it comes (None: no longer), and up to where it was told the past."""


class MemoryInbox:
    """Changes take effect when their transaction is kept; until then nobody else can make them."""

    def __init__(self) -> None:
        self.positions: dict[str, int] = {}
        self.reactions: dict[str, str] = {}
        self.hearing: dict[tuple[str, Heard], Marks] = {}
        self.held: dict[tuple[str, int], Held] = {}
        self.parked: list[Unreadable] = []

    def position(self, tx: Any, source: str) -> int:
        return self.positions.get(source, 0)

    def begin(self, tx: Any, source: str, heard: frozenset[Heard]) -> int:
        tx.lock(("inbox", source))
        position = self.position(tx, source)
        marks = self._begun(source, position, heard)
        then(tx, lambda: self.hearing.update(marks))
        then(tx, lambda: self.reactions.update({source: digest_of(heard)}))
        return position

    def _begun(self, source: str, position: int, heard: frozenset[Heard]) -> Mapping[tuple[str, Heard], Marks]:
        marks = {each: known for (of, each), known in self.hearing.items() if of == source}
        for each, (since, reached) in marks.items():
            if each not in heard and since is not None:
                marks[each] = None, position if reached == since else reached
        for each in heard:
            since, reached = marks.get(each, (None, 0))
            marks[each] = position if since is None else since, reached
        behind = min((reached for since, reached in marks.values() if since == position), default=position)
        late = {each for each, (since, reached) in marks.items() if since == position and reached < position}
        return {(source, each): (known[0], behind if each in late else known[1]) for each, known in marks.items()}

    def advance(self, tx: Any, source: str, before: int, position: int, reactions: str = "") -> None:
        tx.lock(("inbox", source))
        if self.position(tx, source) != before or self.reactions.get(source, "") != reactions:
            raise InboxMoved(source)
        then(tx, lambda: self.positions.update({source: position}))

    def untold(self, tx: Any, source: str) -> Sequence[Untold]:
        together: defaultdict[tuple[int, int], set[Heard]] = defaultdict(set)
        for (of, heard), (since, reached) in self.hearing.items():
            if of == source and since is not None and reached < since:
                together[since, reached].add(heard)
        return [Untold(*marks, frozenset(heard)) for marks, heard in sorted(together.items())]

    def tell(self, tx: Any, source: str, untold: Untold, reached: int) -> None:
        tx.lock(("inbox", source))
        keys = [(source, heard) for heard in untold.heard]
        if any(self.hearing.get(key) != (untold.since, untold.reached) for key in keys):
            raise InboxMoved(source)
        then(tx, lambda: self.hearing.update(dict.fromkeys(keys, (untold.since, reached))))

    def answered(self, tx: Any, command_ids: Sequence[str]) -> Mapping[str, str]:
        decided = {**tx.store.decided, **tx.decided}
        return {id_: decided[id_].name for id_ in command_ids if id_ in decided}

    def ever_held(self, tx: Any, source: str, positions: Sequence[int]) -> set[int]:
        return {position for position in positions if (source, position) in self.held}

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
