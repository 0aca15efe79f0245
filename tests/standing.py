"""A domain service on a real PostgreSQL, without door and worker: commands in, answers out of its views."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import psycopg

from shared.assembly import Assembly
from shared.codec import PlainCodec
from shared.contracts import SERVICE, STAFF, Actor, Command, Event, Query, Refusal, catalogue
from shared.decider import Deciders, Wish
from shared.ids import new_id
from shared.log.postgres import PostgresStore
from shared.migrations import KERNEL
from shared.service import Service
from shared.timers.clock import Clock
from shared.timers.postgres import PostgresTimers
from shared.views import Views
from tests.servers import Postgres

EVERYBODY = Actor(id=new_id(), roles=(*STAFF, SERVICE))
"""May do what any staff may, at every venue."""


class Standing:
    """A service that stands on its own database; `now` is its clock. One with personal data brings its `assembly`."""

    def __init__(
        self, service: Service, connection: psycopg.Connection[Any], now: datetime, assembly: Assembly | None = None
    ) -> None:
        self.service, self.connection, self.now = service, connection, now
        self.assembly = assembly or Assembly(service, Deciders(service.deciders, PlainCodec()))
        self.deciders, self.codec = self.assembly.deciders, self.assembly.deciders.codec
        views = Views.read(service.folder / "views", self.assembly.derive, catalogue.of(service.name, Event))
        self.store = PostgresStore.on(connection, views)
        self.questions = self.assembly.questions()
        self.questions.check(connection)
        connection.commit()

    def give(self, command: Command, actor: Actor = EVERYBODY) -> Refusal | None:
        return self.deciders.execute(self.store, Wish(command, new_id(), actor, self.now)).refusal

    def ask(self, query: Query, actor: Actor = EVERYBODY) -> list[dict[str, Any]]:
        try:
            return self.questions.ask(self.connection, query, actor, self.now)
        finally:
            self.connection.commit()

    def tick(self) -> None:
        """The clock gives what is due."""
        Clock(self.service, self.deciders, self.store, PostgresTimers(), lambda: self.now).step()

    def rows(self) -> dict[str, Sequence[Any]]:
        """All rows of all tables that the views fill."""
        assert self.store.views
        tables = self.store.views.tables
        found = {
            t: self.connection.execute(f"SELECT {t}::text FROM {t} ORDER BY 1".encode()).fetchall() for t in tables
        }
        self.connection.commit()
        return found

    def project_again(self) -> None:
        """Every event reaches the views a second time."""
        with self.store.transaction() as tx:
            events = self.store.page(0, 10_000).events
            tx.project(list(zip(events, self.codec.decode(tx, events), strict=True)))

    def rebuild(self) -> None:
        self.store.rebuild(self.codec)


@contextmanager
def standing(postgres: Postgres, service: Service, now: datetime) -> Iterator[Standing]:
    with (
        postgres.lent(service.name, [KERNEL, service.folder / "migrations"]) as database,
        psycopg.connect(database.app_url) as connection,
    ):
        yield Standing(service, connection, now)
