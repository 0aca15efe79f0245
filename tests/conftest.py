"""Fixtures: `postgres`, `broker` and the whole `platform`, each started once, when the first test asks for it."""

from __future__ import annotations

import gc
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from stadion.embedded.ports import free_port
from stadion.home import Home
from stadion.platform import Platform
from tests.servers import BROKER_DEFINITIONS, Broker, Postgres

# How long an example takes is the machine's matter.
settings.register_profile("stadion", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("stadion")

TOLD = "told"
"""The property of a test that is shown at the end of every run, green or red, whichever process the test ran in."""


@pytest.fixture(scope="session")
def servers_folder() -> Iterator[Path]:
    """Not below pytest's own folder: the next run of pytest shuts that to all others, running servers included."""
    with tempfile.TemporaryDirectory(prefix="stadion-test-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def postgres(servers_folder: Path) -> Iterator[Postgres]:
    """`postgres.create_database("cards")` gives a fresh database: `.owner_url`, `.app_url`, `.name`."""
    server = Postgres(servers_folder / "postgres")
    server.start()
    yield server
    server.kill()  # nothing of it is kept


@pytest.fixture(scope="session")
def broker(servers_folder: Path) -> Iterator[Broker]:
    """`broker.vhost()` gives the address of a fresh virtual host."""
    node = Broker(servers_folder / "rabbitmq")
    node.start(BROKER_DEFINITIONS)
    yield node
    node.kill()


@pytest.fixture(scope="session")
def platform(servers_folder: Path) -> Iterator[Platform]:
    """The whole platform as `stadion run` starts it, in a folder of its own: `.http_port`, `.environment`, `.home`."""
    home = Home(servers_folder / "platform")
    home.make()
    with home.locked():
        platform = Platform(home, free_port())
        try:
            platform.start()
            yield platform
        finally:
            platform.stop()


def pytest_configure() -> None:
    """What is imported and collected stays to the end: looking through it for garbage takes a tenth of the time."""
    gc.disable()


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that asks for a server, or for the whole platform, is marked so; `make unit` leaves it out."""
    for item in items:
        asks = set(getattr(item, "fixturenames", ()))
        if {"postgres", "broker"} & asks:
            item.add_marker(pytest.mark.servers)
        if "platform" in asks:
            item.add_marker(pytest.mark.e2e)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [each for kind in ("passed", "failed") for each in terminalreporter.stats.get(kind, [])]
    for text in (value for each in reports for name, value in each.user_properties if name == TOLD):
        terminalreporter.write_line(str(text))
