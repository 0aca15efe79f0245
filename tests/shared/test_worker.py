"""The worker against a real PostgreSQL and RabbitMQ: events arrive once and in order through every fault."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Event, Thread
from typing import Any

import amqp
import msgspec
import psycopg
import pytest
from psycopg_pool import ConnectionPool

from shared import leader
from shared.amqp import Inlet, Publisher, connected
from shared.authority import Signer, encode_key
from shared.broker import consumer_queue, events_exchange
from shared.consumer import Reactions, Surroundings
from shared.delivery import Feed
from shared.inbox import InboxMoved
from shared.inbox.operator import dismiss, garbled, replay, skip, waiting
from shared.inbox.postgres import PostgresInbox
from shared.log.postgres import PostgresStore
from shared.loops import BrokerLinks, Kept, Loops, World
from shared.migrations import KERNEL, migrate
from shared.relay import PostgresCheckpoint, Relay, RelayMoved
from shared.seals import BrokenSeal, first_broken, seals
from shared.service import Service
from shared.telemetry import Health
from shared.timers.postgres import PostgresTimers
from shared.worker import Condition, Worker
from tests.servers import Broker, Postgres
from tests.shared.lamps import (
    LAMPS,
    Clock,
    Faults,
    counted,
    counter,
    deciders,
    envelopes,
    events_of,
    feed_of,
    light,
)
from tests.shared.timed import Fuses
from tests.waiting import eventually

NOBODY = Signer("nobody", encode_key(bytes(32)))
QUEUE = consumer_queue("counter", "lamps")


def now() -> datetime:
    return datetime.now(UTC)


class Home:
    """A service's database, and a store in it."""

    def __init__(self, postgres: Postgres, service: str) -> None:
        made = postgres.create_database(service)
        migrate(made.owner_url, f"{service}_app", [KERNEL])
        self.url, self.owner_url = made.app_url, made.owner_url
        self.pool: ConnectionPool[psycopg.Connection[Any]] = ConnectionPool(self.url, min_size=1, max_size=6, open=True)
        self.store = PostgresStore(self.pool)

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url, autocommit=True) as connection:
            return connection.execute(query.encode()).fetchall()


class TownLinks:
    """Over the real broker; the feed is the town's."""

    def __init__(self, service: str, town: Town) -> None:
        broker = BrokerLinks(service, town.broker_url, NOBODY, now)
        self.outlet, self.inlet, self.feed = broker.outlet, broker.inlet, town.feed


class Town:
    """Lamps, a counter that hears them, and the broker between."""

    def __init__(self, postgres: Postgres, broker_url: str) -> None:
        self.lamps, self.counter = Home(postgres, "lamps"), Home(postgres, "counter")
        self.broker_url, self.faults = broker_url, Faults()
        self.running: list[tuple[Event, Thread]] = []
        self.feed_asked: list[int] = []
        self.feed_away = False

    def loops(self, service: Service, home: Home) -> Loops:
        world, links = World(now, time.monotonic, lambda: 0.0), TownLinks(service.name, self)
        return Loops(service, home.store, Kept.in_postgres(), deciders(service), links, world)

    @contextmanager
    def feed(self) -> Iterator[Feed]:
        def feed(source: str, after: int, limit: int) -> Any:
            self.feed_asked.append(after)
            if self.feed_away:
                raise ConnectionError("the door is away")
            return feed_of(self.lamps.store, source, after, limit)

        yield feed

    def worker(self, service: Service, home: Home) -> Worker:
        return Worker(
            service.name,
            self.loops(service, home).by_name(),
            partial(leader.connect, home.url),
            lambda connection: None,
            Condition(service.name, Health()),
            lambda: 0.0,
        )

    def start(self, *workers: Worker) -> list[Event]:
        """Run these until the returned events, or the end of the test, stop them."""
        stops = []
        for worker in workers:
            stop = Event()
            thread = Thread(target=worker.run, args=(stop,))
            thread.start()
            self.running.append((stop, thread))
            stops.append(stop)
        return stops

    def start_both(self) -> list[Event]:
        return self.start(self.worker(LAMPS, self.lamps), self.worker(counter(self.faults), self.counter))

    def stop(self) -> None:
        for stop, _ in self.running:
            stop.set()
        for _, thread in self.running:
            thread.join(30)
            assert not thread.is_alive()
        self.running.clear()

    def light(self, *lamps: str) -> None:
        for lamp_id in lamps:
            light(self.lamps.store, lamp_id)

    def counted(self) -> dict[str, int]:
        return counted(self.counter.store)

    def heard_all(self) -> bool:
        return self.counter.ask("SELECT position FROM inbox") == [(self.lamps.store.head(),)]

    def publish(self, body: bytes) -> None:
        with connected(self.broker_url) as connection:
            connection.channel().basic_publish(amqp.Message(body), events_exchange("lamps"), "Strange.0")

    def delete_queue(self) -> None:
        with connected(self.broker_url) as connection:
            connection.channel().queue_delete(QUEUE)


