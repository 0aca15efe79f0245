"""Stores over the stand-in and a fresh database, for tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import Connection
from psycopg_pool import ConnectionPool

from shared.ids import new_id
from shared.log.kurrentdb import Streams
from shared.log.kurrentdb.store import KurrentStore
from shared.log.kurrentdb.streams import KurrentStreams, connect
from shared.migrations import KERNEL, migrate
from stadion.embedded.databases import Provisioned
from tests.kurrentdb.server import Server
from tests.servers import Postgres

Pool = ConnectionPool[Connection[Any]]


def pool_of(url: str, size: int) -> Pool:
    return ConnectionPool(url, min_size=0, max_size=size, open=True, timeout=20, kwargs={"prepare_threshold": None})


def lamps_database(postgres: Postgres) -> Provisioned:
    database = postgres.create_database("lamps")
    migrate(database.owner_url, "lamps_app", [KERNEL])
    return database


@dataclass
class KurrentLog:
    """An empty log of one service: its streams at the server, its tables in a database that is emptied for it."""

    server: Server
    database: Provisioned
    service: str = field(default_factory=lambda: f"lamps{new_id()[-12:]}")

    def __post_init__(self) -> None:
        with psycopg.connect(self.database.owner_url) as owner:
            owner.execute("TRUNCATE placed, decided, unfinished")
            owner.execute("UPDATE projected SET position = 0, scanned = 0")
        self.pool, self.early = pool_of(self.database.app_url, 16), pool_of(self.database.app_url, 8)
        self.client = connect(self.server.url)
        self.streams = KurrentStreams(self.client, self.service)

    def open(self, streams: Streams | None = None) -> KurrentStore:
        return KurrentStore(self.pool, self.early, streams or self.streams)

    def close(self) -> None:
        self.streams.close()
        self.client.close()
        self.pool.close()
        self.early.close()
