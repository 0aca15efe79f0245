"""Whatever anybody puts into a service's request queue: it is parked or answered, and the door works on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import amqp
import msgspec
import pytest
from kombu.connection import Connection

from shared.broker import MOST_DELIVERIES, RPC_EXCHANGE
from shared.door.requests import MOST_BYTES
from shared.ids import new_id
from shared.rpc import (
    RpcClient,
)
from tests.shared.toys.running import Toys, bought, call, execute, until, works

POISON: dict[str, tuple[dict[str, Any], bytes]] = {
    "no content type": ({"content_type": None}, b'{"args": [], "kwargs": {}}'),
    "no reply_to": ({"reply_to": None}, b'{"args": [], "kwargs": {}}'),
    "a reply_to that is no reply key": ({"reply_to": "toys.execute"}, b'{"args": [], "kwargs": {}}'),
    "no properties at all": ({"content_type": None, "reply_to": None, "correlation_id": None}, b""),
    "bad JSON": ({}, b'{"args": ['),
    "an unknown content type": ({"content_type": "application/x-python-serialize"}, b"\x80\x04."),
    "an unknown content encoding": ({"content_encoding": "klingon"}, b'{"args": 1, "kwargs": {}}'),
    "a list as body": ({}, b"[1, 2]"),
    "no arguments": ({}, b"{}"),
    "arguments of the wrong shape": ({}, b'{"args": {}, "kwargs": []}'),
    "an unknown method": ({"routing_key": "toys.explode"}, b'{"args": [], "kwargs": {}}'),
    "a private method": ({"routing_key": "toys._execute"}, b'{"args": [], "kwargs": {}}'),
    "too few arguments": ({}, b'{"args": ["BuyToy"], "kwargs": {}}'),
    "arguments of other names": ({}, b'{"args": [], "kwargs": {"nome": 1}}'),
    "invalid UTF-8": ({}, b'{"args": ["\xff\xfe"], "kwargs": {}}'),
    "a lone surrogate": ({}, rb'{"args": ["\ud800", {}], "kwargs": {}}'),
    "something huge": ({}, b'{"args": ["' + b"x" * MOST_BYTES + b'"], "kwargs": {}}'),
    "something deep": ({}, b'{"args": ' + b"[" * 100_000 + b"]" * 100_000 + b', "kwargs": {}}'),
}


class Sender:
    """Sends raw messages to a service, and awaits what comes back."""

    def __init__(self, url: str) -> None:
        link = Connection(url, connect_timeout=5)
        self.connection = link.transport.establish_connection()
        self.channel = self.connection.channel()
        self.key = new_id()
        queue = self.channel.queue_declare("", exclusive=True).queue
        self.channel.queue_bind(queue, RPC_EXCHANGE, self.key)
        self.channel.basic_consume(
            queue, no_ack=True, callback=lambda m: self.replies.append(msgspec.json.decode(m.body))
        )
        self.replies: list[Any] = []

    def send(self, body: bytes, routing_key: str = "toys.execute", **changed: Any) -> None:
        properties = {"content_type": "application/json", "reply_to": self.key, "correlation_id": "c", **changed}
        given = {name: value for name, value in properties.items() if value is not None}
        self.channel.basic_publish(amqp.Message(body, **given), RPC_EXCHANGE, routing_key)

    def reply(self) -> Any:
        while not self.replies:
            self.connection.drain_events(timeout=10)
        return self.replies.pop(0)

    def parked(self) -> Any:
        channel = self.connection.channel()
        try:
            return channel.basic_get("rpc-toys.parked", no_ack=True)
        except amqp.exceptions.NotFound:  # nothing was ever parked
            return None


@pytest.mark.parametrize(("properties", "body"), POISON.values(), ids=POISON.keys())
def test_poison_is_parked_with_its_reason_and_the_door_stays(
    toys: Toys, client: RpcClient, properties: dict[str, Any], body: bytes
) -> None:
    sender = Sender(toys.broker_url)
    sender.send(body, **properties)
    parked = until(sender.parked, "the message is parked")
    assert parked.headers["reason"] and parked.headers["size"] == len(body)
    assert bytes(parked.body if isinstance(parked.body, bytes) else parked.body.encode()) == body[: 1 << 16]
    if {"reply_to", "correlation_id"}.isdisjoint(properties):
        error = sender.reply()["error"]
        assert error["exc_type"] in ("MalformedRequest", "MethodNotFound", "IncorrectSignature")
    assert execute(client, "BuyToy", bought())["position"], "the door works on"
    sender.connection.collect()


def test_wild_headers_of_a_good_request_do_no_harm(client: RpcClient, toys: Toys) -> None:
    sender = Sender(toys.broker_url)
    body = msgspec.json.encode({"args": [], "kwargs": {}})
    for stack in (7, [1, None], {"a": []}, "x" * 1000, [["deep"]] * 500):
        sender.send(body, "toys.describe", application_headers={"nameko.call_id_stack": stack, "x": [stack]})
        assert sender.reply()["result"]["ok"]["service"] == "toys"
    sender.connection.collect()


def test_a_timestamp_beyond_the_calendar_in_a_header_is_given_up_by_the_broker(toys: Toys, client: RpcClient) -> None:
    """py-amqp cannot read such a frame at all; the broker counts the deliveries."""
    sender = Sender(toys.broker_url)
    message = amqp.Message(b"{}", application_headers={"at": datetime(2000, 1, 1, tzinfo=UTC)})
    table = message._serialize_properties
    message._serialize_properties = lambda: table().replace(b"\x00\x00\x00\x00\x38\x6d\x43\x80", b"\x7f" * 8)
    sender.channel.basic_publish(message, RPC_EXCHANGE, "toys.execute")
    until(lambda: len(toys.doors[0].lines("broker lost")) > MOST_DELIVERIES, "the broker gave it up")
    assert until(lambda: works(client), "the door works on")
    sender.connection.collect()


def test_an_answer_to_somebody_who_left_harms_nobody(toys: Toys, client: RpcClient) -> None:
    gone = Sender(toys.broker_url)
    gone.send(msgspec.json.encode({"args": ["Pause", {"seconds": 1}, call()], "kwargs": {}}), "toys.query")
    gone.connection.collect()
    for _ in range(3):
        assert works(client)
