"""The broker goes away and comes back; the gateway is not restarted."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from kombu import Connection, Consumer, Exchange, Queue

from services.gateway.doors import Doors
from shared.authority import Signer
from shared.broker import RPC_EXCHANGE, rpc_queue
from shared.rpc import RpcPool
from tests.gateway.edge import KEY, Edge, refusal_of
from tests.servers import Broker

PATH = "/api/v1/members/ListVenues"


class Members:
    """A door of `members` that knows no venue."""

    def __init__(self, url: str) -> None:
        self.url, self.ends = url, threading.Event()
        self.listens = threading.Event()
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self) -> None:
        exchange = Exchange(RPC_EXCHANGE, "topic", durable=True)
        queue = Queue(rpc_queue("members"), exchange, "members.*", durable=True)
        with Connection(self.url) as link, Consumer(link, queue, callbacks=[self.answer]):
            self.listens.set()
            while not self.ends.is_set():
                try:
                    link.drain_events(timeout=0.1)
                except TimeoutError:
                    continue
                except OSError:
                    return

    def answer(self, body: Any, message: Any) -> None:
        reply = {"result": {"ok": {"rows": [], "position": 0}}, "error": None}
        given = message.properties
        with message.channel.connection.client.Producer() as producer:
            producer.publish(
                reply, exchange=RPC_EXCHANGE, routing_key=given["reply_to"], correlation_id=given["correlation_id"]
            )
        message.ack()


@pytest.fixture
def url(broker: Broker) -> Iterator[str]:
    yield broker.vhost()


def test_the_broker_away_is_a_503_and_back_again_is_an_answer(broker: Broker, url: str) -> None:
    edge = Edge()
    doors = Doors(RpcPool(url), Signer("gateway", KEY), edge.clock)
    object.__setattr__(edge.parts, "doors", doors)
    before = Members(url)
    assert before.listens.wait(10)
    assert edge.get(PATH).status_code == 200
    broker.stop()
    try:
        began = time.monotonic()
        away = edge.get(PATH)
        assert refusal_of(away) == (503, "ServiceNotAvailable")
        assert int(away.headers["Retry-After"]) > 0
        assert time.monotonic() - began < 8
    finally:
        broker.start()
    after = Members(url)
    assert after.listens.wait(30)
    assert edge.get(PATH).status_code == 200
    after.ends.set()
