"""The log in memory: for tests and simulation, with the semantics of the real ones."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

from shared.contracts import Event
from shared.log import (
    CommandAlreadyDecided,
    Decided,
    EventIdTaken,
    Loaded,
    Meta,
    Page,
    Recorded,
    Write,
    WrongExpectedVersion,
)


def utc_now() -> datetime:
    return datetime.now(UTC)


class MemoryTransaction:
    """Collects what is appended and answered, and hands it over at the end."""

    def __init__(self, store: MemoryStore) -> None:
        self.connection = store
        self.events: list[Recorded] = []
        self.decided: list[Decided] = []
        self.projected: list[tuple[Recorded, Event]] = []
        self.once_kept: list[Callable[[], None]] = []  # what else is stored with the events

    def _stream(self, name: str) -> list[Recorded]:
        return [e for e in (*self.connection.events, *self.events) if e.stream == name]

    def load(self, command_id: str, streams: Sequence[str]) -> Loaded:
        earlier = {d.command_id: d for d in (*self.connection.decided.values(), *self.decided)}
        return Loaded(earlier.get(command_id), {name: self._stream(name) for name in streams})

    def hold(self, streams: Sequence[str]) -> None:
        """One transaction at a time: nobody else appends anyway."""

    def append(self, writes: Sequence[Write], decided: Decided, meta: Meta) -> Sequence[Recorded]:
        moved = [w.stream for w in writes if len(self._stream(w.stream)) != w.expected]
        if moved:
            raise WrongExpectedVersion(moved)
        taken = {e.id for e in (*self.connection.events, *self.events)}
        if repeated := [new.id for write in writes for new in write.events if new.id in taken]:
            raise EventIdTaken(repeated)
        now, position = self.connection.clock(), self.connection.head() + len(self.events)
        fresh: list[Recorded] = []
        for write in writes:
            for version, new in enumerate(write.events, write.expected + 1):
                position += 1
                place = (position, write.stream, version, new.id, new.type, new.schema, new.data)
                fresh.append(Recorded(*place, new.happened_at, now, meta))
        self.events += fresh
        streams = {e.stream: e.version for e in fresh}
        self.remember(replace(decided, position=position if fresh else 0, streams=streams))
        return fresh

    def remember(self, decided: Decided) -> None:
        if self.load(decided.command_id, ()).decided:
            raise CommandAlreadyDecided
        self.decided.append(decided)

    def project(self, events: Sequence[tuple[Recorded, Event]]) -> None:
        self.projected += events


class MemoryStore:
    """One transaction at a time; positions without holes."""

    def __init__(self, clock: Callable[[], datetime] = utc_now) -> None:
        self.clock = clock
        self.events: list[Recorded] = []
        self.decided: dict[str, Decided] = {}
        self._one = threading.RLock()

    @contextmanager
    def transaction(self) -> Iterator[MemoryTransaction]:
        with self._one:
            tx = MemoryTransaction(self)
            yield tx
            self.events += tx.events
            self.decided |= {d.command_id: d for d in tx.decided}
            for keep in tx.once_kept:
                keep()

    def page(self, after: int, limit: int) -> Page:
        events = self.events[after : after + limit]
        return Page(events, events[-1].position if events else after)

    def head(self) -> int:
        return len(self.events)
