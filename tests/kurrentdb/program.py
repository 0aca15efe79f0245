"""The stand-in as a process of its own, for tests whose platform forks."""

from __future__ import annotations

import sys
from pathlib import Path

from stadion.child import Child
from stadion.embedded.ports import free_port
from tests.kurrentdb.server import LATEST

CHECKOUT = Path(__file__).parent.parent.parent


class Program:
    """`url` leads to it; `kill()` ends it with all that it was told."""

    def __init__(self, folder: Path, release: str = LATEST) -> None:
        self.port = free_port()
        command = [sys.executable, "-m", "tests.kurrentdb", "--port", str(self.port), "--release", release]
        log = folder / "kurrentdb.log"
        self.child = Child(command, log=log, environment={"PYTHONPATH": str(CHECKOUT)})
        self.child.await_ready(lambda: "EVENTSTORE_URL" in log.read_text())

    @property
    def url(self) -> str:
        return f"kurrentdb://127.0.0.1:{self.port}?tls=false"

    def kill(self) -> None:
        self.child.kill()
