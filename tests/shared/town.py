"""Two services that hear each other over real servers: lamps, and a counter of what was lit."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from threading import Event, Thread
from typing import Any

import amqp
import psycopg
from psycopg_pool import ConnectionPool

from shared import leader
from shared.amqp import connected
from shared.authority import Signer, encode_key
from shared.broker import consumer_queue, events_exchange
from shared.delivery import Feed
from shared.log.postgres import PostgresStore
from shared.loops import BrokerLinks, Kept, Loops, World
from shared.migrations import KERNEL, migrate
from shared.past import Picked
from shared.service import Service
from shared.telemetry import Health
from shared.worker import Condition, Worker
from tests.servers import Postgres
from tests.shared.lamps import (
    LAMPS,
    Faults,
    counted,
    counter,
    deciders,
    feed_of,
    light,
)

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

        def picked(source: str, types: Any, after: int, limit: int) -> Picked:
            page = feed(source, after, limit)
            return Picked([e for e in page if e.type in types], page[-1].position if page else after)

        feed.picked = picked  # type: ignore[attr-defined]
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
