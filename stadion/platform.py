"""A whole platform on one machine: servers, schemas, processes; started, watched and ended as one."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

from shared.settings import Settings
from stadion import keys
from stadion.child import ServerFailed
from stadion.embedded.ports import free_port
from stadion.home import Home
from stadion.migrate import migrate_all
from stadion.processes import companion, plan
from stadion.servers import Servers
from stadion.supervisor import Supervisor

Say = Callable[[str], None]


class Platform:
    """`start()` raises Problem; `stop()` may be called at any time, also after a start that failed."""

    def __init__(self, home: Home, http_port: int | None = None, say: Say = print) -> None:
        settings = Settings("")
        self.home = home
        self.http_port = http_port or settings.http_port  # another one if it is taken when the gateway starts
        self._say = say
        self._servers = Servers(home, settings.existing_postgres_url, settings.existing_broker_url)
        self._supervisor: Supervisor | None = None
        self.environment: dict[str, str] = {}

    def start(self, ready_within: float = 120) -> None:
        """Return once every process says that it is ready. Hold `home.locked()` meanwhile and after."""
        self._say("starting PostgreSQL and RabbitMQ")
        addresses = self._servers.start()
        addresses |= self._eventstore()
        self.environment = {**addresses, **keys.environment(self.home), **os.environ, "STADION_ENV": "demo"}
        if migrated := list(migrate_all(self.environment)):
            self._say(f"ran {len(migrated)} migrations")
        self.http_port = free_port(self.http_port)
        self.environment["HTTP_PORT"] = str(self.http_port)
        self.home.keep_environment({name: self.environment[name] for name in self._own_names(addresses)})
        processes = [companion(), *plan()] if "EVENTSTORE_URL" in addresses else plan()
        self._supervisor = Supervisor(processes, self.environment, self.home.logs, self._servers.started())
        self._say("starting the services")
        self._supervisor.start()
        self._await_ready(ready_within)

    def watch(self) -> None:
        """Restart what crashed, and say so; to be called a few times a second."""
        for line in self._supervisor.watch() if self._supervisor else []:
            self._say(line)

    def states(self) -> dict[str, str]:
        """Each process and `ready`, or why not."""
        return self._supervisor.states() if self._supervisor else {}

    def stop(self) -> None:
        self.home.forget_environment()
        if self._supervisor is not None:
            self._supervisor.stop()
        self._servers.stop()

    def _await_ready(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while waiting := {name: state for name, state in self.states().items() if state != "ready"}:
            self.watch()
            if time.monotonic() > deadline:
                reasons = "\n".join(f"{name}: {state}" for name, state in waiting.items())
                raise ServerFailed(f"not ready after {seconds:.0f} s, see {self.home.logs}:\n{reasons}")
            time.sleep(0.1)

    def _eventstore(self) -> dict[str, str]:
        """Where the logs are, if somewhere else, and the doors' way to them."""
        url = Settings("").eventstore_url
        return {"EVENTSTORE_URL": url, "EVENTSTORE_SOCKET": str(self.home.socket("eventstore"))} if url else {}

    def _own_names(self, addresses: dict[str, str]) -> list[str]:
        return [*addresses, *keys.environment(self.home), "STADION_ENV", "HTTP_PORT"]
