"""The inbox in the service's own database, in the transaction of the log."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from psycopg.rows import tuple_row

from shared.envelope import Envelope
from shared.hearing import Heard, digest_of
from shared.inbox import Held, InboxMoved, Unreadable, Untold
from shared.log import Transaction

ADVANCE = """
    INSERT INTO inbox (source, position, reactions) SELECT %(source)s, %(position)s, %(reactions)s WHERE %(before)s = 0
        ON CONFLICT (source) DO NOTHING
"""
ADVANCE_ON = """
    UPDATE inbox SET position = %(position)s, updated_at = now()
     WHERE source = %(source)s AND position = %(before)s AND reactions = %(reactions)s
"""
BEGIN = """
    INSERT INTO inbox (source, position, reactions) VALUES (%(source)s, 0, %(reactions)s)
        ON CONFLICT (source) DO UPDATE SET reactions = excluded.reactions
    RETURNING position
"""
LEAVE = """
    UPDATE hearing SET since = NULL, reached = CASE WHEN reached = since THEN %(position)s ELSE reached END,
           updated_at = now()
     WHERE source = %(source)s AND since IS NOT NULL
       AND (type, reaction) NOT IN (SELECT * FROM unnest(%(types)s::text[], %(names)s::text[]))
"""
COME = """
    INSERT INTO hearing (source, type, reaction, since)
    SELECT %(source)s, type, name, %(position)s FROM unnest(%(types)s::text[], %(names)s::text[]) AS heard (type, name)
        ON CONFLICT (source, type, reaction) DO UPDATE SET since = excluded.since, updated_at = now()
     WHERE hearing.since IS NULL
"""
LEVEL = """
    UPDATE hearing SET reached = (SELECT min(reached) FROM hearing WHERE source = %(source)s AND since = %(position)s)
     WHERE source = %(source)s AND since = %(position)s AND reached < since
"""
UNTOLD = """
    SELECT since, reached, array_agg(type), array_agg(reaction) FROM hearing
     WHERE source = %(source)s AND reached < since
     GROUP BY since, reached
     ORDER BY since, reached
"""
TELL = """
    UPDATE hearing SET reached = %(reached)s, updated_at = now()
     WHERE source = %(source)s AND since = %(since)s AND reached = %(before)s
"""
ANSWERED = "SELECT command_id::text, name FROM decided WHERE command_id = ANY (%(ids)s::uuid[])"
EVER_HELD = "SELECT position FROM held WHERE source = %(source)s AND position = ANY (%(positions)s)"
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

    def begin(self, tx: Transaction, source: str, heard: frozenset[Heard]) -> int:
        ((position,),) = rows_of(tx, BEGIN, source=source, reactions=digest_of(heard))
        every = {"types": [each.type for each in heard], "names": [each.reaction for each in heard]}
        for statement in (LEAVE, COME, LEVEL):
            changed(tx, statement, source=source, position=position, **every)
        return int(position)

    def advance(self, tx: Transaction, source: str, before: int, position: int, reactions: str = "") -> None:
        step = {"source": source, "before": before, "position": position, "reactions": reactions}
        if changed(tx, ADVANCE_ON, **step) or (before == 0 and changed(tx, ADVANCE, **step)):
            return
        raise InboxMoved(source)

    def untold(self, tx: Transaction, source: str) -> Sequence[Untold]:
        return [
            Untold(since, reached, frozenset(map(Heard, types, names)))
            for since, reached, types, names in rows_of(tx, UNTOLD, source=source)
        ]

    def tell(self, tx: Transaction, source: str, untold: Untold, reached: int) -> None:
        if not changed(tx, TELL, source=source, since=untold.since, before=untold.reached, reached=reached):
            raise InboxMoved(source)

    def answered(self, tx: Transaction, command_ids: Sequence[str]) -> Mapping[str, str]:
        return dict(rows_of(tx, ANSWERED, ids=list(command_ids)))

    def ever_held(self, tx: Transaction, source: str, positions: Sequence[int]) -> set[int]:
        return {position for (position,) in rows_of(tx, EVER_HELD, source=source, positions=list(positions))}

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
