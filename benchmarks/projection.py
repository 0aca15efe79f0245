"""The projector: rebuilding from the archive against one statement a table, and how soon an event is in a report.

`python -m benchmarks.projection [archived events] [appends] [file.json]`. A rebuild goes page by page, compares with
the live tables and swaps; its limit is the same SQL, each statement once over the whole archive, in one transaction.
The way of an event is the whole one: appended, relayed, confirmed, taken from the queue, archived, projected, seen.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from random import Random
from statistics import median, quantiles
from threading import Event, Thread
from typing import Any

import psycopg
from psycopg_pool import ConnectionPool

from services.analytics.service import SERVICE
from shared import rebuild
from shared.amqp import Inlet, Publisher, connected
from shared.delivery import Delivery
from shared.ids import derived_id
from shared.log import Decided, Meta, NewEvent, Write
from shared.log.postgres import PostgresStore
from shared.migrations import KERNEL, migrate
from shared.projections import Projections
from shared.projector import Archive, last_archived
from shared.relay import PostgresCheckpoint, Relay
from shared.steady import Step, steadily
from stadion.embedded.broker_rights import definitions
from stadion.embedded.databases import Passwords, Provisioned, provision
from stadion.embedded.postgres import EmbeddedPostgres
from stadion.embedded.rabbitmq import EmbeddedRabbitMQ
from stadion.migrate import migrate_all

ROUNDS = 3
SOURCE, SECRET = "cards", "of-the-benchmark"
VENUE = derived_id("venue")
PROJECTIONS = Projections.of(SERVICE)

# Of ten events three are entries, three bookings' seats, two a sale's money, one points, one nobody reports on.
HISTORY = """
INSERT INTO archive.event (source, position, previous, id, type, schema, stream, version, happened_at, recorded_at,
                           actor, command_id, data)
SELECT 'history', n, n - 1, gen_random_uuid(),
       (ARRAY['SeatReserved', 'SeatConfirmed', 'SeatAttended', 'EntryGranted', 'EntryGranted', 'EntryGranted',
              'PaymentReceived', 'EntryPosted', 'PointsEarned', 'DiaryEntered'])[n % 10 + 1],
       1, 'stream-' || n / 10, n % 10 + 1, happened_at, happened_at, 'bench', n::text,
       jsonb_build_object('booking_id', one, 'session_id', other, 'member_id', other, 'venue_id', other, 'card_id', one,
                          'order_id', one, 'entry_id', one, 'day', happened_at::date, 'at', happened_at,
                          'visits_used', 1, 'points', 5, 'memo', 'sale', 'currency', 'CNY',
                          'amount', '{"amount": 12345, "currency": "CNY"}'::jsonb,
                          'postings', '[{"account": "cash", "amount": 7}, {"account": "advance", "amount": -7}]'::jsonb)
  FROM generate_series(0, %s - 1) AS n,
       LATERAL (SELECT md5((n / 10)::text)::uuid AS one, md5((n / 1000)::text)::uuid AS other,
                       timestamptz '2026-03-01' + n * interval '2 seconds' AS happened_at) AS given
"""


def archive(made: Provisioned, events: int) -> None:
    with psycopg.connect(made.owner_url, autocommit=True) as owner:
        owner.execute(HISTORY.replace("%s", str(events)).encode())
        owner.execute("VACUUM ANALYZE archive.event")


def at_once(owner: psycopg.Connection[Any]) -> None:
    """Each statement once over the whole archive, beside the live tables, in one transaction."""
    with owner.transaction():
        owner.execute("SET LOCAL work_mem = '64MB'")
        owner.execute("CREATE SCHEMA at_once")
        PROJECTIONS.create(owner, "at_once")
        PROJECTIONS.project(owner, "at_once", 0, last_archived(owner), PROJECTIONS.types)


def rebuilding(made: Provisioned, events: int) -> dict[str, Any]:
    archive(made, events)
    ways: dict[str, Callable[[psycopg.Connection[Any]], object]] = {
        "one statement a table": at_once,
        "rebuild": lambda owner: rebuild.rebuild(owner, PROJECTIONS),
    }
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    with psycopg.connect(made.owner_url, autocommit=True) as owner:
        for _ in range(ROUNDS):
            for name, way in ways.items():
                start = time.perf_counter()
                way(owner)
                seconds[name].append(time.perf_counter() - start)
                owner.execute("DROP SCHEMA IF EXISTS at_once CASCADE")
        rows = sum(owner.execute(f"SELECT count(*) FROM bi.{t}".encode()).fetchone()[0] for t in FACTS)  # type: ignore[index]
        same = all(rebuild.compare(owner, PROJECTIONS).values())
    rates = {name: [round(events / took) for took in found] for name, found in seconds.items()}
    return {
        "events": events,
        "rows of facts": rows,
        "rebuilt is live": same,
        "events a second, every round": rates,
        "rebuild / limit": round(median(seconds["one statement a table"]) / median(seconds["rebuild"]), 2),
    }


FACTS = ("fact_booking", "fact_checkin", "fact_payment", "fact_posting", "fact_points")


class Unwatched:
    """Faults end the benchmark's threads with a trace; nobody asks how they are."""

    def turned(self, loop: str) -> None: ...
    def failed(self, loop: str, fault: Exception) -> None:
        print(loop, fault, file=sys.stderr)


