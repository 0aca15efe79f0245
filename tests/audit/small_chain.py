"""Finance and cards on real databases, with an archive: a card is sold, used, and partly refunded; all is delivered.

What the worker's threads do is done here step by step, so that a history is whole when the audit looks at it.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from services.cards.service import SERVICE as CARDS
from services.finance.service import SERVICE as FINANCE
from shared.amqp import Outgoing
from shared.audit import Finding
from shared.codec import PlainCodec
from shared.consumer import Reactions, Surroundings
from shared.contracts import Event, catalogue
from shared.contracts.cards import OpenGate, PublishProduct, SwipeCard, Terms
from shared.envelope import Envelope
from shared.ids import derived_id
from shared.inbox.postgres import PostgresInbox
from shared.migrations import KERNEL, migrate
from shared.relay import PostgresCheckpoint, Relay
from shared.service import Service
from shared.views import Views
from stadion.auditing.platform import ARCHIVE, Audit, Audited
from stadion.auditing.platform import Terms as AuditTerms
from stadion.embedded.databases import Provisioned, with_database
from stadion.services import FOLDER
from tests.finance.examples import ORDER, PACK, PUDONG, cny, open_till, place, publish_pack, record, refund
from tests.scenario import NOON
from tests.servers import SECRET, Postgres
from tests.standing import Standing

CARD = derived_id(ORDER, 0, 0)
LATER = NOON + timedelta(days=3650)  # recorded_at is the servers' own clock
DOMAIN = (CARDS, FINANCE)
TEN_VISITS = Terms(kind="visits", months=1, visits=10)
pay = replace(record, amount=cny(63600))


class Nowhere:
    """A broker that confirms and keeps nothing."""

    def send(self, messages: Sequence[Outgoing]) -> None: ...
    def confirm(self) -> None: ...
    def keep_alive(self) -> None: ...


@dataclass
class Chain:
    """The databases by service; `url` as the superuser, to plant what nobody else could."""

    server: Postgres
    databases: dict[str, str]

    def url(self, service: str) -> str:
        return self.server.url_of(self.databases[service])

    def owner(self, service: str) -> str:
        return with_database(self.server.url(), self.databases[service], f"{service}_owner", SECRET)

    def plant(self, service: str, *statements: str) -> None:
        with psycopg.connect(self.url(service), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def one(self, service: str, question: str) -> Any:
        with psycopg.connect(self.url(service)) as connection:
            row = connection.execute(question.encode()).fetchone()
            assert row is not None
            return row[0]

    def audited(self, service: Service) -> Audited:
        views = Views.read(service.folder / "views", events=catalogue.of(service.name, Event))
        return Audited(service, PlainCodec(), views, self.owner(service.name))

    def audit(self, **terms: bool) -> list[Finding]:
        services = [self.audited(service) for service in DOMAIN]
        return list(Audit(services, self.owner(ARCHIVE), AuditTerms(LATER, **{"settled": True, **terms})).findings())

    def broken(self, **terms: bool) -> list[tuple[str, str, int | None, str]]:
        """Each violation: invariant, service, position, what it says."""
        return [
            (finding.invariant, finding.service, violation.position, violation.says)
            for finding in self.audit(**terms)
            for violation in finding.violations
        ]

    def copy(self, name: str) -> Chain:
        """The same chain in databases of its own."""
        copies = {service: f"{database}_{name}" for service, database in self.databases.items()}
        with psycopg.connect(self.server.url(), autocommit=True) as admin:
            for service, database in self.databases.items():
                named = (copies[service], database, f"{service}_owner")
                text = "CREATE DATABASE {} TEMPLATE {} OWNER {}"
                admin.execute(sql.SQL(text).format(*map(sql.Identifier, named)))
        return Chain(self.server, copies)


def healthy(server: Postgres) -> Chain:
    """A day in the life of one card, told and heard to the end."""
    with ExitStack() as open_:
        provisioned = {service.name: made(server, service.name, service.folder) for service in DOMAIN}
        finance, cards = (
            Standing(service, open_.enter_context(psycopg.connect(provisioned[service.name].app_url)), NOON)
            for service in (FINANCE, CARDS)
        )
        offer = PublishProduct(product_id=PACK, name="Ten", name_zh="十次", terms=TEN_VISITS)
        for command in (open_till, publish_pack, replace(place, lines=place.lines[:1]), pay):
            assert finance.give(command) is None
        for command in (OpenGate(venue_id=PUDONG, zone="Asia/Shanghai"), offer):
            assert cards.give(command) is None
        hear(cards, finance)
        assert cards.give(SwipeCard(swipe_id=derived_id("swipe"), card_id=CARD, venue_id=PUDONG)) is None
        hear(finance, cards)
        assert finance.give(replace(refund, amount=cny(1000))) is None
        hear(cards, finance)
        archive = made(server, ARCHIVE, FOLDER / ARCHIVE)
        for standing in (cards, finance):
            publish(standing)
            keep(archive, standing)
    return Chain(server, {name: each.name for name, each in {**provisioned, ARCHIVE: archive}.items()})


def made(server: Postgres, name: str, folder: Path) -> Provisioned:
    database = server.create_database(name)
    kernel = [] if name == ARCHIVE else [KERNEL]
    migrate(database.owner_url, f"{name}_app", [*kernel, folder / "migrations"])
    return database


def envelopes(source: Standing) -> list[Envelope]:
    events = source.store.page(0, 1000).events
    before = [0, *(event.position for event in events)]
    return [Envelope.of(source.service.name, e, previous) for e, previous in zip(events, before, strict=False)]


def hear(reader: Standing, source: Standing) -> None:
    world = Surroundings(reader.store, PostgresInbox(), lambda: reader.now, lambda: 0.5)
    reactions = Reactions(reader.service, source.service.name, reader.deciders, world)
    reactions.apply([e for e in envelopes(source) if e.position > reactions.position()])


def publish(standing: Standing) -> None:
    relay = Relay(standing.service.name, standing.store, PostgresCheckpoint(), Nowhere(), lambda: standing.now)
    while relay.step() == 0:
        pass


def keep(archive: Provisioned, source: Standing) -> None:
    """The archive's copy of a log, as the projector takes it over."""
    with psycopg.connect(archive.app_url) as connection:
        for e in envelopes(source):
            row = {**vars(e), "data": Jsonb(e.data)}
            columns = ", ".join(row)
            values = ", ".join(f"%({name})s" for name in row)
            connection.execute(f"INSERT INTO archive.event ({columns}) VALUES ({values})".encode(), row)
        reached = [source.service.name, source.store.head()]
        connection.execute("INSERT INTO inbox (source, position) VALUES (%s, %s)", reached)
