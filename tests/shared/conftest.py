"""Fixtures: doors of the toy service, as processes over real servers; a town of lamps and their counter."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from shared.rpc import (
    RpcClient,
)
from tests.servers import Broker, Postgres
from tests.shared.town import Town
from tests.shared.toys.running import Toys


@pytest.fixture(scope="session")
def toys(postgres: Postgres, broker: Broker) -> Iterator[Toys]:
    """One door for all tests that leave it as it was."""
    toys = Toys(postgres, broker)
    toys.open()
    yield toys
    toys.close()


@pytest.fixture
def fresh(postgres: Postgres, broker: Broker) -> Iterator[Toys]:
    toys = Toys(postgres, broker)
    yield toys
    toys.close()


@pytest.fixture
def client(toys: Toys) -> Iterator[RpcClient]:
    client = toys.client()
    yield client
    client.close()


@pytest.fixture
def town(postgres: Postgres, broker: Broker) -> Iterator[Town]:
    town = Town(postgres, broker.vhost())
    yield town
    town.stop()
    town.lamps.pool.close()
    town.counter.pool.close()
