"""An append to several streams at a server that can only append to one: all of it in the end, whoever crashes when.

The order: everything is locked and checked, noted in `unfinished`, appended stream by stream, and the note goes with
the transaction. Who finds a note whose streams nobody holds goes on where it stopped: an event that stands already is
recognised by its id. Nobody can get between: whoever wants one of the streams meets the note first. Only a stranger,
who appends without asking the service's database, can; then the rest goes to wherever its stream ends by now, since
what is in the log cannot be taken back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import msgspec
import psycopg
from psycopg_pool import ConnectionPool

from shared.ids import new_id
from shared.log import WrongExpectedVersion
from shared.log.kurrentdb import Part, Streams
from shared.log.kurrentdb.early import Keeper
from shared.telemetry import logger

Connection = psycopg.Connection[Any]

NOTE = b"INSERT INTO unfinished (id, streams, parts) VALUES (%s, %s, %s)"
GONE = b"DELETE FROM unfinished WHERE id = %s"
FOUND = b"SELECT id, streams FROM unfinished ORDER BY begun_at"
READ = b"SELECT parts FROM unfinished WHERE id = %s FOR UPDATE"
TRY = b"""
SELECT bool_and(pg_try_advisory_xact_lock(hashtextextended(name, 0))) FROM unnest(%s::text[]) AS name
"""

log = logger(__name__)


class Unfinished:
    """`early` leads to the same database as `pool`; what it writes is kept at once."""

    def __init__(self, pool: ConnectionPool[Connection], early: Keeper, streams: Streams) -> None:
        self.pool, self.early, self.streams = pool, early, streams

    def append(self, connection: Connection, parts: Sequence[Part]) -> int:
        """All parts, checked already, their streams locked in the transaction of `connection`; the last position."""
        note = new_id()
        with self.early.connection() as early:
            early.execute(NOTE, (note, [part.stream for part in parts], msgspec.msgpack.encode(parts)))
        try:
            first = self.streams.append(parts[:1])
        except WrongExpectedVersion:
            with self.early.connection() as early:
                early.execute(GONE, (note,))
            raise
        position = max(first, *map(self._complete, parts[1:]))
        connection.execute(GONE, (note,))
        return position

    def finish(self) -> None:
        """Every append that was begun by who is no longer there."""
        with self.pool.connection() as connection:
            found = connection.execute(FOUND).fetchall()
        for note, streams in found:
            with self.pool.connection() as connection:
                self._finish(connection, note, streams)

    def _finish(self, connection: Connection, note: str, streams: Sequence[str]) -> None:
        held = connection.execute(TRY, (list(streams),)).fetchone()
        if held is None or not held[0]:
            return  # who began it is at it
        if row := connection.execute(READ, (note,)).fetchone():
            for part in msgspec.msgpack.decode(row[0], type=list[Part]):
                self._complete(part)
            connection.execute(GONE, (note,))
            log.warning("an append was finished that somebody else began", streams=list(streams))

    def _complete(self, part: Part) -> int:
        """At the stream's end where it was expected, or where a stranger has moved it."""
        while True:
            try:
                return self.streams.append([part])
            except WrongExpectedVersion:
                there = self.streams.read([part.stream])[part.stream]
                if own := [event.position for event in there if event.id == part.events[-1].event.id]:
                    return own[0]
                at = len(there)
                log.error("a stream moved under its lock", stream=part.stream, expected=part.expected, found=at)
                part = replace(part, expected=at)
