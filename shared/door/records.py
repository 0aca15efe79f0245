"""What a door looks up besides the log: answers to queries, what was heard of neighbours, what was published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from psycopg import Connection
from psycopg.rows import tuple_row
from psycopg_pool import ConnectionPool

from shared.contracts import Actor, Query
from shared.history import History
from shared.queries import Questions


class Records(Protocol):
    """A service's own store, read."""

    def knows(self, name: str) -> bool:
        """Whether there is a query of this name."""
        ...

    def query(self, name: str) -> type[Query]:
        """The query class of this name; raises UnknownMessage."""
        ...

    def ask(self, query: Query, actor: Actor, now: datetime) -> Sequence[dict[str, Any]]:
        """The answer's rows as JSON values."""
        ...

    def heard(self, source: str) -> int:
        """The position up to which the events of a neighbour took effect here (0: none)."""
        ...

    def fresh_at(self, sources: Sequence[str]) -> datetime | None:
        """The oldest of when the last event heard of each of these was recorded; None: one of them is unheard."""
        ...

    def relayed(self) -> int:
        """The position up to which the own log is published."""
        ...

    def last_before(self, position: int) -> int:
        """The position of the last own event that does not lie behind `position` (0: none)."""
        ...


class PostgresRecords:
    """Records in the service's database, where the table `log` has the positions of its events.

    What no view can answer, the `history` does.
    """

    def __init__(
        self, pool: ConnectionPool[Connection[Any]], questions: Questions, history: History, log: str = "event"
    ) -> None:
        self._pool, self._questions, self._history = pool, questions, history
        self._before = f"SELECT max(position) FROM {log} WHERE position <= %s"

    def knows(self, name: str) -> bool:
        return self._questions.knows(name) or self._history.knows(name) is not None

    def query(self, name: str) -> type[Query]:
        return self._history.knows(name) or self._questions.query(name)

    def ask(self, query: Query, actor: Actor, now: datetime) -> Sequence[dict[str, Any]]:
        if self._history.knows(type(query).__name__):
            return self._history.ask(query, actor, now)
        with self._pool.connection() as connection:
            return self._questions.ask(connection, query, actor, now)

    def heard(self, source: str) -> int:
        return self._number("SELECT max(position) FROM inbox WHERE source = %s", source)

    def fresh_at(self, sources: Sequence[str]) -> datetime | None:
        given = {"sources": list(sources), "all": len(sources)}
        row = self._row(
            "SELECT CASE WHEN count(recorded_at) = %(all)s THEN min(recorded_at) END"
            "  FROM inbox WHERE source = ANY (%(sources)s)",
            given,
        )
        return row[0] if row else None

    def relayed(self) -> int:
        return self._number("SELECT max(position) FROM relay_checkpoint")

    def last_before(self, position: int) -> int:
        return self._number(self._before, position)

    def _number(self, query: str, *parameters: Any) -> int:
        row = self._row(query, parameters)
        return row[0] or 0 if row else 0

    def _row(self, query: str, parameters: Sequence[Any] | Mapping[str, Any]) -> tuple[Any, ...] | None:
        with self._pool.connection() as connection, connection.cursor(row_factory=tuple_row) as cursor:
            return cursor.execute(query, parameters).fetchone()
