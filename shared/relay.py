"""The relay: a service's log, published in its order, sealed page by page with a hash chain.

It reads the log, the log is the outbox. A page counts as published when the broker has confirmed all of it; a
crash between that and the checkpoint publishes it twice, never not at all. An event for which no queue is bound
is no fault: it stays in the log, and a consumer that comes later fetches it through the feed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import msgspec
from psycopg.rows import tuple_row

from shared.amqp import Outgoing
from shared.broker import routing_key
from shared.contracts.fields import instant_text
from shared.log import Page, Recorded, Store, Transaction
from shared.telemetry import RELAY_AGE, RELAY_POSITION

PAGE = 500  # events published, confirmed and sealed together
SHORTEST_REST = 0.002  # seconds between two looks at the log while it grows
LONGEST_REST = 0.025  # and while it rests

encode = msgspec.json.Encoder().encode


class RelayMoved(Exception):
    """Another relay of this log moved the checkpoint meanwhile; what this one published comes twice, no more."""


@dataclass(frozen=True)
class Mark:
    """Up to where the log has been published, and the chain over everything up to there."""

    position: int = 0
    chain: bytes = hashlib.sha256().digest()


class Checkpoint(Protocol):
    """Where the relay's mark is kept; both adapters are below."""

    def load(self, tx: Transaction) -> Mark: ...

    def save(self, tx: Transaction, before: Mark, mark: Mark) -> None:
        """Set and seal `mark`; raises RelayMoved unless `before` stood there."""
        ...


class Outlet(Protocol):
    """The publishing end; `shared.amqp.Publisher` is the real one."""

    def send(self, messages: Sequence[Outgoing]) -> None: ...
    def confirm(self) -> None: ...
    def keep_alive(self) -> None: ...


class Relay:
    """Publishes one log; used by one thread. When a step raises, nothing is lost: make a new one."""

    def __init__(
        self, source: str, store: Store, checkpoint: Checkpoint, outlet: Outlet, clock: Callable[[], datetime]
    ) -> None:
        self.source, self.store, self.checkpoint, self.outlet = source, store, checkpoint, outlet
        self.clock = clock
        with store.transaction() as tx:
            self.mark = checkpoint.load(tx)
        self.read_to = self.mark.position
        self.coming = Page()
        self.rest = SHORTEST_REST

    def step(self) -> float:
        """Publish one page if there is something new; gives the seconds to rest."""
        page = self.coming if self.coming.events else self._read()
        self._report(page)
        if page.events:
            self.coming = self._publish(page.events)
            self.rest = SHORTEST_REST
            return 0.0
        self.rest = min(self.rest * 2, LONGEST_REST)
        self.outlet.keep_alive()
        return self.rest

    def _read(self) -> Page:
        page = self.store.page(self.read_to, PAGE)
        self.read_to = page.position
        return page

    def _publish(self, events: Sequence[Recorded]) -> Page:
        """Have these confirmed and sealed; meanwhile the next page is read, and given."""
        messages = []
        position, chain = self.mark.position, self.mark.chain
        for event in events:
            messages.append(outgoing(self.source, event, position))
            position, chain = event.position, link(chain, event)
        self.outlet.send(messages)
        coming = self._read()
        self.outlet.confirm()
        with self.store.transaction() as tx:
            self.checkpoint.save(tx, self.mark, Mark(position, chain))
        self.mark = Mark(position, chain)
        return coming

    def _report(self, page: Page) -> None:
        RELAY_AGE.labels(self.source).set(age_of(page, self.clock()))
        RELAY_POSITION.labels(self.source).set(self.mark.position)


def age_of(page: Page, now: datetime) -> float:
    """Seconds since the first event of a page was recorded; 0 if it has none."""
    return max(0.0, (now - page.events[0].recorded_at).total_seconds()) if page.events else 0.0


def report_age(source: str, store: Store, checkpoint: Checkpoint, clock: Callable[[], datetime]) -> None:
    """Tell how long the oldest unpublished event has been waiting, also when nothing can be published."""
    with store.transaction() as tx:
        mark = checkpoint.load(tx)
    RELAY_AGE.labels(source).set(age_of(store.page(mark.position, 1), clock()))


def outgoing(source: str, event: Recorded, previous: int) -> Outgoing:
    """The wire form of `shared.envelope.Envelope`, its data taken over as it stands in the log."""
    meta = event.meta
    wire = {
        "id": event.id,
        "source": source,
        "type": event.type,
        "schema": event.schema,
        "stream": event.stream,
        "version": event.version,
        "position": event.position,
        "previous": previous,
        "happened_at": instant_text(event.happened_at),
        "recorded_at": instant_text(event.recorded_at),
        "actor": meta.actor,
        "command_id": meta.command_id,
        "cause": meta.cause,
        "correlation": meta.correlation,
        "data": msgspec.Raw(event.data),
    }
    return Outgoing(event.id, routing_key(event.type, event.stream), encode(wire))


def link(chain: bytes, event: Recorded) -> bytes:
    """The chain one event further: sha256 over the chain and all of the event, as one JSON array."""
    meta = event.meta
    whole = (
        event.position,
        event.id,
        event.stream,
        event.version,
        event.type,
        event.schema,
        event.data.decode(),
        event.happened_at,
        event.recorded_at,
        (meta.actor, meta.roles, meta.command_id, meta.cause, meta.correlation),
    )
    return hashlib.sha256(chain + encode(whole)).digest()


class PostgresCheckpoint:
    """Tables `relay_checkpoint` and `seal` beside the log."""

    def load(self, tx: Transaction) -> Mark:
        with tx.connection.cursor(row_factory=tuple_row) as cursor:
            row: Any = cursor.execute("SELECT position, chain FROM relay_checkpoint").fetchone()
        return Mark(*row)

    def save(self, tx: Transaction, before: Mark, mark: Mark) -> None:
        moved = tx.connection.execute(MOVE, [mark.position, mark.chain, before.position, before.chain])
        if not moved.rowcount:
            raise RelayMoved(f"from {before.position}")


MOVE = """
    WITH moved AS (
        UPDATE relay_checkpoint SET position = %s, chain = %s, updated_at = now()
         WHERE position = %s AND chain = %s
        RETURNING position, chain
    )
    INSERT INTO seal (position, chain) SELECT position, chain FROM moved
"""


class MemoryCheckpoint:
    """For tests and simulation, over the log in memory."""

    def __init__(self) -> None:
        self.mark = Mark()
        self.seals: dict[int, bytes] = {}

    def load(self, tx: Any) -> Mark:
        return self.mark

    def save(self, tx: Any, before: Mark, mark: Mark) -> None:
        tx.lock("relay")
        if self.mark != before:
            raise RelayMoved(f"from {before.position}")
        tx.once_kept.append(lambda: self._keep(mark))

    def _keep(self, mark: Mark) -> None:
        self.mark = mark
        self.seals[mark.position] = mark.chain
