"""The log in memory: for tests and simulation, with PostgreSQL's semantics.

Transactions overlap. What one has written nobody else sees before it is kept; who wants to write where another one
writes, waits for its end (`MemoryTransaction.lock`); positions are drawn when an event is appended, so they have holes
and may become visible out of order, and a page ends before the first that is still to come.
"""

from __future__ import annotations

import threading
from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

from shared.contracts import Event
from shared.log import (
    NOTHING,
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


def position_of(event: Recorded) -> int:
    return event.position


class Deadlock(Exception):
    """Two transactions would wait for each other; this one is over."""


class MemoryTransaction:
    """Collects what is appended and answered, and hands it over at the end."""

    def __init__(self, store: MemoryStore) -> None:
        self.connection = self
        self.store = store
        self.events: list[Recorded] = []
        self.decided: dict[str, Decided] = {}
        self.projected: list[tuple[Recorded, Event]] = []
        self.once_kept: list[Callable[[], object]] = []  # what else is stored with the events
        self.locks: set[Hashable] = set()
        self.waits_for: Hashable = None
        self.lost: Exception | None = None

    def lock(self, name: Hashable, alone: bool = True) -> None:
        """Hold what `name` stands for until the end, alone or with others who do not want it alone; waits for it.

        Raises Deadlock.
        """
        with self.store.at("change"):
            self._lock(name, alone)

    def _lock(self, name: Hashable, alone: bool = True) -> None:
        store = self.store
        if not store.free(self, name, alone):
            self.waits_for = name
            try:
                if store.circular(self):
                    raise Deadlock(name)
                store.wait(lambda: store.free(self, name, alone))
            finally:
                self.waits_for = None
        holders = store.holders[name]
        holders[self] = alone or holders.get(self, False)
        self.locks.add(name)

    def load(self, command_id: str, streams: Sequence[str], behind: Mapping[str, int] = NOTHING) -> Loaded:
        with self.store.at("load"):
            earlier = self.decided.get(command_id) or self.store.decided.get(command_id)
            return Loaded(earlier, {name: self._stream(name)[behind.get(name, 0) :] for name in streams})

    def hold(self, streams: Sequence[str]) -> None:
        with self.store.at("hold"):
            for name in sorted(streams):
                self._lock(("stream", name))

    def append(self, writes: Sequence[Write], decided: Decided, meta: Meta) -> Sequence[Recorded]:
        with self.store.at("append"):
            self._stand(writes)
            self._once(decided.command_id)
            new = [event.id for write in writes for event in write.events]
            if taken := [id_ for id_ in new if id_ in self.store.ids or any(id_ == e.id for e in self.events)]:
                raise self._lose(EventIdTaken(taken))
            now = self.store.clock()
            fresh = [
                Recorded(
                    self.store.next_position(), write.stream, version, e.id, e.type, e.schema, e.data, e.happened_at,
                    now, meta,
                )
                for write in writes
                for version, e in enumerate(write.events, write.expected + 1)
            ]  # fmt: skip
            self.events += fresh
            last = fresh[-1].position if fresh else 0
            streams = {e.stream: e.version for e in fresh}
            self.decided[decided.command_id] = replace(decided, position=last, streams=streams)
            return fresh

    def _stream(self, name: str) -> list[Recorded]:
        return [*self.store.streams.get(name, ()), *(e for e in self.events if e.stream == name)]

    def _stand(self, writes: Sequence[Write]) -> None:
        """Hold the streams; raises WrongExpectedVersion unless they stand where they are expected."""
        try:
            for write in sorted(writes, key=lambda w: w.stream):
                self._lock(("stream", write.stream), alone=bool(write.events))
        except Deadlock:
            raise self._lose(WrongExpectedVersion([w.stream for w in writes])) from None
        if moved := [w.stream for w in writes if len(self._stream(w.stream)) != w.expected]:
            raise self._lose(WrongExpectedVersion(moved))

    def _once(self, command_id: str) -> None:
        self._lock(("command", command_id))
        if command_id in self.decided or command_id in self.store.decided:
            raise self._lose(CommandAlreadyDecided())

    def _lose(self, error: Exception) -> Exception:
        self.lost = error
        return error

    def remember(self, decided: Decided) -> None:
        with self.store.at("remember"):
            self._once(decided.command_id)
            self.decided[decided.command_id] = decided

    def project(self, events: Sequence[tuple[Recorded, Event]]) -> None:
        self.projected += events


class MemoryStore:
    """A simulation overrides `at` (somebody asks the store for something), `wait` and `ended`."""

    def __init__(self, clock: Callable[[], datetime] = utc_now) -> None:
        self.clock = clock
        self.events: list[Recorded] = []
        self.streams: defaultdict[str, list[Recorded]] = defaultdict(list)
        self.ids: set[str] = set()
        self.decided: dict[str, Decided] = {}
        self.open: list[MemoryTransaction] = []
        self.holders: defaultdict[Hashable, dict[MemoryTransaction, bool]] = defaultdict(dict)
        self.drawn = 0
        self._changed = threading.Condition()

    @contextmanager
    def at(self, what: str) -> Iterator[None]:
        """Around everything that is asked of the store: `what` is asked, alone as long as nobody waits."""
        with self._changed:
            yield

    def wait(self, until: Callable[[], bool]) -> None:
        """Let others go on until it holds."""
        self._changed.wait_for(until)

    def ended(self, tx: MemoryTransaction) -> None:
        """A transaction is over, kept or not: nobody need wait for it."""
        self.open.remove(tx)
        for name in tx.locks:
            del self.holders[name][tx]
            if not self.holders[name]:
                del self.holders[name]
        self._changed.notify_all()

    def free(self, tx: MemoryTransaction, name: Hashable, alone: bool) -> bool:
        return not any(other is not tx and (alone or theirs) for other, theirs in self._held(name).items())

    def circular(self, tx: MemoryTransaction) -> bool:
        """Whether it waits, over others, for itself."""
        seen: set[MemoryTransaction] = set()
        ahead = [tx]
        while ahead:
            waiting = ahead.pop()
            if waiting.waits_for is not None:
                others = {other for other in self._held(waiting.waits_for) if other is not waiting}
                if tx in others:
                    return True
                ahead += others - seen
                seen |= others
        return False

    def _held(self, name: Hashable) -> Mapping[MemoryTransaction, bool]:
        return self.holders.get(name, {})

    def next_position(self) -> int:
        self.drawn += 1
        return self.drawn

    @contextmanager
    def transaction(self) -> Iterator[MemoryTransaction]:
        tx = MemoryTransaction(self)
        with self.at("begin"):
            self.open.append(tx)
        try:
            yield tx
            if tx.lost:
                raise tx.lost
            with self.at("commit"):
                self._keep(tx)
        except BaseException:
            with self._changed:
                self.ended(tx)
            raise
        with self._changed:
            self.ended(tx)
        with self.at("committed"):
            pass

    def _keep(self, tx: MemoryTransaction) -> None:
        for event in tx.events:
            insort(self.events, event, key=position_of)
            self.streams[event.stream].append(event)
            self.ids.add(event.id)
        self.decided |= tx.decided
        for keep in tx.once_kept:
            keep()

    def page(self, after: int, limit: int) -> Page:
        with self.at("page"):
            begin = bisect_right(self.events, after, key=position_of)
            coming = min((event.position for tx in self.open for event in tx.events), default=None)
            events = [e for e in self.events[begin : begin + limit] if coming is None or e.position < coming]
            return Page(events, events[-1].position if events else after)

    def pick(self, types: Sequence[str], after: int, upto: int, limit: int) -> Page:
        with self.at("pick"):
            events = [e for e in self.events if after < e.position <= upto and e.type in types][:limit]
            return Page(events, events[-1].position if len(events) == limit else upto)

    def head(self) -> int:
        with self.at("head"):
            return self.events[-1].position if self.events else 0

    def now(self) -> datetime:
        with self.at("now"):
            return self.clock()
