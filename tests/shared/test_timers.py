"""Timers and the clock, on the log in memory and on PostgreSQL: never lost, never early, answered once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg_pool import ConnectionPool

from shared.log.memory import MemoryStore
from shared.log.postgres import PostgresStore
from shared.migrations import KERNEL, migrate
from shared.timers import TimersMoved
from shared.timers import clock as clock_module
from shared.timers.memory import MemoryTimers
from shared.timers.postgres import PostgresTimers
from tests.servers import Postgres
from tests.shared.lamps import events_of
from tests.shared.timed import FuseNotHere, Fuses, FuseWet


@pytest.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.servers)])
def fuses(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Fuses]:
    if request.param == "memory":
        yield Fuses(MemoryStore(), MemoryTimers(), tmp_path)
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    made = postgres.create_database("fuses")
    migrate(made.owner_url, "fuses_app", [KERNEL])
    pool: ConnectionPool[psycopg.Connection[Any]] = ConnectionPool(made.app_url, min_size=1, max_size=2, open=True)
    with pool:
        yield Fuses(PostgresStore(pool), PostgresTimers(), tmp_path)


def test_a_timer_is_due_at_its_instant_and_not_before(fuses: Fuses) -> None:
    fuses.light("a", 10)
    assert fuses.pass_(9.99) == []
    assert fuses.pass_(0.01) == ["a"]
    assert (fuses.pass_(100), fuses.standing()) == (["a"], 0)


def test_those_that_are_late_come_in_the_order_of_their_instants(fuses: Fuses) -> None:
    for fuse, minutes in (("c", 30), ("a", 10), ("b", 20)):
        fuses.light(fuse, minutes)
    assert fuses.pass_(60) == ["a", "b", "c"]


def test_set_again_it_is_moved(fuses: Fuses) -> None:
    fuses.light("a", 10)
    fuses.pass_(0)
    fuses.light("a", 20)
    assert fuses.pass_(19) == []
    fuses.light("a", 0)
    assert (fuses.pass_(0), fuses.standing()) == (["a"], 0)


def test_cleared_it_is_gone(fuses: Fuses) -> None:
    fuses.light("a", 10)
    fuses.pass_(0)
    fuses.tell("cut", "a")
    fuses.light("b", 10)
    fuses.tell("cut", "b")
    assert (fuses.pass_(60), fuses.standing()) == ([], 0)


def test_postponed_it_is_never_earlier_and_one_that_does_not_stand_does_not_come_back(fuses: Fuses) -> None:
    fuses.light("a", 10)
    fuses.tell("held", "a", 5)
    fuses.pass_(0)
    fuses.tell("held", "a", 12)
    fuses.tell("held", "a", 11)
    fuses.tell("held", "b", 1)
    assert fuses.pass_(11) == []
    assert fuses.pass_(1) == ["a"]
    fuses.light("c", 1)
    fuses.tell("cut", "c")
    fuses.tell("held", "c", 2)
    assert fuses.pass_(60) == ["a"]


def test_the_same_timer_may_be_set_again_after_its_answer(fuses: Fuses) -> None:
    fuses.light("a", 10)
    fuses.pass_(10)
    fuses.light("a", 0)
    assert fuses.pass_(0) == ["a", "a"]


def test_a_refusal_is_an_answer(fuses: Fuses) -> None:
    fuses.refusing["a"] = FuseWet(fuse="a")
    fuses.light("a", 1)
    fuses.pass_(1)
    fuses.refusing.clear()
    assert (fuses.pass_(60), fuses.standing(), fuses.asked) == ([], 0, ["a"])


@pytest.mark.parametrize("fault", [FuseNotHere(fuse="a"), RuntimeError("the store is away")])
def test_without_an_answer_it_is_tried_again_and_disturbs_no_other(fuses: Fuses, fault: Exception) -> None:
    fuses.refusing["a"] = fault
    fuses.light("a", 1)
    fuses.light("b", 2)
    assert fuses.pass_(2) == ["b"]
    fuses.pass_(0.5)
    assert fuses.asked == ["a", "b"]
    fuses.refusing.clear()
    assert fuses.pass_(0.5) == ["b", "a"]


def test_a_restart_between_the_answer_and_its_settlement_gives_the_same_command_again(fuses: Fuses) -> None:
    fuses.light("a", 1)
    settle, fuses.kept.settle = fuses.kept.settle, lambda tx, timer: None  # type: ignore[method-assign]
    fuses.pass_(1)
    fuses.kept.settle = settle  # type: ignore[method-assign]
    fuses.clock = fuses.another()
    assert (fuses.pass_(0), fuses.standing(), fuses.asked) == (["a"], 0, ["a"])


def test_of_two_clocks_that_fold_the_same_events_one_is_kept(fuses: Fuses) -> None:
    one, other = fuses.another(), fuses.another()
    fuses.light("a", 1)
    fuses.watch.pass_(minutes=1)
    one.step()
    with pytest.raises(TimersMoved):
        other.step()
    fuses.another().step()
    assert fuses.blown() == ["a"]


def test_timers_that_rules_added_later_ask_for_come_from_the_log_and_answers_are_not_repeated(fuses: Fuses) -> None:
    fuses.light("a", 1)
    fuses.light("b", 20)
    assert fuses.pass_(1) == ["a"]
    with rules_changed(fuses):
        assert fuses.standing() == 0
        assert fuses.pass_(1) == ["a"]
    assert fuses.asked == ["a"]
    assert fuses.pass_(20) == ["a", "b"]


@contextmanager
def rules_changed(fuses: Fuses) -> Iterator[None]:
    (fuses.folder / "timers.py").write_text("# other rules\n")
    fuses.clock = fuses.another()
    yield


def test_nothing_is_given_before_the_whole_log_is_folded(fuses: Fuses, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock_module, "PAGE", 2)
    fuses.light("a", 1)
    fuses.light("b", 1)
    fuses.tell("cut", "a")
    assert (fuses.pass_(60), fuses.asked) == (["b"], ["b"])


def test_many_are_given_in_several_steps(fuses: Fuses, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock_module, "MOST", 2)
    for fuse in "abcde":
        fuses.light(fuse, 1)
    assert fuses.pass_(1) == list("abcde")


def test_what_a_timer_does_names_what_set_it(fuses: Fuses) -> None:
    fuses.light("a", 1)
    fuses.pass_(1)
    lit, blown = events_of(fuses.store)
    assert (blown.meta.cause, blown.meta.correlation, blown.meta.actor) == (lit.id, lit.id, "service:fuses")
