"""Making the reporting tables anew from the archive, beside the live ones, which serve until the swap."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from psycopg import Connection, sql

from shared.projections import Projections
from shared.projector import SCHEMA, last_archived, lock

NEXT = f"{SCHEMA}_next"
LAST = f"{SCHEMA}_last"
READER = f"{SCHEMA}_reader"
"""The role, made with the database, that may read the reporting tables."""

PAGE = 500_000  # events a statement reads at once: a bound for what it sorts, and how often progress is told
NEARLY = 10_000  # events that may be left for the end, while the projector waits
SORTED = "64MB"  # in memory, of a page
REBUILDING = 7_110_003  # the advisory lock of whoever builds beside the live tables

Told = Callable[[int, int], None]
"""`told(done, all)`: how many of the archived events are projected."""


def nobody(done: int, every: int) -> None:
    """Tell nobody."""


def ensure(connection: Connection[Any], projections: Projections) -> bool:
    """Rebuild if the tables in use were made by other projections, or there are none; whether it was needed."""
    row = connection.execute("SELECT fingerprint FROM projection WHERE schema = %s", [SCHEMA]).fetchone()
    if row is not None and row[0] == projections.fingerprint:
        return False
    rebuild(connection, projections)
    return True


def rebuild(connection: Connection[Any], projections: Projections, told: Told = nobody) -> Mapping[str, bool]:
    """As the owner of the schema, outside a transaction: each table, and whether the old one was the same.

    The projector waits only for what arrived during the last page, and the comparison. A rebuild that was interrupted
    leaves nothing that disturbs; the next one begins anew.
    """
    with _built(connection, projections, told) as done, connection.transaction():
        same = _finished(connection, projections, done)
        _swap(connection, projections)
    _schema(connection, "DROP SCHEMA IF EXISTS {} CASCADE", LAST)
    return same


def compare(connection: Connection[Any], projections: Projections, told: Told = nobody) -> Mapping[str, bool]:
    """Each live table, and whether a rebuild now comes out the same to the last byte; the rebuild is thrown away."""
    with _built(connection, projections, told) as done, connection.transaction():
        same = _finished(connection, projections, done)
        _schema(connection, "DROP SCHEMA {} CASCADE", NEXT)
    return same


@contextmanager
def _built(connection: Connection[Any], projections: Projections, told: Told) -> Iterator[int]:
    """The new tables up to some archived event near the last; nobody else builds meanwhile."""
    connection.execute("SELECT pg_advisory_lock(%s), set_config('work_mem', %s, false)", [REBUILDING, SORTED])
    try:
        with connection.transaction():
            _schema(connection, "DROP SCHEMA IF EXISTS {} CASCADE", NEXT)
            _schema(connection, "CREATE SCHEMA {}", NEXT)
            projections.create(connection, NEXT)
            _grant(connection)
        done = 0
        while (last := last_archived(connection)) - done > NEARLY:
            done = _page(connection, projections, done, min(done + PAGE, last))
            told(done, last)
        yield done
        told(last, last)
    finally:
        connection.execute("SELECT pg_advisory_unlock(%s)", [REBUILDING])


def _page(connection: Connection[Any], projections: Projections, after: int, upto: int) -> int:
    """One transaction a page. Events are archived under the lock, so what is committed has no hole behind it."""
    with connection.transaction():
        projections.project(connection, NEXT, after, upto, projections.types)
    return upto


def _finished(connection: Connection[Any], projections: Projections, done: int) -> Mapping[str, bool]:
    """Level with the live tables, which stand still until the transaction ends; and which of them are the same."""
    lock(connection)
    projections.project(connection, NEXT, done, last_archived(connection), projections.types)
    return {table: _same(connection, table) for table in _tables(connection)}


def _grant(connection: Connection[Any]) -> None:
    for statement in (
        "GRANT USAGE ON SCHEMA {} TO {}",
        "GRANT SELECT ON ALL TABLES IN SCHEMA {} TO {}",
        "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {} TO {}",
    ):
        connection.execute(sql.SQL(statement).format(sql.Identifier(NEXT), sql.Identifier(READER)))


def _swap(connection: Connection[Any], projections: Projections) -> None:
    """By renaming: who reads the old tables is neither waited for nor disturbed."""
    _schema(connection, "DROP SCHEMA IF EXISTS {} CASCADE", LAST)
    if connection.execute("SELECT to_regnamespace(%s)", [SCHEMA]).fetchone() != (None,):
        _rename(connection, SCHEMA, LAST)
    _rename(connection, NEXT, SCHEMA)
    connection.execute(
        "INSERT INTO projection (schema, fingerprint) VALUES (%s, %s)"
        " ON CONFLICT (schema) DO UPDATE SET fingerprint = excluded.fingerprint, made_at = now()",
        [SCHEMA, projections.fingerprint],
    )


def _tables(connection: Connection[Any]) -> list[str]:
    """Those of either schema."""
    rows = connection.execute(
        "SELECT DISTINCT tablename FROM pg_tables WHERE schemaname IN (%s, %s) ORDER BY tablename", [SCHEMA, NEXT]
    )
    return [name for (name,) in rows]


def _same(connection: Connection[Any], table: str) -> bool:
    live, anew = (_digest(connection, schema, table) for schema in (SCHEMA, NEXT))
    return live is not None and live == anew


def _digest(connection: Connection[Any], schema: str, table: str) -> Any:
    """Of all rows, whatever their order: how many, and two sums of 64-bit hashes. None: there is no such table."""
    if connection.execute("SELECT to_regclass(%s)", [f"{schema}.{table}"]).fetchone() == (None,):
        return None
    text = "SELECT count(*), sum(hash_record_extended(t, 1)), sum(hash_record_extended(t, 2)) FROM {} AS t"
    return connection.execute(sql.SQL(text).format(sql.Identifier(schema, table))).fetchone()


def _rename(connection: Connection[Any], name: str, to: str) -> None:
    connection.execute(sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(sql.Identifier(name), sql.Identifier(to)))


def _schema(connection: Connection[Any], statement: str, name: str) -> None:
    connection.execute(sql.SQL(statement).format(sql.Identifier(name)))
