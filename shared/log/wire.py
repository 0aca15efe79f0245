"""Statements through libpq itself: prepared once a connection, several in one round trip.

psycopg's `execute` spends about as much again on each short statement as the statement costs, and its pipeline more
than it saves (docs/adr/0012-what-a-command-costs.md). What comes with every command goes this way instead; waiting,
errors and the adaptation of values stay psycopg's.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import psycopg
from psycopg import errors, generators
from psycopg.abc import PQGen
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult

Connection = psycopg.Connection[Any]
Names = dict[tuple[bytes, tuple[int, ...]], bytes]
MOST_NAMES = 500  # statements that a connection keeps prepared
BINARY = 1


class Step(NamedTuple):
    """A statement with parameters $1, $2 …, and their values as PostgreSQL reads them.

    `types` are the type numbers of the values; without any, the server infers them from the statement.
    """

    text: bytes
    values: Sequence[Any] = ()
    types: tuple[int, ...] = ()
    formats: Sequence[int] | None = None


BEGIN, COMMIT, ROLLBACK = Step(b"BEGIN"), Step(b"COMMIT"), Step(b"ROLLBACK")
_prepared: WeakKeyDictionary[Connection, Names] = WeakKeyDictionary()
_numbers = count(1)


def adapted(connection: Connection, text: bytes, values: Sequence[Any]) -> Step:
    """A step with Python values, as psycopg gives them to PostgreSQL."""
    transformer = Transformer(connection)
    dumped = transformer.dump_sequence(values, [PyFormat.AUTO] * len(values))
    return Step(text, dumped, transformer.types or (), transformer.formats)


def rows(connection: Connection, result: PGresult) -> list[tuple[Any, ...]]:
    """The rows of a result, as Python values."""
    transformer = Transformer(connection)
    transformer.set_pgresult(result)
    return transformer.load_rows(0, result.ntuples, tuple)


def ask(connection: Connection, text: bytes, *values: Any) -> list[tuple[Any, ...]]:
    """The rows of one statement."""
    return rows(connection, *run(connection, adapted(connection, text, values)))


def run(connection: Connection, *steps: Step) -> list[PGresult]:
    """The results of all steps, sent together; raises the error of the first that failed, and none after it ran.

    Where psycopg's `execute` would begin a transaction this does, in READ COMMITTED. For one thread at a time.
    """
    idle = connection.pgconn.transaction_status == TransactionStatus.IDLE
    begin = () if connection.autocommit or not idle else (BEGIN,)
    try:
        results = _run(connection, (*begin, *steps))
    except errors.InvalidSqlStatementName:
        if not idle:
            raise
        # psycopg prepared something before our first statement, and had the server forget all names after a rollback
        del _prepared[connection]
        if begin:
            _run(connection, (ROLLBACK,))
        results = _run(connection, (*begin, *steps))
    return results[len(begin) :]


def _run(connection: Connection, steps: Sequence[Step]) -> list[PGresult]:
    pgconn, names = connection.pgconn, _names(connection, steps)
    several = len(steps) > 1  # the protocol for several costs a tenth more
    if several:
        pgconn.enter_pipeline_mode()
    for name, step in zip(names, steps, strict=True):
        pgconn.send_query_prepared(name, step.values, step.formats, BINARY)
    if several:
        pgconn.pipeline_sync()
    results = connection.wait(_fetched(pgconn, several))  # when this raises, the connection is of no more use
    if several:
        pgconn.exit_pipeline_mode()
    for result in results:
        check(connection, result)
    return results


def _names(connection: Connection, steps: Sequence[Step]) -> list[bytes]:
    """Under what names the connection has the statements; those that it has not are prepared."""
    known = _prepared.get(connection)
    if known is None:
        known = _prepared[connection] = {}
        connection.prepare_threshold = None  # else psycopg has the server forget our names, too, after its rollbacks
    for step in steps:
        key = step.text, step.types
        known[key] = known.pop(key, b"") or _prepare(connection, known, step)
    return [known[step.text, step.types] for step in steps]


def _prepare(connection: Connection, known: Names, step: Step) -> bytes:
    pgconn = connection.pgconn
    if len(known) == MOST_NAMES:  # the one that was not used for longest
        pgconn.send_query(b"DEALLOCATE " + known.pop(next(iter(known))))
        check(connection, *connection.wait(generators.execute(pgconn)))
    name = b"stadion_%d" % next(_numbers)
    pgconn.send_prepare(name, step.text, step.types)
    check(connection, *connection.wait(generators.execute(pgconn)))
    return name


def check(connection: Connection, result: PGresult) -> None:
    if result.status == ExecStatus.FATAL_ERROR:
        raise errors.error_from_result(result, encoding=connection.info.encoding)


def _fetched(pgconn: PGconn, several: bool) -> PQGen[list[PGresult]]:
    """All results of what was sent."""
    results: list[PGresult] = yield from generators.execute(pgconn)
    if several:
        while results[-1].status != ExecStatus.PIPELINE_SYNC:
            results += yield from generators.fetch_many(pgconn)
        results.pop()
    return results
