"""The broker's rights: a service does its own work with them, and no other service's."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import amqp
import pytest
from amqp.exceptions import AccessRefused

from shared.amqp import ConfirmsMissing, Inlet, Outgoing, Publisher, connected
from shared.broker import (
    MOST_DELIVERIES,
    PARTITIONS,
    RPC_EXCHANGE,
    consumer_queue,
    events_exchange,
    parked_queue,
    reply_queue,
    routing_key,
    rpc_queue,
)
from tests.servers import Broker
from tests.waiting import eventually


def test_a_stream_always_lies_in_the_same_one_of_the_partitions() -> None:
    partitions = {routing_key("LampLit", f"lamp-{n}").partition(".")[2] for n in range(200)}
    assert partitions == {str(n) for n in range(PARTITIONS)}
    assert routing_key("LampLit", "lamp-1").partition(".")[2] == routing_key("LampDimmed", "lamp-1").partition(".")[2]


RIGHTS: dict[str, tuple[list[str], list[str]]] = {
    "lamps": ([], []),
    "counter": (["lamps"], []),
    "desk": ([], ["lamps.execute", "counter.query"]),
}
"""Whom each user hears, and what it calls."""


@dataclass
class Street:
    """A virtual host in which lamps, counter and desk each have their own rights."""

    broker: Broker
    admin_url: str

    def url(self, user: str) -> str:
        return self.broker.as_service(self.admin_url, user, *RIGHTS[user])


@pytest.fixture
def street(broker: Broker) -> Street:
    street = Street(broker, broker.vhost())
    for service in ("lamps", "counter"):
        with connected(street.url(service)) as connection:
            open_door(connection.channel(), service)
            Publisher(connection, service)
    with connected(street.url("counter")) as connection:
        Inlet(connection, "counter", "lamps")
    return street


def open_door(channel: Any, service: str) -> None:
    """What a door declares."""
    channel.queue_declare(rpc_queue(service), durable=True, auto_delete=False)
    channel.queue_bind(rpc_queue(service), RPC_EXCHANGE, f"{service}.*")


def ask(connection: Any, service: str, method: str, user: str) -> list[Any]:
    """What an RPC client does until the broker has taken its request; gives the list that answers come into."""
    key, answers, channel = str(uuid4()), list[Any](), connection.channel()
    channel.queue_declare(reply_queue(user, key), exclusive=True)
    channel.queue_bind(reply_queue(user, key), RPC_EXCHANGE, key)
    channel.basic_consume(reply_queue(user, key), no_ack=True, callback=answers.append)
    channel.confirm_select()
    channel.basic_publish(amqp.Message(b"{}", reply_to=key), RPC_EXCHANGE, f"{service}.{method}")
    channel.wait(amqp.spec.Basic.Ack, timeout=5)
    return answers


def test_a_source_publishes_and_its_consumer_hears_it(street: Street) -> None:
    with connected(street.url("lamps")) as source, connected(street.url("counter")) as consumer:
        Publisher(source, "lamps").publish([Outgoing("1", "LampLit.0", b"{}")])
        inlet = Inlet(consumer, "counter", "lamps")
        (arrived,) = inlet.take(5)
        inlet.ack(arrived)
    assert arrived.body == b"{}"


def test_what_the_broker_does_not_take_charge_of_is_not_published(broker: Broker) -> None:
    with suppress(ConfirmsMissing), connected(broker.vhost()) as connection:
        publisher = Publisher(connection, "lamps")
        full = {"x-max-length": 2, "x-overflow": "reject-publish"}
        publisher.channel.queue_declare("narrow", durable=True, auto_delete=False, arguments=full)
        publisher.channel.queue_bind("narrow", "lamps.events", "#")
        publisher.publish([Outgoing(str(n), "LampLit.0", b"{}") for n in range(2)])
        with pytest.raises(ConfirmsMissing):
            publisher.publish([Outgoing(str(n), "LampLit.0", b"{}") for n in range(50)])
        raise ConfirmsMissing  # as the caller would: the connection is given up


def test_an_unconfirmed_message_is_given_up_in_time(broker: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.amqp.PATIENCE", 0.2)
    with suppress(ConfirmsMissing), connected(broker.vhost()) as connection:
        publisher = Publisher(connection, "lamps")
        publisher.channel.events["basic_ack"].clear()  # as if the broker had fallen silent
        publisher.publish([Outgoing("1", "LampLit.0", b"{}")])
        raise AssertionError("taken for published")


def test_an_event_that_no_queue_wants_is_confirmed_and_counted(broker: Broker) -> None:
    with connected(broker.vhost()) as connection:
        publisher = Publisher(connection, "lamps")
        publisher.publish([Outgoing("1", "LampLit.0", b"{}"), Outgoing("2", "LampLit.0", b"{}")])
        assert publisher.unroutable == 2


def test_a_message_that_keeps_killing_its_consumer_ends_in_that_consumers_parked_queue(street: Street) -> None:
    with connected(street.url("lamps")) as source:
        Publisher(source, "lamps").publish([Outgoing("1", "LampLit.0", b"deadly")])
    dead = parked_queue(consumer_queue("counter", "lamps"))
    deaths = 0
    while deaths <= MOST_DELIVERIES:
        with suppress(KeyboardInterrupt), connected(street.url("counter")) as connection:
            assert Inlet(connection, "counter", "lamps").take(5)[0].body == b"deadly"
            deaths += 1
            raise KeyboardInterrupt
    with connected(street.url("counter")) as connection:
        assert Inlet(connection, "counter", "lamps").take(0.1) == []
        channel = connection.channel()
        eventually(lambda: (message := channel.basic_get(dead, no_ack=True)) and message.body == b"deadly")


def die_over(street: Street, times: int, acks: int) -> None:
    """A reader has what it reads ahead in hand, settles the first `acks` messages, and is lost."""
    for _ in range(times):
        with suppress(KeyboardInterrupt), connected(street.url("counter")) as connection:
            inlet = Inlet(connection, "counter", "lamps")
            for arrived in (inlet.take(5) + inlet.take(0.1))[:acks]:
                inlet.ack(arrived)
                inlet.keep_alive()
            raise KeyboardInterrupt


def left(street: Street, queue: str) -> list[bytes]:
    with connected(street.url("counter")) as connection:
        channel = connection.channel()
        got = iter(lambda: channel.basic_get(queue, no_ack=True), None)
        return [bytes(message.body) for message in got]


def publish(street: Street, *bodies: bytes) -> None:
    with connected(street.url("lamps")) as source:
        Publisher(source, "lamps").publish([Outgoing(str(n), "LampLit.0", body) for n, body in enumerate(bodies)])


def test_what_is_only_behind_another_message_is_never_put_aside(street: Street) -> None:
    bodies = [str(n).encode() for n in range(40)]
    publish(street, *bodies)
    die_over(street, times=MOST_DELIVERIES + 10, acks=1)
    assert left(street, parked_queue(consumer_queue("counter", "lamps"))) == []
    assert len(set(left(street, consumer_queue("counter", "lamps")))) == 10


def test_of_a_batch_only_the_message_that_kills_is_put_aside(street: Street) -> None:
    publish(street, b"behind", b"deadly", b"further behind")
    heard: list[bytes] = []

    def read_on() -> bool:
        """Settles a batch once all of it is done; is lost over the deadly one."""
        with suppress(KeyboardInterrupt), connected(street.url("counter")) as connection:
            inlet = Inlet(connection, "counter", "lamps")
            while taken := inlet.take(0.2):
                if b"deadly" in [arrived.body for arrived in taken]:
                    raise KeyboardInterrupt
                heard.extend(arrived.body for arrived in taken)
                inlet.ack(taken[-1])
            return True
        return False

    eventually(read_on, 60)
    assert sorted(heard) == [b"behind", b"further behind"]
    dead = parked_queue(consumer_queue("counter", "lamps"))
    eventually(lambda: left(street, dead) == [b"deadly"])


@pytest.mark.parametrize(("service", "method"), [("lamps", "execute"), ("counter", "query")])
def test_the_desk_calls_what_it_may_and_is_answered(street: Street, service: str, method: str) -> None:
    with connected(street.url("desk")) as desk, connected(street.url(service)) as door:
        answers, channel = ask(desk, service, method, "desk"), door.channel()
        request = channel.basic_get(rpc_queue(service), no_ack=True)
        channel.basic_publish(amqp.Message(b"yes"), RPC_EXCHANGE, request.properties["reply_to"])
        desk.drain_events(timeout=5)
        assert answers[0].body == b"yes"


def test_a_consumer_asks_the_feed_of_whom_it_hears(street: Street) -> None:
    with connected(street.url("counter")) as counter, connected(street.url("lamps")) as door:
        ask(counter, "lamps", "feed", "counter")
        assert door.channel().basic_get(rpc_queue("lamps"), no_ack=True)


def test_a_door_parks_what_it_cannot_answer(street: Street) -> None:
    with connected(street.url("lamps")) as door:
        channel = door.channel()
        parked = parked_queue(rpc_queue("lamps"))
        channel.exchange_declare("lamps.parked", "topic", durable=True, auto_delete=False)
        channel.queue_declare(parked, durable=True, auto_delete=False)
        channel.queue_bind(parked, "lamps.parked", parked)
        channel.basic_publish(amqp.Message(b"?"), "lamps.parked", parked)


def publishes(exchange: str, key: str) -> Callable[[Any], object]:
    def attempt(channel: Any) -> None:
        channel.confirm_select()
        channel.basic_publish(amqp.Message(b"{}"), exchange, key)
        channel.wait(amqp.spec.Basic.Ack, timeout=5)

    return attempt


FORBIDDEN: dict[str, tuple[str, Callable[[Any], object]]] = {
    "publish a neighbour's events": ("counter", publishes(events_exchange("lamps"), "LampLit.0")),
    "call a command of a neighbour it only hears": ("counter", publishes(RPC_EXCHANGE, "lamps.execute")),
    "call a method that is not the desk's": ("desk", publishes(RPC_EXCHANGE, "counter.execute")),
    "put a request straight into a neighbour's queue": ("desk", publishes("", rpc_queue("lamps"))),
    "put an event straight into a neighbour's queue": ("lamps", publishes("", "counter.from.lamps")),
    "read a neighbour's requests": ("counter", lambda c: c.basic_get(rpc_queue("lamps"))),
    "have a neighbour's requests sent to itself": (
        "counter",
        lambda c: (
            c.queue_declare(rpc_queue("counter"), durable=True, auto_delete=False),
            c.queue_bind(rpc_queue("counter"), RPC_EXCHANGE, "lamps.*"),
        ),
    ),
    "hear whom it did not say that it hears": (
        "lamps",
        lambda c: (
            c.queue_declare(rpc_queue("lamps"), durable=True, auto_delete=False),
            c.queue_bind(rpc_queue("lamps"), events_exchange("counter"), "#"),
        ),
    ),
    "read what another consumer hears": ("lamps", lambda c: c.basic_get("counter.from.lamps")),
    "purge another consumer's queue": ("lamps", lambda c: c.queue_purge("counter.from.lamps")),
    "delete another consumer's queue": ("lamps", lambda c: c.queue_delete("counter.from.lamps")),
    "delete a neighbour's exchange": ("counter", lambda c: c.exchange_delete(events_exchange("lamps"))),
    "delete the exchange that all calls pass": ("desk", lambda c: c.exchange_delete(RPC_EXCHANGE)),
    "declare the exchange that all calls pass": (
        "lamps",
        lambda c: c.exchange_declare(RPC_EXCHANGE, "topic", durable=True, auto_delete=False),
    ),
    "make an exchange of any name": ("lamps", lambda c: c.exchange_declare("anything", "topic")),
    "make a neighbour's exchange": ("counter", lambda c: c.exchange_declare("desk.events", "topic")),
    "have a neighbour's events sent on through an exchange of its own": (
        "lamps",
        lambda c: c.exchange_bind("lamps.parked", events_exchange("counter"), "#"),
    ),
    "have a neighbour's requests copied through an exchange of its own": (
        "lamps",
        lambda c: c.exchange_bind(events_exchange("lamps"), RPC_EXCHANGE, "counter.*"),
    ),
    "take a neighbour's queue off the exchange": (
        "counter",
        lambda c: c.queue_unbind(rpc_queue("lamps"), RPC_EXCHANGE, "lamps.*"),
    ),
    "call through the exchange of what it parks": (
        "counter",
        lambda c: (
            c.exchange_bind(RPC_EXCHANGE, "counter.parked", "counter.from.lamps.parked"),
            publishes("counter.parked", "lamps.execute")(c),
        ),
    ),
    "call through the exchange of its events": (
        "desk",
        lambda c: (
            c.exchange_declare("desk.events", "topic", durable=True, auto_delete=False),
            publishes("desk.events", "lamps.open")(c),
        ),
    ),
    "make a queue of any name": ("desk", lambda c: c.queue_declare("anything")),
    "await answers in another's name": ("desk", lambda c: c.queue_declare(reply_queue("lamps", str(uuid4())))),
}


@pytest.mark.parametrize("wish", FORBIDDEN)
def test_no_service_may(street: Street, wish: str) -> None:
    user, attempt = FORBIDDEN[wish]
    with pytest.raises(AccessRefused), connected(street.url(user)) as connection:
        attempt(connection.channel())
