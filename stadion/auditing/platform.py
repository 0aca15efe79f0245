"""All services at once: each log in a snapshot of its own, what was heard and said, what flows left open, the broker.

The order makes the moments of the databases comparable: readers first, then what they read. What a reader has heard
was said before; what it has not heard yet may be on its way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from psycopg import Connection

from shared.assembly import Assembly
from shared.audit import Check, Finding
from shared.audit.answers import answers, repeated
from shared.audit.chain import Chain
from shared.audit.clock import ClockDuties
from shared.audit.copied import copy, make_room
from shared.audit.delivery import Heard, Told, heard, relayed, set_aside
from shared.audit.effects import Effects, InOrder
from shared.audit.erasure import Erasure
from shared.audit.history import History, session
from shared.audit.shadow import Shadow
from shared.audit.streams import Streams
from shared.audit.witness import Witness, archived
from shared.codec import Codec
from shared.contracts import Event, catalogue
from shared.log import kurrentdb
from shared.log.postgres import PostgresTransaction
from shared.privacy import SealedCodec
from shared.relay import PostgresCheckpoint
from shared.seals import each_seal
from shared.service import Service
from shared.settings import Settings
from shared.views import Views
from stadion.auditing.flows import CardsLife, EndedBookings, PaidOrders, RefundedOrders
from stadion.auditing.queues import Look, on_the_broker
from stadion.services import PROJECTED, declaration

(ARCHIVE,) = PROJECTED
PATIENCE = timedelta(minutes=20)  # what was begun longer ago must have ended; the longest time-out is 15 minutes


@dataclass(frozen=True)
class Terms:
    """`settled`: the operator says that nothing is on its way; `allow_parked`: what waits for him is known to him."""

    now: datetime
    settled: bool = False
    allow_parked: bool = False

    @property
    def before(self) -> datetime:
        return self.now if self.settled else self.now - PATIENCE


@dataclass(frozen=True)
class Audited:
    """A service, what reads its log, and its database as its owner: temporary tables are the owner's to make."""

    service: Service
    codec: Codec
    views: Views
    url: str
    streams: kurrentdb.Streams | None = None  # where the log is, if not in the database

    @staticmethod
    def of(name: str) -> Audited:
        settings, service = Settings(name), declaration(name)
        assembly = Assembly.of(service, settings)
        views = Views.read(service.folder / "views", assembly.derive, catalogue.of(name, Event))
        streams = assembly.elsewhere.streams() if assembly.elsewhere else None
        return Audited(service, assembly.deciders.codec, views, settings.owner_database_url, streams)

    @property
    def name(self) -> str:
        return self.service.name

    def checks(self) -> list[Check]:
        """What the service itself has to say of its log."""
        return [check() for check in import_module(f"services.{self.name}.audit").CHECKS]


@dataclass
class Readers:
    """Everybody who hears somebody, each with a connection to ask, and what it said before any log was read."""

    connections: dict[str, Connection[Any]] = field(default_factory=dict)
    said: dict[str, Heard] = field(default_factory=dict)

    def add(self, name: str, connection: Connection[Any]) -> None:
        self.connections[name] = connection
        self.said[name] = Heard.of(connection, holds=name != ARCHIVE)

    def reached(self, reader: str, source: str) -> int:
        return self.said[reader].inbox.get(source, 0)


@dataclass(frozen=True)
class Audit:
    """`archive_url`: the archive's database, if it takes part. `told(service, position, head)` hears of progress.

    `look`: how to ask the broker, if it takes part.
    """

    services: Sequence[Audited]
    archive_url: str | None
    terms: Terms
    told: Callable[[str, int, int], None] = lambda service, position, head: None
    look: Look | None = None
    readers: Readers = field(default_factory=Readers)
    cards: CardsLife = field(default_factory=CardsLife)

    def findings(self) -> Iterator[Finding]:
        with ExitStack() as open_:
            if self.archive_url:
                archive = open_.enter_context(session(self.archive_url))
                archive.read_only = True
                open_.enter_context(archive.transaction())
                self.readers.add(ARCHIVE, archive)
            for each in self.services:
                self.readers.add(each.name, open_.enter_context(session(each.url)))
            for each in self.services:
                with session(each.url) as connection:
                    yield from self._log(each, connection)
            for name, said in self.readers.said.items():
                yield set_aside(name, said, self.terms.allow_parked)
                if self.look:
                    yield from on_the_broker(name, self.terms.settled, self.terms.allow_parked, self.look)

    def _log(self, each: Audited, connection: Connection[Any]) -> Iterator[Finding]:
        shadow = Shadow(connection, each.name, each.views)
        shadow.make()
        if each.streams:
            make_room(connection)
        connection.read_only = True
        with connection.transaction():
            if each.streams:
                copy(connection, each.streams)
            told = Told.of(connection)
            history = History(each.name, connection, each.codec, self._checks(each, connection), shadow)
            yield from history.audit(self.terms.before, lambda position: self.told(each.name, position, told.head))
            yield answers(connection, each.name)
            yield repeated(connection, each.name)
            yield relayed(each.name, told, self.terms.settled)
            for reader in self._readers_of(each.name):
                yield heard(reader, each.name, self.readers.reached(reader, each.name), told, self.terms.settled)

    def _checks(self, each: Audited, connection: Connection[Any]) -> list[Check]:
        mark = PostgresCheckpoint().load(PostgresTransaction(connection, None))
        checks = [Streams(), Chain(each_seal(connection), mark)]
        if archive := self.readers.connections.get(ARCHIVE):
            checks.append(Witness(archived(archive, each.name), self.readers.reached(ARCHIVE, each.name)))
        if isinstance(each.codec, SealedCodec):
            checks.append(Erasure(each.codec.vault, connection))
        if each.service.timers:
            checks.append(ClockDuties(each.service.timers, connection))
        return [*checks, *each.checks(), *self._between(each.name), *self._effects(each.name)]

    def _between(self, name: str) -> list[Check]:
        """What this log is asked about the others; cards is read before finance and booking."""
        if "cards" not in self.readers.said:
            return []
        made: Mapping[str, Callable[[], list[Check]]] = {
            "cards": lambda: [self.cards],
            "finance": lambda: [PaidOrders(self.cards), RefundedOrders(self.cards)],
            "booking": lambda: [EndedBookings(self.cards)],
        }
        return made[name]() if name in made else []

    def _effects(self, source: str) -> list[Check]:
        checks: list[Check] = []
        for reader in self.services:
            if source in reader.service.hears:
                reached, connection = self.readers.reached(reader.name, source), self.readers.connections[reader.name]
                order, marks = InOrder(reader.service), self.readers.said[reader.name].hearing.get(source, {})
                checks += [Effects(reader.service, source, reached, marks, connection, order), order]
        return checks

    def _readers_of(self, source: str) -> Iterator[str]:
        yield from (each.name for each in self.services if source in each.service.hears)
        if ARCHIVE in self.readers.said:
            yield ARCHIVE
