"""I4, I8 for the reporting tables: they are what a rebuild would make of the archive, and leave no event out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from psycopg import Connection, connect

from shared import rebuild
from shared.audit import Finding, Violation
from shared.projections import Projections
from stadion.services import declaration

LEFT_OUT = "SELECT source, position, type, reason FROM bi.meta_held ORDER BY archived"


def reports(name: str, url: str, allow_parked: bool) -> Iterator[Finding]:
    """As the schema's owner. New events wait while the tables are compared; questions are answered meanwhile."""
    with connect(url, autocommit=True, connect_timeout=5, application_name="stadion audit") as connection:
        yield _rebuilt(name, connection)
        yield _complete(name, connection, allow_parked)


def _rebuilt(name: str, connection: Connection[Any]) -> Finding:
    finding = Finding("I4", name, "the reporting tables are what a rebuild would make of them")
    same = rebuild.compare(connection, Projections.of(declaration(name)))
    finding.checked = f"{len(same):,} tables, made of {archived(connection):,} events"
    finding.add(Violation(f"{table} differs from its rebuild") for table, equal in same.items() if not equal)
    return finding


def _complete(name: str, connection: Connection[Any], allow_parked: bool) -> Finding:
    finding = Finding("I8", name, "every event is in the figures that it belongs to")
    left_out = connection.execute(LEFT_OUT).fetchall()
    finding.checked = f"{len(left_out):,} of {archived(connection):,} events left out"
    if not allow_parked:
        finding.add(Violation(f"{s}@{p} is in no figure: {why}", p, None, type_) for s, p, type_, why in left_out)
    return finding


def archived(connection: Connection[Any]) -> int:
    """How many events the archive holds; each service's positions are told by its copies of the log."""
    ((events,),) = connection.execute("SELECT count(*) FROM archive.event").fetchall()
    return int(events)
