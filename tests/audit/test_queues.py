"""The audit asks a real broker: what waits there, what was put aside, and what was dropped."""

from __future__ import annotations

from collections.abc import Iterator

import amqp
import psycopg
import pytest

from shared.amqp import Inlet, Outgoing, Publisher, connected
from shared.broker import consumer_queue, parked_exchange, parked_queue, rpc_queue
from shared.log.postgres import PostgresStore
from shared.relay import PostgresCheckpoint, Relay
from stadion.auditing.queues import look, on_the_broker
from stadion.services import declaration
from tests.audit.small_chain import Chain, healthy
from tests.scenario import NOON
from tests.servers import Broker, Postgres

QUEUE = consumer_queue("cards", "finance")


@pytest.fixture
def vhost(broker: Broker, monkeypatch: pytest.MonkeyPatch) -> str:
    """A virtual host with all that cards declares there, asked as cards' own user."""
    url = broker.vhost()
    hears = declaration("cards").hears
    with connected(url) as connection:
        for source in hears:
            Publisher(connection, source)
            Inlet(connection, "cards", source)
        for queue in (rpc_queue("cards"), parked_queue(rpc_queue("cards"))):
            connection.channel().queue_declare(queue, durable=True, auto_delete=False)
    monkeypatch.setenv("STADION_ENV", "demo")
    monkeypatch.setenv("CARDS_BROKER_URL", broker.as_service(url, "cards", hears))
    return url


@pytest.fixture
def chain(postgres: Postgres) -> Iterator[Chain]:
    yield (copy := healthy(postgres).copy("queues"))
    copy.drop()


def said(settled: bool = True, allowed: bool = False) -> list[tuple[str, str]]:
    findings = on_the_broker("cards", settled, allowed, look)
    return [(finding.invariant, violation.says) for finding in findings for violation in finding.violations]


def test_empty_queues_keep_the_promise_and_are_counted(vhost: str) -> None:
    assert said() == []
    assert [f.checked for f in on_the_broker("cards", True, False, look)] == ["0 messages in 5 queues"] * 2


def test_messages_that_wait_are_wrong_only_when_nothing_is_on_its_way(vhost: str) -> None:
    with connected(vhost) as connection:
        Publisher(connection, "finance").publish([Outgoing("1", "OrderPaid.1", b"{}")])
    assert said() == [("I5", f"{QUEUE} holds 1 messages")]
    assert said(settled=False) == []


def test_a_queue_that_is_gone_is_named(vhost: str, broker: Broker) -> None:
    with connected(vhost) as connection:
        connection.channel().queue_delete(QUEUE)
    assert said() == [("I5", f"there is no queue {QUEUE}: what is published now does not wait for it")]


def test_what_the_broker_put_aside_is_named_unless_the_operator_knows_of_it(vhost: str) -> None:
    with connected(vhost) as connection:
        channel = connection.channel()
        channel.confirm_select()
        channel.basic_publish_confirm(amqp.Message("poison"), parked_exchange("cards"), parked_queue(QUEUE))
    assert said(settled=False) == [("I8", f"{QUEUE}.parked holds 1 messages")]
    assert said(allowed=True) == []


def test_a_broker_that_is_away_is_wrong_only_when_nothing_is_on_its_way(
    vhost: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CARDS_BROKER_URL", "amqp://cards:of-the-tests@127.0.0.1:1/nowhere")
    assert said(settled=False) == []
    assert [f.checked for f in on_the_broker("cards", False, False, look)] == ["not looked at"] * 2
    ((invariant, says),) = said()
    assert (invariant, says.startswith("the broker could not be asked: ConnectionRefusedError")) == ("I5", True)


def test_messages_that_were_dropped_are_named_by_what_was_never_heard(vhost: str, chain: Chain) -> None:
    never_published = ("UPDATE relay_checkpoint SET position = 0, chain = sha256('')", "DELETE FROM seal")
    chain.plant("finance", *never_published)
    chain.plant("cards", "DELETE FROM inbox WHERE source = 'finance'")
    with connected(vhost) as link, psycopg.connect(chain.url("finance")) as log:
        relay = Relay("finance", PostgresStore.on(log), PostgresCheckpoint(), Publisher(link, "finance"), lambda: NOON)
        while relay.step() == 0:
            pass
        every = log.execute("SELECT count(*) FROM event").fetchone()
        assert every and ("I5", f"{QUEUE} holds {every[0]} messages") in said()
        link.channel().queue_purge(QUEUE)
    assert said() == []
    assert chain.broken() == [("I5", "cards", 1, "has not heard finance behind 0")]