def entry(n: int) -> NewEvent:
    now = datetime.now(UTC)
    body = {
        "swipe_id": derived_id("swipe", n), "card_id": derived_id("card", n), "member_id": derived_id("member", n),
        "venue_id": VENUE, "day": "2026-03-02", "at": now.isoformat(), "visits_used": 1,
    }  # fmt: skip
    return NewEvent(derived_id("entry", n), "EntryGranted", 1, json.dumps(body).encode(), now)


def append(store: PostgresStore, n: int) -> None:
    command = derived_id("append", n)
    with store.transaction() as tx:
        tx.append([Write(f"card-{n}", 0, [entry(n)])], Decided(command, "SwipeCard", b""), Meta("bench", (), command))


@contextmanager
def relaying(store: PostgresStore, url: str) -> Iterator[Step]:
    with connected(url) as connection:
        outlet = Publisher(connection, SOURCE)
        yield Relay(SOURCE, store, PostgresCheckpoint(), outlet, lambda: datetime.now(UTC)).step


@contextmanager
def projecting(database_url: str, url: str) -> Iterator[Step]:
    with psycopg.connect(database_url, autocommit=True) as connection, connected(url) as broker:
        sink = Archive(SERVICE.name, SOURCE, connection, PROJECTIONS, lambda: datetime.now(UTC))
        inlet = Inlet(broker, SERVICE.name, SOURCE)
        yield Delivery(SOURCE, inlet, lambda *_: [], sink, time.monotonic).step


def seen(watch: psycopg.Connection[Any], n: int) -> None:
    while True:
        found = "SELECT FROM bi.fact_checkin WHERE checkin_key = %s"
        if watch.execute(found, [derived_id("entry", n)], prepare=True).rowcount:
            return
        time.sleep(0.001)


def latencies(store: PostgresStore, watch: psycopg.Connection[Any], appends: int) -> list[float]:
    """Milliseconds from the commit of an append until its row is seen, the platform idle before each."""
    chance, found = Random(1), []
    for n in range(appends + 10):
        time.sleep(0.2 + chance.random() / 5)
        append(store, n)
        start = time.perf_counter()
        seen(watch, n)
        found.append((time.perf_counter() - start) * 1000)
    return found[10:]  # what is prepared at the first uses is not the usual


def arriving(log: Provisioned, made: Provisioned, url: str, appends: int) -> dict[str, Any]:
    pool: ConnectionPool[psycopg.Connection[Any]] = ConnectionPool(log.app_url, min_size=2, max_size=2, open=True)
    store, stop = PostgresStore(pool), Event()
    loops = {
        "projector": partial(projecting, made.app_url, url),
        "relay": partial(relaying, PostgresStore(pool), url),
    }
    with connected(url) as connection:
        Publisher(connection, SOURCE)
    threads = [
        Thread(target=steadily, args=(name, opened, stop, Unwatched(), lambda: 0.0)) for name, opened in loops.items()
    ]
    for thread in threads:
        thread.start()
    with psycopg.connect(made.app_url, autocommit=True) as watch:
        found = latencies(store, watch, appends)
    stop.set()
    for thread in threads:
        thread.join()
    pool.close()
    return {
        "appends": appends,
        "milliseconds, p50": round(median(found), 1),
        "milliseconds, p99": round(quantiles(found, n=100)[98], 1),
    }


def measure(events: int, appends: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="bench-projection-") as folder, ExitStack() as stack:
        postgres = EmbeddedPostgres(Path(folder) / "postgres", SECRET)
        postgres.start()
        stack.callback(postgres.stop)
        rabbitmq = EmbeddedRabbitMQ(Path(folder) / "rabbitmq")
        rabbitmq.start(definitions("bench", {"bench": SECRET}, {}))
        stack.callback(rabbitmq.stop)
        passwords = Passwords(SECRET, SECRET)
        log, made = (provision(postgres.url(), name, passwords) for name in (SOURCE, SERVICE.name))
        migrate(log.owner_url, f"{SOURCE}_app", [KERNEL])
        list(migrate_all({"ANALYTICS_OWNER_DATABASE_URL": made.owner_url}, [SERVICE.name]))
        return {
            "load of the machine before": os.getloadavg()[0],
            "append to report": arriving(log, made, rabbitmq.url("bench", "bench", SECRET), appends),
            "rebuild": rebuilding(made, events),
            "load of the machine after": os.getloadavg()[0],
        }


def main(arguments: Sequence[str]) -> None:
    events, appends = (int(word) for word in [*arguments[:2], *("1000000", "300")[len(arguments[:2]) :]])
    text = json.dumps(measure(events, appends), indent=2)
    print(text)
    if len(arguments) > 2:
        Path(arguments[2]).write_text(text + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
