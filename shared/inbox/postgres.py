"""The inbox in the service's own database, in the transaction of the log."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from psycopg.rows import tuple_row

from shared.envelope import Envelope
from shared.inbox import Held, InboxMoved, Unreadable
from shared.log import Transaction

ADVANCE = """
    INSERT INTO inbox (source, position) SELECT %(source)s, %(position)s WHERE %(before)s = 0
        ON CONFLICT (source) DO NOTHING
"""
ADVANCE_ON = """
    UPDATE inbox SET position = %(position)s, updated_at = now()
     WHERE source = %(source)s AND position = %(before)s
"""
HOLD = """
    INSERT INTO held (source, position, stream, envelope, reason, attempts, next_at, parked)
    VALUES (%(source)s, %(position)s, %(stream)s, %(envelope)s, %(reason)s, %(attempts)s, %(next_at)s, %(parked)s)
"""
DUE = """
    SELECT envelope::text, reason, attempts, next_at, parked
      FROM (SELECT DISTINCT ON (stream) * FROM held
             WHERE source = %(source)s AND resolved_at IS NULL
             ORDER BY stream, position) AS head
     WHERE NOT parked AND next_at <= %(now)s
     ORDER BY position
"""
RELEASE = "DELETE FROM held WHERE source = %(source)s AND position = %(position)s AND resolved_at IS NULL"
POSTPONE = """
    UPDATE held SET reason = %(reason)s, attempts = %(attempts)s, next_at = %(next_at)s, parked = %(parked)s
     WHERE source = %(source)s AND position = %(position)s AND resolved_at IS NULL
"""
PARK = """
    INSERT INTO parked (source, queue, body, headers, reason)
    VALUES (%(source)s, %(queue)s, %(body)s, %(headers)s, %(reason)s)
"""
COUNTS = """
    SELECT count(*), count(*) FILTER (WHERE parked),
           (SELECT count(*) FROM parked WHERE source = %(source)s AND resolved_at IS NULL)
      FROM held WHERE source = %(source)s AND resolved_at IS NULL
"""


class PostgresInbox:
    """Tables `inbox`, `held` and `parked`."""

    def position(self, tx: Transaction, source: str) -> int:
        rows = rows_of(tx, "SELECT position FROM inbox WHERE source = %(source)s", source=source)
        return int(rows[0][0]) if rows else 0

    def advance(self, tx: Transaction, source: str, before: int, position: int) -> None:
        step = {"source": source, "before": before, "position": position}
        if changed(tx, ADVANCE_ON, **step) or (before == 0 and changed(tx, ADVANCE, **step)):
            return
        raise InboxMoved(source)

    def hold(self, tx: Transaction, held: Held) -> None:
        changed(tx, HOLD, **columns(held))

    def held_streams(self, tx: Transaction, source: str) -> set[str]:
        query = "SELECT DISTINCT stream FROM held WHERE source = %(source)s AND resolved_at IS NULL"
        return {row[0] for row in rows_of(tx, query, source=source)}

    def due(self, tx: Transaction, source: str, now: datetime) -> Sequence[Held]:
        return [
            Held(msgspec.json.decode(body, type=Envelope), *rest)
            for body, *rest in rows_of(tx, DUE, source=source, now=now)
        ]

    def release(self, tx: Transaction, held: Held) -> None:
        if not changed(tx, RELEASE, **columns(held)):
            raise InboxMoved(held.envelope.source)

    def postpone(self, tx: Transaction, held: Held) -> None:
        changed(tx, POSTPONE, **columns(held))

    def park(self, tx: Transaction, message: Unreadable) -> None:
        headers = json.dumps(dict(message.headers), default=str).replace("\\u0000", "")
        changed(tx, PARK, **{**vars(message), "headers": headers})

    def counts(self, tx: Transaction, source: str) -> tuple[int, int]:
        held, parked, unreadable = rows_of(tx, COUNTS, source=source)[0]
        return held, parked + unreadable


def columns(held: Held) -> dict[str, Any]:
    envelope = held.envelope
    return {
        "source": envelope.source,
        "position": envelope.position,
        "stream": envelope.stream,
        "envelope": msgspec.json.encode(envelope.wire()).decode(),
        "reason": held.reason,
        "attempts": held.attempts,
        "next_at": held.next_at,
        "parked": held.parked,
    }


def rows_of(tx: Transaction, query: str, **parameters: Any) -> list[tuple[Any, ...]]:
    with tx.connection.cursor(row_factory=tuple_row) as cursor:
        rows: list[tuple[Any, ...]] = cursor.execute(query, parameters).fetchall()
        return rows


def changed(tx: Transaction, statement: str, **parameters: Any) -> int:
    """How many rows the statement changed."""
    return int(tx.connection.execute(statement, parameters).rowcount)
