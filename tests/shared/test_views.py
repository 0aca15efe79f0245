"""A view's SQL is checked before a service starts, and brought up to each event with its transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from shared.codec import PlainCodec
from shared.contracts import DayRange, Event, Id, Money, Name, Note, Part, catalogue
from shared.ids import new_id
from shared.log import Decided, Meta, NewEvent, Recorded, Write
from shared.log.postgres import PostgresStore, PostgresTransaction
from shared.migrations import KERNEL, migrate
from shared.views import Views, ViewsWrong, sections_of
from stadion.embedded.databases import Provisioned
from tests.servers import Postgres

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)
LAMP = "0190a000-0000-7000-8000-000000000001"


class Bulb(Part):
    watts: int


class LampSold(Event, stream="lamp-{lamp_id}"):
    lamp_id: Id
    title: Name
    price: Money
    guarantee: DayRange
    bulbs: tuple[Bulb, ...]
    rebate: Money | None = None
    note: Note | None = None
    colours: tuple[str, ...] = ("white",)


class LampDropped(Event, stream="lamp-{lamp_id}"):
    lamp_id: Id


EVENTS = {event.__name__: event for event in (LampSold, LampDropped)}
for published in EVENTS.values():
    catalogue.add(published)

SOLD = LampSold(
    lamp_id=LAMP,
    title="50 % lamp",
    price=Money(1999, "CNY"),
    guarantee=DayRange(date(2025, 3, 1), date(2027, 3, 1)),
    bulbs=(Bulb(watts=5), Bulb(watts=7)),
)
TABLES = """
CREATE TABLE lamp (
    lamp_id uuid PRIMARY KEY, title text, amount bigint, currency text, rebate bigint, guaranteed_until date,
    watts int, colours jsonb, note text, dropped boolean NOT NULL DEFAULT false,
    stream text, version bigint, position bigint, event_id uuid, happened_at timestamptz, recorded_at timestamptz,
    actor text, shouted text, share text
);
CREATE TABLE drop_count (day date PRIMARY KEY, lamps int NOT NULL);
"""
LAMP_VIEW = """-- The lamps in the house.

-- on LampSold
-- half of them are 50%% off
INSERT INTO lamp (lamp_id, title, amount, currency, rebate, guaranteed_until, watts, colours, note,
                  stream, version, position, event_id, happened_at, recorded_at, actor, shouted, share)
VALUES (%(lamp_id)s, %(title)s, %(price_amount)s, %(price_currency)s, %(rebate_amount)s, %(guarantee_until)s,
        (SELECT sum((bulb ->> 'watts')::int) FROM jsonb_array_elements(%(bulbs)s::jsonb) AS bulb),
        %(colours)s::jsonb, %(note)s, %(stream)s, %(stream_version)s, %(position)s, %(event_id)s,
        %(happened_at)s, %(recorded_at)s, %(actor)s, %(shouted)s, '100%%')
ON CONFLICT (lamp_id) DO NOTHING;

