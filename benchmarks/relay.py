"""The relay against its limit: the same messages published by bare py-amqp, confirms awaited a batch at a time.

`python -m benchmarks.relay [events] [file.json]`. Rounds alternate, so that foreign load falls on both alike.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import amqp
import psycopg
from psycopg_pool import ConnectionPool

from shared.amqp import Inlet, Outgoing, Publisher, connected
from shared.broker import consumer_queue, events_exchange
from shared.ids import derived_id
from shared.log import Decided, Meta, NewEvent, Write
from shared.log.postgres import PostgresStore
from shared.migrations import KERNEL, migrate
from shared.relay import PostgresCheckpoint, Relay, outgoing
from stadion.embedded.broker_rights import definitions
from stadion.embedded.databases import Passwords, provision
from stadion.embedded.postgres import EmbeddedPostgres
from stadion.embedded.rabbitmq import EmbeddedRabbitMQ

ROUNDS = 5
BATCHES = (100, 500)  # messages a confirm is awaited for by the limit
CARD, VENUE = "0198f3c2-7c1e-7b63-b0a5-6b7f0f6f5d11", "0198f3c2-7c1e-7b63-b0a5-6b7f0f6f5d12"
BODY = json.dumps({"card_id": CARD, "venue_id": VENUE, "visits_left": 9}).encode()
SOURCE, CONSUMER, SECRET = "bench", "reader", "of-the-benchmark"


@contextmanager
def servers() -> Iterator[tuple[EmbeddedPostgres, str]]:
    """A PostgreSQL that flushes as in production, and the address of a RabbitMQ."""
    with tempfile.TemporaryDirectory(prefix="bench-relay-") as folder, ExitStack() as stack:
        postgres = EmbeddedPostgres(Path(folder) / "postgres", SECRET)
        postgres.start()
        stack.callback(postgres.stop)
        rabbitmq = EmbeddedRabbitMQ(Path(folder) / "rabbitmq")
        rabbitmq.start(definitions("bench", {"bench": SECRET}, {}))
        stack.callback(rabbitmq.stop)
        yield postgres, rabbitmq.url("bench", "bench", SECRET)


def filled(store: PostgresStore, events: int) -> None:
    """A log of that many events in streams of ten."""
    now = datetime.now(UTC)
    for start in range(0, events, 1000):
        command = derived_id("bench", start)
        writes = [
            Write(f"visit-{n}", 0, [NewEvent(derived_id(n, i), "EntryGranted", 1, BODY, now) for i in range(10)])
            for n in range(start // 10, min(start + 1000, events) // 10)
        ]
        with store.transaction() as tx:
            tx.append(writes, Decided(command, "Fill", b""), Meta("bench", ("service",), command))


def bare(url: str, messages: Sequence[Outgoing], batch: int) -> float:
    """Seconds in which py-amqp alone publishes all."""
    with connected(url) as connection:
        channel = connection.channel()
        confirmed = 0

        def on_ack(tag: int, multiple: bool) -> None:
            nonlocal confirmed
            confirmed = tag if multiple else confirmed + 1

        channel.confirm_select()
        channel.events["basic_ack"].add(on_ack)
        exchange, start = events_exchange(SOURCE), time.perf_counter()
        for first in range(0, len(messages), batch):
            for m in messages[first : first + batch]:
                message = amqp.Message(m.body, message_id=m.id, content_type="application/json", delivery_mode=2)
                channel.basic_publish(message, exchange, m.routing_key, mandatory=True)
            while confirmed < min(first + batch, len(messages)):
                connection.drain_events(timeout=10)
        return time.perf_counter() - start


def relayed(url: str, store: PostgresStore) -> float:
    """Seconds in which the relay reads, chains, publishes and seals the whole log."""
    with connected(url) as connection:
        outlet = Publisher(connection, SOURCE)
        relay = Relay(SOURCE, store, PostgresCheckpoint(), outlet, lambda: datetime.now(UTC))
        start = time.perf_counter()
        while not relay.step():
            pass
        assert outlet.unroutable == 0
        return time.perf_counter() - start


def measure(events: int) -> dict[str, Any]:
    with servers() as (postgres, broker_url):
        home = provision(postgres.url(), SOURCE, Passwords(SECRET, SECRET))
        migrate(home.owner_url, f"{SOURCE}_app", [KERNEL])
        pool: ConnectionPool[psycopg.Connection[Any]] = ConnectionPool(home.app_url, min_size=1, max_size=2, open=True)
        store = PostgresStore(pool)
        filled(store, events)
        log = store.page(0, events).events
        messages = [outgoing(SOURCE, event, event.position - 1) for event in log]
        with connected(broker_url) as connection:
            Publisher(connection, SOURCE)
            Inlet(connection, CONSUMER, SOURCE)

        def fresh(run: Callable[[], float]) -> float:
            with connected(broker_url) as connection:
                connection.channel().queue_purge(consumer_queue(CONSUMER, SOURCE))
            with psycopg.connect(home.owner_url, autocommit=True) as owner:
                owner.execute("UPDATE relay_checkpoint SET position = 0, chain = sha256('')")
                owner.execute("TRUNCATE seal")
            return events / run()

        rates: dict[str, list[float]] = {"relay": [], **{f"bare, batches of {n}": [] for n in BATCHES}}
        for _ in range(ROUNDS):
            for batch in BATCHES:
                rates[f"bare, batches of {batch}"].append(fresh(partial(bare, broker_url, messages, batch)))
            rates["relay"].append(fresh(partial(relayed, broker_url, store)))
        pool.close()
    typical = {name: round(median(found)) for name, found in rates.items()}
    limit = max(rate for name, rate in typical.items() if name != "relay")
    return {
        "events": events,
        "message bytes": len(messages[0].body),
        "rounds": ROUNDS,
        "events a second (median)": typical,
        "every round": {name: [round(rate) for rate in found] for name, found in rates.items()},
        "relay / limit": round(typical["relay"] / limit, 2),
    }


def main(arguments: Sequence[str]) -> None:
    figures = measure(int(arguments[0]) if arguments else 50_000)
    text = json.dumps(figures, indent=2)
    print(text)
    if len(arguments) > 1:
        Path(arguments[1]).write_text(text + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
