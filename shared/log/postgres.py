"""The log in PostgreSQL: `shared/schema/0001_log.sql` holds its tables and its one way in.

A transaction costs one round trip to load, one to append, one a view statement, and BEGIN and COMMIT. There are no
snapshots: a stream is one thing's life and stays short, and replaying is cheap (`benchmarks/append.py` measures it).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from psycopg_pool import ConnectionPool

from shared.contracts import Event
from shared.contracts.fields import encode
from shared.decider import Codec
from shared.log import (
    CommandAlreadyDecided,
    Decided,
    EventIdTaken,
    Loaded,
    Meta,
    NewEvent,
    Page,
    Recorded,
    Write,
    WrongExpectedVersion,
)
from shared.log.follower import Horizon
from shared.views import Views

Connection = psycopg.Connection[Any]
IDLE = psycopg.pq.TransactionStatus.IDLE

COLUMNS = """
e.position, e.stream, e.version, e.id::text, e.type, e.schema, e.data::text, e.happened_at, e.recorded_at,
e.actor, e.roles, e.command_id::text, e.cause, e.correlation
"""
LOAD = f"""
SELECT {COLUMNS}, d.name, d.fingerprint, d.position, d.streams, d.refusal
FROM (SELECT) AS one
LEFT JOIN decided AS d ON d.command_id = %s
LEFT JOIN event AS e ON e.stream = ANY (%s::text[])
ORDER BY e.position
""".encode()
PAGE = f"SELECT {COLUMNS} FROM event AS e WHERE e.position > %s ORDER BY e.position LIMIT %s".encode()
APPEND = f"SELECT append_events({', '.join(['%s'] * 10)})".encode()
HOLD = b"SELECT pg_advisory_xact_lock(hashtextextended(name, 0)) FROM unnest(%s::text[]) AS name"  # as append_events
REMEMBER = b"""
INSERT INTO decided (command_id, name, fingerprint, position, streams, refusal) VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT DO NOTHING
"""


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def array(elements: Iterable[str]) -> str:
    """An array in PostgreSQL's own notation: several times faster than psycopg's adaptation of lists."""
    return "{" + ",".join(elements) + "}"


def recorded(row: Sequence[Any]) -> Recorded:
    """The event of a row of COLUMNS."""
    position, stream, version, id_, type_, schema, data, happened, at, actor, roles, command_id, cause, flow = row[:14]
    meta = Meta(actor, tuple(roles), command_id, cause, flow)
    clocks = happened.astimezone(UTC), at.astimezone(UTC)
    return Recorded(position, stream, version, id_, type_, schema, data.encode(), *clocks, meta)


def remember(connection: Connection, decided: Decided) -> bool:
    """Whether this is the first answer to its command; it is kept then."""
    refusal = None if decided.refusal is None else encode(decided.refusal).decode()
    streams = encode(dict(decided.streams)).decode()
    given = (decided.command_id, decided.name, decided.fingerprint, decided.position, streams, refusal)
    return bool(connection.execute(REMEMBER, given, prepare=True).rowcount)


class PostgresTransaction:
    """One database transaction; `connection` may store more in it. Over after the first failed append."""

    def __init__(self, connection: Connection, views: Views | None) -> None:
        self.connection = connection
        self.views = views
        self.lost: Exception | None = None

    def load(self, command_id: str, streams: Sequence[str]) -> Loaded:
        cursor = self.connection.execute(LOAD, (command_id, array(map(quoted, streams))), prepare=True, binary=True)
        rows = cursor.fetchall()
        histories: dict[str, list[Recorded]] = {name: [] for name in streams}
        for row in rows:
            if row[0] is not None:
                histories[row[1]].append(recorded(row))
        decided = None if rows[0][14] is None else Decided(command_id, *rows[0][14:])
        return Loaded(decided, histories)

    def hold(self, streams: Sequence[str]) -> None:
        self.connection.execute(HOLD, (sorted(streams),), prepare=True)

    def append(self, writes: Sequence[Write], decided: Decided, meta: Meta) -> Sequence[Recorded]:
        fresh = [(w.stream, v, e) for w in writes for v, e in enumerate(w.events, w.expected + 1)]
        try:
            outcome, *rest = self._append(writes, fresh, decided, meta)
        except psycopg.errors.DeadlockDetected:
            raise self._lose(WrongExpectedVersion([w.stream for w in writes])) from None
        except psycopg.errors.UniqueViolation as violation:
            if violation.diag.constraint_name != "event_id_is_new":
                raise
            raise self._lose(EventIdTaken([e.id for _, _, e in fresh])) from None
        if outcome == "moved":
            raise self._lose(WrongExpectedVersion(rest))
        if outcome == "repeated":
            raise self._lose(CommandAlreadyDecided())
        at = EPOCH + timedelta(microseconds=int(rest[0]))
        return [
            Recorded(int(p), stream, v, e.id, e.type, e.schema, e.data, e.happened_at, at, meta)
            for p, (stream, v, e) in zip(rest[1:], fresh, strict=True)
        ]

    def _append(
        self, writes: Sequence[Write], fresh: Sequence[tuple[str, int, NewEvent]], decided: Decided, meta: Meta
    ) -> Sequence[str]:
        versions = sorted((w.stream, w.expected, w.expected + len(w.events)) for w in writes)
        given = (
            array(f"{{{quoted(stream)},{before},{after}}}" for stream, before, after in versions),
            array(
                f"{{{quoted(stream)},{version},{e.id},{quoted(e.type)},{e.schema},{quoted(e.data.decode())},"
                f"{e.happened_at.isoformat()}}}"
                for stream, version, e in fresh
            ),
            meta.actor,
            array(map(quoted, meta.roles)),
            meta.command_id,
            meta.cause,
            meta.correlation,
            decided.name,
            decided.fingerprint,
            encode({stream: after for stream, before, after in versions if after > before}).decode(),
        )
        row = self.connection.execute(APPEND, given, prepare=True, binary=True).fetchone()
        assert row is not None
        answer: Sequence[str] = row[0]
        return answer

    def _lose(self, error: Exception) -> Exception:
        self.lost = error
        return error

    def remember(self, decided: Decided) -> None:
        if not remember(self.connection, decided):
            raise self._lose(CommandAlreadyDecided())

    def project(self, events: Sequence[tuple[Recorded, Event]]) -> None:
        if self.views:
            self.views.apply(self.connection, events)


@contextmanager
def borrowed(connection: Connection) -> Iterator[Connection]:
    """What a pool does around the use of a connection, for one that its owner keeps."""
    try:
        yield connection
        connection.commit()
    except BaseException:
        with suppress(psycopg.Error):  # the connection is gone, and its transaction with it
            connection.rollback()
        raise


class PostgresStore:
    """A service's store in its own database; `views` are brought up in the transaction of the events."""

    def __init__(self, pool: ConnectionPool[Connection], views: Views | None = None) -> None:
        self.views = views
        self.horizon = Horizon()
        self._connection: Callable[[], AbstractContextManager[Connection]] = pool.connection

    @classmethod
    def on(cls, connection: Connection, views: Views | None = None) -> PostgresStore:
        """A store on one connection that the caller keeps, uses from one thread, and replaces when it breaks."""
        store = cls.__new__(cls)
        store.views, store.horizon = views, Horizon()
        store._connection = lambda: borrowed(connection)
        return store

    @contextmanager
    def _connected(self, autocommit: bool) -> Iterator[Connection]:
        with self._connection() as connection:
            usual = connection.autocommit
            if usual == autocommit and connection.pgconn.transaction_status == IDLE:
                yield connection
                return
            connection.autocommit = autocommit  # raises inside a transaction
            try:
                yield connection
            finally:
                if connection.pgconn.transaction_status == IDLE:
                    connection.autocommit = usual

    @contextmanager
    def transaction(self) -> Iterator[PostgresTransaction]:
        with self._connected(autocommit=False) as connection, borrowed(connection):
            tx = PostgresTransaction(connection, self.views)
            yield tx
            if tx.lost:
                raise tx.lost

    def rebuild(self, codec: Codec, step: Callable[[int], None] = lambda position: None) -> None:
        """Fill the views anew from the log, in one transaction; `step` hears of each page's last position.

        What is asked meanwhile is answered from the old rows; commands that touch the views wait for the end.
        """
        with self.transaction() as tx:
            if self.views:
                self.views.clear(tx.connection)
            after = 0
            while rows := tx.connection.execute(PAGE, (after, 1000), prepare=True, binary=True).fetchall():
                events = [recorded(row) for row in rows]
                tx.project(list(zip(events, codec.decode(tx, events), strict=True)))
                step(after := events[-1].position)

    def page(self, after: int, limit: int) -> Page:
        with self._connected(autocommit=True) as connection:
            while True:
                horizon = self.horizon.position  # before reading: what is decided later may not be in the rows
                rows = connection.execute(PAGE, (after, limit), prepare=True, binary=True).fetchall()
                safe = self.horizon.safe(after, [row[0] for row in rows], horizon)
                if safe == len(rows) or self.horizon.look(connection) == horizon:
                    return Page([recorded(row) for row in rows[:safe]], rows[safe - 1][0] if safe else after)

    def head(self) -> int:
        with self._connected(autocommit=True) as connection:
            row = connection.execute("SELECT coalesce(max(position), 0) FROM event", prepare=True).fetchone()
            assert row is not None
            return int(row[0])
