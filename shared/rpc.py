"""Calls to a service over RabbitMQ in nameko's wire format, from plain threads: no nameko, no eventlet.

A request waits in the service's queue no longer than its caller waits for the answer.
"""

from __future__ import annotations

import select
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import amqp
import kombu.exceptions
import msgspec
from kombu.connection import Connection

from shared.broker import RPC_EXCHANGE, reply_queue
from shared.contracts import Refusal

HEARTBEAT = 60  # seconds; an idle client sends none, so the broker drops it, and it reconnects when used
CONNECT_TIMEOUT = 5.0  # seconds, also for each answer while the connection is being set up
FRESH = 30.0  # seconds of rest after which a connection is not trusted any more
LOST = (amqp.exceptions.AMQPError, kombu.exceptions.OperationalError, OSError)


class CallFailed(Exception):
    """A call without an answer from the service's own rules."""


class BrokerAway(CallFailed):
    """The broker does not answer. The request may have arrived: repeat it with the same command id."""


class ServiceAway(CallFailed):
    """No service of this name was ever started here; nothing was delivered."""


class ServiceTimeout(CallFailed):
    """The service did not answer in time. It may have acted: repeat with the same command id."""


class ServiceFault(CallFailed):
    """The service failed at it, or takes no such call; its log has the details under the id given here."""


def unwrap(reply: bytes) -> Any:
    """The value of `{"ok": …}`, or a foreign service's plain result; raises its Refusal or ServiceFault."""
    body = msgspec.json.decode(reply)
    if body.get("error"):
        error = body["error"]
        raise ServiceFault(f"{error.get('exc_type')}: {error.get('value')}")
    result = body.get("result")
    if isinstance(result, dict) and len(result) == 1:
        if "refusal" in result:
            raise Refusal.from_wire(result["refusal"])
        return result.get("ok", result)
    return result


class RpcClient:
    """One connection, for one thread at a time; reconnects when it is next used after a failure."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.last_used = 0.0
        self._connection: Any = None
        self._channel: Any = None
        self._reply_key = ""
        self._wanted = ""
        self._reply: bytes | None = None
        self._reached_broker = False
        self._returned = False

    def call(self, service: str, method: str, args: Sequence[Any] = (), timeout: float = 5.0) -> Any:
        """What `service` answers within `timeout` seconds; raises its Refusal, or a CallFailed."""
        try:
            self._connect_if_needed()
            self._send(service, method, args, timeout)
            self._await(service, time.monotonic() + timeout)
        except LOST as lost:
            self.close()
            raise BrokerAway(f"{type(lost).__name__}: {lost}") from lost
        except BrokerAway:
            self.close()
            raise
        self.last_used = time.monotonic()
        assert self._reply is not None
        return unwrap(self._reply)

    def close(self) -> None:
        """Drop the connection at once; asking the broker's leave can wait for ever."""
        if self._connection is not None:
            self._connection.collect()
        self._connection = self._channel = None

    def _connect_if_needed(self) -> None:
        if self._connection is not None and not self._is_fresh():
            self.close()
        if self._connection is None:
            self._connect()

    def _is_fresh(self) -> bool:
        if time.monotonic() - self.last_used > FRESH:
            return False
        try:  # while resting, a late answer or the end of the connection may have come
            while select.select([self._connection.sock], [], [], 0)[0]:
                self._connection.drain_events(timeout=0.1)
        except (*LOST, ValueError):  # ValueError: the socket is closed already
            return False
        return True

    def _connect(self) -> None:
        patience = {"read_timeout": CONNECT_TIMEOUT, "write_timeout": CONNECT_TIMEOUT}
        link = Connection(  # type: ignore[no-untyped-call]
            self.url, heartbeat=HEARTBEAT, connect_timeout=CONNECT_TIMEOUT, transport_options=patience
        )
        self._connection = link.transport.establish_connection()
        self._channel = channel = self._connection.channel()
        self._reply_key = str(uuid.uuid4())
        queue = reply_queue(str(link.userid), self._reply_key)  # a service is the broker user of the same name
        channel.queue_declare(queue, exclusive=True, auto_delete=True)
        channel.queue_bind(queue, RPC_EXCHANGE, self._reply_key)
        channel.confirm_select()
        channel.events["basic_ack"].add(self._on_confirm)
        channel.events["basic_return"].add(self._on_return)
        channel.basic_consume(queue, no_ack=True, callback=self._on_reply)
        self.last_used = time.monotonic()

    def _on_confirm(self, tag: int, multiple: bool) -> None:
        self._reached_broker = True

    def _on_return(self, *_: Any) -> None:
        self._returned = True

    def _on_reply(self, message: Any) -> None:
        if message.properties.get("correlation_id") == self._wanted:  # else it comes too late
            body = message.body
            self._reply = body.encode() if isinstance(body, str) else bytes(body)

    def _send(self, service: str, method: str, args: Sequence[Any], timeout: float) -> None:
        self._wanted, self._reply = uuid.uuid4().hex, None
        self._reached_broker = self._returned = False
        request = amqp.Message(
            msgspec.json.encode({"args": args, "kwargs": {}}),
            content_type="application/json",
            content_encoding="utf-8",
            correlation_id=self._wanted,
            reply_to=self._reply_key,
            expiration=str(max(1, int(timeout * 1000))),
            delivery_mode=1,
            application_headers={"nameko.call_id_stack": [f"call.{self._wanted}"]},
        )
        self._channel.basic_publish(request, RPC_EXCHANGE, f"{service}.{method}", mandatory=True)

    def _await(self, service: str, deadline: float) -> None:
        while self._reply is None:
            left = deadline - time.monotonic()
            if left <= 0:
                away = not self._reached_broker
                raise BrokerAway("no confirm") if away else ServiceTimeout(service)
            try:
                self._connection.drain_events(timeout=left)
            except TimeoutError:
                continue
            if self._returned:
                raise ServiceAway(service)


class RpcPool:
    """Lends its clients to any number of threads, the last one used first; at most `size` calls at once."""

    def __init__(self, url: str, size: int = 16) -> None:
        self.url = url
        self._resting: list[RpcClient] = []
        self._free = threading.BoundedSemaphore(size)

    def call(self, service: str, method: str, args: Sequence[Any] = (), timeout: float = 5.0) -> Any:
        """As RpcClient.call; the wait for a free client counts towards `timeout` (seconds)."""
        start = time.monotonic()
        with self._client(timeout) as client:
            return client.call(service, method, args, max(0.001, timeout - (time.monotonic() - start)))

    @contextmanager
    def _client(self, timeout: float) -> Iterator[RpcClient]:
        if not self._free.acquire(timeout=timeout):
            raise ServiceTimeout("every connection is in use")
        try:
            client = self._resting.pop()
        except IndexError:
            client = RpcClient(self.url)
        try:
            yield client
        finally:
            self._resting.append(client)
            self._free.release()

    def close(self) -> None:
        while self._resting:
            self._resting.pop().close()
