"""What an operator may do about events that wait: see them, have them tried again, or skip them with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row


class NothingWaits(Exception):
    """There is nothing unsettled under this name; perhaps it was settled a moment ago."""


@dataclass(frozen=True)
class Waiting:
    """A held event; `behind` says that it only waits for an earlier one of its stream."""

    source: str
    position: int
    stream: str
    type: str
    reason: str
    attempts: int
    parked: bool
    behind: bool
    held_at: datetime
    next_at: datetime


@dataclass(frozen=True)
class Garbled:
    """A message that was no event."""

    id: int
    source: str
    queue: str
    reason: str
    body: bytes
    headers: dict[str, Any]
    parked_at: datetime


WAITING = """
    SELECT source, position, stream, envelope->>'type' AS type, reason, attempts, parked, held_at, next_at,
           position > min(position) OVER (PARTITION BY source, stream) AS behind
      FROM held
     WHERE resolved_at IS NULL
     ORDER BY source, position
"""
GARBLED = """
    SELECT id, source, queue, reason, body, headers, parked_at
      FROM parked
     WHERE resolved_at IS NULL
     ORDER BY id
"""
REPLAY = """
    UPDATE held SET parked = false, attempts = 0, next_at = %(now)s
     WHERE source = %(source)s AND position = %(position)s AND resolved_at IS NULL
"""
SKIP = """
    UPDATE held SET resolved_at = %(now)s, resolution = %(resolution)s
     WHERE source = %(source)s AND position = %(position)s AND resolved_at IS NULL
"""
DISMISS = (
    "UPDATE parked SET resolved_at = %(now)s, resolution = %(resolution)s WHERE id = %(id)s AND resolved_at IS NULL"
)


def waiting(connection: Connection[Any]) -> list[Waiting]:
    """Every event that waits for its effect."""
    with connection.cursor(row_factory=class_row(Waiting)) as cursor:
        return cursor.execute(WAITING).fetchall()


def garbled(connection: Connection[Any]) -> list[Garbled]:
    """Every message that could not be read and that nobody has dismissed."""
    with connection.cursor(row_factory=class_row(Garbled)) as cursor:
        return cursor.execute(GARBLED).fetchall()


def replay(connection: Connection[Any], source: str, position: int, now: datetime) -> None:
    """Have a held event tried again at once, with a full number of attempts; raises NothingWaits."""
    settle(connection, REPLAY, source=source, position=position, now=now)


def skip(connection: Connection[Any], source: str, position: int, by: str, why: str, now: datetime) -> None:
    """Give a held event up, so that its stream goes on without its effect; raises NothingWaits."""
    settle(connection, SKIP, source=source, position=position, now=now, resolution=f"skipped by {by}: {why}")


def dismiss(connection: Connection[Any], id_: int, by: str, why: str, now: datetime) -> None:
    """Have seen a garbled message; raises NothingWaits. The event itself, if it was one, came through the feed."""
    settle(connection, DISMISS, id=id_, now=now, resolution=f"dismissed by {by}: {why}")


def settle(connection: Connection[Any], statement: str, **parameters: object) -> None:
    if not connection.execute(statement.encode(), parameters).rowcount:
        event = "{source}@{position}" if "source" in parameters else "message {id}"
        raise NothingWaits(event.format(**parameters))
