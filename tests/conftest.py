"""Fixtures: `postgres`, `broker` and the whole `platform`, each started once, when the first test asks for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from stadion.embedded.ports import free_port
from stadion.home import Home
from stadion.platform import Platform
from tests.servers import BROKER_DEFINITIONS, Broker, Postgres


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """`postgres.create_database("cards")` gives a fresh database: `.owner_url`, `.app_url`, `.name`."""
    server = Postgres(tmp_path_factory.mktemp("postgres") / "server")
    server.start()
    yield server
    server.kill()  # nothing of it is kept


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """`broker.vhost()` gives the address of a fresh virtual host."""
    node = Broker(tmp_path_factory.mktemp("rabbitmq") / "node")
    node.start(BROKER_DEFINITIONS)
    yield node
    node.kill()


@pytest.fixture(scope="session")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """The whole platform as `stadion run` starts it, in a folder of its own: `.http_port`, `.environment`, `.home`."""
    home = Home(tmp_path_factory.mktemp("platform") / "home")
    home.make()
    with home.locked():
        platform = Platform(home, free_port())
        try:
            platform.start()
            yield platform
        finally:
            platform.stop()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that asks for a server, or for the whole platform, is marked so; `make unit` leaves it out."""
    for item in items:
        asks = set(getattr(item, "fixturenames", ()))
        if {"postgres", "broker"} & asks:
            item.add_marker(pytest.mark.servers)
        if "platform" in asks:
            item.add_marker(pytest.mark.e2e)
