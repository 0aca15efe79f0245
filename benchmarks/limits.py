"""What an append is measured against: the plain insert (limit), pyeventsourcing 9.5.6 (peer), and the append itself.

Each contestant is given a database address and yields an operation: one event on the disk when it returns.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from typing import Any

import psycopg
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate
from eventsourcing.domain import event as domain_event
from psycopg.conninfo import conninfo_to_dict

from shared.ids import new_id
from shared.log import Decided, Meta, NewEvent, Write
from shared.log.postgres import PostgresStore, PostgresTransaction

Operation = Callable[[], object]
Contestant = Callable[[str], AbstractContextManager[Operation]]

NOTE = "x" * 90
BODY = (
    '{"amount":12990,"currency":"CNY","member_id":"6f0c8d1e-5a44-4b5e-9a53-0d8f0a6a7b11","room":"north",'
    f'"course":"strength-45","note":"{NOTE}"}}'
).encode()
PLAIN_TABLES = """
CREATE TABLE plain (
    position bigserial PRIMARY KEY, stream uuid NOT NULL, version bigint NOT NULL, type text NOT NULL,
    data bytea NOT NULL, UNIQUE (stream, version)
);
CREATE TABLE same_row (LIKE event INCLUDING ALL)
"""
PLAIN = b"INSERT INTO plain (stream, version, type, data) VALUES (%s, 1, 'ClassBooked', %s)"
SAME_ROW = b"""
INSERT INTO same_row (stream, version, id, type, schema, data, actor, roles, command_id, happened_at)
VALUES (%s, 1, %s, 'ClassBooked', 1, %s, 'bench', '{service}', %s, %s)
"""


@contextmanager
def plain_insert(url: str) -> Iterator[Operation]:
    """The limit: one row, two indexes, one prepared statement, one round trip."""
    with psycopg.connect(url, autocommit=True) as connection:
        yield lambda: connection.execute(PLAIN, (uuid.uuid4(), BODY), prepare=True)


@contextmanager
def plain_transaction(url: str) -> Iterator[Operation]:
    """The same between BEGIN and COMMIT, as any unit of work sends them."""
    with psycopg.connect(url) as connection:

        def insert() -> None:
            connection.execute(PLAIN, (uuid.uuid4(), BODY), prepare=True)
            connection.commit()

        yield insert


@contextmanager
def same_row(url: str) -> Iterator[Operation]:
    """A plain insert of the log's own row with its three indexes."""
    with psycopg.connect(url, autocommit=True) as connection:

        def insert() -> None:
            given = (f"class-{uuid.uuid4()}", uuid.uuid4(), BODY.decode(), uuid.uuid4(), datetime.now(UTC))
            connection.execute(SAME_ROW, given, prepare=True)

        yield insert


def booked(tx: PostgresTransaction) -> None:
    command_id, stream = new_id(), f"class-{new_id()}"
    new = NewEvent(new_id(), "ClassBooked", 1, BODY, datetime.now(UTC))
    tx.append(
        [Write(stream, 0, [new])], Decided(command_id, "Book", b"d" * 32), Meta("bench", ("service",), command_id)
    )


@contextmanager
def append(url: str) -> Iterator[Operation]:
    """The log's append alone, a transaction of its own: version checked, command remembered, one round trip."""
    with psycopg.connect(url, autocommit=True) as connection:
        yield lambda: booked(PostgresTransaction(connection, None))


@contextmanager
def transaction(url: str) -> Iterator[Operation]:
    """The same as the store's unit of work."""
    with psycopg.connect(url) as connection:
        store = PostgresStore.on(connection)

        def write() -> None:
            with store.transaction() as tx:
                booked(tx)

        yield write


class Booking(Aggregate):
    """The peer's aggregate; one event a save."""

    @domain_event("Booked")
    def __init__(self, amount: int, note: str) -> None:
        self.amount, self.note, self.changes = amount, note, 0

    @domain_event("Changed")
    def change(self, note: str) -> None:
        self.note, self.changes = note, self.changes + 1


class Bookings(Application[uuid.UUID]):
    name = "bookings"


def bookings(url: str, create: bool) -> Bookings:
    """The peer's application in its default mode."""
    parts = conninfo_to_dict(url)
    settings = {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": parts["dbname"],
        "POSTGRES_HOST": parts["host"],
        "POSTGRES_PORT": str(parts["port"]),
        "POSTGRES_USER": parts["user"],
        "POSTGRES_PASSWORD": parts["password"],
        "POSTGRES_POOL_SIZE": "1",
        "CREATE_TABLE": "y" if create else "n",
    }
    return Bookings(env={**os.environ, **{name: str(value) for name, value in settings.items()}})


@contextmanager
def peer(url: str) -> Iterator[Operation]:
    app = bookings(url, create=False)
    try:
        yield lambda: app.save(Booking(amount=12990, note=NOTE))
    finally:
        app.close()


CONTESTANTS: dict[str, Contestant] = {
    "plain insert": plain_insert,
    "plain insert of the same row": same_row,
    "plain insert in a transaction": plain_transaction,
    "append": append,
    "append in a transaction": transaction,
    "peer": peer,
}


def prepare(owner_url: str) -> Any:
    """The tables of the plain insert and of the peer."""
    with psycopg.connect(owner_url) as owner:
        owner.execute(PLAIN_TABLES.encode())
    bookings(owner_url, create=True).close()
