"""Booking over a real database: commands through the deciders, views in the same transaction, queries."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import psycopg
from psycopg_pool import ConnectionPool

from services.booking.service import SERVICE
from shared.assembly import Assembly
from shared.codec import PlainCodec
from shared.contracts import Actor, Command, Query, Refusal
from shared.contracts.booking import ConfirmSeat
from shared.decider import Deciders, Wish
from shared.ids import new_id
from shared.migrations import KERNEL, migrate
from shared.timers.clock import Clock
from shared.timers.postgres import PostgresTimers
from stadion.embedded.databases import Provisioned
from tests.booking.examples import ADA, EVE, LI, MORNING, TOM, WEI, book, booking_of
from tests.booking.world import CLERK, CLOCK

VIEWS = ("timetable", "room", "course", "session", "booking", "joined_record", "ward")


class Booking:
    def __init__(self, database: Provisioned, connections: int) -> None:
        migrate(database.owner_url, "booking_app", [KERNEL, SERVICE.folder / "migrations"])
        self.pool: ConnectionPool[Any] = ConnectionPool(
            database.app_url, min_size=connections, max_size=connections, open=True
        )
        self.assembly = Assembly(SERVICE, Deciders(SERVICE.deciders, PlainCodec()))
        self.store = self.assembly.store(self.pool)
        self.questions = self.assembly.questions()
        self.connections = connections

    def give(self, command: Command, now: datetime, actor: Actor = CLERK) -> Refusal | None:
        return self.assembly.deciders.execute(self.store, Wish(command, new_id(), actor, now)).refusal

    def race(self, commands: list[Command], now: datetime) -> list[Refusal | None]:
        """All at the same time; the answers in the order of the commands."""
        with ThreadPoolExecutor(self.connections) as crowd:
            return list(crowd.map(lambda command: self.give(command, now), commands))

    def ask(self, query: Query, now: datetime, actor: Actor = CLERK) -> list[dict[str, Any]]:
        with self.pool.connection() as connection:
            return self.questions.ask(connection, query, actor, now)

    def tables(self) -> dict[str, list[Any]]:
        with self.pool.connection() as connection:
            return {view: connection.execute(f"SELECT * FROM {view} ORDER BY 1").fetchall() for view in VIEWS}

    def tick(self, now: datetime) -> None:
        """The clock does what is due."""
        Clock(SERVICE, self.assembly.deciders, self.store, PostgresTimers(), lambda: now).step()

    def database_now(self) -> datetime:
        with self.pool.connection() as connection:
            row = connection.execute("SELECT clock_timestamp()").fetchone()
            assert row is not None
            moment: datetime = row[0]
            return moment

    def confirm(self, member_id: str) -> None:
        """The member's card has paid."""
        wish = ConfirmSeat(booking_id=booking_of(member_id), session_id=MORNING)
        assert self.give(wish, EVE, CLOCK) is None

    def fill(self) -> None:
        """Wei and Ada have a seat, Wei's is paid; Li and Tom wait."""
        for member_id in (WEI, ADA, LI, TOM):
            assert self.give(book(member_id, waitlist=True), EVE) is None
        self.confirm(WEI)

    def close(self) -> None:
        self.pool.close()


def empty(database: Provisioned) -> None:
    with psycopg.connect(database.owner_url) as owner:
        tables = ", ".join((*VIEWS, "event", "decided"))
        owner.execute(f"TRUNCATE {tables}, timer RESTART IDENTITY")
        owner.execute("UPDATE timer_mark SET position = 0")
