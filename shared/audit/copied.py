"""A log that is not in the service's database, copied into it for one session: the checks find it where they look.

The table is a temporary `event`, which a session finds before the empty one that others see.
"""

from __future__ import annotations

from typing import Any

from psycopg import Connection

from shared.log.kurrentdb import Streams

PAGE = 1000
TABLE = "CREATE TEMPORARY TABLE event (LIKE public.event)"
INTO = """
COPY event (position, stream, version, id, type, schema, data, actor, roles, command_id, cause, correlation,
            happened_at, recorded_at) FROM STDIN
"""


def make_room(connection: Connection[Any]) -> None:
    """Before the transaction that `copy` joins."""
    connection.execute(TABLE)
    connection.execute("CREATE UNIQUE INDEX ON event (position)")
    connection.execute("CREATE INDEX ON event (command_id)")


def copy(connection: Connection[Any], streams: Streams) -> None:
    """Every event up to where the views stood when the transaction began."""
    row = connection.execute("SELECT position FROM projected").fetchone()
    upto, after = row[0] if row else 0, 0
    with connection.cursor() as cursor, cursor.copy(INTO) as rows:
        while after < upto:
            page = [entry.event for entry in streams.behind(after, after + 1, PAGE) if entry.event.position <= upto]
            if not page:
                return  # what is missing at the end, the checks will tell
            for e in page:
                rows.write_row(
                    (
                        e.position, e.stream, e.version, e.id, e.type, e.schema, e.data.decode(), e.meta.actor,
                        list(e.meta.roles), e.meta.command_id, e.meta.cause, e.meta.correlation, e.happened_at,
                        e.recorded_at,
                    )
                )  # fmt: skip
            after = page[-1].position
