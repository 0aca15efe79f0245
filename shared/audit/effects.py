"""I5, I6: every event that a neighbour heard had its effect there, once and in order, or is held.

A neighbour's reactions are pure and its commands have ids derived from the event, so what it must have decided can be
told without asking it. A release that reacts to more than the one before makes this name older events: they were
heard when they meant nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
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
ANSWERED = """
    SELECT wanted.place, decided.position
      FROM unnest(%(commands)s::uuid[], %(positions)s::bigint[]) WITH ORDINALITY AS wanted (command_id, position, place)
      LEFT JOIN decided ON decided.command_id = wanted.command_id
     WHERE decided.position IS NOT NULL
        OR NOT EXISTS (SELECT FROM held WHERE source = %(source)s AND held.position = wanted.position)
     ORDER BY wanted.place
"""


@dataclass(frozen=True)
class Wanted:
    """A command that an event must have led to."""

    command_id: str
    name: str
    cause: Recorded


class InOrder(Check):
    """Is told by Effects, which stands before it among the checks; keeps one position a stream that has effects."""

    invariant = "I6"

    def __init__(self, reader: Service) -> None:
        self.promise = f"{reader.name} acted on the events of each stream in their order"
        self.reader = reader.name
        self.reached: dict[str, int] = {}
        self.found: list[Violation] = []
        self.count = 0

    def answered(self, wanted: Wanted, position: int) -> None:
        """The command's last event lies at `position` of the reader's log (0: it appended nothing)."""
        self.count += 1
        stream = wanted.cause.stream
        if 0 < position <= self.reached.get(stream, 0):
            before = self.reached[stream]
            says = (
                f"{self.reader} decided its {wanted.name} at {position}, what came before it in the stream at {before}"
            )
            self.found.append(Violation.at(wanted.cause, says))
        self.reached[stream] = max(position, self.reached.get(stream, 0))

    def see(self, recorded: Recorded, event: Event) -> list[Violation]:
        return self.end(recorded.recorded_at)

    def end(self, before: datetime) -> list[Violation]:
        found, self.found = self.found, []
        return found

    def checked(self) -> str:
        return f"{self.count:,} effects of {len(self.reached):,} streams"


class Effects(Check):
    """The effects of one log in one neighbour, which had heard it up to `reached` when the audit began."""

    invariant = "I5"

    def __init__(self, reader: Service, source: str, reached: int, connection: Connection[Any], order: InOrder) -> None:
        self.reader, self.source, self.reached, self.connection = reader, source, reached, connection
        self.order = order
        self.previous = self.heard = self.count = 0
        self.wanted: list[Wanted] = []
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
            command_id = derived_id(recorded.id, self.reader.name, index)
            self.wanted.append(Wanted(command_id, type(command).__name__, recorded))
        if len(self.wanted) >= ASKED:
            yield from self._ask()

    def end(self, before: datetime) -> Iterator[Violation]:
        yield from self._ask()

    def _ask(self) -> Iterator[Violation]:
        wanted, self.wanted = self.wanted, []
        self.count += len(wanted)
        asked = {
            "source": self.source,
            "commands": [each.command_id for each in wanted],
            "positions": [each.cause.position for each in wanted],
        }
        for place, position in self.connection.execute(ANSWERED, asked).fetchall():
            each = wanted[place - 1]
            if position is None:
                says = f"was heard by {self.reader.name}, which never decided its {each.name}"
                yield Violation.at(each.cause, says)
            else:
                self.order.answered(each, position)

    def checked(self) -> str:
        return f"{self.count:,} commands of {self.heard:,} events up to {self.reached:,}"
