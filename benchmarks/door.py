"""A command through a door against RPC that does nothing: a bare nameko echo and a raw one on py-amqp.

The command is real: strict validation, the actor's token, authorisation, command id, append, view, answer; on a
database that flushes to the disk. The floor is the least that a service on nameko could do for it: the same echo that
checks the token and sends BEGIN, a SELECT, an INSERT and COMMIT. Every service is called by the same crowd, warmed up
alike; rounds are interleaved, in a new order each, and each ratio is the median of the rounds' ratios.
`python -m benchmarks.door [--seconds 3] [--rounds 5] [--json FILE]`
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import psycopg

from benchmarks.callers import Crowd
from benchmarks.processors import processor_seconds
from shared import migrations
from shared.authority import Signer, encode_key, public_key
from shared.contracts import HEAD_OFFICE, Actor
from shared.ids import new_id
from shared.rpc import CallFailed, RpcClient
from stadion.embedded.broker_rights import definitions
from stadion.embedded.databases import Passwords, provision
from stadion.embedded.ports import free_port
from stadion.embedded.postgres import EmbeddedPostgres
from stadion.embedded.rabbitmq import EmbeddedRabbitMQ
from stadion.services import migration_folders

SECRET = "of-the-benchmark"
PRIVATE = encode_key(b"b" * 32)
SIGNER = Signer("benchmark", PRIVATE)
BOSS = Actor(id=new_id(), roles=(HEAD_OFFICE,))
SERVICES = {"door": "members", "echo": "echo", "raw": "raw", "floor": "floor"}
WARM = 1.0  # seconds of calls before each measurement
FLOOR_TABLE = "CREATE TABLE floor (stream uuid PRIMARY KEY, data bytea NOT NULL)"


class Token:
    """A token for a service, renewed before it ends."""

    def __init__(self, service: str) -> None:
        self.service, self.text, self.until = service, "", 0.0

    def __str__(self) -> str:
        if time.monotonic() > self.until:
            self.text = SIGNER.token(BOSS, self.service, datetime.now(UTC))
            self.until = time.monotonic() + 30
        return self.text


def arguments(token: Token) -> list[Any]:
    venue = {"venue_id": new_id(), "name": "East", "name_zh": "东馆", "zone": "Asia/Shanghai", "currency": "CNY"}
    return ["OpenVenue", venue, {"token": str(token), "command_id": new_id()}]


def measure(crowd: Crowd, seconds: float, service: Collection[int], everybody: Collection[int]) -> dict[str, float]:
    """Calls a second of all callers together, milliseconds of one call, microseconds of processor time a call.

    `service_us` is that of the service and its database, `all_us` with the broker and the callers too. On a machine
    that others use as well, trust these rather than the rates.
    """
    crowd.call(WARM)
    began, used = time.perf_counter(), [processor_seconds(pids) for pids in (service, everybody)]
    spent = sorted(crowd.call(seconds))
    seconds = time.perf_counter() - began
    used = [processor_seconds(pids) - before for pids, before in zip((service, everybody), used, strict=True)]
    return {
        "rate": len(spent) / seconds,
        "p50_ms": spent[len(spent) // 2] * 1e3,
        "p99_ms": spent[len(spent) * 99 // 100] * 1e3,
        "service_us": used[0] / len(spent) * 1e6,
        "all_us": used[1] / len(spent) * 1e6,
    }


class Stage:
    """Servers and processes of the benchmark, all ended at its end."""

    def __init__(self, folder: Path) -> None:
        self.processes: dict[str, list[subprocess.Popen[bytes]]] = {service: [] for service in SERVICES.values()}
        self.postgres = EmbeddedPostgres(folder / "postgres" / "server", SECRET)
        self.rabbitmq = EmbeddedRabbitMQ(folder / "rabbitmq" / "node")
        for name in ("postgres", "rabbitmq"):
            (folder / name).mkdir()
        self.postgres.start()
        self.rabbitmq.start(definitions("/", {"admin": SECRET}, {}))
        self.url = self.rabbitmq.url("%2F", "admin", SECRET)
        database = provision(self.postgres.url(), "members", Passwords(SECRET, SECRET))
        migrations.migrate(database.owner_url, "members_app", migration_folders("members"))
        with psycopg.connect(database.owner_url) as owner:
            owner.execute(FLOOR_TABLE)
        self.app_url = database.app_url
        self.environment = {
            "STADION_ENV": "demo",
            "LOG_LEVEL": "INFO",
            "MEMBERS_DATABASE_URL": database.app_url,
            "MEMBERS_BROKER_URL": self.url,
            "ACTOR_PUBLIC_KEYS": json.dumps({"benchmark": {"public": public_key(PRIVATE), "roles": [HEAD_OFFICE]}}),
            "PERSONAL_KEY_ENCRYPTION_KEY": b64encode(b"k" * 32).decode(),
            "PERSONAL_INDEX_KEY": b64encode(b"i" * 32).decode(),
        }

    def start(self, name: str, *module: str) -> None:
        """One more process of a service."""
        environment = {**os.environ, **self.environment, "HEALTH_PORT": str(free_port())}
        process = subprocess.Popen([sys.executable, "-m", *module], env=environment, stdout=subprocess.DEVNULL)
        self.processes[name].append(process)

    def pids(self, name: str) -> list[int]:
        """A service's processes, and its database."""
        database = [self.postgres.pid] if name in ("members", "floor") else []
        return [*database, *(process.pid for process in self.processes[name])]

    def everybody(self, name: str) -> list[int]:
        """With the broker and the callers, who are in this process."""
        return [*self.pids(name), *self.rabbitmq.pids, os.getpid()]

    def end(self) -> None:
        every = [process for processes in self.processes.values() for process in processes]
        for process in every:
            process.terminate()
        for process in every:
            process.wait(30)
        self.postgres.stop()
        self.rabbitmq.stop()


