"""Deciders held against a model: every command is answered by both, and the answers must be the same.

A model is written from the rules and the contracts, and imports nothing of `services`. It foresees either the events
of a command, or the refusals that are right: where several rules speak against it, any of them may.
How many lives are tried: `STADION_MACHINE_EXAMPLES` (a factor, 1 without it).
"""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from shared.codec import PlainCodec
from shared.contracts import Actor, Command, CommandIdReused, Event, Refusal
from shared.decider import Decider, Deciders, Outcome, Wish
from shared.ids import derived_id
from shared.log.memory import MemoryStore
from tests.scenario import CLERK, seed

FACTOR = int(os.environ.get("STADION_MACHINE_EXAMPLES", "1"))


def lives(examples: int, steps: int) -> settings:
    """The settings of a machine: so many lives of so many steps."""
    slow = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.large_base_example]
    return settings(max_examples=examples * FACTOR, stateful_step_count=steps, suppress_health_check=slow)


@dataclass(frozen=True)
class Told:
    """An event that a model foresees: its type, and those of its fields on which a rule has a say."""

    type: type[Event]
    fields: dict[str, Any]

    def fits(self, event: Event) -> bool:
        mine = {name: getattr(event, name) for name in self.fields} if type(event) is self.type else None
        return mine == self.fields


def told(type_: type[Event], **fields: Any) -> Told:
    return Told(type_, fields)


Refusals = Collection[type[Refusal]]
Answer = list[Told] | set[type[Refusal]]
"""What a model foresees: events, or the refusals of which one must come."""


class Desk:
    """Where commands are given; remembers each with its id and answer, so that it can be given again."""

    def __init__(self, deciders: Sequence[Decider[Any]], now: datetime, past: Sequence[Event] = ()) -> None:
        self.now = now
        self.deciders, self.codec = Deciders(deciders, PlainCodec()), PlainCodec()
        self.store = MemoryStore(lambda: self.now)
        with self.store.transaction() as tx:
            seed(tx, tuple(past))
        self.answered: list[tuple[Wish, Outcome]] = []
        self.events: list[Event] = []

    def give(self, command: Command, foreseen: Answer, actor: Actor = CLERK, at: datetime | None = None) -> bool:
        """Whether it was accepted, as the model foresaw."""
        assert type(command).load(command.wire()) == command, "the door would not let this command in as it is"
        wish = Wish(command, derived_id("given", len(self.answered)), actor, self.now, at)
        outcome, fresh = self._execute(wish)
        if isinstance(foreseen, set):
            assert outcome.refusal is not None, f"{command} was accepted; the rules say {names(foreseen)}"
            assert type(outcome.refusal) in foreseen, f"{outcome.refusal!r}; the rules say {names(foreseen)}"
            assert type(outcome.refusal) in type(command).refuses, f"{outcome.refusal.code} is not declared"
        else:
            assert outcome.refusal is None, f"{command} was refused: {outcome.refusal!r}"
            assert fits(foreseen, fresh), (fresh, foreseen)
        self.answered.append((wish, outcome))
        self.events += fresh
        if len(self.answered) % 3 == 0:
            self.repeat(0)
        return outcome.refusal is None

    def _execute(self, wish: Wish) -> tuple[Outcome, Sequence[Event]]:
        before = len(self.store.events)
        outcome = self.deciders.execute(self.store, wish)
        with self.store.transaction() as tx:
            return outcome, self.codec.decode(tx, self.store.events[before:])

    def repeat(self, pick: int) -> None:
        """The same command again, by its id, perhaps much later: the first answer, and nothing happens."""
        if self.answered:
            wish, first = self.answered[-1 - pick % len(self.answered)]
            if first.refusal and first.refusal.passing:
                return  # it was not remembered: what stood in the way may be gone
            again, fresh = self._execute(replace(wish, now=self.now))
            assert not fresh and again.repeated
            assert (again.position, dict(again.streams)) == (first.position, dict(first.streams))
            assert (again.refusal and again.refusal.wire()) == (first.refusal and first.refusal.wire())

    def reuse(self, pick: int, command: Command) -> None:
        """An id that was given to another command."""
        if self.answered:
            wish, first = self.answered[-1 - pick % len(self.answered)]
            if (wish.command, wish.at) != (command, None) and not (first.refusal and first.refusal.passing):
                before = len(self.store.events)
                with pytest.raises(CommandIdReused):
                    self.deciders.execute(self.store, replace(wish, command=command, at=None, now=self.now))
                assert len(self.store.events) == before


def fits(foreseen: list[Told], fresh: Sequence[Event]) -> bool:
    """Order counts within a kind of stream: a command's events stand stream by stream."""
    expected = sorted(foreseen, key=lambda each: each.type.stream)
    found = sorted(fresh, key=lambda each: type(each).stream)
    return len(found) == len(expected) and all(map(Told.fits, expected, found))


def names(refusals: Refusals) -> str:
    return " or ".join(sorted(refusal.__name__ for refusal in refusals))
