"""Servers that the environment names are used, and left as they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from shared.broker import RPC_EXCHANGE
from stadion.child import ServerFailed
from stadion.embedded.ports import free_port
from stadion.embedded.postgres import EmbeddedPostgres
from stadion.home import Home
from stadion.servers import Servers
from stadion.services import SERVICES
from tests.servers import Broker

pytestmark = pytest.mark.servers


@pytest.fixture
def existing(tmp_path: Path) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(tmp_path / "existing", "secret", durable=False)
    server.start()
    yield server
    server.kill()


def test_servers_named_by_the_environment_are_used_and_outlive_the_platform(
    existing: EmbeddedPostgres, broker: Broker, tmp_path: Path
) -> None:
    vhost = broker.vhost()
    home = Home(tmp_path / "home")
    home.make()
    servers = Servers(home, existing.url(), vhost)
    environment = servers.start()
    servers.stop()
    for service in SERVICES:
        with psycopg.connect(environment[f"{service.upper()}_DATABASE_URL"]) as app:
            assert app.execute("SELECT current_database(), current_user").fetchone() == (service, f"{service}_app")
        assert environment[f"{service.upper()}_BROKER_URL"] == vhost


def test_a_second_start_finds_the_same_databases(existing: EmbeddedPostgres, broker: Broker, tmp_path: Path) -> None:
    vhost = broker.vhost()
    home = Home(tmp_path / "home")
    home.make()
    first = Servers(home, existing.url(), vhost).start()
    with psycopg.connect(first["CARDS_OWNER_DATABASE_URL"]) as owner:
        owner.execute("CREATE TABLE kept (id text)")
    assert Servers(home, existing.url(), vhost).start() == first
    with psycopg.connect(first["CARDS_DATABASE_URL"]) as app:
        assert app.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_a_named_broker_gets_the_exchange_that_no_service_may_declare(
    existing: EmbeddedPostgres, broker: Broker, tmp_path: Path
) -> None:
    vhost = broker.vhost()
    exchange = f"exchanges/{vhost.rpartition('/')[2]}/{RPC_EXCHANGE}"
    broker.manage("DELETE", exchange)
    home = Home(tmp_path / "home")
    home.make()
    Servers(home, existing.url(), vhost).start()
    assert broker.manage("GET", exchange)["type"] == "topic"


def test_a_named_broker_that_is_away_is_told_in_one_line(existing: EmbeddedPostgres, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.make()
    with pytest.raises(ServerFailed, match="STADION_BROKER_URL"):
        Servers(home, existing.url(), f"amqp://nobody:secret@127.0.0.1:{free_port()}/none").start()
