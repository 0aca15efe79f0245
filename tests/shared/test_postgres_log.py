"""The log in PostgreSQL keeps the contract, and what only a database can break."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from typing import Any

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege
from psycopg_pool import ConnectionPool

from shared.ids import new_id
from shared.log import Page, Write, WrongExpectedVersion, wire
from shared.log.postgres import PostgresStore
from shared.migrations import KERNEL, migrate
from stadion.embedded.databases import Provisioned
from tests.servers import Postgres
from tests.shared.log_contract import LogContract, append, event, history, race, whole, write


class PostgresLog:
    """A migrated database, emptied; every store has a connection of its own, as the application."""

    def __init__(self, database: Provisioned, stack: ExitStack) -> None:
        self.url, self._stack = database.app_url, stack
        with psycopg.connect(database.owner_url) as owner:
            owner.execute("TRUNCATE event, decided RESTART IDENTITY")

    def connect(self, **options: Any) -> psycopg.Connection[Any]:
        return self._stack.enter_context(psycopg.connect(self.url, **options))

    def open(self) -> PostgresStore:
        return PostgresStore.on(self.connect())


@pytest.fixture(scope="module")
def database(postgres: Postgres) -> Provisioned:
    database = postgres.create_database("lamps")
    migrate(database.owner_url, "lamps_app", [KERNEL])
    return database


@pytest.fixture
def log(database: Provisioned) -> Iterator[PostgresLog]:
    with ExitStack() as stack:
        yield PostgresLog(database, stack)


class TestPostgresLog(LogContract):
    pass


def streams(page: Page) -> list[str]:
    return [e.stream for e in page.events]


@pytest.fixture
def late(log: PostgresLog) -> Iterator[ExitStack]:
    """An append that stays open, its position drawn; `close()` commits it."""
    with ExitStack() as stack:
        append(stack.enter_context(log.open().transaction()), Write("late", 0, [event()]))
        yield stack


def test_a_page_ends_before_an_append_that_is_still_open(log: PostgresLog, late: ExitStack) -> None:
    reader = log.open()
    write(log.open(), "early", 0)
    assert [streams(reader.page(0, 10)) for _ in range(3)] == [[], [], []]
    late.close()
    assert streams(reader.page(0, 10)) == ["late", "early"]


def test_a_page_passes_the_hole_of_an_append_that_failed(log: PostgresLog, late: ExitStack) -> None:
    reader = log.open()
    write(log.open(), "early", 0)
    assert streams(reader.page(0, 10)) == []
    with suppress(ZeroDivisionError), late:
        raise ZeroDivisionError
    assert streams(reader.page(0, 10)) == ["early"]


def test_a_page_passes_the_hole_of_a_writer_that_was_killed(log: PostgresLog, postgres: Postgres) -> None:
    reader, connection = log.open(), log.connect()
    killed = PostgresStore.on(connection)
    with pytest.raises(psycopg.OperationalError), killed.transaction() as tx:
        append(tx, Write("killed", 0, [event()]))
        write(log.open(), "early", 0)
        assert streams(reader.page(0, 10)) == []
        with psycopg.connect(postgres.url_of(connection.info.dbname), autocommit=True) as admin:
            admin.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.info.backend_pid])
    assert streams(reader.page(0, 10)) == ["early"]
    assert connection.closed


def test_a_reader_waits_only_for_appends_that_began_before_what_it_saw(log: PostgresLog, late: ExitStack) -> None:
    reader = log.open()
    write(log.open(), "early", 0)
    assert streams(reader.page(0, 10)) == []
    with log.open().transaction() as later:
        append(later, Write("later", 0, [event()]))
        late.close()
        assert streams(reader.page(0, 10)) == ["late", "early"]


def test_strangers_transactions_never_hold_a_reader_up(log: PostgresLog) -> None:
    stranger = log.connect()
    stranger.execute("INSERT INTO decided VALUES (gen_random_uuid(), 'Other', '', 0, '{}')")
    stranger.execute("SELECT pg_advisory_xact_lock_shared(1, 7106407)")
    with suppress(ZeroDivisionError), log.open().transaction() as tx:
        append(tx, Write("failed", 0, [event()]))
        raise ZeroDivisionError
    write(log.open(), "early", 0)
    assert streams(log.open().page(0, 10)) == ["early"]


def test_a_conflict_draws_no_position(log: PostgresLog) -> None:
    store = log.open()
    first = write(store, "a", 0)
    with pytest.raises(WrongExpectedVersion):
        write(store, "a", 0)
    assert write(store, "a", 1)[0].position == first[0].position + 1


@pytest.mark.parametrize("start", [0, 1])
def test_a_checked_stream_stands_still_until_the_decision_is_kept(log: PostgresLog, start: int) -> None:
    if start:
        write(log.open(), "checked", 0)
    mover, observer = log.connect(), log.connect(autocommit=True)
    with ThreadPoolExecutor(1) as pool:
        with log.open().transaction() as tx:
            append(tx, Write("checked", start), Write("written", 0, [event()]))
            moved = pool.submit(write, PostgresStore.on(mover), "checked", start)
            while not observer.execute("SELECT pg_blocking_pids(%s)", [mover.info.backend_pid]).fetchone()[0]:  # type: ignore[index]
                assert not moved.done()
        assert [e.stream for e in moved.result()] == ["checked"]


def test_checks_of_one_stream_do_not_wait_for_one_another(log: PostgresLog) -> None:
    write(log.open(), "checked", 0)
    with log.open().transaction() as one, log.open().transaction() as other:
        append(one, Write("checked", 1), Write("a", 0, [event()]))
        append(other, Write("checked", 1), Write("b", 0, [event()]))
    assert len(whole(log.open())) == 3


def test_a_lost_append_cannot_be_kept_by_mistake(log: PostgresLog) -> None:
    store = log.open()
    write(store, "a", 0)
    with pytest.raises(WrongExpectedVersion), store.transaction() as tx:
        append(tx, Write("b", 0, [event()]))
        with suppress(WrongExpectedVersion):
            append(tx, Write("a", 0, [event()]), Write("c", 0, [event()]))
    write(store, "b", 0)
    write(store, "c", 0)


def test_a_deadlock_is_a_conflict_for_one_of_the_two(log: PostgresLog) -> None:
    met = threading.Barrier(2)

    def decide_twice(first: str, second: str) -> None:
        with log.open().transaction() as tx:
            append(tx, Write(first, 0, [event()]))
            met.wait()
            append(tx, Write(second, 0, [event()]))

    raised = race(lambda: decide_twice("a", "b"), lambda: decide_twice("b", "a"))
    assert raised.count(None) == 1
    assert len(whole(log.open())) == 2


def test_the_application_can_neither_change_nor_take_back_what_happened(log: PostgresLog) -> None:
    write(log.open(), "a", 0)
    for statement in (
        "UPDATE event SET data = '{}'",
        "DELETE FROM event",
        "TRUNCATE event",
        "UPDATE decided SET name = ''",
        "DELETE FROM decided",
    ):
        with pytest.raises(InsufficientPrivilege):
            log.connect(autocommit=True).execute(statement)


def test_the_schema_can_be_made_where_no_application_role_is_named(postgres: Postgres) -> None:
    with psycopg.connect(postgres.create_database("lamps").owner_url) as owner:
        owner.execute((KERNEL / "0001_log.sql").read_bytes())
        owner.commit()
        write(PostgresStore.on(owner), "a", 0)


@pytest.mark.parametrize("autocommit", [False, True])
def test_a_pool_serves_many_threads_whatever_its_usual_mode(log: PostgresLog, autocommit: bool) -> None:
    options = {"autocommit": autocommit}
    with ConnectionPool(log.url, kwargs=options, min_size=2, max_size=2) as pool:
        store = PostgresStore(pool)
        with ThreadPoolExecutor(6) as threads:
            list(threads.map(lambda n: write(store, f"lamp-{n}", 0, events=2), range(30)))
        assert len(whole(store)) == 60
        with pytest.raises(ZeroDivisionError), store.transaction() as tx:
            append(tx, Write("failed", 0, [event()]))
            raise ZeroDivisionError
        assert history(store, "failed") == []
        with pool.connection() as connection:
            assert connection.autocommit == autocommit


def test_a_transaction_inside_a_transaction_is_refused(log: PostgresLog) -> None:
    store = log.open()
    with store.transaction() as tx:
        tx.load(new_id(), [])
        with pytest.raises(psycopg.ProgrammingError), store.transaction():
            pass


def test_a_connection_whose_prepared_statements_are_gone_serves_on(log: PostgresLog) -> None:
    connection = log.connect()
    store = PostgresStore.on(connection)
    write(store, "a", 0)
    for version in (1, 2):
        connection.execute("DEALLOCATE ALL")  # as psycopg does after a rollback
        connection.commit()
        assert len(store.page(0, 10).events) == version
        connection.execute("DEALLOCATE ALL")
        connection.commit()
        write(store, "a", version)


def test_a_connection_keeps_no_endless_number_of_statements(log: PostgresLog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "MOST_NAMES", 4)
    connection = log.connect()
    for _ in range(2):
        for number in range(6):
            (result,) = wire.run(connection, wire.adapted(connection, b"SELECT %d + $1::int" % number, [number]))
            assert wire.rows(connection, result) == [(2 * number,)]
    kept = connection.execute("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'stadion%'").fetchone()
    assert kept == (4,)


def test_of_steps_sent_together_none_runs_after_one_that_failed(log: PostgresLog) -> None:
    connection = log.connect(autocommit=True)
    first, second = (wire.Step(b"INSERT INTO inbox VALUES ('%s', 1)" % name) for name in (b"lamps", b"shades"))
    with pytest.raises(psycopg.errors.DivisionByZero):
        wire.run(connection, first, wire.Step(b"SELECT 1 / 0"), second)
    assert connection.execute("SELECT source FROM inbox").fetchall() == []
    with pytest.raises(psycopg.errors.SyntaxError):
        wire.run(connection, first, wire.Step(b"SELECT FROM FROM"))
    wire.run(connection, first, second)
    wire.run(connection, wire.Step(b"DELETE FROM inbox"))
