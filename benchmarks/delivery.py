"""Does a follower ever miss an event, and how late is it: under holds, rollbacks, killed writers and strangers."""

from __future__ import annotations

import os
import random
import signal
import time
from contextlib import ExitStack, suppress
from statistics import quantiles
from typing import Any

import psycopg

from benchmarks.limits import booked
from benchmarks.writers import Followed, following, fork
from shared.log.postgres import PostgresStore

HOLD = 0.005  # seconds for which one append in ten stays open
FAILING = 0.03  # share of appends that are rolled back


def _unsteady(url: str, appended: Any, target: int, pause: float) -> None:
    """A writer whose appends hold and fail now and then, until all writers together have appended `target`."""
    dice = random.Random(os.getpid())
    with psycopg.connect(url) as connection:
        store = PostgresStore.on(connection)
        while appended.value < target:
            with suppress(ZeroDivisionError), store.transaction() as tx:
                booked(tx)
                if dice.random() < 0.1:
                    time.sleep(dice.random() * 2 * HOLD)
                if dice.random() < FAILING:
                    raise ZeroDivisionError
            with appended.get_lock():
                appended.value += 1
            if pause:
                time.sleep(dice.random() * 2 * pause)


def endure(url: str, target: int, writers: int = 32, followers: int = 2, kills_a_second: float = 2) -> dict[str, Any]:
    """`target` appends by writers of whom some are killed (-9) and replaced; every follower is checked."""
    appended, dice, killed, began = fork.Value("l", 0), random.Random(1), 0, time.monotonic()

    def started() -> Any:
        process = fork.Process(target=_unsteady, args=(url, appended, target, 0), daemon=True)
        process.start()
        return process

    with ExitStack() as stack:
        results = [stack.enter_context(following(url, limit=limit)) for limit in (500, 5000)[:followers]]
        processes = [started() for _ in range(writers)]
        while appended.value < target:
            time.sleep(1 / kills_a_second)
            victim = dice.randrange(writers)
            # a writer that died with the counter's lock in hand would stop all the others
            with appended.get_lock():
                os.kill(processes[victim].pid, signal.SIGKILL)
            killed += 1
            processes[victim].join()
            processes[victim] = started()
        for process in processes:
            process.join()
        seconds = time.monotonic() - began
        seen: list[Followed] = [result() for result in results]
    return {
        "appends": appended.value,
        "seconds": round(seconds),
        "writers killed": killed,
        "events in the log": seen[0].events,
        "missed by each follower": [f.missed for f in seen],
        "disordered or doubled": [f.disordered for f in seen],
    }


def lateness(url: str, seconds: float, stranger: bool, writers: int = 8) -> dict[str, float]:
    """Milliseconds from the store's clock on an event to its being read, with a page asked every 2 ms."""
    appended = fork.Value("l", 0)
    given = (url, appended, 10**9, 0.01)
    processes = [fork.Process(target=_unsteady, args=given, daemon=True) for _ in range(writers)]
    with psycopg.connect(url) as connection, psycopg.connect(url) as foreign:
        if stranger:
            foreign.execute("INSERT INTO inbox (source, position) VALUES (gen_random_uuid()::text, 0)")
        store = PostgresStore.on(connection)
        position, late = store.head(), []
        for process in processes:
            process.start()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            page = store.page(position, 500)
            position, now = page.position, time.time()
            late += [(now - e.recorded_at.timestamp()) * 1000 for e in page.events]
            if not page.events:
                time.sleep(0.002)
        for process in processes:
            process.kill()
            process.join()
    cuts = quantiles(late, n=100)
    return {"events": len(late), "p50 ms": round(cuts[49], 1), "p99 ms": round(cuts[98], 1)}
