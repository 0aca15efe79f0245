"""A process may die between any two steps of a command: what it began is ended or was never there, once.

Every call of the server and every connection to PostgreSQL is a step; a death is an exception that nothing catches,
so that the open transaction and its locks go as they go with a process.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.ids import derived_id, new_id
from shared.log import CommandAlreadyDecided, Decided, NewEvent, Recorded, Store, Write, WrongExpectedVersion
from shared.log.kurrentdb.store import KurrentStore
from stadion.embedded.databases import Provisioned
from tests.kurrentdb.server import Server
from tests.kurrentdb.stores import KurrentLog
from tests.shared.log_contract import BODY, YESTERDAY, meta, whole

STEPS = 40  # more than any command has
Answer = tuple[int, dict[str, int]]


class Died(BaseException):
    """The process is no more."""


@dataclass
class Life:
    """Ends at its `last` step (0: never)."""

    last: int = 0
    steps: int = 0

    def step(self) -> None:
        self.steps += 1
        if self.steps == self.last:
            raise Died


@dataclass
class Mortal:
    """Calls of `calls`, each a step before and a step after; connections likewise, and one before they are kept."""

    calls: Any
    life: Life

    def __getattr__(self, name: str) -> Any:
        call = getattr(self.calls, name)

        def stepping(*args: Any) -> Any:
            self.life.step()
            result = call(*args)
            self.life.step()
            return result

        return stepping

    @contextmanager
    def connection(self) -> Iterator[Any]:
        self.life.step()
        with self.calls.connection() as connection:
            yield connection
            self.life.step()
        self.life.step()


def store_of(log: KurrentLog, life: Life) -> KurrentStore:
    return KurrentStore(Mortal(log.pool, life), Mortal(log.early, life), Mortal(log.streams, life))  # type: ignore[arg-type]


@dataclass(frozen=True)
class Command:
    """Writes so many events to each stream of `writes`, and rests on the versions of `checks`."""

    writes: dict[str, int]
    checks: tuple[str, ...] = ()
    id: str = field(default_factory=new_id)


def give(store: Store, command: Command) -> Answer:
    """As `Deciders.execute` does: load, append, again when overtaken; the first answer when it was answered."""
    for _ in range(10):
        try:
            return attempt(store, command)
        except (WrongExpectedVersion, CommandAlreadyDecided):
            continue
    raise AssertionError("never answered")


def attempt(store: Store, command: Command) -> Answer:
    about = meta(command.id)
    with store.transaction() as tx:
        loaded = tx.load(command.id, [*command.writes, *command.checks])
        if loaded.decided:
            return loaded.decided.position, dict(loaded.decided.streams)
        writes = [
            Write(s, len(loaded.histories[s]), [new(command, f"{s}{i}") for i in range(n)])
            for s, n in command.writes.items()
        ]
        writes += [Write(s, len(loaded.histories[s])) for s in command.checks if s not in command.writes]
        recorded = tx.append(writes, Decided(command.id, "LightLamp", b"digest"), about)
    return max(e.position for e in recorded), {e.stream: e.version for e in recorded}


def new(command: Command, which: str) -> NewEvent:
    return NewEvent(derived_id(command.id, which), "LampLit", 2, BODY, YESTERDAY)


def recover(log: KurrentLog) -> list[Recorded]:
    """What the next worker does by itself, without waiting until a note is old; the whole log then."""
    store = log.open()
    store.unfinished.finish()
    store.page(0, 1)
    last = max((e.position for e in log.streams.behind(0, 1, 10_000) for e in [e.event]), default=0)
    store.projection.catch_up(last)
    return whole(store)


def check(log: KurrentLog, commands: Sequence[Command], answers: dict[str, Answer]) -> None:
    """All of each command or nothing, once, as it was answered; and nothing waits."""
    events = recover(log)
    assert len({e.id for e in events}) == len(events)
    for stream in {e.stream for e in events}:
        assert [e.version for e in events if e.stream == stream] == [
            *range(1, 1 + sum(e.stream == stream for e in events))
        ]
    for command in commands:
        own = [e for e in events if e.meta.command_id == command.id]
        assert len(own) in (0, sum(command.writes.values())), "half of a command"
        told = (max((e.position for e in own), default=0), {e.stream: e.version for e in own})
        if command.id in answers:
            assert answers[command.id] == told
        if own:
            assert give(log.open(), command) == told, "the first answer again"
    with log.pool.connection() as connection:
        assert connection.execute("SELECT count(*) FROM unfinished").fetchone() == (0,)
        placed = connection.execute("SELECT position, id::text FROM placed ORDER BY 1").fetchall()
    assert placed == [(e.position, e.id) for e in events]


THREE = {"a": 1, "b": 2, "c": 1}


@pytest.mark.parametrize("again", [True, False], ids=["repeated", "given up"])
def test_a_death_at_every_step_of_a_command_over_three_streams(log: KurrentLog, again: bool):
    """Each step in turn, until a life is long enough."""
    give(log.open(), Command({"b": 1, "d": 1}))
    answers: dict[str, Answer] = {}
    commands = []
    for last in range(1, STEPS):
        command, life = Command(THREE, ("d",)), Life(last)
        commands.append(command)
        try:
            answers[command.id] = give(store_of(log, life), command)
        except Died:
            if again:
                answers[command.id] = give(log.open(), command)
        check(log, commands[-1:], answers)
        if life.steps < last:
            break
    assert life.steps < last, "there are steps beyond those tried"
    check(log, commands, answers)
    if again:
        assert len(recover(log)) == 2 + 4 * len(commands)


def test_whoever_wants_the_same_streams_ends_what_a_dead_one_began(log: KurrentLog):
    """Without any worker: the next command meets what is unfinished."""
    begun, lasts = [], range(1, STEPS)
    for last in lasts:
        command, life = Command(THREE), Life(last)
        begun.append(command)
        try:
            give(store_of(log, life), command)
        except Died:
            give(log.open(), Command({"c": 1, "a": 1}))
            events = {e.meta.command_id: 0 for e in whole(log.open())}
            for e in whole(log.open()):
                events[e.meta.command_id] += 1
            assert events.get(command.id, 0) in (0, 4)
        if life.steps < last:
            break
    check(log, begun, {})


@st.composite
def plans(draw: Any) -> list[tuple[Command, int, bool]]:
    """Commands over few streams, each with the step at which its process dies, and whether it is given again."""
    names = st.sampled_from("abcd")
    plan = []
    for _ in range(draw(st.integers(2, 8))):
        writes = {n: draw(st.integers(1, 2)) for n in draw(st.lists(names, min_size=1, max_size=3, unique=True))}
        checks = tuple(draw(st.lists(names, max_size=2, unique=True)))
        plan.append((Command(writes, checks), draw(st.integers(0, 25)), draw(st.booleans())))
    return plan


@pytest.mark.thorough
@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(plan=plans())
def test_whatever_dies_when_commands_are_done_wholly_once_or_not_at_all(
    server: Server, lamps: Provisioned, plan: list[tuple[Command, int, bool]]
):
    log = KurrentLog(server, lamps)
    try:
        answers: dict[str, Answer] = {}
        for command, last, again in plan:
            try:
                answers[command.id] = give(store_of(log, Life(last)), command)
            except Died:
                if again:
                    answers[command.id] = give(log.open(), command)
        check(log, [command for command, _, _ in plan], answers)
    finally:
        log.close()


def test_a_stranger_in_a_stream_does_not_leave_half_a_command(log: KurrentLog, server: Server):
    """Somebody appends with other means between two steps: what is in the log already is completed."""
    if server.release.has_sessions:
        pytest.skip("one append has no steps")
    command, life = Command(THREE), Life()
    store = store_of(log, life)
    original = log.streams.append

    def intruded(parts: Any) -> int:
        if parts[0].stream == "b":
            log.streams.append = original  # type: ignore[method-assign]
            give(KurrentStore(log.pool, log.early, log.streams), Command({"z": 1}))
            stranger = Command({"b": 1})
            recorded = [new(stranger, "b0")]
            from shared.log.kurrentdb import Fresh, Part

            log.streams.append([Part("b", 0, [Fresh(recorded[0], meta(stranger.id))])])
        return original(parts)

    log.streams.append = intruded  # type: ignore[method-assign]
    give(store, command)
    events = recover(log)
    assert sorted((e.stream, e.version) for e in events if e.meta.command_id == command.id) == [
        ("a", 1), ("b", 2), ("b", 3), ("c", 1),
    ]  # fmt: skip
