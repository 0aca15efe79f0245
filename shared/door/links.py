"""A door's connections to the broker: requests in and answers out, poison aside. Works with threads of either kind.

A connection is written to under a lock, since a writer may be interrupted between two parts of a frame. After an
error it is collected, never closed: asking leave of a half-open link waits for ever.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any, NamedTuple

import amqp
import kombu.exceptions
from amqp.method_framing import frame_writer
from amqp.serialization import dumps
from amqp.spec import Basic
from kombu.connection import Connection

from shared.amqp import Frames
from shared.broker import MOST_DELIVERIES, RPC_EXCHANGE, parked_exchange, parked_queue, rpc_queue
from shared.door.requests import Arrived

HEARTBEAT = 20  # seconds; a dead link is noticed within two
PATIENCE = 5.0  # seconds for any single answer of the broker
MOST_PARKED_BYTES = 1 << 16  # of one message; the rest of a huge one is cut off
LOST = (amqp.exceptions.AMQPError, kombu.exceptions.OperationalError, OSError)


def connect(url: str, **options: Any) -> Any:
    """A py-amqp connection; raises one of LOST."""
    options |= {"read_timeout": PATIENCE, "write_timeout": PATIENCE}
    link = Connection(  # type: ignore[no-untyped-call]
        url, heartbeat=HEARTBEAT, connect_timeout=PATIENCE, transport_options=options
    )
    return link.transport.establish_connection()


class Answer(NamedTuple):
    """What goes back to where a request came from."""

    reply_to: str
    correlation_id: str | None
    payload: bytes


class Inlet:
    """One connection that takes requests from a service's queue and answers them; at most `prefetch` unsettled."""

    def __init__(self, url: str, service: str, prefetch: int, take: Callable[[Inlet, Arrived, int], None]) -> None:
        self.unsettled: set[int] = set()
        self._take = take
        self._lock = threading.Lock()
        self._connection = connect(url)
        try:
            self._channel = self._connection.channel()
            self._channel.auto_decode = False
            self._frames = Frames()
            self._write_frame = frame_writer(self._connection, self._frames)
            self._declare(service)
            self._channel.basic_qos(0, prefetch, False)
            self._consumer = self._channel.basic_consume(rpc_queue(service), callback=self._arrived)
        except BaseException:
            self._connection.collect()
            raise

    def _declare(self, service: str) -> None:
        """A request that ends its reader each time is given up after some; expired ones need no second place."""
        queue, limits = rpc_queue(service), {"x-queue-type": "quorum", "x-delivery-limit": MOST_DELIVERIES}
        self._channel.queue_declare(queue, durable=True, auto_delete=False, arguments=limits)
        self._channel.queue_bind(queue, RPC_EXCHANGE, f"{service}.*")

    def _arrived(self, message: Any) -> None:
        self.unsettled.add(message.delivery_tag)
        body = message.body
        arrived = Arrived(
            message.delivery_info["routing_key"],
            message.properties,
            message.headers or {},
            body.encode() if isinstance(body, str) else bytes(body),
        )
        self._take(self, arrived, message.delivery_tag)

    def read(self, seconds: float) -> None:
        """Take what arrives next, if anything does within `seconds`; raises one of LOST."""
        with suppress(TimeoutError):
            self._connection.drain_events(timeout=seconds)

    def keep_alive(self) -> None:
        """Send a heartbeat when one is due; raises one of LOST when the broker has sent nothing for too long."""
        with self._lock:
            self._connection.heartbeat_tick()

    def settle(self, tag: int, answer: Answer | None = None) -> bool:
        """The message is dealt with; its answer goes out in the same write. Whether it could be written.

        On a lost connection, as `read` will find out, the message comes again and is answered then. Without confirms,
        since a lost answer is a time-out that the caller must bear anyway.
        """
        written = True
        with suppress(*LOST), self._lock:
            if answer:
                written = self._written(answer)
            self._write_frame(1, self._channel.channel_id, Basic.Ack, dumps("Lb", (tag, False)), None)
            self._connection.transport.write(self._frames.taken())
        self.unsettled.discard(tag)
        return written

    def _written(self, answer: Answer) -> bool:
        arguments = dumps("Bssbb", (0, RPC_EXCHANGE, answer.reply_to, False, False))
        message = amqp.Message(
            answer.payload,
            content_type="application/json",
            content_encoding="utf-8",
            correlation_id=answer.correlation_id,
        )
        try:
            self._write_frame(1, self._channel.channel_id, Basic.Publish, arguments, message)
        except (amqp.exceptions.AMQPError, ValueError):  # a correlation id that cannot be sent back
            self._frames.taken()
            return False
        return True

    def put_back(self, tag: int) -> None:
        """The message goes back to the queue; the broker gives it up after MOST_DELIVERIES."""
        with suppress(*LOST), self._lock:
            self._channel.basic_reject(tag, requeue=True)
        self.unsettled.discard(tag)

    def cancel(self) -> None:
        """Take nothing new; what has come meanwhile goes back to the queue."""
        with self._lock:
            self._channel.basic_cancel(self._consumer)

    def close(self) -> None:
        """Part in order: the broker has then read every settlement. On a half-open link this waits for ever."""
        self._connection.close()

    def collect(self) -> None:
        self._connection.collect()


