"""The platform of tests/e2e, its logs in the stand-in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from stadion.embedded.ports import free_port
from stadion.home import Home
from stadion.platform import Platform
from tests.e2e.conftest import base, office  # noqa: F401
from tests.kurrentdb.program import Program


@pytest.fixture(scope="session")
def eventstore(servers_folder: Path) -> Iterator[Program]:
    folder = servers_folder / "eventstore"
    folder.mkdir()
    program = Program(folder)
    yield program
    program.kill()


@pytest.fixture(scope="session")
def platform(servers_folder: Path, eventstore: Program) -> Iterator[Platform]:
    home = Home(servers_folder / "platform-on-kurrentdb")
    home.make()
    with home.locked():
        platform = Platform(home, free_port())
        try:
            with pytest.MonkeyPatch.context() as while_it_starts:  # this session's other processes keep to PostgreSQL
                while_it_starts.setenv("EVENTSTORE_URL", eventstore.url)
                platform.start()
            yield platform
        finally:
            platform.stop()
