"""Calls over a link that fails in every way: the caller learns which, in time, and the next call finds a new link."""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from urllib.parse import urlsplit

import amqp
import msgspec
import pytest
from kombu.connection import Connection

from shared.broker import RPC_EXCHANGE
from shared.contracts import NotFound
from shared.rpc import BrokerAway, RpcClient, RpcPool, ServiceFault, ServiceTimeout
from tests.servers import Broker


class Link:
    """A TCP hop to the broker that can be frozen (half-open: nothing arrives, nothing ends) or cut."""

    def __init__(self, url: str) -> None:
        self.target = urlsplit(url)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = url.replace(f":{self.target.port}/", f":{self._listener.getsockname()[1]}/")
        self.flowing = threading.Event()
        self.flowing.set()
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            far = socket.create_connection((str(self.target.hostname), int(self.target.port or 0)))
            self._pairs.append((near, far))
            threading.Thread(target=self._carry, args=(near, far), daemon=True).start()

    def _carry(self, near: socket.socket, far: socket.socket) -> None:
        while True:
            try:
                for end in select.select([near, far], [], [])[0]:
                    data = end.recv(65536)
                    self.flowing.wait()
                    (far if end is near else near).sendall(data)
                    if not data:
                        return
            except (OSError, ValueError):
                return

    def cut(self) -> None:
        for pair in self._pairs:
            for end in pair:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)  # tells the other side now, though a thread may hold the socket
                end.close()
        self._pairs.clear()

    def close(self) -> None:
        self._listener.close()
        self.flowing.set()
        self.cut()


class Parrot:
    """Answers each call of the service `parrot` as the call says: plain, ok, refusal, error, or not at all."""

    def __init__(self, url: str) -> None:
        self.connection = Connection(url).transport.establish_connection()
        self.channel = self.connection.channel()
        self.channel.exchange_declare(RPC_EXCHANGE, "topic", durable=True, auto_delete=False)
        self.channel.queue_declare("rpc-parrot", auto_delete=False, exclusive=True)
        self.channel.queue_bind("rpc-parrot", RPC_EXCHANGE, "parrot.*")
        self.channel.basic_consume("rpc-parrot", callback=self._answer, no_ack=True)
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        try:
            while True:
                self.connection.drain_events()
        except (OSError, AttributeError, amqp.exceptions.AMQPError):
            return

    def _answer(self, message: amqp.Message) -> None:
        method = message.delivery_info["routing_key"].removeprefix("parrot.")
        given = msgspec.json.decode(message.body)["args"]
        bodies = {
            "plain": {"result": given, "error": None},
            "ok": {"result": {"ok": given}, "error": None},
            "refusal": {"result": {"refusal": NotFound(kind="toy", id="7").wire()}, "error": None},
            "error": {"result": None, "error": {"exc_type": "Fault", "value": "0198"}},
        }
        if method in bodies:
            correlation = message.properties["correlation_id"]
            reply = amqp.Message(msgspec.json.encode(bodies[method]), correlation_id=correlation)
            self.channel.basic_publish(reply, RPC_EXCHANGE, message.properties["reply_to"])


@pytest.fixture(scope="module")
def url(broker: Broker) -> Iterator[str]:
    url = broker.vhost()
    parrot = Parrot(url)
    yield url
    parrot.connection.collect()


@pytest.fixture
def link(url: str) -> Iterator[Link]:
    link = Link(url)
    yield link
    link.close()


def test_an_answer_is_unwrapped_and_a_no_is_raised_as_what_it_is(url: str) -> None:
    client = RpcClient(url)
    assert client.call("parrot", "ok", [1, "二"]) == [1, "二"]
    assert client.call("parrot", "plain", [{"a": None}]) == [{"a": None}]
    with pytest.raises(NotFound) as refused:
        client.call("parrot", "refusal")
    assert refused.value.facts == {"kind": "toy", "id": "7"}
    with pytest.raises(ServiceFault, match="Fault: 0198"):
        client.call("parrot", "error")
    client.close()


def test_a_silent_service_costs_no_more_than_the_callers_patience_and_not_the_link(url: str) -> None:
    client = RpcClient(url)
    with pytest.raises(ServiceTimeout):
        client.call("parrot", "silence", timeout=0.3)
    link = client._connection
    assert client.call("parrot", "ok", ["again"]) == ["again"]
    assert client._connection is link
    client.close()


def test_on_a_half_open_link_the_broker_counts_as_away_and_the_next_call_reconnects(link: Link) -> None:
    client = RpcClient(link.url)
    assert client.call("parrot", "ok", [1]) == [1]
    link.flowing.clear()
    with pytest.raises(BrokerAway):
        client.call("parrot", "ok", [2], timeout=0.5)
    link.flowing.set()
    assert client.call("parrot", "ok", [3]) == [3]
    client.close()


def test_a_link_cut_while_it_rested_is_replaced_without_a_word(link: Link) -> None:
    client = RpcClient(link.url)
    assert client.call("parrot", "ok", [1]) == [1]
    link.cut()
    assert client.call("parrot", "ok", [2]) == [2]
    client.close()


def test_a_link_cut_during_a_call_is_told_at_once(link: Link) -> None:
    client = RpcClient(link.url)
    with ThreadPoolExecutor(1) as thread:
        waiting = thread.submit(client.call, "parrot", "silence", [], 60)
        while not client._reached_broker:
            assert not waiting.done()
        link.cut()
        with pytest.raises(BrokerAway):
            waiting.result(20)
    client.close()


def test_nobody_home_is_told_as_such() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(BrokerAway):
        RpcClient(f"amqp://a:b@127.0.0.1:{port}//").call("parrot", "ok")


def test_many_threads_share_few_connections_and_get_their_own_answers(url: str) -> None:
    pool = RpcPool(url, 3)
    with ThreadPoolExecutor(12) as threads:
        answers = list(threads.map(lambda n: pool.call("parrot", "ok", [n], 20), range(200)))
    assert answers == [[n] for n in range(200)]
    assert len(pool._resting) <= 3
    pool.close()


def test_a_pool_that_is_used_up_makes_nobody_wait_for_ever(url: str) -> None:
    pool = RpcPool(url, 1)
    with ThreadPoolExecutor(1) as thread:
        busy = thread.submit(pool.call, "parrot", "silence", [], 1.5)
        while pool._free._value != 0:
            assert not busy.done()
        with pytest.raises(ServiceTimeout, match="in use"):
            pool.call("parrot", "ok", [], 0.2)
        with pytest.raises(ServiceTimeout):
            busy.result()
    assert pool.call("parrot", "ok", [1]) == [1]
    pool.close()