class Outlet:
    """Publishes with confirms on a connection of its own, opened when needed and again after an error."""

    def __init__(self, url: str, prepare: Callable[[Any], None]) -> None:
        self._url, self._prepare = url, prepare
        self._lock = threading.Lock()
        self._connection: Any = None
        self._channel: Any = None

    def publish(self, message: Any, exchange: str, key: str) -> None:
        """Raises one of LOST when it failed twice."""
        with self._lock:
            try:
                self._publish(message, exchange, key)
            except LOST:
                self._collect()
                self._publish(message, exchange, key)

    def _publish(self, message: Any, exchange: str, key: str) -> None:
        if self._connection is None:
            self._connection = connect(self._url, confirm_publish=True)
            self._channel = self._connection.channel()
            self._prepare(self._channel)
        self._channel.basic_publish(message, exchange, key, mandatory=True, confirm_timeout=PATIENCE)

    def keep_alive(self) -> None:
        """Read what the broker said, send a heartbeat when due; a dead connection is given up."""
        if self._connection is None or not self._lock.acquire(blocking=False):
            return
        try:
            self._connection.drain_events(timeout=0.001)
        except TimeoutError:
            self._beat()
        except LOST:
            self._collect()
        finally:
            self._lock.release()

    def _beat(self) -> None:
        try:
            self._connection.heartbeat_tick()
        except LOST:
            self._collect()

    def close(self) -> None:
        with self._lock:
            self._collect()

    def _collect(self) -> None:
        if self._connection is not None:
            self._connection.collect()
        self._connection = self._channel = None


class Parking(Outlet):
    """Keeps poison where an operator finds it: the queue `rpc-<service>.parked`, with the reason.

    Of a `private` service only size and digest are kept: a body may name a person, and no key's end would reach it.
    """

    def __init__(self, url: str, service: str, private: bool = False) -> None:
        super().__init__(url, self._declare)
        self._private = private
        self._exchange, self._key = parked_exchange(service), parked_queue(rpc_queue(service))

    def _declare(self, channel: Any) -> None:
        channel.exchange_declare(self._exchange, "topic", durable=True, auto_delete=False)
        channel.queue_declare(self._key, durable=True, auto_delete=False, arguments={"x-queue-type": "quorum"})
        channel.queue_bind(self._key, self._exchange, self._key)

    def park(self, arrived: Arrived, reason: str, now: datetime) -> None:
        """Returns when the broker has it in its charge; raises one of LOST."""
        facts: Mapping[str, Any] = {
            "reason": reason,
            "routing_key": arrived.routing_key,
            "properties": str(dict(arrived.properties))[:2000],
            "headers": str(dict(arrived.headers))[:2000],
            "size": len(arrived.body),
            "sha256": hashlib.sha256(arrived.body).hexdigest(),
            "parked_at": now,
        }
        body = b"" if self._private else arrived.body[:MOST_PARKED_BYTES]
        message = amqp.Message(body, application_headers=facts, delivery_mode=2)
        self.publish(message, self._exchange, self._key)
