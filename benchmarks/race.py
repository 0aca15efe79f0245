"""500 members race for the 20 seats of a session: nobody is oversold, everybody gets a clear answer, and soon.

All members press the button at the same moment; a member's time runs from there to the answer, waiting for one of the
connections included. The ratio is against the same crowd before 25 sessions with a seat for each: work of the same
size without a fight. `python -m benchmarks.race [--rounds 20] [--connections 16] [--json [FILE]]`
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import psycopg
from psycopg_pool import ConnectionPool
from rich.console import Console
from rich.table import Table

from services.booking.service import SERVICE
from shared.assembly import Assembly
from shared.codec import PlainCodec
from shared.contracts import FRONT_DESK, HEAD_OFFICE, Actor, BusyStream, Command, Refusal
from shared.contracts.booking import AddRoom, BookSeat, DefineCourse, OpenTimetable, ScheduleSession
from shared.decider import Deciders, Wish
from shared.ids import new_id
from shared.log.postgres import PostgresStore
from shared.migrations import KERNEL, migrate
from stadion.embedded.databases import Passwords, provision
from stadion.embedded.postgres import EmbeddedPostgres

MEMBERS, SEATS = 500, 20
SECRET = "of-the-benchmark"
CLERK = Actor(id=new_id(), roles=(HEAD_OFFICE, FRONT_DESK))
VENUE, ROOM, COURSE = new_id(), new_id(), new_id()
OVERSOLD = "SELECT count(*) FROM timetable_entry WHERE taken > seats"
console = Console(stderr=True)


@dataclass
class Crowd:
    """What the members of one round were answered, and after how many seconds."""

    answers: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)

    def told(self, answer: str, seconds: float) -> None:
        self.answers[answer] += 1
        self.seconds.append(seconds)


class House:
    """A booking service on a database that flushes to the disk."""

    def __init__(self, url: str, connections: int) -> None:
        self.pool: ConnectionPool[Any] = ConnectionPool(
            url, min_size=connections, max_size=connections, timeout=60, open=True
        )
        assembly = Assembly(SERVICE, Deciders(SERVICE.deciders, PlainCodec()))
        self.deciders, self.store = assembly.deciders, assembly.store(self.pool)
        self.pool.wait()

    def give(self, command: Command) -> Refusal | None:
        return self.deciders.execute(self.store, Wish(command, new_id(), CLERK, datetime.now(UTC))).refusal

    def open(self) -> None:
        self.give(OpenTimetable(venue_id=VENUE, zone="Asia/Shanghai"))
        self.give(AddRoom(room_id=ROOM, venue_id=VENUE, name="Hall", holds=SEATS))
        self.give(DefineCourse(course_id=COURSE, name="Yoga", name_zh="瑜伽", category="Mind"))

    def sessions(self, first: int, count: int) -> list[str]:
        """New sessions, each at an hour of its own."""
        ids = [new_id() for _ in range(count)]
        now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
        for hour, session_id in enumerate(ids, first):
            plan = ScheduleSession(
                session_id=session_id,
                course_id=COURSE,
                venue_id=VENUE,
                room_id=ROOM,
                coach_id=CLERK.id,
                starts_at=now + timedelta(hours=hour + 2),
                minutes=60,
                seats=SEATS,
            )
            refusal = self.give(plan)
            assert refusal is None, refusal
        return ids

    def race(self, sessions: Sequence[str]) -> Crowd:
        """Every member wants one seat, all at once; who comes n-th stands before session n modulo their number."""
        crowd, start = Crowd(), threading.Barrier(MEMBERS + 1)

        def member(n: int) -> None:
            session_id = sessions[n % len(sessions)]
            wish = BookSeat(booking_id=new_id(), session_id=session_id, member_id=new_id(), card_id=new_id())
            start.wait()
            begun = time.perf_counter()
            try:
                refusal = self.give(wish)
                answer = refusal.code if refusal else "seat"
            except BusyStream as busy:
                answer = busy.code
            crowd.told(answer, time.perf_counter() - begun)

        threads = [threading.Thread(target=member, args=(n,)) for n in range(MEMBERS)]
        for thread in threads:
            thread.start()
        start.wait()
        for thread in threads:
            thread.join()
        return crowd


@contextmanager
def house(connections: int) -> Iterator[House]:
    with tempfile.TemporaryDirectory(prefix="bench-race-") as folder:
        postgres = EmbeddedPostgres(Path(folder) / "postgres", SECRET)
        postgres.start()
        try:
            database = provision(postgres.url(), "booking", Passwords(SECRET, SECRET), "booking")
            migrate(database.owner_url, "booking_app", [KERNEL, SERVICE.folder / "migrations"])
            running = House(database.app_url, connections)
            yield running
            running.pool.close()
        finally:
            postgres.stop()


def at_percent(seconds: Sequence[float], percent: int) -> float:
    return sorted(seconds)[min(len(seconds) - 1, len(seconds) * percent // 100)]


def measure(running: House, rounds: int) -> dict[str, Any]:
    """Fights and peaceful rounds take turns, so that foreign load falls on both alike."""
    running.open()
    fights: list[Crowd] = []
    ratios: list[float] = []
    apart = MEMBERS // SEATS
    for number in range(rounds):
        hour = number * (apart + 1)
        fight = running.race(running.sessions(hour, 1))
        peace = running.race(running.sessions(hour + 1, apart))
        fights.append(fight)
        ratios.append(max(peace.seconds) / max(fight.seconds))
        assert peace.answers["seat"] == MEMBERS, peace.answers
        console.print(f"round {number + 1}: {dict(fight.answers)} in {max(fight.seconds):.2f} s")
    everybody = [second for fight in fights for second in fight.seconds]
    return {
        "members": MEMBERS,
        "seats": SEATS,
        "rounds": rounds,
        "oversold": oversold(running.store),
        "winners of each round": [fight.answers["seat"] for fight in fights],
        "told that it is full": [fight.answers["SessionFull"] for fight in fights],
        "told to come back later": sum(fight.answers["BusyStream"] for fight in fights),
        "answer p50 ms": round(at_percent(everybody, 50) * 1000),
        "answer p99 ms": round(at_percent(everybody, 99) * 1000),
        "rate against the crowd without a fight": round(median(ratios), 2),
    }


def oversold(store: PostgresStore) -> int:
    """Sessions with more people than seats, by the service's own view."""
    with store.transaction() as tx:
        connection: psycopg.Connection[Any] = tx.connection
        row = connection.execute(OVERSOLD).fetchone()
        assert row is not None
        return int(row[0])


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rounds", type=int, default=20)
    asked.add_argument("--connections", type=int, default=16, help="as one door has")
    asked.add_argument(
        "--json", nargs="?", const="-", metavar="FILE", help="the figures as JSON; without FILE to stdout"
    )
    given = asked.parse_args()
    with house(given.connections) as running:
        figures = measure(running, given.rounds)
    if given.json == "-":
        print(json.dumps(figures))
    elif given.json:
        Path(given.json).write_text(json.dumps(figures, indent=1) + "\n")
    table = Table("figure", "value", title="A race for seats")
    for name, value in figures.items():
        table.add_row(name, str(value))
    console.print(table)
    fair = set(figures["winners of each round"]) == {SEATS} and not figures["oversold"]
    sys.exit(0 if fair else 1)


if __name__ == "__main__":
    main()
