"""RabbitMQ from plain threads: a guarded connection, confirmed publishing in batches, reading one queue.

A connection belongs to one thread. After an error it is collected, never closed: asking leave of a half-open
link waits for ever. Every wait here has an end.
"""

from __future__ import annotations

import select
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import amqp
from amqp.method_framing import frame_writer
from amqp.serialization import dumps
from amqp.spec import Basic
from kombu.connection import Connection

from shared.broker import (
    consumer_queue,
    events_exchange,
    parked_exchange,
    parked_queue,
    quorum,
)

HEARTBEAT = 10  # seconds; a dead link is noticed within two
PATIENCE = 10.0  # seconds for any single answer of the broker, confirms included
PREFETCH = 500  # messages read ahead, which bounds a consumer's memory
MOST_AT_ONCE = 200  # messages handed on together
SUSPECT = 3  # readers lost with a message in hand, after which what came back to the queue is read one by one


class ConfirmsMissing(Exception):
    """The broker did not take charge of what was published; publish it again."""


@contextmanager
def connected(url: str) -> Iterator[Any]:
    """A connection to the broker, given up without a word after an error."""
    patience = {"read_timeout": PATIENCE, "write_timeout": PATIENCE}
    link = Connection(  # type: ignore[no-untyped-call]
        url, heartbeat=HEARTBEAT, connect_timeout=5, transport_options=patience
    )
    connection = link.transport.establish_connection()
    try:
        yield connection
        connection.close()
    except BaseException:
        connection.collect()
        raise


def keep_alive(connection: Any) -> None:
    """Take in what the broker sent, and send a heartbeat when one is due; raises once the link is dead."""
    try:
        while True:
            connection.drain_events(timeout=0)
    except TimeoutError:
        connection.heartbeat_tick()


class Outgoing(NamedTuple):
    """A message about to be published."""

    id: str
    routing_key: str
    body: bytes


class Frames:
    """Collects what py-amqp's frame writer would write to the socket piece by piece."""

    def __init__(self) -> None:
        self.collected = bytearray()

    def write(self, frame: bytes) -> None:
        self.collected += frame

    def taken(self) -> bytes:
        frames, self.collected = bytes(self.collected), bytearray()
        return frames


