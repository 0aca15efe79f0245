"""The projector over a real PostgreSQL and RabbitMQ: every event once, whatever crashes, repeats or is garbled."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from threading import Event, Thread
from typing import Any

import amqp
import msgspec
import psycopg
import pytest

from shared import leader, rebuild
from shared.amqp import Inlet, Outgoing, Publisher, connected
from shared.broker import events_exchange
from shared.delivery import Delivery
from shared.envelope import Envelope
from shared.ids import derived_id
from shared.inbox import InboxMoved
from shared.migrations import migrate
from shared.projections import Projections, ProjectionWrong
from shared.projector import Archive, RebuildNeeded
from shared.steady import Step
from shared.telemetry import Health
from shared.worker import Condition, Worker
from stadion.embedded.databases import Provisioned
from tests.servers import Broker, Postgres
from tests.waiting import eventually

ARCHIVE = Path(__file__).parents[2] / "services" / "analytics" / "migrations"
KNOWN = {"LampLit", "LampPutOut"}
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LAMPS = """
-- create
CREATE TABLE lamp (lamp_key text PRIMARY KEY, lit integer NOT NULL);

CREATE TABLE meta_held (archived bigint, source text, position bigint, type text, reason text);

-- project
INSERT INTO lamp (lamp_key, lit)
SELECT data ->> 'lamp', sum((data ->> 'times')::integer)
  FROM batch
 WHERE type = 'LampLit'
 GROUP BY data ->> 'lamp'
