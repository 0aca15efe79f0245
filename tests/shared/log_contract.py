"""What every adapter of the log keeps: one suite, run against memory and PostgreSQL.

A test module gives a fixture `log`, an empty log whose `open()` is another reader and writer of the same events.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

import pytest

from shared.ids import new_id
from shared.log import (
    CommandAlreadyDecided,
    Decided,
    EventIdTaken,
    Meta,
    NewEvent,
    Recorded,
    Store,
    Transaction,
    Write,
    WrongExpectedVersion,
)

YESTERDAY = datetime(2025, 3, 1, 12, 30, 15, 250, tzinfo=UTC)
BODY = '{"note": "50 % \\"a\\\\b\\" {x,y} \\u4f60 你",  "n":1.50}'.encode()


class Log(Protocol):
    def open(self) -> Store: ...


def event(id_: str | None = None) -> NewEvent:
    return NewEvent(id_ or new_id(), "LampLit", 2, BODY, YESTERDAY)


def meta(command_id: str | None = None) -> Meta:
    return Meta("clerk-1", ("front_desk", "coach"), command_id or new_id(), "cause-1", "flow-1")


def append(tx: Transaction, *writes: Write, command_id: str | None = None) -> Sequence[Recorded]:
    about = meta(command_id)
    return tx.append(writes, Decided(about.command_id, "LightLamp", b"digest"), about)


def write(store: Store, stream: str, expected: int, events: int = 1) -> Sequence[Recorded]:
    with store.transaction() as tx:
        return append(tx, Write(stream, expected, [event() for _ in range(events)]))


def history(store: Store, stream: str) -> Sequence[Recorded]:
    with store.transaction() as tx:
        return tx.load(new_id(), [stream]).histories[stream]


def whole(store: Store, limit: int = 100) -> list[Recorded]:
    events: list[Recorded] = []
    while (page := store.page(events[-1].position if events else 0, limit)).events:
        events += page.events
    return events


def race(*attempts: Callable[[], object]) -> list[Exception | None]:
    """What each attempt raised, all begun at once."""
    start = threading.Barrier(len(attempts))

    def run(attempt: Callable[[], object]) -> Exception | None:
        start.wait()
        try:
            attempt()
        except WrongExpectedVersion as moved:
            return moved
        return None

    with ThreadPoolExecutor(len(attempts)) as pool:
        return list(pool.map(run, attempts))


class LogContract:
    def test_a_new_log_is_empty(self, log: Log) -> None:
        store = log.open()
        page = store.page(0, 10)
        assert (store.head(), list(page.events), page.position) == (0, [], 0)
        with store.transaction() as tx:
            loaded = tx.load(new_id(), ["lamp-1", "lamp-2"])
        assert loaded.decided is None
        assert {name: list(events) for name, events in loaded.histories.items()} == {"lamp-1": [], "lamp-2": []}

    def test_an_append_to_several_streams_stands_in_the_order_of_its_writes(self, log: Log) -> None:
        store = log.open()
        with store.transaction() as tx:
            fresh = append(tx, Write("b", 0, [event(), event()]), Write("c", 0), Write("a", 0, [event()]))
        assert [(e.stream, e.version) for e in fresh] == [("b", 1), ("b", 2), ("a", 1)]
        assert [e.position for e in fresh] == sorted(e.position for e in fresh)
        assert whole(log.open()) == list(fresh)
        assert store.head() == fresh[-1].position

    def test_an_event_comes_back_as_it_was_written_with_both_clocks_and_its_origin(self, log: Log) -> None:
        store, new, about = log.open(), event(), meta()
        before = datetime.now(UTC) - timedelta(seconds=1)
        with store.transaction() as tx:
            tx.append([Write('odd "name" {1,\\2}', 0, [new])], Decided(about.command_id, "LightLamp", b""), about)
        (read,) = whole(store)
        assert (read.id, read.type, read.schema, read.data) == (new.id, "LampLit", 2, BODY)
        assert (read.stream, read.meta, read.happened_at) == ('odd "name" {1,\\2}', about, YESTERDAY)
        assert before < read.recorded_at < datetime.now(UTC) + timedelta(seconds=1)
        assert read.happened_at.tzinfo == read.recorded_at.tzinfo == UTC
        assert history(store, read.stream) == [read]

    def test_a_transaction_reads_what_it_appended(self, log: Log) -> None:
        store, command_id = log.open(), new_id()
        with store.transaction() as tx:
            first = append(tx, Write("a", 0, [event()]), command_id=command_id)
            loaded = tx.load(command_id, ["a"])
            assert list(loaded.histories["a"]) == list(first)
            assert loaded.decided is not None
            append(tx, Write("a", 1, [event()]))
        assert [e.version for e in history(store, "a")] == [1, 2]

    def test_a_stream_is_read_on_behind_what_is_known_of_it(self, log: Log) -> None:
        store, command_id = log.open(), new_id()
        write(store, "a", 0, 3)
        write(store, "b", 0, 2)
        with store.transaction() as tx:
            append(tx, Write("a", 3, [event()]), command_id=command_id)
            loaded = tx.load(command_id, ["a", "b", "c"], {"a": 2, "c": 0})
            assert loaded.decided is not None
            nothing = tx.load(new_id(), ["b"], {"b": 2})
        versions = {name: [e.version for e in events] for name, events in loaded.histories.items()}
        assert versions == {"a": [3, 4], "b": [1, 2], "c": []}
        assert (nothing.decided, list(nothing.histories["b"])) == (None, [])

    def test_nothing_of_a_transaction_that_fails_is_kept(self, log: Log) -> None:
        store, command_id = log.open(), new_id()
        with pytest.raises(ZeroDivisionError), store.transaction() as tx:
            append(tx, Write("a", 0, [event()]), Write("b", 0, [event()]), command_id=command_id)
            raise ZeroDivisionError
        assert whole(store) == []
        with store.transaction() as tx:
            assert tx.load(command_id, ["a"]).decided is None
        write(store, "a", 0)

    @pytest.mark.parametrize("expected", [0, 1, 3])
    def test_a_stream_that_stands_elsewhere_refuses_the_whole_append(self, log: Log, expected: int) -> None:
        store, command_id = log.open(), new_id()
        write(store, "a", 0, events=2)
        with pytest.raises(WrongExpectedVersion) as caught, store.transaction() as tx:
            append(tx, Write("b", 0, [event()]), Write("a", expected, [event()]), command_id=command_id)
        assert caught.value.streams == ["a"]
        assert len(whole(store)) == 2
        with store.transaction() as tx:
            assert tx.load(command_id, []).decided is None

    def test_every_stream_that_moved_is_named(self, log: Log) -> None:
        store = log.open()
        write(store, "a", 0)
        with pytest.raises(WrongExpectedVersion) as caught, store.transaction() as tx:
            append(tx, Write("z", 4, [event()]), Write("b", 0, [event()]), Write("a", 0))
        assert sorted(caught.value.streams) == ["a", "z"]

    @pytest.mark.parametrize(("stream", "expected"), [("a", 1), ("a", 0), ("b", 1)])
    def test_a_mere_check_refuses_the_whole_append_too(self, log: Log, stream: str, expected: int) -> None:
        store = log.open()
        write(store, "a", 0, events=2)
        with pytest.raises(WrongExpectedVersion), store.transaction() as tx:
            append(tx, Write("c", 0, [event()]), Write(stream, expected))
        assert history(store, "c") == []

    def test_a_check_that_holds_writes_nothing(self, log: Log) -> None:
        store = log.open()
        write(store, "a", 0, events=2)
        for version in (0, 1):
            with store.transaction() as tx:
                append(tx, Write("a", 2), Write("absent", 0), Write("c", version, [event()]))
        assert [e.stream for e in whole(store)] == ["a", "a", "c", "c"]
        write(store, "absent", 0)

    def test_an_event_id_is_taken_once(self, log: Log) -> None:
        store, new = log.open(), event()
        with store.transaction() as tx:
            append(tx, Write("a", 0, [new]))
        with pytest.raises(EventIdTaken), store.transaction() as tx:
            append(tx, Write("b", 0, [event(), event(new.id)]))
        assert len(whole(store)) == 1

    def test_a_command_is_answered_once_and_its_answer_kept(self, log: Log) -> None:
        store, command_id = log.open(), new_id()
        with store.transaction() as tx:
            fresh = append(tx, Write("a", 0, [event(), event()]), Write("b", 0), command_id=command_id)
        with pytest.raises(CommandAlreadyDecided), store.transaction() as tx:
            append(tx, Write("a", 2, [event()]), command_id=command_id)
        with store.transaction() as tx:
            loaded = tx.load(command_id, ["a"])
        assert loaded.decided == Decided(command_id, "LightLamp", b"digest", fresh[-1].position, {"a": 2})
        assert list(loaded.histories["a"]) == list(fresh)

    def test_a_decision_that_appends_nothing_is_kept_with_its_checks(self, log: Log) -> None:
        store, command_id = log.open(), new_id()
        with store.transaction() as tx:
            assert list(append(tx, Write("a", 0), command_id=command_id)) == []
        with store.transaction() as tx:
            assert tx.load(command_id, []).decided == Decided(command_id, "LightLamp", b"digest")

    def test_a_refusal_is_remembered_once(self, log: Log) -> None:
        store, command_id = log.open(), new_id()
        refusal = Decided(command_id, "LightLamp", b"digest", refusal={"code": "TooDark", "facts": {"lux": 3}})
        with store.transaction() as tx:
            tx.remember(refusal)
        with pytest.raises(CommandAlreadyDecided), store.transaction() as tx:
            tx.remember(refusal)
        with pytest.raises(CommandAlreadyDecided), store.transaction() as tx:
            append(tx, Write("a", 0, [event()]), command_id=command_id)
        with store.transaction() as tx:
            assert tx.load(command_id, []).decided == refusal
        assert whole(store) == []

    def test_pages_go_on_from_one_another(self, log: Log) -> None:
        store = log.open()
        for number in range(7):
            write(store, f"lamp-{number}", 0)
        first = store.page(0, 3)
        second = store.page(first.position, 3)
        third = store.page(second.position, 3)
        assert [e.stream for p in (first, second, third) for e in p.events] == [f"lamp-{n}" for n in range(7)]
        assert third.position == store.head()
        assert store.page(third.position, 3).position == third.position

    def test_events_of_some_types_can_be_picked_up_to_a_position(self, log: Log) -> None:
        store = log.open()
        dimmed = replace(event(), type="LampDimmed")
        with store.transaction() as tx:
            append(tx, Write("lamp-1", 0, [event(), dimmed, event(), replace(dimmed, id=new_id()), event()]))
        every = store.page(0, 10).events
        last, found, after = every[3].position, [], 0
        while after < last:
            page = store.pick(["LampDimmed", "LampBroken"], after, last, 1)
            assert after < page.position <= last
            found += page.events
            after = page.position
        assert found == [every[1], every[3]]
        nothing = store.pick(["LampDimmed"], every[1].position, every[2].position, 9)
        assert (list(nothing.events), nothing.position) == ([], every[2].position)

    @pytest.mark.parametrize("start", [0, 2])
    def test_of_many_writers_racing_for_one_version_one_wins(self, log: Log, start: int) -> None:
        stores = [log.open() for _ in range(6)]
        for number in range(5):
            stream = f"lamp-{number}"
            if start:
                write(stores[0], stream, 0, events=start)
            raised = race(*[lambda s=s, n=stream: write(s, n, start) for s in stores])
            assert raised.count(None) == 1
            assert [e.version for e in history(stores[0], stream)] == list(range(1, start + 2))

    @pytest.mark.parametrize("start", [0, 1])
    def test_of_two_decisions_that_rest_on_each_others_absence_one_wins(self, log: Log, start: int) -> None:
        left, right = log.open(), log.open()

        def decide(store: Store, writes: str, checks: str) -> None:
            with store.transaction() as tx:
                append(tx, Write(writes, start, [event()]), Write(checks, start))

        for number in range(10):
            a, b = f"a-{number}", f"b-{number}"
            for stream in (a, b) if start else ():
                write(left, stream, 0)
            raised = race(lambda a=a, b=b: decide(left, a, b), lambda a=a, b=b: decide(right, b, a))  # type: ignore[misc]
            assert raised.count(None) == 1
            assert len(history(left, a)) + len(history(left, b)) == 2 * start + 1

    def test_nobody_who_holds_a_stream_is_overtaken(self, log: Log) -> None:
        def queue_up(store: Store) -> None:
            with store.transaction() as tx:
                tx.hold(["lamp-2", "lamp-1"])
                before = len(tx.load(new_id(), ["lamp-1"]).histories["lamp-1"])
                append(tx, Write("lamp-1", before, [event()]))

        stores = [log.open() for _ in range(8)]
        outcomes = race(*(lambda store=store: queue_up(store) for store in stores))
        assert outcomes == [None] * 8
        assert len(history(log.open(), "lamp-1")) == 8

    def test_followers_under_load_miss_nothing_and_keep_the_order(self, log: Log) -> None:
        """Writers that hold and roll back, two followers; a second observer reads all of it afterwards."""
        done = threading.Event()

        def writer(seed: int) -> None:
            store, dice, version = log.open(), random.Random(seed), 0
            for _ in range(40):
                try:
                    with store.transaction() as tx:
                        append(tx, Write(f"lamp-{seed}", version, [event(), event()]))
                        time.sleep(dice.choice((0, 0, 0.004)))  # a slow commit
                        if dice.random() < 0.2:
                            raise ZeroDivisionError
                    version += 2
                except ZeroDivisionError:
                    pass

        def follower(limit: int) -> list[Recorded]:
            store = log.open()
            seen: list[Recorded] = []
            while True:
                last = done.is_set()
                page = store.page(seen[-1].position if seen else 0, limit)
                seen += page.events
                if not page.events:
                    if last:
                        return seen
                    time.sleep(0.001)

        with ThreadPoolExecutor(6) as pool:
            followers = [pool.submit(follower, limit) for limit in (7, 500)]
            list(pool.map(writer, range(4)))
            done.set()
            observed = whole(log.open())
            assert [f.result() for f in followers] == [observed, observed]
        for seed in range(4):
            versions = [e.version for e in observed if e.stream == f"lamp-{seed}"]
            assert versions == list(range(1, len(versions) + 1))
            assert len(versions) > 40
