"""I1: what callers were answered and what the log holds are the same; each event is there once.

Both are questions about the whole store, so the database answers them, on disk where memory does not do.
"""

from __future__ import annotations

from typing import Any

from psycopg import Connection

from shared.audit import KEPT, Finding, Violation

ANSWERS = f"""
WITH place AS (
    SELECT command_id, stream, max(version) AS version, max(position) AS position FROM event GROUP BY 1, 2
), written AS (
    SELECT command_id, max(position) AS position, jsonb_object_agg(stream, version) AS streams FROM place GROUP BY 1
), wrong AS (
    SELECT command_id, decided.name, decided.position AS told, coalesce(written.position, 0) AS found,
           decided.refusal IS NOT NULL AS refused
      FROM decided
      FULL JOIN written USING (command_id)
     WHERE decided.position IS DISTINCT FROM coalesce(written.position, 0)
        OR decided.streams::jsonb IS DISTINCT FROM coalesce(written.streams, '{{}}')
        OR (decided.refusal IS NOT NULL AND written.position IS NOT NULL)
)
SELECT wrong.command_id::text, wrong.name, told, found, refused, event.position, event.stream, event.type,
       count(*) OVER () AS wrong
  FROM wrong
  LEFT JOIN event ON event.position = wrong.found
 ORDER BY greatest(told, found)
 LIMIT {KEPT}
"""
TWICE = f"""
SELECT id::text, min(position), max(position), (array_agg(stream ORDER BY position DESC))[1],
       (array_agg(type ORDER BY position DESC))[1], count(*) OVER ()
  FROM event GROUP BY id HAVING count(*) > 1
 ORDER BY max(position)
 LIMIT {KEPT}
"""


def answers(connection: Connection[Any], service: str) -> Finding:
    """Every answer against the events of its command, and every command with events against its answer."""
    finding = Finding("I1", service, "every answered command is in the log, once and as answered; no other is")
    rows = connection.execute(ANSWERS).fetchall()
    for command, name, told, found, refused, position, stream, type_, wrong in rows:
        finding.count = wrong
        finding.violations.append(
            Violation(wording(command, name, told, found, refused), position or told, stream, type_)
        )
    (commands,) = connection.execute("SELECT count(*) FROM decided").fetchone() or (0,)
    finding.checked = f"{commands:,} answers"
    finding.first, finding.last, _ = counted(connection)
    return finding


def wording(command: str, name: str | None, told: int | None, found: int, refused: bool) -> str:
    if told is None:
        return f"command {command} has events and was never answered"
    if refused:
        return f"{name} {command} was refused and has events"
    if not found:
        return f"{name} {command} was answered with position {told} and has no event"
    if told != found:
        return f"{name} {command} was answered with position {told}, its last event has {found}"
    return f"{name} {command} was answered with other stream versions than its events have"


def repeated(connection: Connection[Any], service: str) -> Finding:
    """Event ids that stand at two positions: the log's own constraint must have been taken away."""
    finding = Finding("I6", service, "every event id stands for one event")
    for id_, first, last, stream, type_, wrong in connection.execute(TWICE).fetchall():
        finding.count = wrong
        finding.violations.append(Violation(f"event {id_} stands at {first} and again at {last}", last, stream, type_))
    finding.first, finding.last, events = counted(connection)
    finding.checked = f"{events:,} ids"
    return finding


def counted(connection: Connection[Any]) -> tuple[int, int, int]:
    """The first and the last position of the log, and how many events lie there."""
    row = connection.execute("SELECT coalesce(min(position), 0), coalesce(max(position), 0), count(*) FROM event")
    first, last, events = row.fetchone() or (0, 0, 0)
    return first, last, events
