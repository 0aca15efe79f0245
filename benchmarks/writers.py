"""Many writer processes at once, and a follower that must not miss what they write."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.limits import Contestant
from shared.log.postgres import PostgresStore

fork = multiprocessing.get_context("fork")
WARM = 8  # operations until statements are prepared and plans are cached
POLL = 0.02  # seconds between a follower's looks at a log with nothing new


@dataclass(frozen=True)
class Run:
    """Operations a second, and the processor's microseconds for one: in the writers and in the server."""

    rate: float
    client: float
    server: float


def processor_seconds(parent: int) -> float:
    """What the server's processes have used so far."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[1]) == parent or stat.parent.name == str(parent):
                ticks += int(fields[11]) + int(fields[12])
    return ticks / 100


def _write(contestant: Contestant, url: str, seconds: float, ready: Any, results: Any, over: Any) -> None:
    with contestant(url) as operation:
        for _ in range(WARM):
            operation()
        ready.wait()
        count, used, end = 0, time.process_time(), time.monotonic() + seconds
        while time.monotonic() < end:
            operation()
            count += 1
        results.put((count, time.process_time() - used))
        over.wait()


def run(contestant: Contestant, url: str, writers: int, seconds: float, server: int) -> Run:
    """`writers` processes with a connection each, all begun at once."""
    ready, over, results = fork.Barrier(writers + 1), fork.Event(), fork.Queue()
    given = (contestant, url, seconds, ready, results, over)
    processes = [fork.Process(target=_write, args=given, daemon=True) for _ in range(writers)]
    for process in processes:
        process.start()
    ready.wait(60)
    before = processor_seconds(server)
    counts = [results.get(timeout=seconds + 60) for _ in processes]
    used = processor_seconds(server) - before
    over.set()
    for process in processes:
        process.join()
    total = max(sum(count for count, _ in counts), 1)
    return Run(total / seconds, sum(cpu for _, cpu in counts) / total * 1e6, used / total * 1e6)


@dataclass(frozen=True)
class Followed:
    """What a follower saw of what is in the log, found out by a scan when all writers were gone."""

    events: int
    missed: int
    disordered: int


def follow(url: str, after: int, finished: Callable[[], bool], poll: float = POLL, limit: int = 500) -> Followed:
    """Read the log behind `after` until it is `finished` and read to its end."""
    with psycopg.connect(url) as connection:
        store, seen = PostgresStore.on(connection), []
        position = after
        while True:
            last = finished()
            page = store.page(position, limit)
            seen += [e.position for e in page.events]
            position = page.position
            if not page.events:
                if last:
                    break
                time.sleep(poll)
        scan = connection.execute("SELECT position FROM event WHERE position > %s ORDER BY position", (after,))
        there = [position for (position,) in scan]
    disordered = sum(later <= earlier for earlier, later in pairwise(seen))
    return Followed(len(there), len(set(there) - set(seen)), disordered + len(seen) - len(set(seen)))


@contextmanager
def following(url: str, poll: float = POLL, limit: int = 500) -> Iterator[Callable[[], Followed]]:
    """A follower in a process of its own; the call ends it, once it has read everything."""
    finished, results = fork.Event(), fork.Queue()
    with psycopg.connect(url) as connection:
        after = PostgresStore.on(connection).head()

    def body() -> None:
        results.put(follow(url, after, finished.is_set, poll, limit))

    process = fork.Process(target=body, daemon=True)
    process.start()

    def result() -> Followed:
        finished.set()
        followed: Followed = results.get(timeout=600)
        process.join()
        return followed

    try:
        yield result
    finally:
        if process.is_alive():
            process.kill()
