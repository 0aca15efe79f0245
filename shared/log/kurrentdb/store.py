"""A service's store: its log in KurrentDB, everything else in its PostgreSQL.

A transaction is one in PostgreSQL, open around one append: what it does there is kept when the append succeeded, and
the append is what decides. A crash between the two leaves a log that is ahead; the next one to look brings views and
answers up to it, and a command that comes again finds its own events. Streams are locked in PostgreSQL while they are
appended to, so that those who are only checked stand still and a crowd can queue.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import psycopg
from psycopg_pool import ConnectionPool

from shared.codec import Codec
from shared.log import CommandAlreadyDecided, Page, WrongExpectedVersion
from shared.log.kurrentdb import Means, Part, Streams
from shared.log.kurrentdb.early import Keeper
from shared.log.kurrentdb.projection import Projection
from shared.log.kurrentdb.transaction import KurrentTransaction, Places
from shared.log.kurrentdb.unfinished import Unfinished
from shared.log.statements import NOW, remember
from shared.log.wire import adapted, ask, run
from shared.views import Views

Connection = psycopg.Connection[Any]

PLACED = b"SELECT id::text, position, recorded_at FROM placed WHERE id = ANY ($1::uuid[])"
STAND = b"""
SELECT position, scanned, EXISTS (SELECT FROM unfinished WHERE begun_at < now() - interval '5 seconds'),
       (SELECT coalesce(max(position), 0) FROM placed WHERE position <= $1)
  FROM projected
"""
SCANNED = b"UPDATE projected SET scanned = $1 WHERE position = $2 AND scanned < $1"
FAR = 1 << 20  # bytes of others' events in the log after which it is worth noting that they are none of ours


class KurrentStore:
    """`pool` leads to the service's PostgreSQL, `early` there, too: for what must be kept before an append."""

    def __init__(
        self,
        pool: ConnectionPool[Connection],
        early: Keeper,
        streams: Streams,
        views: Views | None = None,
        codec: Codec | None = None,
    ) -> None:
        self.pool, self.streams, self.views = pool, streams, views
        self.projection = Projection(pool, streams, views, codec)
        self.unfinished = Unfinished(pool, early, streams)

    @contextmanager
    def transaction(self) -> Iterator[KurrentTransaction]:
        position, tx = 0, None
        try:
            with self.pool.connection() as connection:
                tx = KurrentTransaction(connection, self.streams)
                yield tx
                if tx.lost:
                    raise tx.lost
                position = self._append(tx)
        except (WrongExpectedVersion, CommandAlreadyDecided):
            if tx:
                self._mend(tx)
            raise
        if position:
            self.projection.catch_up(position)
            tx.place(self._placed(tx))

    def _mend(self, tx: KurrentTransaction) -> None:
        """Out of the way of the next attempt: appends that stopped half-way, answers that are not told yet."""
        if tx.blocked or tx.behind:
            self.unfinished.finish()
        if tx.behind:
            self.projection.catch_up(tx.behind)

    def _append(self, tx: KurrentTransaction) -> int:
        """The last position, 0 if nothing is written. Streams are locked; what can be checked only here, is."""
        parts = tx.parts()
        written, checked = [p for p in parts if p.events], [p for p in parts if not p.events]
        means = self.streams.means() if parts else Means.ONE_STREAM
        one_by_one = len(written) > 1 and means == Means.ONE_STREAM
        if not written or means < Means.MANY_AND_CHECKS:
            self._check(parts if one_by_one else checked, parts)
        position = 0
        if one_by_one:
            position = self.unfinished.append(tx.connection, written)
        elif written:
            position = self.streams.append(parts if means == Means.MANY_AND_CHECKS else written)
        for decided in tx.decided.values():
            if len(tx.decided) == 1 or not decided.streams:  # of several, those with events are told by their events
                remember(tx.connection, replace(decided, position=position if decided.streams else 0))
        return position

    def _check(self, parts: Sequence[Part], every: Sequence[Part]) -> None:
        """Raises WrongExpectedVersion, with all that moved of `every`, if one of `parts` did."""
        if self._moved(parts):
            raise WrongExpectedVersion(self._moved(every))

    def _moved(self, parts: Sequence[Part]) -> list[str]:
        versions = self.streams.versions([part.stream for part in parts]) if parts else {}
        return [part.stream for part in parts if versions[part.stream] != part.expected]

    def _placed(self, tx: KurrentTransaction) -> Places:
        ids = [event.id for events in tx.given for event in events]
        with self.pool.connection() as connection:
            return {id_: (position, at) for id_, position, at in ask(connection, PLACED, ids)}

    def page(self, after: int, limit: int) -> Page:
        """Nothing is told before the own views show it."""
        position, scanned, stuck, start = self._stand(after)
        if stuck:
            self.unfinished.finish()
        if after >= position:
            position = self._look(position, scanned)
        if after >= position:
            return Page((), after)
        entries = self.streams.behind(start, start + 1, limit)
        events = [entry.event for entry in entries if after < entry.event.position <= position]
        return Page(events, events[-1].position if events else after)

    def pick(self, types: Sequence[str], after: int, upto: int, limit: int) -> Page:
        """Reads every event and hands out those: fewer than `limit` does not mean that there are no more."""
        page = self.page(after, limit)
        events = [event for event in page.events if event.type in types and event.position <= upto]
        return Page(events, min(page.position, upto) if page.events else upto)

    def _look(self, position: int, scanned: int) -> int:
        """Where the views stand, after what somebody appended and did not bring them up to."""
        seen = self.streams.seen(max(position, scanned))
        if seen.last > position:
            self.projection.catch_up(seen.last)
            return seen.last
        if seen.scanned > max(position, scanned) + FAR:
            with self.pool.connection() as connection:
                run(connection, adapted(connection, SCANNED, (seen.scanned, position)))
        return position

    def _stand(self, after: int) -> tuple[int, int, bool, int]:
        with self.pool.connection() as connection:
            ((position, scanned, stuck, start),) = ask(connection, STAND, after)
        return position, scanned, stuck, start

    def head(self) -> int:
        return self._stand(0)[0]

    def now(self) -> datetime:
        with self.pool.connection() as connection:
            ((now,),) = ask(connection, NOW)
            return now.astimezone(UTC)  # type: ignore[no-any-return]

    def rebuild(self, codec: Codec, step: Callable[[int], None] = lambda position: None) -> None:
        """Fill the views anew from the log, in one transaction; `step` hears of each page's last position."""
        self.projection.rebuild(step)
