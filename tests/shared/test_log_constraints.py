"""What PostgreSQL itself refuses, and in which order streams are locked: the last line behind the log's own code."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from psycopg.errors import UniqueViolation

from shared.log import Write
from shared.log.postgres import PostgresStore
from shared.migrations import KERNEL, migrate
from tests.servers import Postgres
from tests.shared.log_contract import append, event, write
from tests.waiting import eventually

AGAIN = (
    "INSERT INTO event (stream, version, id, type, schema, data, actor, roles, command_id, happened_at)"
    " SELECT stream, version, gen_random_uuid(), type, schema, data, actor, roles, command_id, happened_at FROM event"
)
FREE = "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))"
WAITS = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND pid = %s"


@pytest.fixture
def url(postgres: Postgres) -> Iterator[str]:
    database = postgres.create_database("lamps")
    migrate(database.owner_url, "lamps_app", [KERNEL])
    yield database.app_url
    postgres.drop_database(database)


def test_a_place_in_a_stream_is_taken_once(url: str) -> None:
    with psycopg.connect(url) as connection:
        write(PostgresStore.on(connection), "a", 0)
        with pytest.raises(UniqueViolation):
            connection.execute(AGAIN)


def test_streams_are_locked_in_one_order_whatever_the_order_of_the_writes(url: str) -> None:
    """Who must wait for the first stream holds none of the later ones, so that no two can hold what the other needs."""
    with (
        psycopg.connect(url) as one,
        psycopg.connect(url) as other,
        psycopg.connect(url, autocommit=True) as observer,
        ThreadPoolExecutor(1) as pool,
    ):
        holder, waiting = PostgresStore.on(one), PostgresStore.on(other)
        with holder.transaction() as tx:
            tx.hold(["a"])
            backwards = pool.submit(backwards_into, waiting)
            eventually(lambda: observer.execute(WAITS, [other.info.backend_pid]).fetchone() == (1,))
            assert observer.execute(FREE, ["b"]).fetchone() == (True,)
        assert backwards.result() == ["b", "a"]


def backwards_into(store: PostgresStore) -> list[str]:
    with store.transaction() as tx:
        return [e.stream for e in append(tx, Write("b", 0, [event()]), Write("a", 0, [event()]))]
