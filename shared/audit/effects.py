"""I5: every event that a neighbour heard had its effect there, once, or is held where an operator sees it.

A neighbour's reactions are pure and its commands have ids derived from the event, so what it must have decided can be
told without asking it. A release that reacts to more than the one before makes this name older events: they were
heard when they meant nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from psycopg import Connection

from shared.audit import Check, Violation
from shared.contracts import Event
from shared.envelope import Envelope
from shared.ids import derived_id
from shared.log import Recorded
from shared.service import Service

ASKED = 1000  # commands asked for at once
# in one statement: an event that leaves `held` enters `decided` in the same transaction
MISSING = """
    SELECT wanted.place
      FROM unnest(%(commands)s::uuid[], %(positions)s::bigint[]) WITH ORDINALITY AS wanted (command_id, position, place)
     WHERE NOT EXISTS (SELECT FROM decided WHERE decided.command_id = wanted.command_id)
       AND NOT EXISTS (SELECT FROM held WHERE source = %(source)s AND held.position = wanted.position)
     ORDER BY wanted.place
"""


class Effects(Check):
    """The effects of one log in one neighbour, which had heard it up to `reached` when the audit began."""

    invariant = "I5"

    def __init__(self, reader: Service, source: str, reached: int, connection: Connection[Any]) -> None:
        self.reader, self.source, self.reached, self.connection = reader, source, reached, connection
        self.previous = self.heard = self.count = 0
        self.wanted: list[tuple[str, Violation]] = []
        self.promise = f"every event that {reader.name} heard has had its effect there"

    def see(self, recorded: Recorded, event: Event) -> Iterator[Violation]:
        if recorded.position > self.reached:
            return
        self.heard += 1
        envelope = Envelope.of(self.source, recorded, self.previous)
        self.previous = recorded.position
        try:
            commands = self.reader.react(envelope.event(), envelope)
        except Exception as fault:
            yield Violation.at(recorded, f"cannot be reacted to: {type(fault).__name__}: {fault}")
            return
        for index, command in enumerate(commands):
            says = f"was heard by {self.reader.name}, which never decided its {type(command).__name__}"
            self.wanted.append((derived_id(recorded.id, self.reader.name, index), Violation.at(recorded, says)))
        if len(self.wanted) >= ASKED:
            yield from self._missing()

    def end(self, before: datetime) -> Iterator[Violation]:
        yield from self._missing()

    def _missing(self) -> Iterator[Violation]:
        wanted, self.wanted = self.wanted, []
        self.count += len(wanted)
        asked = {
            "source": self.source,
            "commands": [command_id for command_id, _ in wanted],
            "positions": [violation.position for _, violation in wanted],
        }
        for (place,) in self.connection.execute(MISSING, asked).fetchall():
            yield wanted[place - 1][1]

    def checked(self) -> str:
        return f"{self.count:,} commands of {self.heard:,} events up to {self.reached:,}"
