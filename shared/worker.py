"""The worker of a service: its loops on plain threads, one active worker a service.

`python -m shared.worker <service> …` hosts the workers of several services in one process. SIGTERM lets every
thread end its turn; what was not finished is finished by the next worker.
"""

from __future__ import annotations

import random
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from threading import Event, Thread
from typing import Any

from psycopg import Connection

from shared import leader, silence
from shared.clock import clock_of
from shared.loops import Loops, Opened
from shared.migrations import KERNEL, check
from shared.service import Service
from shared.settings import Settings
from shared.steady import Step, steadily
from shared.telemetry import Health, configure_logging, logger

SILENCE = 45.0  # seconds; more than `loops.DATABASE` lets a statement take
DRAIN = 20.0  # seconds that threads get to end their turn; then they are left behind

log = logger(__name__)


@dataclass
class Condition:
    """How the loops of one worker are doing, for the health port."""

    service: str
    health: Health
    faults: dict[str, str] = field(default_factory=dict)

    def turned(self, loop: str) -> None:
        self.health.tick(f"{self.service} {loop}")
        self.faults.pop(loop, None)

    def failed(self, loop: str, fault: Exception) -> None:
        self.turned(loop)  # it fails, but it is not hung
        self.faults[loop] = f"{type(fault).__name__}: {fault}"

    def ended(self, loop: str) -> None:
        self.health.forget(f"{self.service} {loop}")
        self.faults.pop(loop, None)

    def reason(self) -> str | None:
        """Why the worker is not ready: the loops that fail. One that stands by is ready."""
        return "; ".join(f"{loop}: {fault}" for loop, fault in sorted(self.faults.items())) or None


@dataclass(frozen=True)
class Worker:
    """Turns the loops of one service while it has the lead; `check` raises if the schema is not the code's."""

    service: str
    loops: Mapping[str, Opened]
    connect: Callable[[], Connection[Any]]
    check: Callable[[Connection[Any]], None]
    condition: Condition
    random: Callable[[], float]

    def run(self, stop: Event) -> None:
        """Stand by, lead, and stand by again after the lead was lost; until `stop`."""
        steadily("lead", partial(self._leading, stop), stop, self.condition, self.random)

    @contextmanager
    def _leading(self, stop: Event) -> Iterator[Step]:
        def wait(seconds: float) -> bool:
            self.condition.turned("lead")
            return stop.wait(seconds)

        with leader.leading(self.connect, f"worker of {self.service}", wait) as lead:
            if lead is None:
                yield lambda: 0.0  # told to stop while standing by
                return
            self.check(lead.connection)

            def step() -> float:
                lead.beat()
                return leader.BEAT

            with self._turning():
                yield step

    @contextmanager
    def _turning(self) -> Iterator[None]:
        halt = Event()
        threads = [
            Thread(
                target=steadily,
                args=(name, opened, halt, self.condition, self.random),
                name=f"{self.service} {name}",
                daemon=True,
            )
            for name, opened in self.loops.items()
        ]
        log.info("leading", worker=self.service)
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            halt.set()
            deadline = time.monotonic() + DRAIN
            for thread in threads:
                thread.join(max(0.0, deadline - time.monotonic()))
            for name in self.loops:
                self.condition.ended(name)
            log.info("no longer leading", worker=self.service)


def worker(service: Service, settings: Settings, health: Health) -> Worker:
    """The worker of `service` as the environment says."""
    loops = Loops.of(service, settings, clock_of(settings), random.random)
    condition = Condition(service.name, health)
    health.check(service.name, condition.reason)
    return Worker(
        service.name,
        loops.by_name(),
        partial(leader.connect, settings.database_url),
        partial(check, folders=[KERNEL, service.folder / "migrations"]),
        condition,
        random.random,
    )


def run(services: Sequence[Service], stop: Event) -> None:
    """Host the workers of `services` until `stop`, with their health port."""
    own = Settings(services[0].name)
    health = Health()
    workers = [worker(service, Settings(service.name), health) for service in services]
    port = health.serve(own.health_port, own.health_host)
    threads = [Thread(target=each.run, args=(stop,), name=each.service) for each in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    port.shutdown()


def declared(name: str) -> Service:
    """The service that `services/<name>` declares; a dotted name is the module itself."""
    service: Service = import_module(name if "." in name else f"services.{name}.service").SERVICE
    return service


def main(names: Sequence[str]) -> None:
    services, stop = [declared(name) for name in names], Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    silence.limit(SILENCE)
    configure_logging(" ".join(service.name for service in services), "worker", Settings(services[0].name).log_level)
    run(services, stop)


if __name__ == "__main__":
    main(sys.argv[1:])
