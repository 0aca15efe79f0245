"""Keeps a platform's processes and servers running: starts them, restarts what crashes, ends them in order."""

from __future__ import annotations

import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Protocol

from stadion.child import Child
from stadion.embedded.ports import LOOPBACK, free_port
from stadion.processes import Process

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds before a crashed process is started again
STEADY = 60.0  # seconds of life after which a crash counts as the first one again
CHECKOUT = Path(__file__).parent.parent


class Program(Protocol):
    """What can be kept running: `launch` starts it, and again after it ended, and waits for nothing."""

    @property
    def name(self) -> str: ...
    @property
    def child(self) -> Child:
        """The process of the last launch."""
        ...

    def launch(self) -> None: ...
    def state(self) -> str:
        """`ready`, or why not, while the process runs."""
        ...


class OwnProgram:
    """A process of the platform."""

    def __init__(self, process: Process, environment: Mapping[str, str], logs: Path) -> None:
        self.name = process.name
        self.health_port = free_port()
        self._command = [sys.executable, "-W", "ignore", "-m", *process.module]
        self._log = logs / f"{process.name}.log"
        self._environment = {**environment, **process.variables, "HEALTH_PORT": str(self.health_port)}
        self.launch()

    def launch(self) -> None:
        self.child = Child(self._command, log=self._log, environment=self._environment)

    def state(self) -> str:
        try:
            urllib.request.urlopen(f"http://{LOOPBACK}:{self.health_port}/readyz", timeout=2).close()
        except urllib.error.HTTPError as answer:
            return answer.read().decode(errors="replace")
        except OSError:
            return "starting"
        return "ready"


class Supervised:
    """One launched program and its successors."""

    def __init__(self, program: Program, stage: int = 0) -> None:
        self.program = program
        self.stage = stage
        self.restarts = 0
        self._pause = FIRST_PAUSE
        self._due = 0.0
        self._launched()

    @property
    def child(self) -> Child:
        return self.program.child

    def _launched(self) -> None:
        self._started = time.monotonic()
        self._crashed = False

    def watch(self) -> str | None:
        """Restart the program when it has ended and its pause is over; a line for the operator if it ended."""
        if self.child.process.poll() is None:
            return None
        now = time.monotonic()
        if not self._crashed:
            self._crashed = True
            steady = now - self._started > STEADY
            self._pause = FIRST_PAUSE if steady else min(self._pause * 2, LONGEST_PAUSE)
            self._due = now + self._pause
            return f"{self.program.name} ended with {self.child.process.returncode}, see {self.child.log}"
        if now >= self._due:
            self.restarts += 1
            self.program.launch()
            self._launched()
        return None

    def state(self) -> str:
        """`ready`, or why not."""
        if self.child.process.poll() is not None:
            return f"ended with {self.child.process.returncode}"
        return self.program.state()


class Supervisor:
    """All processes of a platform. `stop()` ends stage after stage, so that nothing is asked of what is gone.

    `servers` run already and are kept running; whoever started them ends them, after the processes.
    """

    def __init__(
        self,
        processes: Sequence[Process],
        environment: Mapping[str, str],
        logs: Path,
        servers: Sequence[Program] = (),
    ) -> None:
        self._processes = processes
        self._environment = {**environment, "PYTHONPATH": str(CHECKOUT), "PYTHONUNBUFFERED": "1"}
        self._logs = logs
        self.running: list[Supervised] = []
        self._servers = [Supervised(server) for server in servers]

    def start(self) -> None:
        for process in self._processes:
            self.running.append(Supervised(OwnProgram(process, self._environment, self._logs), process.stage))

    def watch(self) -> list[str]:
        """To be called a few times a second; what happened since, a line each."""
        return [line for each in self._all() if (line := each.watch()) is not None]

    def states(self) -> dict[str, str]:
        return {each.program.name: each.state() for each in self._all()}

    def stop(self, seconds: float = 20) -> None:
        """Ask each stage to end and wait for it; what has not ended after `seconds` is ended."""
        stages = groupby(sorted(self.running, key=_stage), key=_stage)
        for _, stage in stages:
            members = list(stage)
            for each in members:
                each.child.ask_to_stop()
            for each in members:
                each.child.stop(seconds)
        self.running.clear()
        self._servers.clear()

    def _all(self) -> list[Supervised]:
        return [*self._servers, *self.running]


def _stage(supervised: Supervised) -> int:
    return supervised.stage
