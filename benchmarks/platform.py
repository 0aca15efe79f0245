"""The whole platform as `make run` starts it: seconds to the first answered command, memory of each process, and what
the HTTP edge costs on top of a door.

The demo is not made. The same command goes through the door over RPC and through the gateway over HTTP, in turns.
`python -m benchmarks.platform [--seconds 3] [--json FILE]`
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from psycopg_pool import ConnectionPool
from rich.console import Console
from rich.table import Table

from services.gateway.first_login import add_login
from shared.contracts import HEAD_OFFICE, Actor
from shared.contracts.booking import DefineCourse
from shared.contracts.members import HireStaff
from shared.ids import derived_id, new_id
from shared.settings import Settings
from stadion.client import Client
from stadion.embedded.ports import free_port
from stadion.home import Home
from stadion.platform import Platform

OFFICE = Actor(derived_id("bench", "office"), (HEAD_OFFICE,))
PASSWORD = "measure twice cut once"
CALLERS = (1, 16)
ROUNDS = 3

Give = Callable[[], None]


def course() -> DefineCourse:
    return DefineCourse(course_id=new_id(), name="Yoga", name_zh="瑜伽", category="Yoga")


@contextmanager
def started(home: Home, seconds: dict[str, float], which: str) -> Iterator[Platform]:
    """A running platform; notes how long it took to be ready and to answer a first command."""
    began, before = time.monotonic(), dict(os.environ)
    with home.locked():
        platform = Platform(home, free_port(), lambda line: None)
        try:
            platform.start()
            seconds[f"{which} start, all ready"] = round(time.monotonic() - began, 1)
            os.environ.update(platform.environment)
            client = Client.connect(1).acting_as(OFFICE)
            client.give(course(), new_id())
            seconds[f"{which} start, first command answered"] = round(time.monotonic() - began, 1)
            client.close()
            yield platform
        finally:
            platform.stop()
            os.environ.clear()  # addresses of this start would be taken for servers to use by the next
            os.environ.update(before)


def memory() -> dict[str, int]:
    """MiB of each process that we started, by what it runs: proportional, so that shared pages count once."""
    found: dict[str, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_text().split("\0")
            session_of = (folder / "environ").read_bytes()
            shares = (folder / "smaps_rollup").read_text()
        except OSError:
            continue
        if b"GATEWAY_ACTOR_PRIVATE_KEY" in session_of and "-m" in words:
            name = " ".join(words[words.index("-m") + 1 :]).strip()
            pss = next(line for line in shares.splitlines() if line.startswith("Pss:"))
            found[name] = round(int(pss.split()[1]) / 1024)
    return found


def rate(callers: list[Give], seconds: float) -> float:
    """Commands a second of all callers together, each waiting for its answers."""
    counts = [0] * len(callers)
    end = time.monotonic() + seconds

    def work(n: int) -> None:
        while time.monotonic() < end:
            callers[n]()
            counts[n] += 1

    threads = [threading.Thread(target=work, args=(n,)) for n in range(len(callers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds


def through_door(client: Client) -> Give:
    return lambda: void(client.give(course(), new_id()))


def void(answer: Any) -> None:
    assert answer


def through_gateway(port: int, token: str) -> Give:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def give() -> None:
        connection.request("POST", "/api/v1/booking/DefineCourse", json.dumps(course().wire()), headers)
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 201, body

    return give


def log_in(port: int) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    body = json.dumps({"login": "bench-office", "password": PASSWORD, "bearer": True})
    connection.request("POST", "/api/v1/session", body, {"Content-Type": "application/json"})
    token: str = json.loads(connection.getresponse().read())["token"]
    return token


def edge(platform: Platform, seconds: float) -> dict[str, float]:
    """Rates through the door and through the gateway, and their ratio, by number of callers."""
    client = Client.connect(max(CALLERS)).acting_as(OFFICE)
    client.give(HireStaff(staff_id=OFFICE.id, name="Bench", roles=("head_office",)), new_id())
    with ConnectionPool(Settings("gateway").database_url, min_size=1, max_size=1) as pool:
        add_login(pool, datetime.now(UTC), OFFICE.id, "bench-office", PASSWORD, must_change=False)
    token = log_in(platform.http_port)
    found: dict[str, float] = {}
    for callers in CALLERS:
        door = [through_door(client) for _ in range(callers)]
        gateway = [through_gateway(platform.http_port, token) for _ in range(callers)]
        rounds = [(rate(door, seconds), rate(gateway, seconds)) for _ in range(ROUNDS)]
        found[f"door, {callers} callers"] = round(median(d for d, _ in rounds), 1)
        found[f"gateway, {callers} callers"] = round(median(g for _, g in rounds), 1)
        found[f"gateway / door, {callers} callers"] = round(median(g / d for d, g in rounds), 2)
    client.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    seconds: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "home")
        home.make()
        os.environ["REQUESTS_PER_MINUTE"] = "1000000"
        with started(home, seconds, "first"):
            pass
        with started(home, seconds, "second") as platform:
            rates, megabytes = edge(platform, asked.seconds), memory()
    figures: dict[str, Mapping[str, float]] = {"seconds": seconds, "commands a second": rates, "memory, MiB": megabytes}
    for title, rows in figures.items():
        table = Table("what", title, box=None)
        for name, value in rows.items():
            table.add_row(name, str(value))
        Console().print(table)
    if asked.json:
        asked.json.write_text(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
