"""The broker in the simulation: it confirms and loses, repeats, delays, mixes up and forgets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from shared.amqp import Arrival, ConfirmsMissing, Outgoing
from shared.broker import consumer_queue
from tests.sim.faults import Faults
from tests.sim.scheduler import Scheduler, Signal

LATE = 40.0  # seconds by which a late message comes at most
RESTS = 60.0  # seconds that a reader waits at most for something to come, however short it meant to
GARBAGE = (b"", b"{", b'{"id": 7}', b"\xff\xfe", b"[]", b'{"position": "first"}')


class BrokerLost(ConnectionError):
    """The connection is gone."""


@dataclass
class Messages:
    """One consumer's queue."""

    ready: list[bytes] = field(default_factory=list)
    came: Signal = field(default_factory=Signal)


@dataclass
class Broker:
    """`epoch` grows whenever all connections break; `accepted` are the ids of the messages it ever took charge of."""

    scheduler: Scheduler
    faults: Faults
    down: bool = False
    epoch: int = 0
    exchanges: set[str] = field(default_factory=set)
    queues: dict[str, Messages] = field(default_factory=dict)
    bound: dict[str, list[str]] = field(default_factory=dict)
    accepted: set[str] = field(default_factory=set)
    garbled: int = 0

    def break_off(self) -> None:
        self.epoch += 1
        for queue in self.queues.values():
            self.scheduler.fire(queue.came)

    def forget(self) -> None:
        """As a new node: no queue, no exchange, no message."""
        self.break_off()
        self.exchanges.clear()
        self.queues.clear()
        self.bound.clear()

    def take_charge(self, source: str, message: Outgoing) -> None:
        self.accepted.add(message.id)
        for name in self.bound.get(source, ()):
            self._route(self.queues[name], message.body)

    def _route(self, queue: Messages, body: bytes) -> None:
        if self.faults.strike("message lost"):
            return
        if self.faults.strike("message garbled"):
            self.garbled += 1
            self._put(queue, self.scheduler.current.dice.choice(GARBAGE))
        if self.faults.strike("message twice"):
            self._later(queue, body)
        if self.faults.strike("message late"):
            self._later(queue, body)
        else:
            self._put(queue, body)

    def _later(self, queue: Messages, body: bytes) -> None:
        self.scheduler.later(self.scheduler.current.dice.random() * LATE, lambda: self._put(queue, body))

    def _put(self, queue: Messages, body: bytes) -> None:
        queue.ready.append(body)
        self.scheduler.fire(queue.came)


class Link:
    """A connection, which does not survive the broker's."""

    def __init__(self, broker: Broker, what: str) -> None:
        self.broker, self.epoch = broker, broker.epoch
        self.use(f"{what} opened")

    def use(self, step: str) -> None:
        self.broker.scheduler.pause(step)
        self.check()

    def check(self) -> None:
        if self.broker.down or self.epoch != self.broker.epoch:
            raise BrokerLost


class Outlet(Link):
    def __init__(self, broker: Broker, source: str) -> None:
        super().__init__(broker, "outlet")
        self.source = source
        self.cut = False
        broker.exchanges.add(source)

    def send(self, messages: Sequence[Outgoing]) -> None:
        self.use("publish")
        taken = list(messages)
        if self.broker.faults.strike("publish cut"):
            self.cut = True
            taken = taken[: self.broker.scheduler.current.dice.randrange(len(taken) + 1)]
        for message in taken:
            self.broker.take_charge(self.source, message)

    def confirm(self) -> None:
        self.use("confirm")
        if self.cut:
            raise ConfirmsMissing("the connection was cut")
        if self.broker.faults.strike("confirm lost"):
            raise ConfirmsMissing("no confirm came")

    def keep_alive(self) -> None:
        self.check()


class Inlet(Link):
    def __init__(self, broker: Broker, consumer: str, source: str) -> None:
        super().__init__(broker, "inlet")
        if source not in broker.exchanges:
            raise BrokerLost(f"there is no exchange of {source}")
        self.queue = consumer_queue(consumer, source)
        self.messages = broker.queues.setdefault(self.queue, Messages())
        if self.queue not in broker.bound.setdefault(source, []):
            broker.bound[source].append(self.queue)
        self.unsettled: list[tuple[int, bytes]] = []
        self.tag = 0

    def take(self, patience: float) -> Sequence[Arrival]:
        self.use("take")
        if not self.messages.ready:
            self.broker.scheduler.wait(self.messages.came, patience + RESTS)
            self.check()
        ready, dice = self.messages.ready, self.broker.scheduler.current.dice
        if len(ready) > 1 and self.broker.faults.strike("messages out of order"):
            dice.shuffle(ready)
        count = dice.randint(1, 20)
        taken, ready[:] = ready[:count], ready[count:]
        arrivals = []
        for body in taken:
            self.tag += 1
            self.unsettled.append((self.tag, body))
            arrivals.append(Arrival(body, {}, self.tag))
        return arrivals

    def ack(self, last: Arrival) -> None:
        self.use("ack")
        if self.broker.faults.strike("ack lost"):
            raise BrokerLost("ack")
        self.unsettled = [(tag, body) for tag, body in self.unsettled if tag > last.tag]

    def keep_alive(self) -> None:
        self.check()

    def close(self) -> None:
        """What was not acknowledged comes again, first."""
        if self.broker.queues.get(self.queue) is self.messages:
            self.messages.ready[:0] = [body for _, body in self.unsettled]
        self.unsettled = []


@dataclass(frozen=True)
class BrokerLinks:
    """What `shared.loops.Links` asks of the broker."""

    broker: Broker
    service: str

    @contextmanager
    def outlet(self) -> Iterator[Outlet]:
        yield Outlet(self.broker, self.service)

    @contextmanager
    def inlet(self, source: str) -> Iterator[Inlet]:
        inlet = Inlet(self.broker, self.service, source)
        try:
            yield inlet
        finally:
            inlet.close()
