"""A whole platform to be broken: as `stadion run` starts it, in a folder of its own, watched, with every handle."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import psycopg
from psycopg_pool import ConnectionPool

import stadion.platform
import stadion.supervisor
from services.gateway.first_login import add_login
from shared.contracts import HEAD_OFFICE, Actor
from shared.contracts.members import HireStaff
from shared.ids import derived_id
from shared.settings import Settings
from stadion.client import Client
from stadion.embedded.ports import LOOPBACK, free_port
from stadion.home import Home
from stadion.platform import Platform
from stadion.processes import Process, plan
from stadion.services import DOMAIN, SERVICES
from stadion.supervisor import OwnProgram, Supervised, Supervisor
from tests.faults.history import History
from tests.faults.visitor import Visitor
from tests.waiting import eventually

OFFICE, LOGIN, PASSWORD = derived_id("faults", "office"), "faults-office", "nine clever otters"
UNLIMITED = {"REQUESTS_PER_MINUTE": "1000000", "LOG_LEVEL": "INFO"}
Altered = Callable[[Process, Mapping[str, str]], Process]

for service in SERVICES[:-1]:
    import_module(f"shared.contracts.{service}")  # refusals are known by their codes


@dataclass
class Stand:
    """`platform` with its processes by name, and what the tests ask of it."""

    platform: Platform
    folder: Path
    token: str = ""

    # --- processes ---

    def process(self, name: str) -> Supervised:
        return next(each for each in self.processes() if each.program.name == name)

    def processes(self) -> Sequence[Supervised]:
        return self.supervisor.running

    @property
    def supervisor(self) -> Supervisor:
        assert self.platform._supervisor is not None
        return self.platform._supervisor

    def signal(self, name: str, number: signal.Signals) -> None:
        """To one process; a kill also takes what it has started, as that of a container does."""
        pid = self.process(name).child.pid
        os.killpg(pid, number) if number == signal.SIGKILL else os.kill(pid, number)

    def kill(self, name: str) -> None:
        self.signal(name, signal.SIGKILL)

    def names(self) -> list[str]:
        return [each.program.name for each in self.processes()]

    def ready(self) -> bool:
        return set(self.platform.states().values()) == {"ready"}

    def roll(self, name: str, http_ports: list[int]) -> None:
        """Start a successor, wait until it is ready, and only then ask the process to end.

        A gateway's successor listens on a port of its own, which is added to `http_ports` as soon as it is ready.
        """
        supervisor, old = self.supervisor, self.process(name)
        process = next(each for each in stadion.platform.plan() if each.name == name)
        if name == "gateway":
            process = redirected(process, HTTP_PORT=str(free_port()))
        program = self.program(process)
        http_ports += [int(process.variables["HTTP_PORT"])] if name == "gateway" else []
        supervisor.running[supervisor.running.index(old)] = Supervised(program, process.stage)
        old.child.stop(40)

    @contextmanager
    def another_gateway(self) -> Iterator[int]:
        """A second gateway beside the first; its port."""
        process = next(each for each in stadion.platform.plan() if each.name == "gateway")
        port = free_port()
        program = self.program(redirected(process, HTTP_PORT=str(port)))
        try:
            yield port
        finally:
            program.child.stop()

    def program(self, process: Process) -> OwnProgram:
        """A process beside those of the platform, once it is ready."""
        program = OwnProgram(process, self.supervisor._environment, self.platform.home.logs)
        eventually(lambda: program.state() == "ready", 60)
        return program

    # --- servers ---

    @property
    def servers(self) -> Any:
        return self.platform._servers

    @property
    def postgres(self) -> Any:
        return self.servers._postgres

    @property
    def broker(self) -> Any:
        return self.servers._rabbitmq

    # --- stores ---

    @property
    def environment(self) -> Mapping[str, str]:
        return self.platform.environment

    @property
    def stores(self) -> dict[str, str]:
        return {name: self.environment[f"{name.upper()}_OWNER_DATABASE_URL"] for name in (*DOMAIN, "analytics")}

    def rows(self, service: str, query: str, *parameters: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.stores[service], connect_timeout=5) as connection:
            return connection.execute(query.encode(), parameters).fetchall()

    def one(self, service: str, query: str, *parameters: object) -> Any:
        return self.rows(service, query, *parameters)[0][0]

    def admin(self, database: str = "postgres") -> psycopg.Connection[Any]:
        return psycopg.connect(self.postgres.url(database), autocommit=True)

    # --- clients ---

    def address(self) -> tuple[str, int]:
        return LOOPBACK, self.platform.http_port

    def visitor(self, name: str, history: History, **more: Any) -> Visitor:
        return Visitor(name, more.pop("address", self.address), self.token, history, **more)

    @contextmanager
    def client(self) -> Iterator[Client]:
        """The operator's own, over RPC."""
        with environment(self.environment):
            client = Client.connect(4).acting_as(Actor(OFFICE, (HEAD_OFFICE,)))
        try:
            yield client
        finally:
            client.close()

    def let_office_in(self) -> None:
        with self.client() as client:
            hire = HireStaff(staff_id=OFFICE, name="Head office", roles=("head_office",))
            client.give(hire, derived_id("faults", "hire"))
        with (
            environment(self.environment),
            ConnectionPool(Settings("gateway").database_url, min_size=1, max_size=1) as pool,
        ):
            add_login(pool, datetime.now(UTC), OFFICE, LOGIN, PASSWORD, must_change=False)
        token = self.log_in()
        assert token
        self.token = token

    def log_in(self) -> str | None:
        """The token of a new session of head office, if the gateway gives one."""
        nobody = Visitor("setup", self.address, "", History(self.folder / "setup.jsonl"))
        form = {"login": LOGIN, "password": PASSWORD, "bearer": True}
        answer = nobody.send("POST", "/api/v1/session", json.dumps(form).encode(), {})
        nobody.close()
        return answer.body.get("token")

    # --- commands of the operator ---

    def stadion(self, *arguments: str, seconds: float = 300) -> subprocess.CompletedProcess[str]:
        """A command of `stadion` on this platform, as an operator types it."""
        command = [
            sys.executable,
            "-W",
            "ignore",
            "-m",
            "stadion",
            *arguments,
            "--folder",
            str(self.platform.home.folder),
        ]
        return subprocess.run(command, capture_output=True, text=True, timeout=seconds)


