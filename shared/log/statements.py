"""What the log in PostgreSQL is asked, and what its rows say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC
from typing import Any

from shared.contracts.fields import encode
from shared.log import Decided, Meta, Recorded
from shared.log.wire import Connection, adapted, rows, run

COLUMNS = """
e.position, e.stream, e.version, e.id::text, e.type, e.schema, e.data::text, e.happened_at, e.recorded_at,
e.actor, e.roles, e.command_id::text, e.cause, e.correlation
"""
LOAD = f"""
SELECT {COLUMNS}, d.name, d.fingerprint, d.position, d.streams, d.refusal
FROM (SELECT) AS one
LEFT JOIN decided AS d ON d.command_id = $1
LEFT JOIN event AS e ON e.stream = ANY ($2::text[])
ORDER BY e.position
""".encode()
LOAD_BEHIND = f"""
SELECT {COLUMNS}, d.name, d.fingerprint, d.position, d.streams, d.refusal
FROM (SELECT) AS one
LEFT JOIN decided AS d ON d.command_id = $1
LEFT JOIN (unnest($2::text[], $3::bigint[]) AS asked (stream, version)
           JOIN event AS e ON e.stream = asked.stream AND e.version > asked.version) ON true
ORDER BY e.position
""".encode()
HEAD = b"SELECT coalesce(max(position), 0) FROM event"
NOW = b"SELECT clock_timestamp()"
PAGE = f"SELECT {COLUMNS} FROM event AS e WHERE e.position > $1 ORDER BY e.position LIMIT $2".encode()
PICK = f"""
SELECT {COLUMNS} FROM event AS e
WHERE e.position > $1 AND e.position <= $2 AND e.type = ANY ($3::text[])
ORDER BY e.position LIMIT $4
""".encode()
APPEND = b"SELECT append_events($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
HOLD = b"SELECT pg_advisory_xact_lock(hashtextextended(name, 0)) FROM unnest($1::text[]) AS name"  # as append_events
REMEMBER = b"""
INSERT INTO decided (command_id, name, fingerprint, position, streams, refusal) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT DO NOTHING
"""


def loading(command_id: str, streams: Sequence[str], behind: Mapping[str, int]) -> tuple[bytes, *tuple[str, ...]]:
    """The statement that loads a command's earlier answer and its streams, and its values."""
    names = array(map(quoted, streams))
    if any(behind.values()):
        return LOAD_BEHIND, command_id, names, array(str(behind.get(name, 0)) for name in streams)
    return LOAD, command_id, names


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def array(elements: Iterable[str]) -> str:
    """An array in PostgreSQL's own notation."""
    return "{" + ",".join(elements) + "}"


def recorded(row: Sequence[Any]) -> Recorded:
    """The event of a row of COLUMNS."""
    position, stream, version, id_, type_, schema, data, happened, at, actor, roles, command_id, cause, flow = row[:14]
    meta = Meta(actor, tuple(roles), command_id, cause, flow)
    clocks = happened.astimezone(UTC), at.astimezone(UTC)
    return Recorded(position, stream, version, id_, type_, schema, data.encode(), *clocks, meta)


def pick(connection: Connection, types: Iterable[str], after: int, upto: int, limit: int) -> list[Recorded]:
    """Up to `limit` events of these types behind `after`, up to `upto`."""
    asked = adapted(connection, PICK, (after, upto, array(map(quoted, types)), limit))
    return [recorded(row) for row in rows(connection, *run(connection, asked))]


def read_page(connection: Connection, after: int, limit: int) -> list[Recorded]:
    """Up to `limit` events behind a position, as far as they can be seen."""
    return [recorded(row) for row in rows(connection, *run(connection, adapted(connection, PAGE, (after, limit))))]


def remember(connection: Connection, decided: Decided) -> bool:
    """Whether this is the first answer to its command; it is kept then."""
    refusal = None if decided.refusal is None else encode(decided.refusal).decode()
    streams = encode(dict(decided.streams)).decode()
    given = (decided.command_id, decided.name, decided.fingerprint, decided.position, streams, refusal)
    (result,) = run(connection, adapted(connection, REMEMBER, given))
    return bool(result.command_tuples)


def hold(connection: Connection, streams: Sequence[str]) -> None:
    """Wait until nobody else is appending to these streams; nobody else can until the transaction ends."""
    run(connection, adapted(connection, HOLD, [array(map(quoted, sorted(streams)))]))
