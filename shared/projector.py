"""The projector: every service's events, in order, into the archive and through the projections, in one transaction.

`run(service, stop)` follows each source on a thread of its own; what they apply, they apply one after the other,
under the lock that a rebuild takes to swap its tables in.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from threading import Event
from typing import Any

from psycopg import Connection
from psycopg.types.json import Jsonb

from shared import leader, silence
from shared.authority import Signer
from shared.clock import clock_of
from shared.delivery import Delivery
from shared.envelope import Envelope
from shared.inbox import InboxMoved, Unreadable
from shared.loops import BrokerLinks, Opened
from shared.migrations import check, folders_of
from shared.projections import Projections
from shared.service import Service
from shared.settings import Settings
from shared.steady import Step
from shared.telemetry import PARKED, PROJECTION_LAG, Health, configure_logging
from shared.worker import Condition, Worker

SCHEMA = "bi"
STATEMENT = 50  # seconds that one may take; a step that takes longer than a minute counts as hung
SILENCE = 60.0  # seconds
LOCK = 7_110_002  # the advisory lock of whoever applies events to the reporting tables
COLUMNS = (
    "source, position, previous, id, type, schema, stream, version, happened_at, recorded_at, actor, command_id,"
    " cause, correlation, data"
)


class RebuildNeeded(Exception):
    """The projections' files are not those that the reporting tables were made by."""


@dataclass
class Archive:
    """The sink of one source: batches into archive and projections, remembered in `inbox`."""

    reader: str
    source: str
    connection: Connection[Any]
    projections: Projections
    clock: Callable[[], datetime]
    reached: int = 0

    def position(self) -> int:
        row = self.connection.execute("SELECT position FROM inbox WHERE source = %s", [self.source]).fetchone()
        self.reached = row[0] if row else 0
        return self.reached

    def apply(self, events: Sequence[Envelope]) -> None:
        with self.connection.transaction():
            lock(self.connection)
            check_projections(self.connection, self.projections)
            after = last_archived(self.connection)
            self._archive(events)
            upto = last_archived(self.connection)
            held = self.projections.project(self.connection, SCHEMA, after, upto, {e.type for e in events})
            self._advance(events[-1], upto)
        self.reached = events[-1].position
        PARKED.labels(self.reader, self.source).inc(held)
        PROJECTION_LAG.labels(self.source).set((self.clock() - events[-1].recorded_at).total_seconds())

    def _archive(self, events: Sequence[Envelope]) -> None:
        with (
            self.connection.cursor() as cursor,
            cursor.copy(f"COPY archive.event ({COLUMNS}) FROM STDIN") as copy,
        ):
            for e in events:
                place = (e.source, e.position, e.previous, e.id, e.type, e.schema, e.stream, e.version)
                copy.write_row(
                    (*place, e.happened_at, e.recorded_at, e.actor, e.command_id, e.cause, e.correlation, Jsonb(e.data))
                )

    def _advance(self, last: Envelope, upto: int) -> None:
        """Compare and set: another projector at work would have moved it."""
        given = {"source": self.source, "before": self.reached, "position": last.position}
        moved = self.connection.execute(
            "INSERT INTO inbox (source, position, archived, recorded_at)"
            " SELECT %(source)s, %(position)s, %(upto)s, %(recorded_at)s"
            "  WHERE %(before)s = 0 OR EXISTS (SELECT FROM inbox WHERE source = %(source)s)"
            " ON CONFLICT (source) DO UPDATE"
            "    SET position = excluded.position, archived = excluded.archived,"
            "        recorded_at = excluded.recorded_at, updated_at = now()"
            "  WHERE inbox.position = %(before)s",
            given | {"upto": upto, "recorded_at": last.recorded_at},
        )
        if moved.rowcount != 1:
            raise InboxMoved(f"{self.source}: no longer at {self.reached}")

    def park(self, message: Unreadable) -> None:
        self.connection.execute(
            "INSERT INTO parked (source, queue, body, headers, reason) VALUES (%s, %s, %s, %s, %s)",
            [message.source, message.queue, message.body, _text(message.headers), message.reason],
        )
        PARKED.labels(self.reader, message.source).inc()


def lock(connection: Connection[Any]) -> None:
    """Alone until the transaction ends."""
    connection.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _text(headers: Mapping[str, Any]) -> str:
    return json.dumps(dict(headers), default=str).replace("\\u0000", "")


def last_archived(connection: Connection[Any]) -> int:
    row = connection.execute("SELECT coalesce(max(archived), 0) FROM archive.event").fetchone()
    assert row is not None
    return int(row[0])


@contextmanager
def following(reader: str, source: str, projections: Projections, settings: Settings) -> Iterator[Step]:
    """Follow one source; the database first, so that no message is taken while its effect could not be kept."""
    now = clock_of(settings)
    links = BrokerLinks(reader, settings.broker_url, Signer(reader, settings.actor_private_key), now)
    with (
        leader.connect(settings.database_url) as connection,
        links.feed() as feed,
        links.inlet(source) as inlet,
    ):
        connection.execute(f"SET statement_timeout = '{STATEMENT}s'".encode())
        sink = Archive(reader, source, connection, projections, now)
        yield Delivery(source, inlet, feed, sink, time.monotonic).step


def check_projections(connection: Connection[Any], projections: Projections) -> None:
    """Raises RebuildNeeded."""
    row = connection.execute("SELECT fingerprint FROM projection WHERE schema = %s", [SCHEMA]).fetchone()
    if row is None or row[0] != projections.fingerprint:
        raise RebuildNeeded("the projections have changed: run `stadion rebuild`")


def run(service: Service, stop: Event) -> None:
    """Project the events of all whom `service` hears, until `stop`."""
    silence.limit(SILENCE)
    reader, settings = service.name, Settings(service.name)
    configure_logging(reader, "projector", settings.log_level)
    projections = Projections.of(service)

    def ready(connection: Connection[Any]) -> None:
        check(connection, folders_of(service))
        check_projections(connection, projections)

    health = Health()
    condition = Condition(reader, health)
    health.check(reader, condition.reason)
    loops: dict[str, Opened] = {
        f"from {source}": partial(following, reader, source, projections, settings) for source in service.hears
    }
    connect = partial(leader.connect, settings.database_url)
    port = health.serve(settings.health_port, settings.health_host)
    Worker(reader, loops, connect, ready, condition, random.random).run(stop)
    port.shutdown()
