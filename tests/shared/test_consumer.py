"""Reactions: each event's effect once, failing streams aside, nothing forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from shared.consumer import PATIENT_TRIES, Reactions, Surroundings
from shared.inbox import InboxMoved
from shared.inbox.memory import MemoryInbox
from shared.log import WrongExpectedVersion
from shared.log.memory import MemoryStore
from tests.shared.lamps import (
    Clock,
    DimLamp,
    Faults,
    counted,
    counter,
    deciders,
    envelopes,
    events_of,
    light,
)


class Brittle(MemoryStore):
    """A store whose commits fail as often as told, with what is told."""

    def __init__(self) -> None:
        super().__init__()
        self.failing: list[Exception] = []

    @contextmanager
    def transaction(self) -> Iterator[Any]:
        with super().transaction() as tx:
            yield tx
            if self.failing and tx.once_kept:
                raise self.failing.pop(0)


class Counter:
    """The counter and the log of the lamps that it hears."""

    def __init__(self) -> None:
        self.lamps, self.store, self.inbox = MemoryStore(), Brittle(), MemoryInbox()
        self.faults, self.clock = Faults(), Clock()
        self.reactions = self.another()

    def another(self) -> Reactions:
        service = counter(self.faults)
        world = Surroundings(self.store, self.inbox, self.clock, random=lambda: 0.5)
        return Reactions(service, "lamps", deciders(service), world)

    def light(self, *lamps: str) -> None:
        for lamp_id in lamps:
            light(self.lamps, lamp_id)

    def hear(self) -> None:
        """Everything that was not heard yet."""
        self.reactions.apply([e for e in envelopes(self.lamps) if e.position > self.reactions.position()])

    def wait(self, **time: float) -> None:
        self.clock.pass_(**time)
        self.reactions.tend()

    @property
    def waiting(self) -> list[int]:
        return [position for _, position in sorted(self.inbox.held)]


def test_an_event_has_its_effect_and_the_inbox_remembers_it() -> None:
    it = Counter()
    it.light("a", "b", "a")
    it.hear()
    assert counted(it.store) == {"a": 2, "b": 1}
    assert it.inbox.positions == {"lamps": 3}


def test_the_effect_names_its_cause_its_flow_and_the_service_and_happens_when_the_event_did() -> None:
    it = Counter()
    it.light("a")
    it.clock.pass_(hours=5)
    it.hear()
    (effect,), (cause,) = events_of(it.store), envelopes(it.lamps)
    assert (effect.meta.cause, effect.meta.correlation, effect.meta.actor) == (cause.id, cause.id, "service:counter")
    assert effect.happened_at == cause.happened_at


def test_events_that_mean_nothing_here_only_move_the_inbox() -> None:
    it = Counter()
    for _ in range(3):
        light(it.lamps, "a", DimLamp)
    it.hear()
    assert (counted(it.store), it.inbox.positions) == ({}, {"lamps": 3})


def test_a_failing_event_holds_its_own_stream_in_order_and_nothing_else() -> None:
    it = Counter()
    it.faults.raising.add("a")
    it.light("a", "b", "a", "b")
    it.hear()
    assert counted(it.store) == {"b": 2}
    assert it.inbox.positions == {"lamps": 4}
    assert it.waiting == [1, 3]
    assert "the reaction has a fault" in it.inbox.held["lamps", 1].reason


def test_a_held_stream_goes_on_in_order_once_its_head_succeeds() -> None:
    it = Counter()
    it.faults.raising.add("a")
    it.light("a", "a")
    it.hear()
    it.faults.raising.clear()
    it.light("a")
    it.hear()
    assert it.waiting == [1, 2, 3]  # the third waits too, though it would succeed
    it.wait(seconds=1)
    lit, effects = envelopes(it.lamps), events_of(it.store)
    assert [e.meta.cause for e in effects] == [e.id for e in lit]
    assert it.waiting == []
    it.light("a")
    it.hear()
    assert counted(it.store) == {"a": 4}


def test_a_refused_reaction_is_a_fault_and_is_not_remembered() -> None:
    it = Counter()
    it.faults.refused.add("a")
    it.light("a")
    it.hear()
    assert "TooManyLights" in it.inbox.held["lamps", 1].reason
    it.faults.refused.clear()
    it.wait(seconds=1)
    assert counted(it.store) == {"a": 1}


def test_pauses_grow_until_only_an_operator_can_help() -> None:
    it = Counter()
    it.faults.raising.add("a")
    it.light("a")
    it.hear()
    pauses = []
    while not (held := it.inbox.held["lamps", 1]).parked:
        pauses.append((held.next_at - it.clock()).total_seconds())
        it.wait(seconds=pauses[-1])
    assert pauses[:4] == [0.75, 1.5, 3, 6]
    assert max(pauses) == 225
    assert held.attempts == PATIENT_TRIES
    it.faults.raising.clear()
    it.wait(days=1)
    assert it.waiting == [1]


def test_a_head_is_not_tried_before_its_time() -> None:
    it = Counter()
    it.faults.raising.add("a")
    it.light("a")
    it.hear()
    it.faults.raising.clear()
    it.wait(seconds=0.7)
    assert it.waiting == [1]
    it.wait(seconds=0.1)
    assert it.waiting == []


def test_an_event_type_that_this_build_does_not_know_waits_for_a_build_that_does() -> None:
    it = Counter()
    it.light("a")
    (known,) = envelopes(it.lamps)
    from dataclasses import replace

    it.reactions.apply([replace(known, type="LampRepainted")])
    assert "UnknownEvent" in it.inbox.held["lamps", 1].reason


def test_somebody_faster_on_the_same_stream_only_costs_another_try() -> None:
    it = Counter()
    it.store.failing = [WrongExpectedVersion(["count-a"])] * 5
    it.light("a")
    it.hear()
    assert (counted(it.store), it.waiting) == ({"a": 1}, [])


def test_a_passing_fault_of_the_store_only_costs_another_try() -> None:
    it = Counter()
    it.store.failing = [ConnectionError("gone"), ConnectionError("gone")]
    it.light("a")
    it.hear()
    assert (counted(it.store), it.waiting) == ({"a": 1}, [])


def test_while_the_store_is_away_nothing_is_held_nor_heard() -> None:
    it = Counter()
    it.store.failing = [ConnectionError("gone")] * 4
    it.light("a")
    with pytest.raises(ConnectionError):
        it.hear()
    assert (it.inbox.positions, it.waiting, it.reactions.position()) == ({}, [], 0)
    it.hear()
    assert counted(it.store) == {"a": 1}


def test_of_two_workers_only_one_can_give_an_event_its_effect() -> None:
    it = Counter()
    it.light("a", "b")
    stale = it.another()
    it.hear()
    with pytest.raises(InboxMoved):
        stale.apply(envelopes(it.lamps))
    assert counted(it.store) == {"a": 1, "b": 1}


def test_a_new_worker_knows_which_streams_wait() -> None:
    it = Counter()
    it.faults.raising.add("a")
    it.light("a")
    it.hear()
    it.faults.raising.clear()
    it.reactions = it.another()
    it.light("a")
    it.hear()
    assert it.waiting == [1, 2]
