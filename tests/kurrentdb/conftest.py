"""Fixtures: the stand-in, one a session and release, and an empty log on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from stadion.embedded.databases import Provisioned
from tests.kurrentdb.server import Server
from tests.kurrentdb.stores import KurrentLog, lamps_database
from tests.servers import Postgres

RELEASES = ("26.1", "25.1", "24.10")  # checks in an append; several streams in an append; neither


@pytest.fixture(scope="session", params=RELEASES)
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    server = Server(request.param)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def lamps(postgres: Postgres) -> Provisioned:
    return lamps_database(postgres)


@pytest.fixture
def log(server: Server, lamps: Provisioned) -> Iterator[KurrentLog]:
    log = KurrentLog(server, lamps)
    yield log
    log.close()