@contextmanager
def environment(variables: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def standing(folder: Path, alter: Altered | None = None, prepare: Callable[[Home], None] = lambda home: None,
             **variables: str) -> Iterator[Stand]:  # fmt: skip
    """A platform of its own; `alter` may change what its processes run or where they find their servers.

    A crash counts as the first one at once: the harness crashes processes more often than they do themselves.
    """
    home = Home(folder / "platform")
    home.make()
    prepare(home)
    usual = stadion.supervisor.STEADY, stadion.platform.plan
    stadion.supervisor.STEADY = 0.0
    with environment({**UNLIMITED, **variables}), home.locked():
        platform = Platform(home, free_port(), say=lambda line: None)
        if alter:
            stadion.platform.plan = lambda: [alter(each, platform.environment) for each in plan()]
        over = threading.Event()
        watching = threading.Thread(target=watch, args=[platform, over], name="watch", daemon=True)
        try:
            platform.start()
            watching.start()
            stand = Stand(platform, folder)
            stand.let_office_in()
            yield stand
        finally:
            over.set()
            if watching.is_alive():
                watching.join(60)
            platform.stop()
            stadion.supervisor.STEADY, stadion.platform.plan = usual


def watch(platform: Platform, over: threading.Event) -> None:
    """What `stadion run` does until Ctrl-C."""
    while not over.wait(0.1):
        platform.watch()


def redirected(process: Process, **variables: str) -> Process:
    return replace(process, variables={**process.variables, **variables})
