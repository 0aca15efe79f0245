"""The timers in the service's own database: tables `timer` and `timer_mark`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from psycopg.rows import class_row, tuple_row

from shared.contracts.fields import encode
from shared.log import Transaction
from shared.timers import Change, ClearTimer, Mark, PostponeTimer, Timer, TimersMoved

MOVE = """
    UPDATE timer_mark SET position = %s, rules = %s, updated_at = now() WHERE position = %s AND rules = %s
"""
SET = """
    INSERT INTO timer (key, at, try_at, command, body, event_id, flow)
    VALUES (%(key)s, %(at)s, %(at)s, %(command)s, %(body)s, %(event_id)s, %(flow)s)
        ON CONFLICT (key) DO UPDATE
       SET at = excluded.at, try_at = excluded.try_at, command = excluded.command, body = excluded.body,
           event_id = excluded.event_id, flow = excluded.flow
"""
POSTPONE = "UPDATE timer SET at = greatest(at, %(until)s), try_at = greatest(try_at, %(until)s) WHERE key = %(key)s"
CLEAR = "DELETE FROM timer WHERE key = %(key)s"
DUE = """
    SELECT key, at, command, body, event_id::text, flow FROM timer
     WHERE try_at <= %s
     ORDER BY try_at, key
     LIMIT %s
"""
SETTLE = "DELETE FROM timer WHERE key = %s AND event_id = %s"
RETRY = "UPDATE timer SET try_at = %s WHERE key = %s AND event_id = %s"


class PostgresTimers:
    def mark(self, tx: Transaction) -> Mark:
        with tx.connection.cursor(row_factory=tuple_row) as cursor:
            row: Any = cursor.execute("SELECT position, rules FROM timer_mark").fetchone()
        return Mark(*row)

    def fold(self, tx: Transaction, before: Mark, mark: Mark, changes: Mapping[str, Change]) -> None:
        moved = tx.connection.execute(MOVE, [mark.position, mark.rules, before.position, before.rules])
        if not moved.rowcount:
            raise TimersMoved(f"from {before.position}")
        if mark.rules != before.rules:
            tx.connection.execute("DELETE FROM timer")
        with tx.connection.cursor() as cursor:
            for kind, statement in ((Timer, SET), (PostponeTimer, POSTPONE), (ClearTimer, CLEAR)):
                rows = [columns(change) for change in changes.values() if isinstance(change, kind)]
                if rows:
                    cursor.executemany(statement, rows)

    def due(self, tx: Transaction, now: datetime, limit: int) -> Sequence[Timer]:
        with tx.connection.cursor(row_factory=class_row(Timer)) as cursor:
            timers: list[Timer] = cursor.execute(DUE, [now, limit]).fetchall()
        return timers

    def settle(self, tx: Transaction, timer: Timer) -> None:
        tx.connection.execute(SETTLE, [timer.key, timer.event_id])

    def retry(self, tx: Transaction, timer: Timer, at: datetime) -> None:
        tx.connection.execute(RETRY, [at, timer.key, timer.event_id])

    def earliest(self, tx: Transaction) -> datetime | None:
        with tx.connection.cursor(row_factory=tuple_row) as cursor:
            row: Any = cursor.execute("SELECT min(at) FROM timer").fetchone()
        first: datetime | None = row[0]
        return first


def columns(change: Change) -> dict[str, Any]:
    body = {"body": encode(dict(change.body)).decode()} if isinstance(change, Timer) else {}
    return vars(change) | body
