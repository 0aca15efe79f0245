"""I5, I6: every event that a neighbour heard had its effect there, once and in order, or is held.

A neighbour's reactions are pure and its commands have ids derived from the event, so what it must have decided can be
told without asking it. What was said before a reaction was there it is told afterwards (`shared.past`): it is missed
where that stands still.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection

from shared.audit import Check, Violation
from shared.contracts import Event
from shared.envelope import Envelope
from shared.hearing import SPARE, Heard
from shared.ids import derived_id
from shared.log import Recorded
from shared.service import Service

ASKED = 10_000  # commands asked for at once
# in one statement: an event that leaves `held` enters `decided` in the same transaction
ANSWERED = """
    SELECT wanted.place, decided.name, decided.position
      FROM unnest(%(commands)s::uuid[], %(positions)s::bigint[]) WITH ORDINALITY AS wanted (command_id, position, place)
      LEFT JOIN decided ON decided.command_id = wanted.command_id
     WHERE decided.position IS NOT NULL
        OR NOT EXISTS (SELECT FROM held WHERE source = %(source)s AND held.position = wanted.position)
     ORDER BY wanted.place
"""
HEARING = "SELECT source, type, reaction, since, reached, updated_at FROM hearing"


@dataclass(frozen=True)
class Marks:
    """What a reaction says of itself: it heard a type as it came behind `since`, and was told the past up to `reached`.

    None: it is no longer there, or not yet. `moved_at` is when that changed last.
    """

    since: int | None
    reached: int
    moved_at: datetime

    def past(self) -> bool:
        """Whether some of the past is still to be told."""
        return self.since is None or self.reached < self.since

    def covers(self, position: int) -> bool:
        return self.since is not None and not self.reached < position <= self.since


def hearing(connection: Connection[Any]) -> Mapping[str, Mapping[Heard, Marks]]:
    """What each source's reactions say of themselves."""
    found: dict[str, dict[Heard, Marks]] = {}
    for source, type_, reaction, *marks in connection.execute(HEARING).fetchall():
        found.setdefault(source, {})[Heard(type_, reaction)] = Marks(*marks)
    return found


@dataclass(frozen=True)
class Wanted:
    """The commands that an event must have led to by now, each with its turn; it may have led to more.

    Turns are even for what was heard as it came, odd for what was told afterwards, and grow with every upgrade.
    """

    cause: Recorded
    ids: Sequence[str]
    names: Sequence[tuple[str, int]]


class InOrder(Check):
    """Is told by Effects, which stands before it among the checks; keeps one position a stream that has effects."""

    invariant = "I6"

    def __init__(self, reader: Service) -> None:
        self.promise = f"{reader.name} acted on the events of each stream in their order"
        self.reader = reader.name
        self.reached: dict[str, dict[int, int]] = {}
        self.found: list[Violation] = []
        self.count = 0

    def answered(self, cause: Recorded, name: str, turn: int, position: int) -> None:
        """The command's last event lies at `position` of the reader's log (0: it appended nothing)."""
        self.count += 1
        turns = self.reached.setdefault(cause.stream, {})
        before = max((at for earlier, at in turns.items() if earlier <= turn), default=0)
        if 0 < position <= before:
            says = f"{self.reader} decided its {name} at {position}, what came before it in the stream at {before}"
            self.found.append(Violation.at(cause, says))
        turns[turn] = max(position, turns.get(turn, 0))

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

    def __init__(
        self,
        reader: Service,
        source: str,
        reached: int,
        marks: Mapping[Heard, Marks],
        connection: Connection[Any],
        order: InOrder,
    ) -> None:
        self.reader, self.source, self.reached, self.marks = reader, source, reached, marks
        self.connection, self.order = connection, order
        self.upgrades = sorted({each.since for each in marks.values() if each.since})
        self.previous = self.heard = self.count = self.asked = 0
        self.wanted: list[Wanted] = []
        self.untold: dict[Heard, Recorded] = {}
        self.promise = f"every event that {reader.name} heard has had its effect there"

    def see(self, recorded: Recorded, event: Event) -> Iterator[Violation]:
        if recorded.position > self.reached:
            return
        self.heard += 1
        envelope = Envelope.of(self.source, recorded, self.previous)
        self.previous = recorded.position
        try:
            meant = self.reader.react.meant(envelope.event(), envelope)
        except Exception as fault:
            yield Violation.at(recorded, f"cannot be reacted to: {type(fault).__name__}: {fault}")
            return
        if meant:
            names = list(self._due(recorded, [(each.reaction, type(each.command).__name__) for each in meant]))
            ids = [derived_id(recorded.id, self.reader.name, place) for place in range(len(meant) + SPARE)]
            self.wanted.append(Wanted(recorded, ids, names))
            self.asked += len(ids)
        if self.asked >= ASKED:
            yield from self._ask()

    def _due(self, cause: Recorded, meant: Sequence[tuple[str, str]]) -> Iterator[tuple[str, int]]:
        """The names of the commands that must have been given, with their turns."""
        for reaction, name in meant:
            heard = Heard(cause.type, reaction)
            marks = self.marks.get(heard)
            if marks and marks.covers(cause.position):
                yield name, self._turn(cause.position, marks.since or 0)
            else:
                self.untold.setdefault(heard, cause)

    def _turn(self, position: int, since: int) -> int:
        if position <= since:
            return 2 * self.upgrades.index(since) + 1
        return 2 * bisect_left(self.upgrades, position)

    def end(self, before: datetime) -> Iterator[Violation]:
        yield from self._ask()
        for heard, first in self.untold.items():
            marks = self.marks.get(heard)
            if marks is None:
                says = (
                    f"was said before {self.reader.name} had its reaction `{heard.reaction}`, whose worker never began"
                )
                yield Violation.at(first, says)
            elif marks.moved_at < before:
                says = (
                    f"was said before {self.reader.name} had its reaction `{heard.reaction}`, and is not told it since"
                )
                yield Violation.at(first, f"{says} {marks.moved_at:%Y-%m-%d %H:%M}")

    def _ask(self) -> Iterator[Violation]:
        wanted, self.wanted, self.asked = self.wanted, [], 0
        ids = [(id_, each.cause.position) for each in wanted for id_ in each.ids]
        asked = {
            "source": self.source,
            "commands": [id_ for id_, _ in ids],
            "positions": [position for _, position in ids],
        }
        answers: dict[int, list[tuple[str | None, int | None]]] = {}
        for place, name, position in self.connection.execute(ANSWERED, asked).fetchall():
            answers.setdefault(ids[place - 1][1], []).append((name, position))
        for each in wanted:
            yield from self._judge(each, answers.get(each.cause.position, []))

    def _judge(self, wanted: Wanted, answers: Sequence[tuple[str | None, int | None]]) -> Iterator[Violation]:
        """An event that is held has rows for what was decided only; of any other there is a row for each id."""
        self.count += len(wanted.names)
        given: dict[str, list[int]] = {}
        for name, position in answers:
            if name is not None and position is not None:
                given.setdefault(name, []).append(position)
        if len(answers) == len(wanted.ids):
            missed = Counter(name for name, _ in wanted.names) - Counter({n: len(at) for n, at in given.items()})
            for name in missed.elements():
                says = f"was heard by {self.reader.name}, which never decided its {name}"
                yield Violation.at(wanted.cause, says)
        for name, turn in wanted.names:
            if given.get(name):
                self.order.answered(wanted.cause, name, turn, given[name].pop(0))

    def checked(self) -> str:
        return f"{self.count:,} commands of {self.heard:,} events up to {self.reached:,}"
