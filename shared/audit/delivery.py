"""I5, I8: how far each service has told and heard, and what waits for an operator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from psycopg import Connection

from shared.audit import Finding, Violation
from shared.audit.effects import Marks, hearing
from shared.hearing import Heard as Reacts
from shared.inbox.operator import Garbled, Waiting, garbled, waiting


@dataclass(frozen=True)
class Heard:
    """What a service says of itself: how far it and its reactions heard each source, what waits."""

    inbox: Mapping[str, int]
    hearing: Mapping[str, Mapping[Reacts, Marks]]
    waiting: list[Waiting]
    garbled: list[Garbled]

    @staticmethod
    def of(connection: Connection[Any], holds: bool = True) -> Heard:
        """`holds`: whether this reader keeps events that fail; one that does not has no table for them."""
        inbox = connection.execute("SELECT source, position FROM inbox").fetchall()
        if not holds:
            return Heard(dict(inbox), {}, [], garbled(connection))
        return Heard(dict(inbox), hearing(connection), waiting(connection), garbled(connection))


@dataclass(frozen=True)
class Told:
    """What a service's log says of itself: its ends, and how far it is published."""

    first: int
    head: int
    relayed: int
    connection: Connection[Any]

    @staticmethod
    def of(connection: Connection[Any]) -> Told:
        row = connection.execute(ENDS).fetchone()
        assert row is not None
        first, head, relayed = row
        return Told(first, head, relayed, connection)

    def has(self, position: int) -> bool:
        return self.connection.execute("SELECT FROM event WHERE position = %s", [position]).fetchone() is not None

    def behind(self, position: int, says: str) -> Violation:
        """A violation that names the first event behind a position."""
        row = self.connection.execute(BEHIND, [position]).fetchone() or (position, None, None)
        return Violation(says, *row)


ENDS = """
    SELECT (SELECT coalesce(min(position), 0) FROM event), (SELECT coalesce(max(position), 0) FROM event),
           (SELECT position FROM relay_checkpoint)
"""
BEHIND = "SELECT position, stream, type FROM event WHERE position > %s ORDER BY position LIMIT 1"


def relayed(service: str, told: Told, settled: bool) -> Finding:
    """The relay's mark against the log; behind is wrong only where nothing is on its way."""
    finding = Finding("I5", service, "the log is published", first=told.first, last=told.head)
    finding.checked = f"published up to {told.relayed:,} of {told.head:,}"
    if told.relayed > told.head:
        finding.add([Violation(f"published up to {told.relayed}, but the log ends at {told.head}", told.relayed)])
    elif settled and told.relayed < told.head:
        finding.add([told.behind(told.relayed, f"not published behind {told.relayed}")])
    return finding


def heard(reader: str, source: str, reached: int, told: Told, settled: bool) -> Finding:
    """A reader's place in a source's log, asked in that log's own database."""
    finding = Finding("I5", reader, f"{source} is heard, and never beyond what it said", first=told.first, last=reached)
    finding.checked = f"heard up to {reached:,} of {told.head:,}"
    if reached > told.head:
        finding.add([Violation(f"heard {source} up to {reached}, but its log ends at {told.head}", reached)])
    elif reached and not told.has(reached):
        finding.add([Violation(f"heard {source} up to {reached}, where no event stands", reached)])
    elif settled and reached < told.head:
        finding.add([told.behind(reached, f"has not heard {source} behind {reached}")])
    return finding


def set_aside(reader: str, said: Heard, allowed: bool) -> Finding:
    """What waits for its effect or for an operator."""
    finding = Finding("I8", reader, "nothing waits for an operator")
    finding.checked = f"{len(said.waiting):,} events held, {len(said.garbled):,} messages not readable"
    if not allowed:
        finding.add(_waits(said))
    return finding


def _waits(said: Heard) -> Iterator[Violation]:
    for event in said.waiting:
        state = "waits behind another" if event.behind else "is parked" if event.parked else "is tried again"
        says = f"event {event.source}@{event.position} {state}: {event.reason}"
        yield Violation(says, event.position, event.stream, event.type)
    for message in said.garbled:
        yield Violation(f"message {message.id} from {message.source} could not be read: {message.reason}")
