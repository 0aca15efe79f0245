"""Keeps a platform's processes running: starts them, restarts what crashes, ends them in order."""

from __future__ import annotations

import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path

from stadion.child import Child
from stadion.embedded.ports import LOOPBACK, free_port
from stadion.processes import Process

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds before a crashed process is started again
STEADY = 60.0  # seconds of life after which a crash counts as the first one again
CHECKOUT = Path(__file__).parent.parent


class Supervised:
    """One process and its successors."""

    def __init__(self, process: Process, environment: Mapping[str, str], logs: Path) -> None:
        self.process = process
        self.health_port = free_port()
        self.restarts = 0
        self._log = logs / f"{process.name}.log"
        self._environment = {**environment, **process.variables, "HEALTH_PORT": str(self.health_port)}
        self._pause = FIRST_PAUSE
        self._due = 0.0
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-W", "ignore", "-m", *self.process.module]
        self.child = Child(command, log=self._log, environment=self._environment)
        self._started = time.monotonic()
        self._crashed = False

    def watch(self) -> str | None:
        """Restart the process when it has ended and its pause is over; a line for the operator if it ended."""
        if self.child.process.poll() is None:
            return None
        now = time.monotonic()
        if not self._crashed:
            self._crashed = True
            steady = now - self._started > STEADY
            self._pause = FIRST_PAUSE if steady else min(self._pause * 2, LONGEST_PAUSE)
            self._due = now + self._pause
            return f"{self.process.name} ended with {self.child.process.returncode}, see {self._log}"
        if now >= self._due:
            self.restarts += 1
            self.start()
        return None

    def state(self) -> str:
        """`ready`, or why not."""
        if self.child.process.poll() is not None:
            return f"ended with {self.child.process.returncode}"
        try:
            urllib.request.urlopen(f"http://{LOOPBACK}:{self.health_port}/readyz", timeout=2).close()
        except urllib.error.HTTPError as answer:
            return answer.read().decode(errors="replace")
        except OSError:
            return "starting"
        return "ready"


class Supervisor:
    """All processes of a platform. `stop()` ends stage after stage, so that nothing is asked of what is gone."""

    def __init__(self, processes: Sequence[Process], environment: Mapping[str, str], logs: Path) -> None:
        self._processes = processes
        self._environment = {**environment, "PYTHONPATH": str(CHECKOUT), "PYTHONUNBUFFERED": "1"}
        self._logs = logs
        self.running: list[Supervised] = []

    def start(self) -> None:
        for process in self._processes:
            self.running.append(Supervised(process, self._environment, self._logs))

    def watch(self) -> list[str]:
        """To be called a few times a second; what happened since, a line each."""
        return [line for each in self.running if (line := each.watch()) is not None]

    def states(self) -> dict[str, str]:
        return {each.process.name: each.state() for each in self.running}

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


def _stage(supervised: Supervised) -> int:
    return supervised.process.stage