@pytest.fixture
def town(postgres: Postgres, broker: Broker) -> Iterator[Town]:
    town = Town(postgres, broker.vhost())
    yield town
    town.stop()
    town.lamps.pool.close()
    town.counter.pool.close()


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


def test_a_standby_takes_over_when_the_leader_is_cut_off(town: Town) -> None:
    town.start(town.worker(LAMPS, town.lamps))
    first, second = (town.worker(counter(town.faults), town.counter) for _ in range(2))
    town.start(first)
    town.light("a")
    eventually(town.heard_all)
    town.start(second)
    holder = """
        SELECT pid FROM pg_locks JOIN pg_database ON pg_database.oid = database
         WHERE datname = current_database() AND locktype = 'advisory' AND objsubid = 1 AND granted
    """
    ((before,),) = town.counter.ask(holder)
    town.counter.ask(f"SELECT pg_terminate_backend({before})")
    eventually(lambda: town.counter.ask(holder) not in ([], [(before,)]))
    town.light(*"ab")
    eventually(town.heard_all)
    assert town.counted() == {"a": 2, "b": 1}


def test_a_standby_takes_over_when_the_leader_is_stopped(town: Town) -> None:
    town.start(town.worker(LAMPS, town.lamps))
    (stop,) = town.start(town.worker(counter(town.faults), town.counter))
    town.light("a")
    eventually(town.heard_all)
    town.start(town.worker(counter(town.faults), town.counter))
    stop.set()
    town.light("b")
    eventually(town.heard_all)
    assert town.counted() == {"a": 1, "b": 1}


def test_two_consumers_that_both_believe_to_lead_give_each_event_its_effect_once(town: Town) -> None:
    town.light(*"abc" * 20)
    service, log = counter(town.faults), envelopes(town.lamps.store)
    world = Surroundings(town.counter.store, PostgresInbox(), now, lambda: 0.0)
    lost: list[InboxMoved] = []

    def consume() -> None:
        while True:
            reactions = Reactions(service, "lamps", deciders(service), world)
            rest = [e for e in log if e.position > reactions.position()]
            if not rest:
                return
            try:
                reactions.apply(rest)
            except InboxMoved as moved:
                lost.append(moved)

    both = [Thread(target=consume) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert town.counted() == {"a": 20, "b": 20, "c": 20}
    assert [e.meta.cause for e in events_of(town.counter.store)] == [e.id for e in log]
    assert not town.counter.ask("SELECT 1 FROM held")


def test_the_inbox_moves_only_from_where_it_stands(town: Town) -> None:
    inbox = PostgresInbox()
    for before, position in ((0, 4), (4, 9)):
        with town.counter.store.transaction() as tx:
            inbox.advance(tx, "lamps", before, position)
    for before in (0, 4, 8, 10):
        with pytest.raises(InboxMoved), town.counter.store.transaction() as tx:
            inbox.advance(tx, "lamps", before, 20)
    assert town.counter.ask("SELECT position FROM inbox") == [(9,)]


def test_of_two_relays_that_both_believe_to_lead_only_one_seals_a_page(town: Town) -> None:
    town.light("a", "b")
    with connected(town.broker_url) as one, connected(town.broker_url) as other:
        relays = [
            Relay("lamps", town.lamps.store, PostgresCheckpoint(), Publisher(c, "lamps"), now) for c in (one, other)
        ]
        relays[0].step()
        with pytest.raises(RelayMoved):
            relays[1].step()
    assert len(town.lamps.ask("SELECT 1 FROM seal")) == 1


def test_a_held_event_is_settled_once(town: Town) -> None:
    town.faults.raising.add("a")
    town.light("a")
    service, inbox = counter(town.faults), PostgresInbox()
    world = Surroundings(town.counter.store, inbox, lambda: now() + timedelta(days=1), lambda: 0.0)
    Reactions(service, "lamps", deciders(service), world).apply(envelopes(town.lamps.store))
    with town.counter.store.transaction() as tx:
        (head,) = inbox.due(tx, "lamps", now() + timedelta(days=2))
    with town.counter.store.transaction() as tx:
        inbox.release(tx, head)
    with pytest.raises(InboxMoved), town.counter.store.transaction() as tx:
        inbox.release(tx, head)


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