-- on LampDropped
UPDATE lamp SET dropped = true WHERE lamp_id = %(lamp_id)s;
"""
COUNT_VIEW = """-- on LampDropped
INSERT INTO drop_count AS d
SELECT happened_at::date, 1 FROM lamp WHERE lamp_id = %(lamp_id)s AND dropped
ON CONFLICT (day) DO UPDATE SET lamps = d.lamps + 1;
"""


def shout(event: Event) -> Mapping[str, Any]:
    return {"shouted": event.title.upper()} if isinstance(event, LampSold) else {}


@pytest.fixture
def views(tmp_path: Path) -> Views:
    (tmp_path / "a_lamp.sql").write_text(LAMP_VIEW)
    (tmp_path / "drop_count.sql").write_text(COUNT_VIEW)
    return Views.read(tmp_path, shout, EVENTS)


@pytest.fixture(scope="module")
def database(postgres: Postgres) -> Provisioned:
    database = postgres.create_database("lamps")
    migrate(database.owner_url, "lamps_app", [KERNEL])
    with psycopg.connect(database.owner_url) as owner:
        owner.execute(TABLES.encode())
    return database


@pytest.fixture
def connection(database: Provisioned) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(database.owner_url) as owner:
        owner.execute("TRUNCATE event, decided, lamp, drop_count RESTART IDENTITY")
    with psycopg.connect(database.app_url) as connection:
        yield connection


def appended(tx: PostgresTransaction, events: Sequence[Event]) -> list[tuple[Recorded, Event]]:
    meta, bodies = Meta("clerk-1", (), new_id()), PlainCodec().encode(tx, events)
    news = [NewEvent(new_id(), type(e).__name__, 1, b, NOON) for e, b in zip(events, bodies, strict=True)]
    fresh = tx.append([Write(events[0].stream_name, 0, news)], Decided(meta.command_id, "Sell", b""), meta)
    return list(zip(fresh, events, strict=True))


def record(store: PostgresStore, *events: Event) -> None:
    with store.transaction() as tx:
        tx.project(appended(tx, events))


def rows(connection: psycopg.Connection[Any], table: str = "lamp") -> Sequence[Any]:
    found = connection.execute(f"SELECT * FROM {table} ORDER BY 1".encode()).fetchall()
    connection.rollback()
    return found


def test_a_view_sees_an_events_fields_its_envelope_and_what_is_derived(
    views: Views, connection: psycopg.Connection[Any]
) -> None:
    store = PostgresStore.on(connection, views)
    record(store, SOLD)
    (event,) = store.page(0, 1).events
    (row,) = rows(connection)
    assert [str(value) for value in row[:9]] == [
        LAMP, "50 % lamp", "1999", "CNY", "None", "2027-03-01", "12", "['white']", "None"
    ]  # fmt: skip
    assert row[9:13] == (False, f"lamp-{LAMP}", 1, event.position)
    assert (str(row[13]), *row[14:]) == (
        event.id, NOON, event.recorded_at, "clerk-1", "50 % LAMP", "100%"
    )  # fmt: skip


def test_a_section_of_several_events_is_one_for_each() -> None:
    text = "-- on LampSold, LampDropped\nSELECT 1;\n"
    assert list(sections_of(text)) == [("LampSold", "SELECT 1"), ("LampDropped", "SELECT 1")]


def test_sections_of_several_files_run_in_the_order_of_their_names_and_events_in_theirs(
    views: Views, connection: psycopg.Connection[Any]
) -> None:
    record(PostgresStore.on(connection, views), SOLD, LampDropped(lamp_id=LAMP))
    assert rows(connection, "drop_count") == [(NOON.date(), 1)]


def test_a_view_that_fails_takes_the_events_with_it(tmp_path: Path, connection: psycopg.Connection[Any]) -> None:
    (tmp_path / "lamp.sql").write_text(
        "-- on LampDropped\nINSERT INTO drop_count VALUES (%(happened_at)s, 1);\n"
        "-- on LampSold\nINSERT INTO drop_count VALUES (NULL, 1);\n"
    )
    store = PostgresStore.on(connection, Views.read(tmp_path, events=EVENTS))
    with pytest.raises(psycopg.errors.NotNullViolation):
        record(store, LampDropped(lamp_id=LAMP), SOLD)
    assert (store.head(), rows(connection, "drop_count")) == (0, [])
    record(store, LampDropped(lamp_id=LAMP))


def test_a_field_that_older_events_lack_takes_its_default(views: Views, connection: psycopg.Connection[Any]) -> None:
    store = PostgresStore.on(connection, views)
    record(store, SOLD)
    (event,) = store.page(0, 1).events
    older = replace(event, data=event.data.replace(b'"colours":["white"],', b"").replace(b'"note":null,', b""))
    assert older.data != event.data
    with store.transaction() as tx:
        tx.connection.execute("DELETE FROM lamp")
        tx.project([(older, SOLD)])
    (row,) = rows(connection)
    assert row[7] == ["white"]


def test_a_rebuild_gives_what_the_live_views_hold(views: Views, connection: psycopg.Connection[Any]) -> None:
    store = PostgresStore.on(connection, views)
    for number in range(5):
        record(store, replace(SOLD, lamp_id=lamp(number)), *[LampDropped(lamp_id=lamp(number))] * (number % 2))
    live = rows(connection), rows(connection, "drop_count")
    with store.transaction() as tx:
        tx.connection.execute("UPDATE lamp SET title = 'wrong'; DELETE FROM drop_count")
    steps: list[int] = []
    store.rebuild(PlainCodec(), steps.append)
    assert (rows(connection), rows(connection, "drop_count")) == live
    assert steps == [store.head()]


def test_a_rebuild_waits_for_a_command_that_is_writing_the_views_and_takes_in_its_events(
    views: Views, connection: psycopg.Connection[Any], database: Provisioned
) -> None:
    with psycopg.connect(database.app_url) as other, ThreadPoolExecutor(1) as pool:
        with PostgresStore.on(other, views).transaction() as tx:
            tx.project(appended(tx, [SOLD]))
            waiting = b"SELECT FROM pg_locks WHERE pid = %s AND NOT granted"
            assert not tx.connection.execute(waiting, [connection.info.backend_pid]).fetchall()  # the views are written
            rebuilding = pool.submit(PostgresStore.on(connection, views).rebuild, PlainCodec())
            while not tx.connection.execute(waiting, [connection.info.backend_pid]).fetchall():
                assert not rebuilding.done()
        rebuilding.result()
    assert len(rows(connection)) == 1


def test_a_command_that_comes_to_its_views_after_a_rebuild_still_brings_them_up(
    views: Views, connection: psycopg.Connection[Any], database: Provisioned
) -> None:
    with psycopg.connect(database.app_url) as other, PostgresStore.on(other, views).transaction() as tx:
        events = appended(tx, [SOLD])
        PostgresStore.on(connection, views).rebuild(PlainCodec())
        assert rows(connection) == []
        tx.project(events)
    assert len(rows(connection)) == 1


def lamp(number: int) -> str:
    return f"0190a000-0000-7000-8000-00000000000{number}"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("-- on LampLost\nSELECT 1;", "LampLost is no event of this service"),
        ("-- on LampDropped\nSELECT 1;\n-- on LampDropped\nSELECT 2;", "LampDropped has two sections"),
        ("-- on LampSold, LampDropped\nSELECT 1;\n-- on LampDropped\nSELECT 2;", "LampDropped has two sections"),
        ("-- on LampSold, LampLost\nSELECT 1;", "LampLost is no event of this service"),
        ("-- on LampDropped\n\n-- on LampSold\nSELECT 1;", "LampDropped has an empty section"),
        ("SELECT 1;\n-- on LampDropped\nSELECT 1;", "before the first section"),
        ("-- on LampDropped\nSELECT %(title)s;", "LampDropped has no title"),
        ("-- on LampSold\nSELECT %(price)s;", "LampSold has no price"),
        ("-- on LampDropped\nSELECT 'x' LIKE '%x';", "a literal % is written %%"),
        ("-- on LampDropped\n-- 5 % off\nSELECT 1;", "a literal % is written %%"),
    ],
)
def test_a_file_that_does_not_fit_the_events_stops_the_service(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "lamp.sql").write_text(text)
    with pytest.raises(ViewsWrong, match=reason) as caught:
        Views.read(tmp_path, events=EVENTS)
    assert str(caught.value).startswith("lamp.sql: ")


def test_a_parameter_that_nobody_derives_is_a_fault_when_its_event_comes(
    tmp_path: Path, connection: psycopg.Connection[Any]
) -> None:
    (tmp_path / "lamp.sql").write_text("-- on LampDropped\nSELECT %(shouted)s;")
    with pytest.raises(KeyError, match="shouted"):
        record(PostgresStore.on(connection, Views.read(tmp_path, shout, EVENTS)), LampDropped(lamp_id=LAMP))