ON CONFLICT (lamp_key) DO UPDATE SET lit = lamp.lit + excluded.lit;
"""


def told(count: int, source: str = "lamps", first: int = 1, times: Any = 1) -> list[Envelope]:
    """Events of a source, from position `first` on: three lamps are lit by turns."""
    return [
        Envelope(
            id=derived_id(source, n), source=source, type="LampLit", schema=1, stream=f"lamp-{n % 3}", version=n,
            position=n, previous=n - 1, happened_at=NOON, recorded_at=NOON, actor="a", command_id=derived_id(n),
            data={"lamp": f"{n % 3}", "times": times},
        )
        for n in range(first, first + count)
    ]  # fmt: skip


class House:
    """A database of reports about lamps."""

    def __init__(self, postgres: Postgres, folder: Path) -> None:
        (folder / "lamp.sql").write_text(LAMPS)
        self.projections = Projections.read(folder, KNOWN)
        self.database: Provisioned = postgres.create_database("analytics")
        migrate(self.database.owner_url, "analytics_app", [ARCHIVE])
        self.owner = psycopg.connect(self.database.owner_url, autocommit=True)
        self.connection = psycopg.connect(self.database.app_url, autocommit=True)
        rebuild.ensure(self.owner, self.projections)

    def sink(self, source: str = "lamps", connection: psycopg.Connection[Any] | None = None) -> Archive:
        sink = Archive("analytics", source, connection or self.connection, self.projections, lambda: NOON)
        sink.position()
        return sink

    def ask(self, text: str) -> list[tuple[Any, ...]]:
        return self.owner.execute(text.encode()).fetchall()

    def lit(self) -> dict[str, int]:
        return dict(self.ask("SELECT lamp_key, lit FROM bi.lamp ORDER BY 1"))

    def same(self) -> bool:
        return all(rebuild.compare(self.owner, self.projections).values())


@pytest.fixture
def house(postgres: Postgres, tmp_path: Path) -> Iterator[House]:
    house = House(postgres, tmp_path)
    yield house
    house.owner.close()
    house.connection.close()
    postgres.drop_database(house.database)


def test_a_batch_is_archived_projected_and_remembered_together(house: House) -> None:
    house.sink().apply(told(7))
    assert house.lit() == {"0": 2, "1": 3, "2": 2}
    assert house.ask("SELECT count(*), max(archived) FROM archive.event") == [(7, 7)]
    assert house.ask("SELECT source, position, archived FROM inbox") == [("lamps", 7, 7)]


def test_nothing_of_a_batch_stays_when_it_fails_before_its_end(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    sink = house.sink()

    def crash(*_: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr(Archive, "_advance", crash)
        with pytest.raises(ConnectionError):
            sink.apply(told(3))
    assert (house.lit(), house.ask("SELECT * FROM archive.event")) == ({}, [])
    house.sink().apply(told(3))
    assert house.lit() == {"0": 1, "1": 1, "2": 1}
    assert house.same()


def test_of_two_projectors_at_work_only_one_moves_a_source(house: House) -> None:
    with psycopg.connect(house.database.app_url, autocommit=True) as other:
        mine, theirs = house.sink(), house.sink(connection=other)
        mine.apply(told(3))
        with pytest.raises((InboxMoved, psycopg.errors.UniqueViolation)):
            theirs.apply(told(3))
        with pytest.raises(InboxMoved):
            theirs.apply(told(1, first=4))
    assert sum(house.lit().values()) == 3


def test_sources_are_projected_side_by_side_without_a_hole_in_the_archive(house: House) -> None:
    sources = ["lamps", "bulbs", "torches"]

    def follow(source: str) -> None:
        with psycopg.connect(house.database.app_url, autocommit=True) as connection:
            sink = house.sink(source, connection)
            for first in range(1, 61, 4):
                sink.apply(told(4, source, first))

    threads = [Thread(target=follow, args=(source,)) for source in sources]
    for thread in threads:
        thread.start()
    for thread in threads:
        assert house.same()  # also while events arrive
        thread.join()
    assert house.lit() == {"0": 60, "1": 60, "2": 60}
    assert house.same()


def test_a_rebuild_while_events_arrive_misses_none(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuild, "PAGE", 10)
    monkeypatch.setattr(rebuild, "NEARLY", 5)
    sink = house.sink()
    sink.apply(told(50))

    def arrive(done: int, every: int) -> None:
        if sink.reached < 80:
            sink.apply(told(3, first=sink.reached + 1))

    rebuild.rebuild(house.owner, house.projections, arrive)
    assert sum(house.lit().values()) == sink.reached > 60
    sink.apply(told(5, first=sink.reached + 1))
    assert house.same()


def test_an_event_that_no_table_can_take_is_named_and_holds_up_nothing(house: House) -> None:
    house.sink().apply([*told(4), *told(1, first=5, times="many"), *told(4, first=6)])
    assert sum(house.lit().values()) == 8
    [(archived, source, position, kind, reason)] = house.ask("SELECT * FROM bi.meta_held")
    assert (archived, source, position, kind) == (5, "lamps", 5, "LampLit")
    assert 'invalid input syntax for type integer: "many"' in reason
    assert house.same()


def test_a_projector_of_other_projections_than_the_tables_changes_nothing(house: House, tmp_path: Path) -> None:
    (tmp_path / "lamp.sql").write_text(
        LAMPS + "\n-- project\nDELETE FROM lamp WHERE 'LampPutOut' IN (SELECT type FROM batch)"
    )
    house.projections = Projections.read(tmp_path, KNOWN)
    with pytest.raises(RebuildNeeded):
        house.sink().apply(told(1))
    assert house.ask("SELECT * FROM archive.event") == []
    assert rebuild.ensure(house.owner, house.projections)
    house.sink().apply(told(1))


@pytest.mark.parametrize("text", ["SELECT 1", "-- create\nSELECT 1\n-- project\nSELECT 1 FROM batch", ""])
def test_a_file_that_is_no_projection_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "wrong.sql").write_text(text)
    with pytest.raises(ProjectionWrong):
        Projections.read(tmp_path, KNOWN)
    with pytest.raises(ProjectionWrong):
        Projections.read(tmp_path / "nowhere", KNOWN)


class Street(House):
    """Events come over a real queue; what it lost, from the feed."""

    def __init__(self, postgres: Postgres, folder: Path, broker_url: str) -> None:
        super().__init__(postgres, folder)
        self.broker_url = broker_url
        self.log: list[Envelope] = []
        self.stop = Event()
        with connected(broker_url) as connection:
            Publisher(connection, "lamps")
            Inlet(connection, "analytics", "lamps")
        self.thread = Thread(target=self.worker().run, args=(self.stop,))

    @contextmanager
    def following(self) -> Iterator[Step]:
        with psycopg.connect(self.database.app_url, autocommit=True) as database, connected(self.broker_url) as broker:
            yield Delivery(
                "lamps", Inlet(broker, "analytics", "lamps"), self.feed, self.sink(connection=database), lambda: 0.0
            ).step

    def feed(self, source: str, after: int, limit: int) -> list[Envelope]:
        return [e for e in self.log if e.position > after][:limit]

    def worker(self) -> Worker:
        connect = partial(leader.connect, self.database.app_url)
        condition = Condition("analytics", Health())
        return Worker("analytics", {"from lamps": self.following}, connect, lambda _: None, condition, lambda: 0.0)

    def publish(self, envelopes: list[Envelope]) -> None:
        with connected(self.broker_url) as connection:
            Publisher(connection, "lamps").publish(
                [Outgoing(e.id, f"{e.type}.0", msgspec.json.encode(e.wire())) for e in envelopes]
            )

    def garble(self) -> None:
        with connected(self.broker_url) as connection:
            connection.channel().basic_publish(amqp.Message(b"{no event"), events_exchange("lamps"), "LampLit.0")

    def heard(self) -> int:
        rows = self.ask("SELECT position FROM inbox WHERE source = 'lamps'")
        return rows[0][0] if rows else 0


@pytest.fixture
def street(postgres: Postgres, broker: Broker, tmp_path: Path) -> Iterator[Street]:
    street = Street(postgres, tmp_path, broker.vhost())
    yield street
    street.stop.set()
    street.thread.join(30)
    street.owner.close()
    street.connection.close()


def test_repeated_lost_and_garbled_messages_leave_each_event_projected_once(street: Street) -> None:
    street.log = told(40)
    street.publish(street.log[:10])
    street.garble()
    street.publish(street.log[5:15])  # again, and on
    street.publish(street.log[30:])  # 16 to 30 never came
    street.thread.start()
    eventually(lambda: street.heard() == 40)
    assert sum(street.lit().values()) == 40
    assert street.ask("SELECT source, body FROM parked") == [("lamps", b"{no event")]
    assert street.same()


def test_a_projector_whose_connections_die_goes_on_where_it_was(street: Street, postgres: Postgres) -> None:
    street.log = told(60)
    street.thread.start()
    street.publish(street.log[:30])
    eventually(lambda: street.heard() == 30)
    with psycopg.connect(postgres.url(), autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND usename = 'analytics_app'",
            [street.database.name],
        )
    street.publish(street.log[30:])
    eventually(lambda: street.heard() == 60)
    assert sum(street.lit().values()) == 60
