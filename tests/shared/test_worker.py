"""The worker against a real PostgreSQL and RabbitMQ: events arrive once and in order through every fault."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import psycopg
import pytest

from shared.amqp import Inlet, Publisher, connected
from shared.inbox.operator import dismiss, garbled, replay, skip, waiting
from shared.relay import PostgresCheckpoint, Relay
from shared.seals import BrokenSeal, first_broken, seals
from shared.timers.postgres import PostgresTimers
from tests.servers import Broker
from tests.shared.lamps import (
    LAMPS,
    Clock,
    DimLamp,
    counter,
    envelopes,
    events_of,
    light,
)
from tests.shared.timed import Fuses
from tests.shared.town import Town, now
from tests.waiting import eventually


def test_every_event_reaches_the_other_service_once_and_in_order(town: Town) -> None:
    town.light(*"abcab" * 20)
    town.start_both()
    town.light(*"cab" * 10)
    eventually(town.heard_all)
    assert town.counted() == {"a": 50, "b": 50, "c": 30}
    assert [e.meta.cause for e in events_of(town.counter.store)] == [e.id for e in events_of(town.lamps.store)]
    assert town.lamps.ask("SELECT position FROM relay_checkpoint") == [(town.lamps.store.head(),)]


def test_on_the_wire_each_event_names_the_one_before_it(town: Town) -> None:
    with connected(town.broker_url) as connection:
        Publisher(connection, "lamps")  # its exchange
        inlet = Inlet(connection, "counter", "lamps")
        town.start(town.worker(LAMPS, town.lamps))
        town.light(*"abab")
        arrived: list[Any] = []

        def all_arrived() -> bool:
            arrived.extend(inlet.take(0.1))
            return len(arrived) == 4

        eventually(all_arrived)
    assert [msgspec.json.decode(a.body) for a in arrived] == [e.wire() for e in envelopes(town.lamps.store)]
    assert {a.headers["delivery_mode"] for a in arrived} == {2}


def test_the_queue_alone_brings_everything_when_it_was_there_from_the_start(town: Town) -> None:
    with connected(town.broker_url) as connection:
        Publisher(connection, "lamps")
        Inlet(connection, "counter", "lamps")
    town.feed_away = True
    town.light(*"abc" * 50)
    town.start_both()
    eventually(town.heard_all)
    assert town.counted() == {"a": 50, "b": 50, "c": 50}


class Forgetful(PostgresCheckpoint):
    """A checkpoint whose process dies before it is kept."""

    def save(self, *_: Any) -> None:
        raise ConnectionAbortedError


def test_a_relay_killed_between_publishing_and_its_checkpoint_repeats_and_nothing_happens_twice(town: Town) -> None:
    town.start(town.worker(counter(town.faults), town.counter))
    town.light(*"aab")
    with pytest.raises(ConnectionAbortedError), connected(town.broker_url) as connection:
        Relay("lamps", town.lamps.store, Forgetful(), Publisher(connection, "lamps"), now).step()
    eventually(lambda: town.counted() == {"a": 2, "b": 1})
    town.start(town.worker(LAMPS, town.lamps))
    town.light("c")
    eventually(lambda: town.counted().get("c"))
    assert town.counted() == {"a": 2, "b": 1, "c": 1}


def test_what_was_published_while_no_queue_was_there_comes_through_the_feed(town: Town) -> None:
    town.start(town.worker(LAMPS, town.lamps))
    town.light(*"aab")
    eventually(lambda: town.lamps.ask("SELECT position FROM relay_checkpoint") == [(town.lamps.store.head(),)])
    town.start(town.worker(counter(town.faults), town.counter))
    eventually(town.heard_all)
    assert town.counted() == {"a": 2, "b": 1}
    assert town.feed_asked[0] == 0


def test_a_queue_that_is_deleted_under_the_consumer_is_made_anew_and_levelled(town: Town) -> None:
    town.start_both()
    town.light(*"aab")
    eventually(town.heard_all)
    town.delete_queue()
    town.light(*"ac")
    eventually(town.heard_all)
    town.light("b")
    eventually(town.heard_all)
    assert town.counted() == {"a": 3, "b": 2, "c": 1}


def test_poison_is_parked_for_the_operator_and_its_neighbours_go_on(town: Town) -> None:
    town.start_both()
    town.light("a")
    eventually(town.heard_all)
    for body in (b"", b"\xff\x00{", b'{"position":1}'):
        town.publish(body)
    town.light("b")
    eventually(town.heard_all)
    with psycopg.connect(town.counter.url) as connection:
        found = garbled(connection)
        assert [bytes(g.body) for g in found] == [b"", b"\xff\x00{", b'{"position":1}']
        assert "missing required field" in found[2].reason
        dismiss(connection, found[0].id, "ann", "sent by a test", now())
        assert len(garbled(connection)) == 2
    assert town.counted() == {"a": 1, "b": 1}


def test_a_failing_stream_waits_while_others_go_on_and_is_replayed_in_order_once_mended(town: Town) -> None:
    town.faults.raising.add("a")
    town.start_both()
    town.light(*"abab")
    eventually(town.heard_all)
    with psycopg.connect(town.counter.url, autocommit=True) as connection:
        head, behind = waiting(connection)
        assert (head.stream, head.behind, behind.behind) == ("lamp-a", False, True)
        assert "the reaction has a fault" in head.reason
        assert town.counted() == {"b": 2}
        town.faults.raising.clear()
        replay(connection, "lamps", head.position, now())
        eventually(lambda: not waiting(connection))
    causes = [e.meta.cause for e in events_of(town.counter.store) if e.stream == "count-a"]
    assert causes == [e.id for e in events_of(town.lamps.store) if e.stream == "lamp-a"]


def test_what_an_operator_skips_lets_its_stream_go_on_and_stays_on_record(town: Town) -> None:
    town.faults.refused.add("a")
    town.start_both()
    town.light("a")
    eventually(lambda: town.counter.ask("SELECT 1 FROM held"))
    town.faults.refused.clear()
    town.faults.raising.add("nobody")
    with psycopg.connect(town.counter.url, autocommit=True) as connection:
        (head,) = waiting(connection)
        skip(connection, "lamps", head.position, "ann", "the lamp was a mistake", now())
    town.light("a")
    eventually(lambda: town.counted() == {"a": 1})
    assert town.counter.ask("SELECT resolution FROM held") == [("skipped by ann: the lamp was a mistake",)]


def test_connections_lost_everywhere_only_delay_what_is_heard(town: Town) -> None:
    town.start_both()
    town.light(*"ab" * 10)
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND usename = user"
    for lamp_id in "abcabc":
        town.counter.ask(others)
        light(town.lamps.store, lamp_id)
    eventually(town.heard_all, seconds=40)
    eventually(lambda: not town.counter.ask("SELECT 1 FROM held WHERE resolved_at IS NULL"), seconds=40)
    assert sum(town.counted().values()) == 26


def test_a_broker_that_goes_down_and_comes_back_only_delays_what_is_heard(town: Town, broker: Broker) -> None:
    town.start_both()
    town.light("a")
    eventually(town.heard_all)
    broker.stop()
    town.light(*"ab")
    broker.start()
    eventually(town.heard_all, seconds=40)
    assert town.counted() == {"a": 2, "b": 1}


def test_the_worker_keeps_the_clock_of_a_service_that_has_timers(town: Town, tmp_path: Path) -> None:
    fuses = Fuses(town.counter.store, PostgresTimers(), tmp_path, Clock(now()))
    fuses.light("dawn", 0)
    town.start(town.worker(fuses.service, town.counter))
    eventually(lambda: fuses.blown() == ["dawn"])


def test_the_seals_in_the_database_name_the_page_of_an_altered_event_and_cannot_be_moved(town: Town) -> None:
    with connected(town.broker_url) as connection:
        relay = Relay("lamps", town.lamps.store, PostgresCheckpoint(), Publisher(connection, "lamps"), now)
        for _ in range(3):
            town.light("a", "b")
            while not relay.step():
                pass
    with town.lamps.store.transaction() as tx:
        found = seals(tx)
    positions = [seal.position for seal in found]
    assert first_broken(town.lamps.store, found) is None
    with psycopg.connect(town.lamps.owner_url, autocommit=True) as owner:
        owner.execute("UPDATE event SET recorded_at = %s WHERE position = %s", [now() - timedelta(1), positions[1]])
    assert first_broken(town.lamps.store, found) == BrokenSeal(positions[0], positions[1])
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        town.lamps.ask("DELETE FROM seal RETURNING position")


def test_a_worker_of_the_next_release_hears_what_was_said_before_its_new_reaction_was_there(town: Town) -> None:
    town.start_both()
    for _ in range(30):
        for lamp_id in "abc":
            light(town.lamps.store, lamp_id, DimLamp)
        town.light("a")
    eventually(town.heard_all)
    town.stop()
    assert town.counted() == {"a": 30}
    for lamp_id in "ad":
        light(town.lamps.store, lamp_id, DimLamp)
    town.feed_away = True
    town.start(town.worker(LAMPS, town.lamps), town.worker(counter(town.faults, upgraded=True), town.counter))
    eventually(town.heard_all)
    eventually(lambda: town.counted() == {"a": 30, "d": 1})  # the past of `d` is none, that of `a` comes first
    town.feed_away = False
    eventually(lambda: town.counted() == {"a": 61, "b": 30, "c": 30, "d": 1})
    assert town.counter.ask("SELECT DISTINCT since, reached FROM hearing WHERE reached < since") == []
    assert not town.counter.ask("SELECT 1 FROM held")
    of_a = [e.meta.cause for e in events_of(town.counter.store) if e.stream == "count-a"]
    said = [e.id for e in envelopes(town.lamps.store) if e.stream == "lamp-a" and e.type == "LampDimmed"]
    assert [cause for cause in of_a if cause in said] == said