@contextmanager
def staged() -> Iterator[Stage]:
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(Path(folder))
        try:
            yield stage
        finally:
            stage.end()


def await_service(url: str, service: str) -> None:
    client, end = RpcClient(url), time.monotonic() + 60
    while True:
        try:
            client.call(service, "execute", arguments(Token("members")), timeout=5)
            return client.close()
        except CallFailed:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def one_round(stage: Stage, seconds: float) -> dict[str, dict[str, float]]:
    """Each service by one caller and by sixteen."""
    found, token = {}, Token("members")
    for count in (1, 16):
        for name, service in random.sample(list(SERVICES.items()), len(SERVICES)):
            crowd = Crowd(stage.url, service, count, lambda: arguments(token))
            found[f"{name} x{count}"] = measure(crowd, seconds, stage.pids(service), stage.everybody(service))
            crowd.close()
    return found


def summary(rounds: list[dict[str, dict[str, float]]]) -> dict[str, Any]:
    result: dict[str, Any] = {
        name: {figure: round(median(one[name][figure] for one in rounds), 2) for figure in rounds[0][name]}
        for name in rounds[0]
    }
    for callers in (1, 16):
        for name, other in (("door", "echo"), ("door", "floor"), ("door", "raw"), ("floor", "echo")):
            pairs = [(one[f"{name} x{callers}"], one[f"{other} x{callers}"]) for one in rounds]
            result[f"{name} / {other} x{callers}"] = {
                figure: round(median(mine[figure] / its[figure] for mine, its in pairs), 2)
                for figure in ("rate", "p50_ms", "service_us", "all_us")
            }
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    result = {}
    with staged() as stage:
        for doors in (1, 2):
            stage.start("members", "shared.door", "members")
            stage.start("echo", "benchmarks.echo", "nameko", "echo", stage.url)
            stage.start("raw", "benchmarks.echo", "raw", "raw", stage.url)
            stage.start("floor", "benchmarks.echo", "floor", "floor", stage.url, stage.app_url, public_key(PRIVATE))
            for service in SERVICES.values():
                await_service(stage.url, service)
            rounds = [one_round(stage, given.seconds) for _ in range(given.rounds)]
            result[f"{doors} of each"] = {"load": os.getloadavg()[0], **summary(rounds)}
    text = json.dumps(result, indent=1)
    print(text)
    if given.json:
        given.json.write_text(text)


if __name__ == "__main__":
    main()
