"""I4: a service's views are what its log makes of them.

They are made anew in temporary tables of the same names, by the same statements: a session looks for a table among
its temporary ones first. So nothing is locked, and the service goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from psycopg import Connection, Error, sql

from shared.audit import Finding, Violation
from shared.contracts import Event
from shared.log import Recorded
from shared.views import Views

SHOWN = 200  # characters of a row that differs


class Shadow:
    """`views` anew, for one session; `make` before the transaction whose log is applied, `compare` in it."""

    def __init__(self, connection: Connection[Any], service: str, views: Views) -> None:
        self.connection, self.views = connection, views
        self.finding = Finding("I4", service, "the views are what the log makes of them, to the last row")

    def make(self) -> None:
        with self.connection.transaction():
            for table in self.views.tables:
                text = "CREATE TEMPORARY TABLE {} (LIKE {} INCLUDING ALL)"
                self.connection.execute(sql.SQL(text).format(sql.Identifier(table), live(table)))

    def apply(self, events: Sequence[tuple[Recorded, Event]]) -> None:
        """Up to the first page that the views do not take: behind it a comparison means nothing."""
        if self.finding.count:
            return
        try:
            with self.connection.transaction():
                self.views.apply(self.connection, events)
        except Error as error:
            first, last = events[0][0], events[-1][0]
            says = f"the events {first.position} to {last.position} do not go into the views: {error}"
            self.finding.add([Violation(says, first.position, first.stream, first.type)])

    def compare(self) -> Finding:
        rows = 0
        for table in self.views.tables if not self.finding.count else ():
            rows += self._compare(table)
        self.finding.checked = f"{rows:,} rows of {len(self.views.tables)} tables"
        return self.finding

    def _compare(self, table: str) -> int:
        ours, theirs = sql.Identifier("pg_temp", table), live(table)
        for says, have, lack in (("is wrong or too much", theirs, ours), ("is missing", ours, theirs)):
            text = "SELECT row::text FROM (SELECT * FROM {} EXCEPT ALL SELECT * FROM {}) AS row"
            with self.connection.cursor() as cursor:
                for (row,) in cursor.stream(sql.SQL(text).format(have, lack)):
                    self.finding.add([Violation(f"a row of {table} {says}: {row[:SHOWN]}")])
        counted = self.connection.execute(sql.SQL("SELECT count(*) FROM {}").format(theirs)).fetchone()
        return int(counted[0]) if counted else 0


def live(table: str) -> sql.Identifier:
    return sql.Identifier("public", table)
