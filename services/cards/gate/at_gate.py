"""What a venue's gate knows: of itself, of the card that is held to it, and of who comes with it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from services.cards.blocks import holder
from services.cards.blocks.holder import Holder, HolderEvent, holder_stream
from services.cards.card import Card, card_stream
from services.cards.events import CardEvent
from services.cards.evolve import evolve as evolve_card
from services.cards.gate import waivers
from services.cards.gate.clerks import Counts
from services.cards.gate.crowd import Crowd, House, crowd_streams
from services.cards.gate.gate_policy import policy_on
from services.cards.gate.waivers import WaiverEvent, Waivers
from services.cards.gate.whereabouts import MOST_SEEN, Sighting
from services.cards.people.person import person_stream
from services.cards.rest.closures import ClosureEvent, lasting_after
from services.cards.sale import grades
from services.cards.sale.grades import Grades
from shared.contracts.cards import (
    CardGradesSet,
    CardIssued,
    CardNotIssued,
    Closure,
    CrowdMoved,
    EntryGranted,
    EntryOverridden,
    EntryTakenBack,
    ExitRecorded,
    GateNotOpen,
    GateOpened,
    GatePolicy,
    GatePolicySet,
    OfflineSwipeConflict,
    OpenGate,
    OverrideCounted,
    OverrideEntry,
    PersonNoted,
    SettleOfflineConflict,
    SwipeCard,
    UploadSwipe,
)
from shared.decider import Context
from shared.replacing import replace
from shared.venue_time import local_time

AboutGate = GateOpened | GatePolicySet | ClosureEvent | OverrideCounted | CrowdMoved | CardGradesSet
AboutPerson = WaiverEvent | HolderEvent | PersonNoted
MOST_CARDS = 5  # the last that somebody got, or shares; a company's hundreds are not read at every swipe


@dataclass(frozen=True)
class AtGate:
    """A venue's gate, not open without a zone, and the card held to it."""

    zone: str | None = None  # none -> open
    closures: Mapping[str, Closure] = field(default_factory=dict)
    card: Card = field(default_factory=Card)
    policies: tuple[GatePolicySet, ...] = ()
    overridden: Counts = field(default_factory=dict)  # by who asks
    waivers: Waivers = field(default_factory=Waivers)
    holders: Mapping[str, Holder] = field(default_factory=dict)  # by member: who comes, under all their records
    elsewhere: tuple[tuple[str, Sighting], ...] = ()  # who was seen with another card
    crowd: Crowd = None
    ladders: Grades = ()  # of the gates that ask for a grade

    @property
    def card_here(self) -> Card:
        """The card, which may not have heard of this venue's closures."""
        return replace(self.card, closures={**self.card.closures, **self.closures})

    def house(self, venue_id: str, context: Context) -> House:
        """The venue, how full it is. Raises GateNotOpen."""
        if self.zone is None:
            raise GateNotOpen(venue_id=venue_id)
        local = local_time(context.at, self.zone)
        return House(venue_id, self.crowd, policy_on(self.policies, local.date()), local, context.at)

    def coming(self, wish: SwipeCard, context: Context) -> Coming:
        """Who comes with this swipe; raises CardNotIssued, GateNotOpen."""
        if self.card.issued is None:
            raise CardNotIssued(card_id=wish.card_id)
        house = self.house(wish.venue_id, context)
        return Coming(wish, self.card_here, self.card.issued, house, context, self)


@dataclass(frozen=True)
class Coming:
    """Somebody at a door with a card, at this time of the venue's clock."""

    wish: SwipeCard
    card: Card
    issued: CardIssued
    house: House
    context: Context
    gate: AtGate

    @property
    def policy(self) -> GatePolicy:
        return self.house.policy

    @property
    def day(self) -> date:
        return self.house.local.date()

    @property
    def member_id(self) -> str:
        return self.wish.holder_id or self.card.holder

    @property
    def who(self) -> str:
        """As the card's days and whereabouts name them."""
        return self.card.who(self.member_id)

    @property
    def named(self) -> bool:
        """Whether it is known who comes; a bearer card lets in whoever bears it."""
        return all(lot.terms.named for lot in self.card.open_lots)

    @property
    def visitor(self) -> str:
        """Whom a crowd counts: the person, or the card where nobody knows who bears it."""
        return self.member_id if self.named else self.issued.card_id

    def apart(self, seen: Sighting) -> timedelta:
        """The time between this swipe and a sighting before or after it."""
        return abs(self.context.at - seen.at)

    @property
    def records(self) -> list[str]:
        """All records that are this person."""
        return [self.member_id, *self.card.standing(self.member_id).others()]


