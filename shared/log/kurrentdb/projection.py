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

from shared.codec import Codec, UnknownEvent
from shared.log import LogAway
from shared.log.kurrentdb import Entry, Streams
from shared.log.statements import remember
from shared.log.wire import adapted, ask, run
from shared.privacy import PostgresVault, SealedCodec
from shared.views import Views

Connection = psycopg.Connection[Any]

PAGE = 500
PATIENCE = 5.0  # seconds for a newer release of this service to project what this one does not know
TAKE = b"SELECT position, scanned FROM projected FOR UPDATE"
MOVE = b"UPDATE projected SET position = $1"
PLACE = b"""
INSERT INTO placed (position, id, recorded_at)
SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::timestamptz[])
"""


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
            ((position, scanned),) = ask(connection, TAKE)
            if position >= upto:
                return int(position)
            entries = self.streams.behind(max(position, scanned), upto, PAGE)
            if not entries:
                raise LogAway(f"nothing is shown behind {position}, though there is an event at {upto}")
            self._apply(connection, entries)
            self._note(connection, entries)
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
        events = [entry.event for entry in entries]
        places = [e.position for e in events], [e.id for e in events], [e.recorded_at for e in events]
        moved = adapted(connection, MOVE, [events[-1].position])
        run(connection, adapted(connection, PLACE, places), moved)
        for entry in entries:
            if entry.answer:
                remember(connection, entry.answer)

    def rebuild(self, step: Callable[[int], None]) -> None:
        """The views anew, up to where they stand now; commands wait for the end, queries see the old rows."""
        with self.pool.connection() as connection:
            ((upto, _),), after = ask(connection, TAKE), 0
            if self.views:
                self.views.clear(connection)
            while after < upto:
                entries = [e for e in self.streams.behind(after, after + 1, 1000) if e.event.position <= upto]
                if not entries:
                    raise LogAway(f"nothing is shown behind {after}, though there is an event at {upto}")
                self._apply(connection, entries)
                step(after := entries[-1].event.position)
