"""An append to the log against a plain insert (limit) and pyeventsourcing (peer), and what its followers see of it.

Rounds are interleaved in a new order each; a ratio is the median of the rounds' ratios. With 32 writers and their
server on a machine of few cores the processor is the limit before the disk is: so the processor time of one operation
stands beside each rate, and the slowest disk shows what the order costs where the disk is the limit.

`python -m benchmarks.append [--quick] [--million] [--json FILE]`
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import psycopg
from rich.console import Console
from rich.table import Table

from benchmarks.delivery import endure, lateness
from benchmarks.limits import BODY, CONTESTANTS, NOTE, Booking, bookings, prepare
from benchmarks.slow_disk import can_be_slow, database, server
from benchmarks.writers import Run, following, fork, run
from shared.ids import new_id
from shared.log import Decided, Meta, NewEvent, Write
from shared.log.postgres import PostgresStore
from shared.migrations import KERNEL, migrate

WRITERS = (1, 8, 32)
DISKS = {"the disk as it is": 0.0, "1 ms a flush": 1.0, "10 ms a flush": 10.0}  # milliseconds
console = Console(stderr=True)


def compare(owner: str, app: str, pid: int, rounds: int, seconds: float) -> dict[str, Any]:
    """Every contestant with each number of writers; the log is followed all the while."""
    found: dict[tuple[int, str], list[Run]] = {}
    with following(app) as result:
        for _ in range(rounds):
            for writers in WRITERS:
                for name in random.sample(list(CONTESTANTS), len(CONTESTANTS)):
                    url = owner if name == "peer" else app
                    measured = run(CONTESTANTS[name], url, writers, seconds, pid)
                    found.setdefault((writers, name), []).append(measured)
        followed = result()
    figures: dict[str, Any] = {"followed": vars(followed)}
    for writers in WRITERS:
        runs = {name: found[writers, name] for name in CONTESTANTS}
        figures[f"{writers} writers"] = {name: summary(runs, name) for name in CONTESTANTS}
    return figures


def summary(runs: dict[str, list[Run]], name: str) -> dict[str, float]:
    def ratio(other: str) -> float:
        return round(median(mine.rate / its.rate for mine, its in zip(runs[name], runs[other], strict=True)), 3)

    of_unit = "plain insert in a transaction" if "transaction" in name else "plain insert"
    return {
        "a second": round(median(r.rate for r in runs[name])),
        "of the plain insert": ratio("plain insert"),
        "of its limit": ratio(of_unit),
        "of the same row": ratio("plain insert of the same row"),
        "times the peer": ratio("peer"),
        "client us": round(median(r.client for r in runs[name])),
        "server us": round(median(r.server for r in runs[name])),
    }


def replay(owner: str, app: str, events: int = 1000) -> dict[str, float]:
    """Events a second when one long stream is loaded: why there are no snapshots."""
    about, stream = Meta("bench", ("service",), new_id()), f"class-{new_id()}"
    fresh = [NewEvent(new_id(), "ClassBooked", 1, BODY, datetime.now(UTC)) for _ in range(events)]
    with psycopg.connect(app) as connection:
        store = PostgresStore.on(connection)
        with store.transaction() as tx:
            tx.append([Write(stream, 0, fresh)], Decided(about.command_id, "Book", b""), about)

        def load() -> None:
            with store.transaction() as tx:
                assert len(tx.load(about.command_id, [stream]).histories[stream]) == events

        ours = fastest(load)
    peer = bookings(owner, create=False)
    booking = Booking(amount=1, note=NOTE)
    for _ in range(events - 1):
        booking.change(NOTE)
    peer.save(booking)
    theirs = fastest(lambda: peer.repository.get(booking.id))
    peer.close()
    return {
        "log, events a second": round(events / ours),
        "peer, events a second": round(events / theirs),
        "ratio": round(theirs / ours, 1),
    }


def fastest(act: Callable[[], object], times: int = 7) -> float:
    """Seconds of the quickest of several runs: what neighbours disturbed is left out."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        act()
        taken.append(time.perf_counter() - began)
    return min(taken)


def table(disk: str, figures: dict[str, Any]) -> Table:
    columns = ("a second", "of the plain insert", "of its limit", "of the same row", "times the peer")
    shown = Table("writers", "", *columns, "client us", "server us", title=disk)
    for writers in WRITERS:
        for name, row in figures[f"{writers} writers"].items():
            shown.add_row(str(writers), name, *[f"{row[c]:,}" for c in (*columns, "client us", "server us")])
    return shown


def on_disk(milliseconds: float, rounds: int, seconds: float, million: int) -> dict[str, Any]:
    with server(milliseconds) as postgres:
        owner, app = database(postgres)
        migrate(owner, "bench_app", [KERNEL])
        making = fork.Process(target=prepare, args=(owner,))
        making.start()
        making.join()
        figures = compare(owner, app, postgres.pid, rounds, seconds)
        figures["delivery, nobody else"] = lateness(app, 3 * seconds, stranger=False)
        figures["delivery, a stranger's transaction open"] = lateness(app, 3 * seconds, stranger=True)
        figures["replay"] = replay(owner, app)
        if million:
            figures["endurance"] = endure(app, million)
    return figures


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="two short rounds instead of five long ones")
    parser.add_argument("--million", type=int, nargs="?", const=1_000_000, default=0, help="endurance: so many appends")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args(arguments)
    rounds, seconds = (2, 1.0) if given.quick else (5, 2.0)
    figures: dict[str, Any] = {"cores": os.cpu_count(), "rounds": rounds, "seconds": seconds}
    for disk, milliseconds in DISKS.items():
        if milliseconds and not can_be_slow():
            figures[disk] = "skipped: no C compiler (cc) to build the slow disk with"
            continue
        million = 0 if milliseconds else given.million
        figures[disk] = on_disk(milliseconds, rounds, seconds, million)
        console.print(table(disk, figures[disk]))
    print(json.dumps(figures, indent=2))
    if given.json:
        given.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
