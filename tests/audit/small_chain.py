"""The domain services on real databases, with an archive: one member's day, told and heard to the end.

What the worker's threads do is done here step by step, so that a history is whole when the audit looks at it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from services.booking.service import SERVICE as BOOKING
from services.cards.service import SERVICE as CARDS
from services.engagement.service import SERVICE as ENGAGEMENT
from services.finance.service import SERVICE as FINANCE
from services.members.service import SERVICE as MEMBERS
from shared.amqp import Outgoing
from shared.assembly import Assembly
from shared.audit import Finding
from shared.codec import PlainCodec
from shared.consumer import Reactions, Surroundings
from shared.contracts import MEMBER, Actor, Command, Event, catalogue
from shared.contracts.booking import AddRoom, BookSeat, CloseSession, DefineCourse, ScheduleSession
from shared.contracts.cards import (
    AdmitGuest,
    GatePolicy,
    GuestRules,
    HoldGuestPass,
    PublishProduct,
    SetGatePolicy,
    SwipeCard,
    Terms,
)
from shared.contracts.engagement import PublishPointsRule, RedeemPoints
from shared.contracts.members import EraseMember, GiveConsent, NoteHealth, RecordHealthRead
from shared.decider import Deciders
from shared.envelope import Envelope
from shared.ids import derived_id
from shared.inbox.postgres import PostgresInbox
from shared.migrations import KERNEL
from shared.privacy import PostgresVault, SealedCodec, blind_index
from shared.relay import PostgresCheckpoint, Relay
from shared.service import Service
from shared.views import Views
from stadion.auditing.platform import ARCHIVE, Audit, Audited
from stadion.auditing.platform import Terms as AuditTerms
from stadion.auditing.queues import Look
from stadion.embedded.databases import Provisioned, with_database
from stadion.services import FOLDER
from tests.finance.examples import ADA, ORDER, PACK, PUDONG, WEI, cny, place, publish_pack, record, refund
from tests.members.examples import open_venue, register
from tests.scenario import NOON
from tests.servers import SECRET, Postgres
from tests.standing import Standing

CARD = derived_id(ORDER, 0, 0)
SESSION, BOOKED, ROOM, COURSE = (derived_id("small chain", name) for name in ("session", "booking", "room", "course"))
LATER = NOON + timedelta(days=3650)
DOMAIN = (MEMBERS, CARDS, BOOKING, FINANCE, ENGAGEMENT)
TEN_VISITS = Terms(kind="visits", months=1, visits=10, guest_passes=1, guests=GuestRules(accompanied=False))
KEY = bytes(32)
pay = replace(record, amount=cny(63600))


class Nowhere:
    """A broker that confirms and keeps nothing."""

    def send(self, messages: Sequence[Outgoing]) -> None: ...
    def confirm(self) -> None: ...
    def keep_alive(self) -> None: ...


@dataclass
class Chain:
    """The databases by service; `plant` works as the superuser, for whom no promise holds.

    A copy shares each database with its original until something is planted in it.
    """

    server: Postgres
    databases: dict[str, str]
    suffix: str = ""
    own: set[str] = field(default_factory=set)

    def url(self, service: str) -> str:
        return self.server.url_of(self.databases[service])

    def owner(self, service: str) -> str:
        return with_database(self.server.url(), self.databases[service], f"{service}_owner", SECRET)

    def plant(self, service: str, *statements: str) -> None:
        if self.suffix and service not in self.own:
            self._make_own(service)
        with psycopg.connect(self.url(service), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def one(self, service: str, question: str) -> Any:
        with psycopg.connect(self.url(service)) as connection:
            row = connection.execute(question.encode()).fetchone()
            assert row is not None
            return row[0]

    def audited(self, service: Service) -> Audited:
        assembly = assembly_of(service)
        views = Views.read(service.folder / "views", assembly.derive, catalogue.of(service.name, Event))
        return Audited(service, assembly.deciders.codec, views, self.owner(service.name))

    def audit(self, look: Look | None = None, **terms: bool) -> list[Finding]:
        services = [self.audited(service) for service in DOMAIN]
        given = AuditTerms(LATER, **{"settled": True, **terms})
        return list(Audit(services, self.owner(ARCHIVE), given, look=look).findings())

    def broken(self, look: Look | None = None, **terms: bool) -> list[tuple[str, str, int | None, str]]:
        """Each violation: invariant, service, position, what it says."""
        return [
            (finding.invariant, finding.service, violation.position, violation.says)
            for finding in self.audit(look, **terms)
            for violation in finding.violations
        ]

    def copy(self, name: str) -> Chain:
        return Chain(self.server, dict(self.databases), f"_{name}")

    def _make_own(self, service: str) -> None:
        database = self.databases[service]
        self.databases[service] = database + self.suffix
        self.own.add(service)
        text = sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}")
        names = (self.databases[service], database, f"{service}_owner")
        with psycopg.connect(self.server.url(), autocommit=True) as admin:
            admin.execute(text.format(*map(sql.Identifier, names)))

    def drop(self) -> None:
        with psycopg.connect(self.server.url(), autocommit=True) as admin:
            for service in self.own:
                admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(self.databases[service])))


def assembly_of(service: Service) -> Assembly:
    if not service.private:
        return Assembly(service, Deciders(service.deciders, PlainCodec()))
    return Assembly(service, Deciders(service.deciders, SealedCodec(PostgresVault(), KEY), blind_index(KEY)))


def healthy(server: Postgres) -> Chain:
    """Wei buys ten visits, comes, brings a guest, attends a class, spends points, gets a little back; Ada is erased."""
    with ExitStack() as open_:
        provisioned = {service.name: made(server, service.name, service.folder) for service in DOMAIN}
        links = {name: open_.enter_context(psycopg.connect(each.app_url)) for name, each in provisioned.items()}
        town = Town([Standing(each, links[each.name], NOON, assembly_of(each)) for each in DOMAIN])
        live(town, lambda name, behind: recorded_later(server.url_of(provisioned[name].name), behind))
        archive = made(server, ARCHIVE, FOLDER / ARCHIVE)
        for standing in town.services.values():
            publish(standing)
            keep(archive, standing)
    return Chain(server, {name: each.name for name, each in {**provisioned, ARCHIVE: archive}.items()})


class Town:
    """The services by name; `give` is never refused, `hear` lets everybody hear everything."""

    def __init__(self, services: Sequence[Standing]) -> None:
        self.services = {each.service.name: each for each in services}

    def give(self, name: str, *commands: Command) -> None:
        for command in commands:
            refusal = self.services[name].give(command)
            assert refusal is None, refusal

    def hear(self) -> None:
        heads: list[int] = []
        while heads != (now := [each.store.head() for each in self.services.values()]):
            heads = now
            for reader in self.services.values():
                for source in reader.service.hears:
                    hear(reader, self.services[source])


def live(town: Town, later: Callable[[str, int], None]) -> None:
    """`later(service, position)`: what its log has behind that position was recorded years later."""
    ada = replace(register, member_id=ADA, phone="+8613800138001", name="Ada")
    town.give("members", open_venue, register, ada, EraseMember(member_id=ADA))
    for wish in (
        GiveConsent(member_id=WEI, purpose="health_data", edition="1"),
        NoteHealth(note_id=BOOKED, member_id=WEI, kind="allergy", text="nuts"),
        RecordHealthRead(member_id=WEI, query="HealthRecord"),
    ):
        assert town.services["members"].give(wish, Actor(WEI, (MEMBER,), member_id=WEI)) is None
    town.hear()
    offer = PublishProduct(product_id=PACK, name="Ten", name_zh="十次", terms=TEN_VISITS)
    two_at_once = SetGatePolicy(venue_id=PUDONG, effective=NOON.date(), policy=GatePolicy(capacity=2))
    town.give("cards", offer, two_at_once)
    town.give("engagement", PublishPointsRule(earned_for="payment", points=1, valid_from=NOON.date()))
    town.give("finance", publish_pack, replace(place, lines=place.lines[:1]), pay)
    town.hear()
    town.give("cards", SwipeCard(swipe_id=derived_id("swipe"), card_id=CARD, venue_id=PUDONG))
    bring_a_guest(town)
    town.give("engagement", RedeemPoints(redemption_id=BOOKED, member_id=WEI, points=40, purpose="a towel"))
    attend_a_class(town)
    town.give("finance", replace(refund, amount=cny(1000)))
    town.hear()
    for name, service in town.services.items():
        service.now, head = LATER, service.store.head()
        if service.service.timers:
            service.tick()  # the points expire, cards end, data are to be confirmed
        later(name, head)
    town.hear()


def bring_a_guest(town: Town) -> None:
    names = {"pass_id": derived_id("pass"), "card_id": CARD, "venue_id": PUDONG}
    town.give(
        "cards",
        HoldGuestPass(**names, guest_id=derived_id("guest"), member_id=WEI, day=NOON.date()),
        AdmitGuest(**names, swipe_id=derived_id("swipe of the guest")),
    )


def attend_a_class(town: Town) -> None:
    starts_at = NOON + timedelta(days=1)
    session = {"session_id": SESSION, "course_id": COURSE, "venue_id": PUDONG, "room_id": ROOM, "coach_id": ADA}
    town.give(
        "booking",
        AddRoom(room_id=ROOM, venue_id=PUDONG, name="Hall", holds=9),
        DefineCourse(course_id=COURSE, name="Yoga", name_zh="瑜伽", category="Mind"),
        ScheduleSession(**session, starts_at=starts_at, minutes=60, seats=1),
        BookSeat(booking_id=BOOKED, session_id=SESSION, member_id=WEI, card_id=CARD),
    )
    town.hear()
    town.services["cards"].now = starts_at
    town.give("cards", SwipeCard(swipe_id=derived_id("swipe", 2), card_id=CARD, venue_id=PUDONG))
    town.hear()
    town.services["booking"].now = starts_at + timedelta(hours=3)
    town.give("booking", CloseSession(session_id=SESSION))
    town.hear()


def recorded_later(url: str, behind: int) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("UPDATE event SET recorded_at = %s WHERE position > %s", [LATER, behind])


def made(server: Postgres, name: str, folder: Path) -> Provisioned:
    kernel = [] if name == ARCHIVE else [KERNEL]
    return server.migrated(name, [*kernel, folder / "migrations"])


def envelopes(source: Standing) -> list[Envelope]:
    events = source.store.page(0, 1000).events
    before = [0, *(event.position for event in events)]
    return [Envelope.of(source.service.name, e, previous) for e, previous in zip(events, before, strict=False)]


def hear(reader: Standing, source: Standing) -> None:
    world = Surroundings(reader.store, PostgresInbox(), lambda: reader.now, lambda: 0.5)
    reactions = Reactions(reader.service, source.service.name, reader.deciders, world)
    if news := [e for e in envelopes(source) if e.position > reactions.position()]:
        reactions.apply(news)


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
