"""A crowd of callers in one thread: so cheap that the services are what is measured, and the same for all of them."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Sequence
from typing import Any

import amqp
import msgspec
from kombu.connection import Connection

from shared.broker import RPC_EXCHANGE, reply_queue
from shared.rpc import unwrap

SILENT = {"capabilities": {"connection.blocked": False}}  # else py-amqp reads from the socket before each publish


class Crowd:
    """`size` callers over one connection, each with one call under way at any time."""

    def __init__(self, url: str, service: str, size: int, arguments: Callable[[], Sequence[Any]]) -> None:
        self.service, self.size, self.arguments = service, size, arguments
        self.began: dict[str, float] = {}  # of the calls under way
        self.spent: list[float] = []
        self.calling = False
        link = Connection(url, transport_options={"client_properties": SILENT})  # type: ignore[no-untyped-call]
        self.connection = link.transport.establish_connection()
        self.channel = self.connection.channel()
        self.reply_to = str(uuid.uuid4())
        queue = reply_queue(str(link.userid), self.reply_to)
        self.channel.queue_declare(queue, exclusive=True, auto_delete=True)
        self.channel.queue_bind(queue, RPC_EXCHANGE, self.reply_to)
        self.channel.basic_consume(queue, no_ack=True, callback=self._answered)

    def call(self, seconds: float) -> list[float]:
        """Call for so long, and wait for what is under way; the seconds that each answer took."""
        self.calling, self.spent = True, []
        for _ in range(self.size):
            self._send()
        end = time.perf_counter() + seconds
        while self.began:
            self.calling = time.perf_counter() < end
            self.connection.drain_events(timeout=30)
        return self.spent

    def close(self) -> None:
        self.connection.close()

    def _send(self) -> None:
        id_ = uuid.uuid4().hex
        request = amqp.Message(
            msgspec.json.encode({"args": self.arguments(), "kwargs": {}}),
            content_type="application/json",
            correlation_id=id_,
            reply_to=self.reply_to,
            delivery_mode=1,
            application_headers={"nameko.call_id_stack": [f"call.{id_}"]},
        )
        self.began[id_] = time.perf_counter()
        self.channel.basic_publish(request, RPC_EXCHANGE, f"{self.service}.execute")

    def _answered(self, message: Any) -> None:
        self.spent.append(time.perf_counter() - self.began.pop(message.properties["correlation_id"]))
        body = message.body
        unwrap(body.encode() if isinstance(body, str) else bytes(body))  # raises a refusal: nothing is measured then
        if self.calling:
            self._send()
