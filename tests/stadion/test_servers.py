"""Servers that the environment names are used, and left as they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from stadion.embedded.postgres import EmbeddedPostgres
from stadion.home import Home
from stadion.servers import Servers
from stadion.services import SERVICES

pytestmark = pytest.mark.servers
BROKER = "amqp://somebody:secret@broker.example/stadion"


@pytest.fixture
def existing(tmp_path: Path) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(tmp_path / "existing", "secret", durable=False)
    server.start()
    yield server
    server.kill()


def test_servers_named_by_the_environment_are_used_and_outlive_the_platform(
    existing: EmbeddedPostgres, tmp_path: Path
) -> None:
    home = Home(tmp_path / "home")
    home.make()
    servers = Servers(home, existing.url(), BROKER)
    environment = servers.start()
    servers.stop()
    for service in SERVICES:
        with psycopg.connect(environment[f"{service.upper()}_DATABASE_URL"]) as app:
            assert app.execute("SELECT current_database(), current_user").fetchone() == (service, f"{service}_app")
        assert environment[f"{service.upper()}_BROKER_URL"] == BROKER


def test_a_second_start_finds_the_same_databases(existing: EmbeddedPostgres, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.make()
    first = Servers(home, existing.url(), BROKER).start()
    with psycopg.connect(first["CARDS_OWNER_DATABASE_URL"]) as owner:
        owner.execute("CREATE TABLE kept (id text)")
    assert Servers(home, existing.url(), BROKER).start() == first
    with psycopg.connect(first["CARDS_DATABASE_URL"]) as app:
        assert app.execute("SELECT count(*) FROM kept").fetchone() == (0,)
