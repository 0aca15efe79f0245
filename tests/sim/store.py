"""A service's store in the simulation: `shared.log.memory` with steps, faults, and connections that are lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import psycopg

from shared.log.memory import MemoryStore, MemoryTransaction
from tests.sim.faults import Faults
from tests.sim.scheduler import Scheduler, Signal

LINGERS = 30.0  # seconds; the server ends a transaction whose client has vanished


class StoreLost(psycopg.OperationalError):
    """The connection is gone; whether a commit was kept, nobody knows."""


class SimulatedStore(MemoryStore):
    """`away` is set while the server is down."""

    def __init__(self, service: str, scheduler: Scheduler, faults: Faults, clock: Callable[[], datetime]) -> None:
        super().__init__(clock)
        self.service, self.scheduler, self.faults = service, scheduler, faults
        self.away = False
        self.free_again, self.grown = Signal(), Signal()

    @contextmanager
    def at(self, what: str) -> Iterator[None]:
        self.scheduler.pause(f"store {what}")
        if self.away or self.faults.strike("commit unknown" if what == "committed" else "store error"):
            raise StoreLost(f"{self.service} {what}")
        yield

    def wait(self, until: Callable[[], bool]) -> None:
        while not until():
            self.scheduler.wait(self.free_again)
        if self.away:
            raise StoreLost(f"{self.service} waiting")

    def ended(self, tx: MemoryTransaction) -> None:
        fibre = self.scheduler.current
        if fibre.process.dead and fibre.dice.random() < 0.3:
            self.faults.count("transaction left open")
            self.scheduler.later(fibre.dice.random() * LINGERS, lambda: self._over(tx))
        else:
            self._over(tx)

    def _over(self, tx: MemoryTransaction) -> None:
        with self._changed:
            super().ended(tx)
        self.scheduler.fire(self.free_again)
        if tx.events or tx.once_kept:
            self.scheduler.fire(self.grown)


class KeyTable:
    """The table of personal keys: as `shared.privacy.PostgresVault`, in the transaction."""

    def __init__(self) -> None:
        self.keys: dict[str, bytes] = {}

    def fetch(self, connection: Any, persons: Sequence[str]) -> Mapping[str, bytes]:
        seen = self.keys | getattr(connection, "new_keys", {})
        return {person: seen[person] for person in persons if seen.get(person)}

    def add(self, connection: Any, person: str, wrapped: bytes) -> bytes:
        connection.lock(("key", person))
        if person in self.keys:
            return self.keys[person]
        connection.new_keys = getattr(connection, "new_keys", {}) | {person: wrapped}
        connection.once_kept.append(lambda: self.keys.update({person: wrapped}))
        return wrapped

    def destroy(self, connection: Any, person: str) -> None:
        connection.lock(("key", person))
        connection.once_kept.append(lambda: self.keys.pop(person, None))
