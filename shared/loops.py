"""What the worker of one service turns: a relay, a consumer for each neighbour heard, and the clock."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from shared.amqp import Inlet, Publisher, connected
from shared.assembly import Assembly
from shared.authority import Signer
from shared.consumer import Reactions, Surroundings
from shared.contracts import Actor
from shared.decider import Deciders
from shared.delivery import Delivery, Feed
from shared.envelope import Envelope
from shared.inbox.postgres import PostgresInbox
from shared.log import Store
from shared.relay import PostgresCheckpoint, Relay, report_age
from shared.rpc import RpcClient
from shared.service import Service
from shared.settings import Settings
from shared.steady import Step
from shared.timers.clock import Clock
from shared.timers.postgres import PostgresTimers

FEED_TIMEOUT = 10.0  # seconds
DATABASE = "-c statement_timeout=30000 -c idle_in_transaction_session_timeout=30000"  # milliseconds

Opened = Callable[[], AbstractContextManager[Step]]


@dataclass(frozen=True)
class Loops:
    """The loops of one service over its store, each to be opened on the thread that turns it."""

    service: Service
    store: Store
    deciders: Deciders
    broker_url: str
    feeds: Callable[[], AbstractContextManager[Feed]]
    clock: Callable[[], datetime]
    random: Callable[[], float]

    @staticmethod
    def of(service: Service, settings: Settings, clock: Callable[[], datetime], random: Callable[[], float]) -> Loops:
        """As the environment says; connections to the database come in the background."""
        pool: ConnectionPool[Connection[Any]] = ConnectionPool(
            settings.database_url,
            min_size=1,
            max_size=len(service.hears) + 2,
            timeout=5,
            kwargs={"options": DATABASE, "connect_timeout": 5},
            open=True,
        )
        assembly = Assembly.of(service, settings)
        signer = Signer(service.name, settings.actor_private_key)
        feeds = partial(feeds_over_rpc, settings.broker_url, signer, service.name, clock)
        store = assembly.store(pool)
        return Loops(service, store, assembly.deciders, settings.broker_url, feeds, clock, random)

    def by_name(self) -> dict[str, Opened]:
        every: dict[str, Opened] = {"relay": self.relay}
        if self.service.timers:
            every["clock"] = self.timers
        return every | {f"from {source}": partial(self.consumer, source) for source in self.service.hears}

    @contextmanager
    def relay(self) -> Iterator[Step]:
        checkpoint = PostgresCheckpoint()
        report_age(self.service.name, self.store, checkpoint, self.clock)  # it grows while the broker is away
        with connected(self.broker_url) as connection:
            outlet = Publisher(connection, self.service.name)
            yield Relay(self.service.name, self.store, checkpoint, outlet, self.clock).step

    @contextmanager
    def consumer(self, source: str) -> Iterator[Step]:
        """The database first: no message is taken while its effect could not be kept."""
        world = Surroundings(self.store, PostgresInbox(), self.clock, self.random)
        reactions = Reactions(self.service, source, self.deciders, world)
        with self.feeds() as feed, connected(self.broker_url) as connection:
            inlet = Inlet(connection, self.service.name, source)
            delivery = Delivery(source, inlet, feed, reactions, time.monotonic)

            def step() -> float:
                reactions.tend()
                return delivery.step()

            yield step

    @contextmanager
    def timers(self) -> Iterator[Step]:
        yield Clock(self.service, self.deciders, self.store, PostgresTimers(), self.clock).step


@contextmanager
def feeds_over_rpc(url: str, signer: Signer, reader: str, clock: Callable[[], datetime]) -> Iterator[Feed]:
    """The feeds of other services, asked over RPC in the name of the service `reader`."""
    with closing(RpcClient(url)) as client:

        def feed(source: str, after: int, limit: int) -> Sequence[Envelope]:
            call = {"token": signer.token(Actor.service(reader), source, clock())}
            answer = client.call(source, "feed", [after, limit, call], timeout=FEED_TIMEOUT)
            return [Envelope.from_wire(event) for event in answer["events"]]

        yield feed
