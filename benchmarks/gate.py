"""A venue with a capacity on its busiest afternoon: swipes behind 1,200 movements, one by one and 32 at once.

In turn before an empty house, before a busy one, and before a busy one by a process that remembers nothing from one
swipe to the next: what it costs that nobody comes in above the capacity. Of the 32, twenty find a place, every time.

`python -m benchmarks.gate [movements] [rounds] [file.json]`
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Hashable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from statistics import median
from typing import Any

from psycopg_pool import ConnectionPool

from services.cards.gate.crowd import hour_of
from services.cards.service import SERVICE
from shared import contracts
from shared.assembly import Assembly
from shared.codec import PlainCodec
from shared.contracts import Actor, Command, Money
from shared.contracts.cards import (
    CrowdMoved,
    GatePolicy,
    IssueCard,
    OpenGate,
    PublishProduct,
    SetGatePolicy,
    SwipeCard,
    Terms,
)
from shared.decider import Deciders, Wish
from shared.ids import new_id
from shared.log import Decided, Meta, NewEvent, Write
from shared.migrations import KERNEL, migrate
from shared.remembered import Known, Remembered
from stadion.embedded.databases import Passwords, provision
from stadion.embedded.postgres import EmbeddedPostgres

SECRET = "of-the-benchmark"
ANYBODY = Actor(id=new_id(), roles=(contracts.HEAD_OFFICE, contracts.FRONT_DESK, contracts.SERVICE))
PRODUCT = new_id()
AT_ONCE, PLACES, SINGLE = 32, 20, 30
NOW = datetime(2025, 1, 8, 6, 30, tzinfo=UTC)  # half past two in Shanghai
ADMITTED = "SELECT count(*) FROM event WHERE type = 'EntryGranted' AND data ->> 'venue_id' = %s"


class Forgetful(Remembered):
    """Every movement is read at every swipe."""

    def keep(self, evolve: Hashable, known: Known[Any]) -> None: ...


HOUSES = {"empty": (0, Remembered), "busy": (None, Remembered), "busy, nothing remembered": (None, Forgetful)}
"""How many movements there were, None for as many as were asked for; and what the process remembers."""


class Gates:
    """The cards service, with as many connections as people come at once."""

    def __init__(self, url: str) -> None:
        self.pool: ConnectionPool[Any] = ConnectionPool(url, min_size=AT_ONCE, max_size=AT_ONCE, timeout=60, open=True)
        assembly = Assembly(SERVICE, Deciders(SERVICE.deciders, PlainCodec()))
        self.deciders, self.store = assembly.deciders, assembly.store(self.pool)
        self.pool.wait()
        terms = Terms(kind="term", months=1, freeze_days=0)
        self.give(PublishProduct(product_id=PRODUCT, name="Month", name_zh="月卡", terms=terms))

    def give(self, command: Command) -> None:
        refusal = self.deciders.execute(self.store, Wish(command, new_id(), ANYBODY, NOW)).refusal
        assert refusal is None, refusal

    def venue(self, movements: int, capacity: int) -> str:
        """A venue that had so many movements since eleven; two of three came in, and every third left again."""
        venue_id = new_id()
        self.give(OpenGate(venue_id=venue_id, zone="Asia/Shanghai"))
        policy = replace(GatePolicy(), capacity=capacity, stay_minutes=240)
        self.give(SetGatePolicy(venue_id=venue_id, effective=date(2025, 1, 8), policy=policy))
        self._moved(venue_id, movements)
        return venue_id

    def _moved(self, venue_id: str, movements: int) -> None:
        visitors = [new_id() for _ in range(movements)]
        told = []
        for n in range(movements):
            at, left = NOW - timedelta(minutes=210) * (1 - n / movements), n % 3 == 2
            visitor = visitors[n - 1 if left else n]
            told.append(
                CrowdMoved(
                    venue_id=venue_id, hour=hour_of(at), visitor=visitor, direction="out" if left else "in", at=at
                )
            )
        for name, hour in groupby(told, key=lambda event: event.stream_name):
            moved = list(hour)
            bodies = self.deciders.codec.encode(None, moved)  # type: ignore[arg-type]
            fresh = [NewEvent(new_id(), "CrowdMoved", 1, body, e.at) for e, body in zip(moved, bodies, strict=True)]
            command = new_id()
            with self.store.transaction() as tx:
                tx.append([Write(name, 0, fresh)], Decided(command, "Fill", b""), Meta("bench", ("service",), command))

    def cards(self, venue_id: str, number: int) -> list[SwipeCard]:
        """Swipes of as many people, each with a card of their own."""
        ids = [new_id() for _ in range(number)]
        sold = {"product_id": PRODUCT, "venue_id": venue_id, "price": Money(1, "CNY"), "first_day": date(2025, 1, 1)}
        for card_id in ids:
            self.give(IssueCard(card_id=card_id, order_id=card_id, member_id=new_id(), **sold))  # type: ignore[arg-type]
        return [SwipeCard(swipe_id=new_id(), card_id=card_id, venue_id=venue_id) for card_id in ids]

    def swiped(self, swipe: SwipeCard) -> float:
        """Milliseconds until the answer."""
        start = time.perf_counter()
        self.give(swipe)
        return (time.perf_counter() - start) * 1000

    def busy(self, movements: int) -> dict[str, Any]:
        """One by one, then all at once for the last places; how long each took, and how many came in."""
        inside = movements - 2 * (movements // 3)
        venue_id = self.venue(movements, inside + SINGLE + PLACES)
        first, *others = self.cards(venue_id, 1 + SINGLE - 1 + AT_ONCE)
        cold = self.swiped(first)
        single = [self.swiped(swipe) for swipe in others[: SINGLE - 1]]
        with ThreadPoolExecutor(AT_ONCE) as crowd:
            together = list(crowd.map(self.swiped, others[SINGLE - 1 :]))
        with self.pool.connection() as connection:
            ((admitted,),) = connection.execute(ADMITTED, [venue_id]).fetchall()
        assert admitted == SINGLE + PLACES, f"{admitted} came in"
        return {"cold": [cold], "single": single, "last of 32 at once": [max(together)]}


@contextmanager
def gates() -> Iterator[Gates]:
    with tempfile.TemporaryDirectory(prefix="bench-gate-") as folder:
        postgres = EmbeddedPostgres(Path(folder) / "postgres", SECRET)
        postgres.start()
        try:
            database = provision(postgres.url(), "cards", Passwords(SECRET, SECRET))
            migrate(database.owner_url, "cards_app", [KERNEL, SERVICE.folder / "migrations"])
            running = Gates(database.app_url)
            yield running
            running.pool.close()
        finally:
            postgres.stop()


def measure(movements: int, rounds: int) -> dict[str, Any]:
    found: dict[str, dict[str, list[float]]] = {name: {} for name in HOUSES}
    with gates() as running:
        for _ in range(rounds):
            for name, (past, remembered) in HOUSES.items():
                running.deciders.remembered[running.store] = remembered()
                for figure, taken in running.busy(movements if past is None else past).items():
                    found[name].setdefault(figure, []).extend(taken)
    return {name: {figure: summary(taken) for figure, taken in figures.items()} for name, figures in found.items()}


def summary(taken: Sequence[float]) -> dict[str, float]:
    ordered = sorted(taken)
    return {"p50 ms": round(median(ordered), 1), "p99 ms": round(ordered[len(ordered) * 99 // 100], 1)}


def main(arguments: Sequence[str]) -> None:
    movements, rounds = (int(word) for word in [*arguments[:2], *("1200", "5")[len(arguments[:2]) :]])
    text = json.dumps(measure(movements, rounds), indent=2)
    print(text)
    if len(arguments) > 2:
        Path(arguments[2]).write_text(text + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
