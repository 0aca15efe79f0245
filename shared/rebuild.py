"""Making the reporting tables anew from the archive, beside the live ones, which serve until the swap."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psycopg import Connection, sql

from shared.projections import Projections
from shared.projector import SCHEMA, last_archived, lock

NEXT = f"{SCHEMA}_next"
LAST = f"{SCHEMA}_last"
READER = f"{SCHEMA}_reader"
"""The role, made with the database, that may read the reporting tables."""
PAGE = 200_000  # events a statement reads at once: a bound for its memory

Told = Callable[[int, int], None]
"""`told(done, all)`: how many of the archived events are projected."""


def ensure(connection: Connection[Any], projections: Projections) -> bool:
    """Rebuild if the tables in use were made by other projections, or there are none; whether it was needed."""
    row = connection.execute("SELECT fingerprint FROM projection WHERE schema = %s", [SCHEMA]).fetchone()
    if row is not None and row[0] == projections.fingerprint:
        return False
    rebuild(connection, projections)
    return True


def rebuild(connection: Connection[Any], projections: Projections, told: Told = lambda done, every: None) -> None:
    """As the owner of the schema. The live tables are locked only for what arrives during the last page.

    A rebuild that was interrupted leaves nothing that disturbs; the next one begins anew.
    """
    with connection.transaction():
        _schema(connection, "DROP SCHEMA IF EXISTS {} CASCADE", NEXT)
        _schema(connection, "CREATE SCHEMA {}", NEXT)
        projections.create(connection, NEXT)
        _grant(connection, NEXT)
    done = 0
    while (last := last_archived(connection)) - done > PAGE // 20:
        done = _page(connection, projections, done, min(done + PAGE, last))
        told(done, last)
    with connection.transaction():
        lock(connection)
        last = last_archived(connection)
        projections.project(connection, NEXT, done, last, projections.types)
        _swap(connection, projections)
    _schema(connection, "DROP SCHEMA IF EXISTS {} CASCADE", LAST)
    told(last, last)


def _page(connection: Connection[Any], projections: Projections, after: int, upto: int) -> int:
    """One transaction a page. Events are archived under the lock, so what is committed has no hole behind it."""
    with connection.transaction():
        projections.project(connection, NEXT, after, upto, projections.types)
    return upto


def _grant(connection: Connection[Any], schema: str) -> None:
    for statement in ("GRANT USAGE ON SCHEMA {} TO {}", "GRANT SELECT ON ALL TABLES IN SCHEMA {} TO {}"):
        connection.execute(sql.SQL(statement).format(sql.Identifier(schema), sql.Identifier(READER)))


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


def compare(connection: Connection[Any], projections: Projections) -> dict[str, bool]:
    """Each live table, and whether a rebuild of this moment would come out the same to the last byte.

    Builds beside the live tables, compares, and leaves nothing behind.
    """
    with connection.transaction(force_rollback=True):
        lock(connection)
        _schema(connection, "DROP SCHEMA IF EXISTS {} CASCADE", NEXT)
        _schema(connection, "CREATE SCHEMA {}", NEXT)
        projections.create(connection, NEXT)
        projections.project(connection, NEXT, 0, last_archived(connection), projections.types)
        return {
            table: _digest(connection, SCHEMA, table) == _digest(connection, NEXT, table)
            for table in _tables(connection, SCHEMA)
        }


def _tables(connection: Connection[Any], schema: str) -> list[str]:
    rows = connection.execute(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = %s AND table_type = 'BASE TABLE'"
        " ORDER BY table_name",
        [schema],
    )
    return [name for (name,) in rows]


def _digest(connection: Connection[Any], schema: str, table: str) -> Any:
    """Of all rows, each as text, in the order of that text."""
    text = "SELECT count(*), md5(string_agg(md5(t::text), '' ORDER BY t::text)) FROM {} AS t"
    return connection.execute(sql.SQL(text).format(sql.Identifier(schema, table))).fetchone()


def _rename(connection: Connection[Any], name: str, to: str) -> None:
    connection.execute(sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(sql.Identifier(name), sql.Identifier(to)))


def _schema(connection: Connection[Any], statement: str, name: str) -> None:
    connection.execute(sql.SQL(statement).format(sql.Identifier(name)))
