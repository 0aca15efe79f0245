"""Fixtures: `edge` is a gateway without a database, `town` one with logins and sessions in PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from psycopg_pool import ConnectionPool

from services.gateway.server import MIGRATIONS
from shared.migrations import migrate
from tests.gateway.edge import Edge
from tests.servers import Postgres


@pytest.fixture(scope="session")
def plain_edge() -> Edge:
    return Edge()


@pytest.fixture
def edge(plain_edge: Edge) -> Edge:
    return plain_edge.reset()


@pytest.fixture(scope="module")
def pool(postgres: Postgres) -> Iterator[ConnectionPool[Any]]:
    """Of a database whose rights are those of the running gateway."""
    made = postgres.create_database("gateway")
    migrate(made.owner_url, "gateway_app", [MIGRATIONS])
    with ConnectionPool(made.app_url, min_size=1, max_size=4) as pool:
        yield pool


@pytest.fixture(scope="module")
def built_town(pool: ConnectionPool[Any]) -> Edge:
    return Edge(pool)


@pytest.fixture
def town(built_town: Edge, pool: ConnectionPool[Any]) -> Edge:
    with pool.connection() as connection:
        for table in ("session", "login", "device", "attempt", "departed", "heard", "quota", "solved"):
            connection.execute(f"DELETE FROM {table}".encode())
    return built_town.reset()
