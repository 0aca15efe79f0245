"""Events of all services as the projector hears them, and the reporting tables that they lead to."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import psycopg

from services.analytics.service import SERVICE
from shared.contracts import HEAD_OFFICE, Actor, Event, Query, service_of
from shared.envelope import Envelope
from shared.ids import derived_id
from shared.projections import Projections
from shared.projector import Archive
from shared.queries import Questions
from shared.rebuild import compare
from stadion.embedded.databases import Provisioned
from stadion.migrate import migrate_all
from tests.servers import Postgres

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HEAD = Actor(id=derived_id("head"), roles=(HEAD_OFFICE,))
PROJECTIONS = Projections.of(SERVICE)


class Telling:
    """Events as envelopes, each source's in its log order, with gaps between positions as real logs have them."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []
        self._last: Counter[str] = Counter()
        self._versions: Counter[tuple[str, str]] = Counter()

    def tell(self, *events: Event, at: datetime = NOON, recorded: datetime | None = None, by: str = "somebody") -> None:
        """They happened at `at` by what `by` did, and were recorded then or at `recorded`."""
        for event in events:
            source = service_of(type(event))
            previous, stream = self._last[source], event.stream_name
            self._last[source] = previous + 1 + len(self.envelopes) % 3
            self._versions[source, stream] += 1
            self.envelopes.append(
                Envelope(
                    id=derived_id(source, self._last[source]),
                    source=source,
                    type=type(event).__name__,
                    schema=event.version,
                    stream=stream,
                    version=self._versions[source, stream],
                    position=self._last[source],
                    previous=previous,
                    happened_at=at,
                    recorded_at=recorded or at,
                    actor=by,
                    command_id=derived_id("command", source, self._last[source]),
                    data=event.wire(),
                )
            )

    def shuffled(self, seed: int) -> list[Envelope]:
        """Another order of arrival: each source's own order stays."""
        chance = random.Random(seed)
        waiting: defaultdict[str, list[Envelope]] = defaultdict(list)
        for envelope in self.envelopes:
            waiting[envelope.source].append(envelope)
        order = [envelope.source for envelope in self.envelopes]
        chance.shuffle(order)
        return [waiting[source].pop(0) for source in order]


def batches(envelopes: Iterable[Envelope], most: Callable[[], int]) -> Iterator[list[Envelope]]:
    """Cut into batches of one source, the next one of at most `most()`."""
    batch: list[Envelope] = []
    size = most()
    for envelope in envelopes:
        if batch and (batch[0].source != envelope.source or len(batch) >= size):
            yield batch
            batch, size = [], most()
        batch.append(envelope)
    if batch:
        yield batch


class Reports:
    """A database of reports: `owner` may define, `connection` is the projector's."""

    def __init__(self, database: Provisioned, owner: psycopg.Connection[Any], connection: psycopg.Connection[Any]):
        self.database, self.owner, self.connection = database, owner, connection
        self.questions = Questions.read(SERVICE.name, SERVICE.folder)

    def sink(self, source: str, connection: psycopg.Connection[Any] | None = None) -> Archive:
        sink = Archive("analytics", source, connection or self.connection, PROJECTIONS, lambda: NOON)
        sink.position()
        return sink

    def apply(self, envelopes: Iterable[Envelope], most: Callable[[], int] = lambda: 1000) -> None:
        for batch in batches(envelopes, most):
            self.sink(batch[0].source).apply(batch)

    def rows(self, text: str, *given: Any) -> list[tuple[Any, ...]]:
        return self.connection.execute(text.encode(), given).fetchall()

    def tables(self) -> dict[str, list[str]]:
        """All rows of all tables, in one order, but for when they were archived."""
        names = self.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'bi' AND tablename <> 'dim_date'")
        text = "SELECT (to_jsonb(t) - 'archived')::text FROM bi.{} AS t ORDER BY 1"
        return {name: [row for (row,) in self.rows(text.format(name))] for (name,) in names}

    def differing(self) -> list[str]:
        """The tables that a rebuild would make otherwise."""
        return [table for table, same in compare(self.owner, PROJECTIONS).items() if not same]

    def ask(self, query: Query, actor: Actor = HEAD, now: datetime = NOON) -> list[dict[str, Any]]:
        return self.questions.ask(self.connection, query, actor, now)


@contextmanager
def reports(postgres: Postgres, template: Provisioned) -> Iterator[Reports]:
    """A fresh copy of `template`."""
    copy = postgres.create_database("analytics", template.name)
    try:
        with (
            psycopg.connect(copy.owner_url, autocommit=True) as owner,
            psycopg.connect(copy.app_url, autocommit=True) as connection,
        ):
            yield Reports(copy, owner, connection)
    finally:
        postgres.drop_database(copy)


def template(postgres: Postgres) -> Provisioned:
    """An empty database of reports, as `stadion migrate` makes it."""
    made = postgres.create_database("analytics")
    list(migrate_all({"ANALYTICS_OWNER_DATABASE_URL": made.owner_url}, ["analytics"]))
    return made
