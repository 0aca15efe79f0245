"""One unit of work: in PostgreSQL at once, in KurrentDB when it ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import psycopg

from shared.contracts import Event
from shared.log import (
    NOTHING,
    CommandAlreadyDecided,
    Decided,
    EventIdTaken,
    Loaded,
    Meta,
    NewEvent,
    Recorded,
    Write,
    WrongExpectedVersion,
)
from shared.log.kurrentdb import Fresh, Part, Streams
from shared.log.postgres import EPOCH
from shared.log.statements import hold, remember
from shared.log.wire import adapted, ask, rows, run

Connection = psycopg.Connection[Any]
Places = Mapping[str, tuple[int, datetime]]
"""Position and clock of events, by their ids."""

LOCK = b"""
SELECT CASE WHEN written THEN pg_advisory_xact_lock(hashtextextended(name, 0))::text
            ELSE pg_advisory_xact_lock_shared(hashtextextended(name, 0))::text END
  FROM (SELECT * FROM unnest($1::text[], $2::boolean[]) AS s(name, written) ORDER BY name) AS sorted
"""
LOOK = b"""
SELECT EXISTS (SELECT FROM decided WHERE command_id = $1),
       ARRAY(SELECT id::text FROM placed WHERE id = ANY ($2::uuid[])),
       EXISTS (SELECT FROM unfinished WHERE streams && $3::text[])
"""
DECIDED = b"SELECT name, fingerprint, position, streams, refusal FROM decided WHERE command_id = $1"


class KurrentTransaction:
    """Collects what is appended; the store appends it when the transaction ends."""

    def __init__(self, connection: Connection, streams: Streams) -> None:
        self.connection, self.streams = connection, streams
        self.expected: dict[str, int] = {}  # of every stream written or checked, at the beginning
        self.events: dict[str, list[tuple[Recorded, Fresh]]] = {}
        self.decided: dict[str, Decided] = {}
        self.given: list[list[Recorded]] = []  # to whom positions are told
        self.lost: Exception | None = None
        self.behind = 0  # there are own events up to here that the answers do not know yet
        self.blocked = False  # by an append that was begun and not ended

    def load(self, command_id: str, streams: Sequence[str], behind: Mapping[str, int] = NOTHING) -> Loaded:
        known = ask(self.connection, DECIDED, command_id)
        decided = Decided(command_id, *known[0]) if known else self.decided.get(command_id)
        histories = {name: [*events] for name, events in self.streams.read(streams).items()}
        own = [e.position for events in histories.values() for e in events if e.meta.command_id == command_id]
        if own and decided is None:
            self.behind = max(own)
            raise self._lose(CommandAlreadyDecided())
        for name, events in histories.items():
            events += [recorded for recorded, _ in self.events.get(name, ())]
        return Loaded(decided, {name: events[behind.get(name, 0) :] for name, events in histories.items()})

    def hold(self, streams: Sequence[str]) -> None:
        hold(self.connection, streams)

    def append(self, writes: Sequence[Write], decided: Decided, meta: Meta) -> Sequence[Recorded]:
        self._lock(writes, decided.command_id)
        if moved := [w.stream for w in writes if self._place(w.stream, w.expected) != w.expected]:
            raise self._lose(WrongExpectedVersion(moved))
        for write in writes:
            self.expected.setdefault(write.stream, write.expected)
        versions = {w.stream: w.expected + len(w.events) for w in writes if w.events}
        answer = replace(decided, streams=versions)
        fresh = [
            (self._recorded(write.stream, version, new, meta), Fresh(new, meta))
            for write in writes
            for version, new in enumerate(write.events, write.expected + 1)
        ]
        for recorded, new in fresh:
            self.events.setdefault(recorded.stream, []).append((recorded, new))
        self.decided[decided.command_id] = answer
        self.given.append([recorded for recorded, _ in fresh])
        return self.given[-1]

    def _lock(self, writes: Sequence[Write], command_id: str) -> None:
        """Nobody else of this service appends to these streams until the transaction ends."""
        names = [write.stream for write in writes]
        ids = [event.id for write in writes for event in write.events]
        try:
            _, found = run(
                self.connection,
                adapted(self.connection, LOCK, (names, [bool(write.events) for write in writes])),
                adapted(self.connection, LOOK, (command_id, ids, names)),
            )
        except psycopg.errors.DeadlockDetected:
            raise self._lose(WrongExpectedVersion(names)) from None
        ((known, taken, self.blocked),) = rows(self.connection, found)
        if self.blocked:
            raise self._lose(WrongExpectedVersion(names))
        if known or command_id in self.decided:
            raise self._lose(CommandAlreadyDecided())
        if taken:
            raise self._lose(EventIdTaken(taken))

    def _place(self, stream: str, otherwise: int) -> int:
        """Where a stream will stand that this transaction knows."""
        return self.expected.get(stream, otherwise) + len(self.events.get(stream, ()))

    @staticmethod
    def _recorded(stream: str, version: int, new: NewEvent, meta: Meta) -> Recorded:
        place = (0, stream, version, new.id, new.type, new.schema, new.data)
        return Recorded(*place, new.happened_at, EPOCH, meta)

    def _lose(self, error: Exception) -> Exception:
        self.lost = error
        return error

    def remember(self, decided: Decided) -> None:
        if decided.command_id in self.decided or not remember(self.connection, decided):
            raise self._lose(CommandAlreadyDecided())

    def project(self, events: Sequence[tuple[Recorded, Event]]) -> None:
        """The projection does, once the events are in the log."""

    def parts(self) -> list[Part]:
        """What is written, a stream after the other, and then what is only checked."""
        every = [(name, fresh) for name, events in self.events.items() for _, fresh in events]
        last = {fresh.meta.command_id: fresh.event.id for _, fresh in every}
        answered = [
            (name, replace(f, answer=self.decided[f.meta.command_id]) if f.event.id in last.values() else f)
            for name, f in every
        ]
        written = [Part(n, self.expected[n], [f for name, f in answered if name == n]) for n in self.events]
        return written + [Part(name, at) for name, at in self.expected.items() if name not in self.events]

    def place(self, placed: Places) -> None:
        """Tell positions and clock of the events that were appended."""
        for events in self.given:
            events[:] = [replace(e, position=placed[e.id][0], recorded_at=placed[e.id][1]) for e in events]