def held_to(venue_id: str, card_id: str, at: datetime) -> list[str]:
    """Where it stands what a gate knows of itself, of the card that is held to it, and of who is inside."""
    itself = [f"gate-{venue_id}", f"closures-{venue_id}", *waivers.asked_at(venue_id)]
    return [*itself, card_stream(card_id), *crowd_streams(venue_id, at)]


def of_the_house(wish: Any, context: Context) -> list[str]:
    """Of these streams, those that everybody who comes to the venue stands on."""
    return [] if isinstance(wish, OpenGate) else crowd_streams(wish.venue_id, context.at)


def further(wish: GateWish, gate: AtGate) -> Iterator[str]:
    """Where it stands what who comes has signed, and where they were with other cards, under all their records.

    What no policy of the venue asks for is not read.
    """
    who, asks = who_comes(wish, gate.card), asks_for_other_cards(gate)
    if who is not None and who != gate.card.holder:
        yield person_stream(who)
    if who is None or not (gate.waivers.editions or asks):
        return
    yield person_stream(who)
    records = [who, *gate.card.standing(who).others()]
    yield from waivers.signatures_of(records) if gate.waivers.editions else ()
    if asks:
        yield from map(holder_stream, records)
        for held in gate.holders.values():
            yield from map(card_stream, (*held.card_ids[-MOST_CARDS:], *held.shared[-MOST_CARDS:]))


def asks_for_other_cards(gate: AtGate) -> bool:
    """Whether some policy of the venue, or what holds without one, looks at where a person was with other cards."""
    policies = [known.policy for known in gate.policies] or [GatePolicy()]
    return any(policy.passback != "off" or policy.travel == "refuse" for policy in policies)


def who_comes(wish: GateWish, card: Card) -> str | None:
    """Whom the command lets in, if it does."""
    if card.issued is None:
        return None
    if isinstance(wish, OverrideEntry):
        refused = card.against.refused.get(wish.swipe_id)
        return refused.member_id if refused else None
    if isinstance(wish, SwipeCard | UploadSwipe) and wish.direction == "in":
        return wish.holder_id or card.holder
    return None


GateWish = OpenGate | SwipeCard | UploadSwipe | SettleOfflineConflict | OverrideEntry


def evolve(gate: AtGate, event: AboutGate | AboutPerson | CardEvent) -> AtGate:
    if isinstance(event, CrowdMoved):
        return replace(gate, crowd=(event, gate.crowd))
    if isinstance(event, GateOpened):
        return replace(gate, zone=event.zone)
    if isinstance(event, GatePolicySet):
        return replace(gate, policies=(*gate.policies, event))
    if isinstance(event, CardGradesSet):
        return replace(gate, ladders=grades.evolve(gate.ladders, event))
    if isinstance(event, ClosureEvent):
        return replace(gate, closures=lasting_after(gate.closures, event))
    if isinstance(event, OverrideCounted):
        return replace(gate, overridden={**gate.overridden, event.day: gate.overridden.get(event.day, 0) + 1})
    if isinstance(event, WaiverEvent):
        return replace(gate, waivers=waivers.evolve(gate.waivers, event))
    if isinstance(event, HolderEvent):
        known = holder.after(gate.holders.get(event.member_id, Holder()), event)
        return replace(gate, holders={**gate.holders, event.member_id: known})
    mine = gate.card.issued
    if mine and not isinstance(event, PersonNoted) and event.card_id != mine.card_id:
        return with_other_card(gate, event)
    return replace(gate, card=evolve_card(gate.card, event))


def with_other_card(gate: AtGate, event: CardEvent) -> AtGate:
    """Of another card only matters where its people were."""
    if isinstance(event, EntryTakenBack):
        seen_there = tuple(one for one in gate.elsewhere if one[1].swipe_id != event.swipe_id)
        return replace(gate, elsewhere=seen_there)
    if not isinstance(event, EntryGranted | ExitRecorded | EntryOverridden | OfflineSwipeConflict):
        return gate
    direction = "out" if isinstance(event, ExitRecorded) else "in"
    seen = Sighting(event.at, event.venue_id, event.swipe_id, direction)
    return replace(gate, elsewhere=(*gate.elsewhere, (event.member_id, seen))[-MOST_SEEN:])
