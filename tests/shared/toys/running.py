"""Doors of the toy service as real processes, over a database and a virtual host of their own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import psycopg

from shared import migrations
from shared.authority import Signer, encode_key, public_key
from shared.contracts import EVERYONE, FRONT_DESK, MEMBER, SERVICE, Actor
from shared.ids import new_id
from shared.rpc import CallFailed, RpcClient, RpcPool
from stadion.embedded.ports import free_port
from tests.servers import Broker, Postgres
from tests.shared.toys.service import SERVICE as TOYS

PRIVATE = encode_key(b"t" * 32)
SIGNER = Signer("tests", PRIVATE)
CLERK = Actor(id=new_id(), roles=(FRONT_DESK,))
PATIENCE = 60.0  # seconds; a busy machine starts a process slowly


def until(true: Callable[[], Any], what: str, why: Callable[[], str] = str) -> Any:
    """The first true value of `true()`; fails when there is none in time, with what `why` then says."""
    end = time.monotonic() + PATIENCE
    while not (value := true()):
        assert time.monotonic() < end, f"never came true: {what}. {why()}"
        time.sleep(0.02)
    return value


def call(actor: Actor = CLERK, **more: Any) -> dict[str, Any]:
    """What goes along with a command or query of `actor`."""
    return {"token": SIGNER.token(actor, "toys", datetime.now(UTC)), "command_id": new_id(), **more}


def bought(**fields: Any) -> dict[str, Any]:
    """The body of a command that buys a new toy."""
    toy = {"toy_id": new_id(), "venue_id": new_id(), "name": "Kite"}
    return {**toy, "price": {"amount": 1200, "currency": "CNY"}, **fields}


class RunningDoor:
    """One door process; its log is read from `lines()`."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.port = free_port()
        self._log = tempfile.TemporaryFile()  # noqa: SIM115
        self.process = subprocess.Popen(
            [sys.executable, "-m", "shared.door", "tests.shared.toys.service"],
            env={**os.environ, **environment, "HEALTH_PORT": str(self.port)},
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        try:
            until(lambda: self.lines("taking requests") and self.ready(), "the door is ready", self.text)
        except BaseException:
            self.kill()
            raise

    def ready(self) -> bool:
        assert self.process.poll() is None, self.text()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def metrics(self) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/metrics", timeout=5) as answer:
            return str(answer.read().decode())

    def text(self) -> str:
        self._log.seek(0)
        return self._log.read().decode()

    def lines(self, event: str) -> list[dict[str, Any]]:
        """The log lines of one happening."""
        lines = [json.loads(line) for line in self.text().splitlines() if line.startswith("{")]
        return [line for line in lines if line.get("event") == event]

    def terminate(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


class Toys:
    """A database, a virtual host and the doors over them."""

    def __init__(self, postgres: Postgres, broker: Broker) -> None:
        self.database = postgres.create_database("toys")
        folders = [migrations.KERNEL, TOYS.folder / "migrations"]
        migrations.migrate(self.database.owner_url, "toys_app", folders)
        self.broker_url = broker.vhost()
        self.vhost = self.broker_url.rpartition("/")[2]
        self.environment = {
            "STADION_ENV": "demo",
            "TOYS_DATABASE_URL": self.database.app_url,
            "TOYS_BROKER_URL": self.broker_url,
            "ACTOR_PUBLIC_KEYS": json.dumps({"tests": {"public": public_key(PRIVATE), "roles": [*EVERYONE, SERVICE]}}),
        }
        self.doors: list[RunningDoor] = []

    def open(self, **environment: str) -> RunningDoor:
        door = RunningDoor({**self.environment, **environment})
        self.doors.append(door)
        return door

    def client(self) -> RpcClient:
        return RpcClient(self.broker_url)

    def close(self) -> None:
        for door in self.doors:
            if door.process.poll() is None:
                door.kill()


def member(member_id: str) -> Actor:
    return Actor(id=new_id(), roles=(MEMBER,), member_id=member_id)


def execute(client: RpcClient | RpcPool, name: str, body: Any, **more: Any) -> Any:
    return client.call("toys", "execute", [name, body, call(**more)], timeout=60)


def events_of(toys: Toys) -> int:
    with psycopg.connect(toys.database.app_url) as connection:
        row = connection.execute("SELECT count(*) FROM event").fetchone()
        assert row is not None
        return int(row[0])


def works(client: RpcClient | RpcPool) -> bool:
    try:
        return bool(execute(client, "BuyToy", bought())["position"])
    except CallFailed:
        return False
