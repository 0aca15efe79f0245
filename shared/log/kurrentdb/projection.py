"""Views, answers and places brought up to the log: each page of events in one transaction with the checkpoint.

Whoever appended does it, up to its own events at least, before it answers: so a caller reads its own write. Who comes
second waits for the first, which did the work of both. Erased persons' keys go here, too: an erasure that is in the
log has its effect even if who gave it crashed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import psycopg
from psycopg_pool import ConnectionPool

from shared.codec import UnknownEvent
from shared.decider import Codec
from shared.log import LogAway
from shared.log.kurrentdb import Entry, Streams
from shared.log.postgres import remember
from shared.privacy import PostgresVault, SealedCodec
from shared.views import Views

Connection = psycopg.Connection[Any]

PAGE = 500
PATIENCE = 5.0  # seconds for a newer release of this service to project what this one does not know
TAKE = b"SELECT position, scanned FROM projected FOR UPDATE"
MOVE = b"UPDATE projected SET position = %s"
PLACE = b"INSERT INTO placed (position, id, recorded_at) VALUES (%s, %s, %s)"


class At:
    """As much of a transaction as a codec needs."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection


class Projection:
    """Follows one service's log; without `views` and `codec` only answers and places."""

    def __init__(
        self, pool: ConnectionPool[Connection], streams: Streams, views: Views | None, codec: Codec | None
    ) -> None:
        self.pool, self.streams, self.views, self.codec = pool, streams, views, codec

    def catch_up(self, upto: int) -> None:
        """Return once the views show the event at `upto`; raises LogAway if that cannot be now."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                if self._turn(upto) >= upto:
                    return
            except UnknownEvent as newer:
                if time.monotonic() > deadline:
                    raise LogAway(f"{newer} is of a newer release, which does not project it") from newer
                time.sleep(0.1)

    def _turn(self, upto: int) -> int:
        """Project one page, and give the position that is reached."""
        with self.pool.connection() as connection:
            row = connection.execute(TAKE, prepare=True).fetchone()
            assert row is not None
            position, scanned = row
            if position >= upto:
                return int(position)
            entries = self.streams.behind(max(position, scanned), upto, PAGE)
            if not entries:
                raise LogAway(f"nothing is shown behind {position}, though there is an event at {upto}")
            self._apply(connection, entries)
            self._note(connection, entries)
            connection.execute(MOVE, (entries[-1].event.position,), prepare=True)
            return entries[-1].event.position

    def _apply(self, connection: Connection, entries: Sequence[Entry]) -> None:
        if self.codec is None:
            return
        recorded = [entry.event for entry in entries]
        events = self.codec.decode(At(connection), recorded)  # type: ignore[arg-type]
        if self.views:
            self.views.apply(connection, list(zip(recorded, events, strict=True)))
        if isinstance(self.codec, SealedCodec):
            for event in events:
                if event.erases:
                    PostgresVault().destroy(connection, getattr(event, event.erases))

    def _note(self, connection: Connection, entries: Sequence[Entry]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(PLACE, [(e.event.position, e.event.id, e.event.recorded_at) for e in entries])
        for entry in entries:
            if entry.answer:
                remember(connection, entry.answer)

    def rebuild(self, step: Callable[[int], None]) -> None:
        """The views anew, up to where they stand now; commands wait for the end, queries see the old rows."""
        with self.pool.connection() as connection:
            row = connection.execute(TAKE).fetchone()
            assert row is not None
            upto, after = row[0], 0
            if self.views:
                self.views.clear(connection)
            while after < upto:
                entries = [e for e in self.streams.behind(after, after + 1, 1000) if e.event.position <= upto]
                if not entries:
                    raise LogAway(f"nothing is shown behind {after}, though there is an event at {upto}")
                self._apply(connection, entries)
                step(after := entries[-1].event.position)