class Publisher:
    """Publishes events of one source; what `publish` returned from is in the broker's charge."""

    def __init__(self, connection: Any, source: str) -> None:
        self.connection, self.exchange = connection, events_exchange(source)
        self.channel = connection.channel()
        self.channel.exchange_declare(self.exchange, "topic", durable=True, auto_delete=False)
        self.channel.confirm_select()
        self.channel.events["basic_ack"].add(self._on_ack)
        self.channel.events["basic_nack"].add(self._on_nack)
        self.channel.events["basic_return"].add(self._on_return)
        self.frames = Frames()
        self.write_frame = frame_writer(connection, self.frames)
        self.sent = self.confirmed = self.unroutable = 0
        self.refused = False

    def _on_ack(self, tag: int, multiple: bool) -> None:
        self.confirmed = self.confirmed + 1 if not multiple else max(self.confirmed, tag)

    def _on_nack(self, tag: int, multiple: bool) -> None:
        self.refused = True

    def _on_return(self, *_: Any) -> None:
        self.unroutable += 1

    def publish(self, messages: Sequence[Outgoing]) -> None:
        """Send all, in order, and wait until the broker confirmed all; raises ConfirmsMissing or its error."""
        self.send(messages)
        self.confirm()

    def send(self, messages: Sequence[Outgoing]) -> None:
        """Send all in one write: a system call for each would cost more than all else."""
        for m in messages:
            message = amqp.Message(m.body, message_id=m.id, content_type="application/json", delivery_mode=2)
            arguments = dumps("Bssbb", (0, self.exchange, m.routing_key, True, False))  # mandatory, not immediate
            self.write_frame(1, self.channel.channel_id, Basic.Publish, arguments, message)
        self.connection.transport.write(self.frames.taken())
        self.sent += len(messages)

    def confirm(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while self.confirmed < self.sent:
            left = deadline - time.monotonic()
            if left <= 0 or self.refused:
                raise ConfirmsMissing(f"{self.sent - self.confirmed} of {self.sent}")
            try:
                self.connection.drain_events(timeout=left)
            except TimeoutError:
                continue

    def keep_alive(self) -> None:
        keep_alive(self.connection)


class Arrival(NamedTuple):
    """A message as it came: nothing about it is certain."""

    body: bytes
    headers: dict[str, Any]
    tag: int


class Inlet:
    """One consumer's queue of one source's events, read in order.

    The broker puts a message aside once its readers were lost with it in hand MOST_DELIVERIES times, and what was read
    ahead counts as in hand. So a reader begins with one message. If that is a SUSPECT, it goes on one by one until it
    meets one that nobody ever had, which stands behind all that came back: a loss counts against one message alone.
    """

    def __init__(self, connection: Any, consumer: str, source: str) -> None:
        self.connection, self.queue = connection, consumer_queue(consumer, source)
        self.channel = connection.channel()
        self.channel.auto_decode = False  # a wrong content encoding is the reader's to judge
        self.waiting: list[Arrival] = []
        self._declare(consumer, source)
        self.careful = False
        self._read(1)

    def _declare(self, consumer: str, source: str) -> None:
        """Own names only; the source's exchange must be there, else the broker's error says so."""
        channel, parked = self.channel, parked_queue(self.queue)
        channel.exchange_declare(parked_exchange(consumer), "topic", durable=True, auto_delete=False)
        only_quorum = {"x-queue-type": "quorum"}
        channel.queue_declare(parked, durable=True, auto_delete=False, arguments=only_quorum)
        channel.queue_bind(parked, parked_exchange(consumer), parked)
        arguments = quorum(self.queue, consumer)
        channel.queue_declare(self.queue, durable=True, auto_delete=False, arguments=arguments)
        channel.queue_bind(self.queue, events_exchange(source), "#")

    def _read(self, ahead: int) -> None:
        """A limit holds for a consumer that begins after it was set."""
        self.ahead = ahead
        self.channel.basic_qos(0, ahead, False)
        self.consumer = self.channel.basic_consume(self.queue, callback=self._on_message)

    def _on_message(self, message: Any) -> None:
        headers = message.properties | (message.headers or {})
        body = bytes(message.body or b"")  # py-amqp gives "" for an empty one
        self.waiting.append(Arrival(body, headers, message.delivery_tag))

    def take(self, patience: float) -> list[Arrival]:
        """What has arrived, up to MOST_AT_ONCE, in order; waits up to `patience` seconds for the first."""
        try:
            while len(self.waiting) < MOST_AT_ONCE and (not self.waiting or self._more()):
                self.connection.drain_events(timeout=patience)
        except TimeoutError:
            pass
        if self.ahead == 1 and self.waiting:
            self._judge(self.waiting[0].headers.get("x-delivery-count", 0))
        self.connection.heartbeat_tick()
        taken, self.waiting = self.waiting[:MOST_AT_ONCE], self.waiting[MOST_AT_ONCE:]
        return taken

    def _judge(self, losses: int) -> None:
        """Read ahead from a message on that is above suspicion."""
        self.careful = self.careful or losses >= SUSPECT
        if losses == 0 or not self.careful:
            self.channel.basic_cancel(self.consumer)
            self._read(PREFETCH)

    def _more(self) -> bool:
        return bool(select.select([self.connection.sock], [], [], 0)[0])

    def ack(self, last: Arrival) -> None:
        """Everything up to `last` is settled."""
        self.channel.basic_ack(last.tag, multiple=True)

    def keep_alive(self) -> None:
        keep_alive(self.connection)
