"""The embedded servers: what a service may do there, and that nothing is left of them."""

from __future__ import annotations

from pathlib import Path

import amqp
import kombu
import psycopg
import pytest

from stadion.child import ServerFailed
from stadion.embedded.postgres import EmbeddedPostgres
from stadion.embedded.rabbitmq import EmbeddedRabbitMQ
from tests.servers import BROKER_DEFINITIONS, SECRET, Broker, Postgres

pytestmark = pytest.mark.servers


def test_a_service_may_use_the_tables_of_its_owner_and_define_none(postgres: Postgres) -> None:
    cards = postgres.create_database("cards")
    with psycopg.connect(cards.owner_url) as owner:
        owner.execute("CREATE TABLE card (id text)")
    with psycopg.connect(cards.app_url, autocommit=True) as app:
        app.execute("INSERT INTO card VALUES ('c1')")
        assert app.execute("SELECT id FROM card").fetchall() == [("c1",)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("CREATE TABLE other (id text)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("DROP TABLE card")


def test_a_service_cannot_enter_a_neighbours_database(postgres: Postgres) -> None:
    cards, finance = postgres.create_database("cards"), postgres.create_database("finance")
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(cards.app_url.replace(cards.name, finance.name))


def test_each_database_is_fresh(postgres: Postgres) -> None:
    first, second = postgres.create_database("cards"), postgres.create_database("cards")
    with psycopg.connect(first.owner_url) as owner:
        owner.execute("CREATE TABLE card (id text)")
    with psycopg.connect(second.owner_url) as owner:
        assert owner.execute("SELECT to_regclass('card')").fetchone() == (None,)


def test_a_cluster_keeps_its_data_over_a_restart(servers_folder: Path) -> None:
    server = EmbeddedPostgres(servers_folder / "kept" / "postgres", SECRET)
    server.start()
    try:
        with psycopg.connect(server.url()) as admin:
            admin.execute("CREATE TABLE kept (id text)")
        server.stop()
        server.start()
        with psycopg.connect(server.url()) as admin:
            assert admin.execute("SELECT count(*) FROM kept").fetchone() == (0,)
    finally:
        server.stop()
    assert not Path(f"/proc/{server.pid}").exists()


def test_two_virtual_hosts_share_nothing(broker: Broker) -> None:
    first, second = broker.vhost(), broker.vhost()
    with kombu.Connection(first) as here, kombu.Connection(second) as there:
        here.SimpleQueue("letters").put("hello")
        assert there.SimpleQueue("letters").qsize() == 0


def test_a_service_publishes_its_own_events_and_no_neighbours(broker: Broker) -> None:
    url = broker.vhost()
    with kombu.Connection(broker.as_service(url, "cards", hears=["finance"])) as cards:
        kombu.Exchange("cards.events", "topic").declare(channel=cards.default_channel)
        with pytest.raises(amqp.exceptions.AccessRefused):
            kombu.Exchange("finance.events", "topic").declare(channel=cards.channel())


def test_a_node_ends_with_all_its_processes_and_keeps_its_queues(servers_folder: Path) -> None:
    node = EmbeddedRabbitMQ(servers_folder / "kept" / "rabbitmq")
    node.start(BROKER_DEFINITIONS)
    try:
        with kombu.Connection(node.url("/", Broker.ADMIN, SECRET)) as connection:
            connection.SimpleQueue("letters").put("hello")
        node.stop()
        assert not [pid for pid in node.pids if Path(f"/proc/{pid}").exists()]
        node.start()
        with kombu.Connection(node.url("/", Broker.ADMIN, SECRET)) as connection:
            assert connection.SimpleQueue("letters").get(timeout=5).payload == "hello"
    finally:
        node.stop()


def test_a_server_that_cannot_start_shows_the_end_of_its_log(servers_folder: Path) -> None:
    server = EmbeddedPostgres(servers_folder / "broken" / "postgres", SECRET)
    (servers_folder / "broken" / "postgres" / "cluster").mkdir(parents=True)
    with pytest.raises(ServerFailed, match="No such file"):
        server.start()
