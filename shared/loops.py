"""What the worker of one service turns: a relay, a consumer for each neighbour heard, and the clock."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Protocol

from psycopg import Connection
from psycopg_pool import ConnectionPool

from shared.amqp import Inlet, Publisher, connected
from shared.assembly import Assembly
from shared.authority import Signer
from shared.clock import agreed
from shared.consumer import Reactions, Surroundings
from shared.contracts import Actor
from shared.decider import Deciders
from shared.delivery import Delivery, Queue
from shared.envelope import Envelope
from shared.inbox import Inbox
from shared.inbox.postgres import PostgresInbox
from shared.log import Store
from shared.past import Past, Picked
from shared.relay import Checkpoint, Outlet, PostgresCheckpoint, Relay, report_age
from shared.rpc import RpcClient
from shared.service import Service
from shared.settings import Settings
from shared.silence import NOTICING
from shared.steady import Step
from shared.timers import Timers
from shared.timers.clock import Clock
from shared.timers.postgres import PostgresTimers

FEED_TIMEOUT = 10.0  # seconds
DATABASE = "-c statement_timeout=30000 -c idle_in_transaction_session_timeout=30000"  # milliseconds

Opened = Callable[[], AbstractContextManager[Step]]


class Caller(Protocol):
    """Who asks other services; `shared.rpc.RpcClient` is the real one."""

    def call(self, service: str, method: str, args: Sequence[Any], timeout: float) -> Any: ...


class Links(Protocol):
    """How the worker of one service reaches others; each link is opened on the thread that uses it."""

    def outlet(self) -> AbstractContextManager[Outlet]: ...
    def inlet(self, source: str) -> AbstractContextManager[Queue]: ...
    def feed(self) -> AbstractContextManager[DoorFeed]: ...


@dataclass(frozen=True)
class BrokerLinks:
    """Over RabbitMQ, to the service's own exchange and queues, and to its neighbours' doors."""

    service: str
    url: str
    signer: Signer
    clock: Callable[[], datetime]

    @contextmanager
    def outlet(self) -> Iterator[Outlet]:
        with connected(self.url) as connection:
            yield Publisher(connection, self.service)

    @contextmanager
    def inlet(self, source: str) -> Iterator[Queue]:
        with connected(self.url) as connection:
            yield Inlet(connection, self.service, source)

    @contextmanager
    def feed(self) -> Iterator[DoorFeed]:
        with closing(RpcClient(self.url)) as client:
            yield DoorFeed(client, self.signer, self.service, self.clock)


@dataclass(frozen=True)
class Kept:
    """Where a worker keeps what stands beside the log."""

    inbox: Inbox
    checkpoint: Checkpoint
    timers: Timers

    @staticmethod
    def in_postgres() -> Kept:
        return Kept(PostgresInbox(), PostgresCheckpoint(), PostgresTimers())


@dataclass(frozen=True)
class World:
    """`monotonic` gives seconds, `random` is uniform over [0, 1)."""

    clock: Callable[[], datetime]
    monotonic: Callable[[], float]
    random: Callable[[], float]


@dataclass(frozen=True)
class Loops:
    """The loops of one service over its store, each to be opened on the thread that turns it."""

    service: Service
    store: Store
    kept: Kept
    deciders: Deciders
    links: Links
    world: World

    @staticmethod
    def of(service: Service, settings: Settings, clock: Callable[[], datetime], random: Callable[[], float]) -> Loops:
        """As the environment says; connections to the database come in the background."""
        pool: ConnectionPool[Connection[Any]] = ConnectionPool(
            settings.database_url,
            min_size=1,
            max_size=len(service.hears) + 2,
            timeout=5,
            kwargs={"prepare_threshold": None, "options": DATABASE, **NOTICING},
            open=True,
        )
        assembly = Assembly.of(service, settings)
        return Loops(
            service,
            assembly.store(pool),
            Kept.in_postgres(),
            assembly.deciders,
            BrokerLinks(service.name, settings.broker_url, Signer(service.name, settings.actor_private_key), clock),
            World(clock, time.monotonic, random),
        )

    def by_name(self) -> Mapping[str, Opened]:
        every: dict[str, Opened] = {"relay": self.relay}
        if self.service.timers:
            every["clock"] = self.timers
        return every | {f"from {source}": partial(self.consumer, source) for source in self.service.hears}

    @contextmanager
    def relay(self) -> Iterator[Step]:
        service, checkpoint, clock = self.service.name, self.kept.checkpoint, self.world.clock
        report_age(service, self.store, checkpoint, clock)  # it grows while the broker is away
        with self.links.outlet() as outlet:
            yield Relay(service, self.store, checkpoint, outlet, clock).step

    @contextmanager
    def consumer(self, source: str) -> Iterator[Step]:
        """The database first: no message is taken while its effect could not be kept."""
        world = Surroundings(self.store, self.kept.inbox, self.world.clock, self.world.random)
        reactions = Reactions(self.service, source, self.deciders, world)
        with self.links.feed() as feed, self.links.inlet(source) as inlet:
            delivery = Delivery(source, inlet, feed, reactions, self.world.monotonic)
            past = Past(reactions, feed.picked, self.world.monotonic)

            def step() -> float:
                reactions.tend()
                past.step()
                return delivery.step()

            yield step

    @contextmanager
    def timers(self) -> Iterator[Step]:
        now = agreed(self.world.clock, self.store.now)
        yield Clock(self.service, self.deciders, self.store, self.kept.timers, now).step


@dataclass(frozen=True)
class DoorFeed:
    """The feeds of other services, asked over RPC in the name of the service `reader`."""

    caller: Caller
    signer: Signer
    reader: str
    clock: Callable[[], datetime]

    def __call__(self, source: str, after: int, limit: int) -> Sequence[Envelope]:
        return self._ask(source, after, limit).events

    def picked(self, source: str, types: Sequence[str], after: int, limit: int) -> Picked:
        """Only events of these types; a door of an older release hands out all."""
        return self._ask(source, after, limit, types=list(types))

    def _ask(self, source: str, after: int, limit: int, **more: Any) -> Picked:
        call = {"token": self.signer.token(Actor.service(self.reader), source, self.clock()), **more}
        answer = self.caller.call(source, "feed", [after, limit, call], timeout=FEED_TIMEOUT)
        return Picked([Envelope.from_wire(event) for event in answer["events"]], answer["position"])
