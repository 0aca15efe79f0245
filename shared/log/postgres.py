"""The log in PostgreSQL: `shared/schema/0001_log.sql` holds its tables and its one way in.

A command costs three round trips: BEGIN and load, append, views and COMMIT. There are no snapshots: a stream is one
thing's life, and folding it is cheap (docs/adr/0019; `benchmarks/past.py` measures one that moves every day). Where
many stand on the same streams, `shared/remembered.py` spares them the reading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import psycopg
from psycopg.pq import TransactionStatus
from psycopg.pq.abc import PGresult
from psycopg_pool import ConnectionPool

from shared.codec import Codec
from shared.contracts import Event
from shared.contracts.fields import encode
from shared.log import (
    NOTHING,
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
from shared.log.statements import (
    APPEND,
    HEAD,
    NOW,
    array,
    hold,
    loading,
    pick,
    quoted,
    read_page,
    recorded,
    remember,
)
from shared.log.wire import COMMIT, ROLLBACK, Connection, Step, adapted, rows, run
from shared.views import Views

LOOKED_THROUGH = 50_000  # positions in one statement, however few of the types lie there
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
IDLE, INTRANS, INERROR = TransactionStatus.IDLE, TransactionStatus.INTRANS, TransactionStatus.INERROR


class PostgresTransaction:
    """One database transaction; over after the first failed append."""

    def __init__(self, connection: Connection, views: Views | None) -> None:
        self.views = views
        self.lost: Exception | None = None
        self._connection = connection
        self._unsent: list[Step] = []  # what needs no answer goes along with what does

    @property
    def connection(self) -> Connection:
        """For what else is stored with the events; it sees all that this transaction did so far."""
        if self._unsent:
            self._run()
        return self._connection

    def _run(self, *steps: Step) -> list[PGresult]:
        unsent, self._unsent = self._unsent, []
        return run(self._connection, *unsent, *steps)[len(unsent) :]

    def _ask(self, statement: bytes, *values: Any) -> PGresult:
        (result,) = self._run(adapted(self._connection, statement, values))
        return result

    def load(self, command_id: str, streams: Sequence[str], behind: Mapping[str, int] = NOTHING) -> Loaded:
        found = rows(self._connection, self._ask(*loading(command_id, streams, behind)))
        histories: dict[str, list[Recorded]] = {name: [] for name in streams}
        for row in found:
            if row[0] is not None:
                histories[row[1]].append(recorded(row))
        decided = None if found[0][14] is None else Decided(command_id, *found[0][14:])
        return Loaded(decided, histories)

    def hold(self, streams: Sequence[str]) -> None:
        hold(self.connection, streams)

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
        ((answer,),) = rows(self._connection, self._ask(APPEND, *given))
        return cast(Sequence[str], answer)

    def _lose(self, error: Exception) -> Exception:
        self.lost = error
        return error

    def remember(self, decided: Decided) -> None:
        if not remember(self.connection, decided):
            raise self._lose(CommandAlreadyDecided())

    def project(self, events: Sequence[tuple[Recorded, Event]]) -> None:
        if self.views:
            self._unsent += self.views.steps(self._connection, events)

    def commit(self) -> None:
        if self._unsent or self._connection.pgconn.transaction_status != IDLE:
            self._run(COMMIT)

    def roll_back(self) -> None:
        with suppress(psycopg.Error):  # the connection is gone, and its transaction with it
            if self._connection.pgconn.transaction_status in (INTRANS, INERROR):
                run(self._connection, ROLLBACK)


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
        with self._connected(autocommit=False) as connection:
            tx = PostgresTransaction(connection, self.views)
            try:
                yield tx
                if tx.lost:
                    raise tx.lost
                tx.commit()
            except BaseException:
                tx.roll_back()
                raise

    def rebuild(self, codec: Codec, step: Callable[[int], None] = lambda position: None) -> None:
        """Fill the views anew from the log, in one transaction; `step` hears of each page's last position.

        What is asked meanwhile is answered from the old rows; commands that touch the views wait for the end.
        """
        with self.transaction() as tx:
            if self.views:
                self.views.clear(tx.connection)
            after = 0
            while events := read_page(tx.connection, after, 1000):
                tx.project(list(zip(events, codec.decode(tx, events), strict=True)))
                step(after := events[-1].position)

    def page(self, after: int, limit: int) -> Page:
        with self._connected(autocommit=True) as connection:
            while True:
                horizon = self.horizon.position  # before reading: what is decided later may not be in the rows
                events = read_page(connection, after, limit)
                safe = self.horizon.safe(after, [event.position for event in events], horizon)
                if safe == len(events) or self.horizon.look(connection) == horizon:
                    return Page(events[:safe], events[safe - 1].position if safe else after)

    def pick(self, types: Sequence[str], after: int, upto: int, limit: int) -> Page:
        upto = min(upto, after + LOOKED_THROUGH)
        with self._connected(autocommit=True) as connection:
            events = pick(connection, types, after, upto, limit)
        return Page(events, events[-1].position if len(events) == limit else upto)

    def head(self) -> int:
        with self._connected(autocommit=True) as connection:
            ((head,),) = rows(connection, *run(connection, Step(HEAD)))
            return int(head)

    def now(self) -> datetime:
        with self._connected(autocommit=True) as connection:
            ((now,),) = rows(connection, *run(connection, Step(NOW)))
            return now.astimezone(UTC)  # type: ignore[no-any-return]
