"""Two forms: a short one that CI runs, and with FAULTS=full (`make faults`) every fault at its gate.

Histories and the table stay in `.stadion/faults/<time of the run>`; at the end the table is printed.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults import ending
from tests.faults.history import History
from tests.faults.load import Venue, open_venue
from tests.faults.stand import Stand, standing

FULL = os.environ.get("FAULTS") == "full"
RUN = Path(__file__).parents[2] / ".stadion" / "faults" / time.strftime("%Y-%m-%dT%H-%M-%S")

full = pytest.mark.skipif(not FULL, reason="takes minutes: make faults")

Gate = Callable[[int, int], int]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)
            if FULL:
                item.add_marker(pytest.mark.timeout(7200))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if ending.ROWS:
        ending.keep(ending.ROWS, RUN)
        terminalreporter.section("faults")
        terminalreporter.write_line(f"{ending.table(ending.ROWS)}\n\n{ending.recoveries(ending.ROWS)}")
        terminalreporter.write_line(f"histories: {RUN}")


@pytest.fixture(scope="session")
def gate() -> Gate:
    """How much: `gate(short form, full form)`."""
    return lambda short, full: full if FULL else short


@pytest.fixture(scope="session")
def faults_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="stadion-faults-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def stand(faults_folder: Path) -> Iterator[Stand]:
    """One platform for all faults that it survives as it is."""
    with standing(faults_folder / "plain") as stand:
        yield stand


@pytest.fixture(scope="session")
def venue(stand: Stand) -> Venue:
    return open_venue(stand, History(RUN / "opening.jsonl"))


@pytest.fixture
def history(request: pytest.FixtureRequest) -> Iterator[History]:
    history = History(RUN / f"{request.node.name}.jsonl")
    yield history
    history.close()
