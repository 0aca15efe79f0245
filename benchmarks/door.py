"""A command through a door against RPC that does nothing: a bare nameko echo and a raw one on py-amqp.

The command is real: strict validation, the actor's token, authorisation, command id, append, view, answer; on a
database that flushes to the disk. Callers are threads with a connection each, the same for all; they sign a token
every half minute. Rounds are interleaved, and each ratio is the median over rounds.
`python -m benchmarks.door [--seconds 3] [--rounds 3] [--json FILE]`
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from nameko.standalone.rpc import ClusterRpcProxy

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
Call = Callable[[], Any]


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


def caller(url: str, service: str) -> Call:
    client, token = RpcClient(url), Token("members")
    return lambda: client.call(service, "execute", arguments(token), timeout=10)


def nameko_caller(url: str, service: str) -> Call:
    proxy, token = ClusterRpcProxy({"AMQP_URI": url}).start(), Token("members")
    return lambda: getattr(proxy, service).execute(*arguments(token))


def measure(
    callers: list[Call], seconds: float, service: Collection[int], everybody: Collection[int]
) -> dict[str, float]:
    """Calls a second of all callers together, milliseconds of one call, microseconds of processor time a call.

    `service_us` is that of the service and its database, `all_us` with the broker and the callers too. On a machine
    that others use as well, trust these rather than the rates.
    """
    spent: list[float] = []
    start = threading.Barrier(len(callers) + 1)

    def work(call: Call) -> None:
        for _ in range(5):
            call()
        start.wait()
        mine, end, before = [], time.perf_counter() + seconds, time.perf_counter()
        while before < end:
            call()
            now = time.perf_counter()
            mine.append(now - before)
            before = now
        spent.extend(mine)

    threads = [threading.Thread(target=work, args=(call,)) for call in callers]
    for thread in threads:
        thread.start()
    start.wait()
    began, used = time.perf_counter(), [processor_seconds(pids) for pids in (service, everybody)]
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    used = [processor_seconds(pids) - before for pids, before in zip((service, everybody), used, strict=True)]
    spent.sort()
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
        self.processes: dict[str, list[subprocess.Popen[bytes]]] = {"members": [], "echo": [], "raw": []}
        self.postgres = EmbeddedPostgres(folder / "postgres" / "server", SECRET)
        self.rabbitmq = EmbeddedRabbitMQ(folder / "rabbitmq" / "node")
        for name in ("postgres", "rabbitmq"):
            (folder / name).mkdir()
        self.postgres.start()
        self.rabbitmq.start(definitions("/", {"admin": SECRET}, {}))
        self.url = self.rabbitmq.url("%2F", "admin", SECRET)
        database = provision(self.postgres.url(), "members", Passwords(SECRET, SECRET))
        migrations.migrate(database.owner_url, "members_app", migration_folders("members"))
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
        database = [self.postgres.pid] if name == "members" else []
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


WAYS: list[tuple[str, str, Callable[[str, str], Call]]] = [
    ("door", "members", caller),
    ("echo", "echo", caller),
    ("raw", "raw", caller),
    ("echo by nameko", "echo", nameko_caller),
]


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
    """Each service by one caller and by sixteen; the echo also by nameko's own client."""
    found = {}
    for count in (1, 16):
        for name, service, make in WAYS:
            callers = [make(stage.url, service) for _ in range(count)]
            found[f"{name} x{count}"] = measure(callers, seconds, stage.pids(service), stage.everybody(service))
    return found


def summary(rounds: list[dict[str, dict[str, float]]]) -> dict[str, Any]:
    result: dict[str, Any] = {
        name: {figure: round(median(one[name][figure] for one in rounds), 2) for figure in rounds[0][name]}
        for name in rounds[0]
    }
    for callers in (1, 16):
        for peer in ("echo", "echo by nameko", "raw"):
            pairs = [(one[f"door x{callers}"], one[f"{peer} x{callers}"]) for one in rounds]
            result[f"door / {peer} x{callers}"] = {
                "rate": round(median(door["rate"] / other["rate"] for door, other in pairs), 2),
                "all_us": round(median(door["all_us"] / other["all_us"] for door, other in pairs), 2),
            }
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    result = {}
    with staged() as stage:
        for doors in (1, 2):
            stage.start("members", "shared.door", "members")
            stage.start("echo", "benchmarks.echo", "nameko", "echo", stage.url)
            stage.start("raw", "benchmarks.echo", "raw", "raw", stage.url)
            for service in ("members", "echo", "raw"):
                await_service(stage.url, service)
            result[f"{doors} of each"] = summary([one_round(stage, given.seconds) for _ in range(given.rounds)])
    text = json.dumps(result, indent=1)
    print(text)
    if given.json:
        given.json.write_text(text)


if __name__ == "__main__":
    main()
