"""Fixtures: `postgres` and `broker`, real servers started once when the first test asks for one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that asks for a server is marked so; `make unit` leaves it out."""
    for item in items:
        if {"postgres", "broker"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.servers)
