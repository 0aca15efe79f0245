"""The gate of a venue: it reads a card and opens, or says why not and what resolves it. Pure.

A swipe is judged by its own time (`context.at`), so one uploaded late counts on the day on which it happened: days,
freezes, loss and passback are those of that moment. What is left on the card, and its refund, are as of now.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import assert_never

from services.cards.card import Card, card_stream
from services.cards.events import CardEvent
from services.cards.evolve import evolve as evolve_card
from services.cards.gate.admission import objection, shortage, worth_more
from services.cards.gate.entry import granted, swiped_at
from services.cards.gate.gate_limits import open_at, outside_hours
from services.cards.gate.gate_policy import policy_on
from services.cards.gate.reading import misread, shown
from services.cards.rest.closures import ClosureEvent, lasting_after
from services.cards.sale.begin import activated, begins_on_first_visit
from shared.contracts import STAFF, Reason, Refusal
from shared.contracts.cards import (
    CardActivated,
    CardIssued,
    CardNotIssued,
    Closure,
    EnteredAlready,
    EntryGranted,
    EntryRefused,
    ExitRecorded,
    GateNotOpen,
    GateOpened,
    GatePolicy,
    GatePolicySet,
    NotSharing,
    OpenGate,
    SwipeCard,
)
from shared.decider import Context, Decider
from shared.venue_time import local_time

GateCommand = OpenGate | SwipeCard
GateEvent = GateOpened | GatePolicySet | CardActivated | EntryGranted | EntryRefused | ExitRecorded


@dataclass(frozen=True)
class AtGate:
    """A venue's gate, not open without a zone, and the card held to it."""

    zone: str | None = None  # none -> open
    closures: Mapping[str, Closure] = field(default_factory=dict)
    card: Card = field(default_factory=Card)
    policies: tuple[GatePolicySet, ...] = ()

    @property
    def card_here(self) -> Card:
        """The card, which may not have heard of this venue's closures."""
        return replace(self.card, closures={**self.card.closures, **self.closures})


def streams(wish: GateCommand, context: Context) -> list[str]:
    return held_to(wish.venue_id, wish.card_id) if isinstance(wish, SwipeCard) else [f"gate-{wish.venue_id}"]


def held_to(venue_id: str, card_id: str) -> list[str]:
    """What a gate knows of itself, and of the card that is held to it."""
    return [f"gate-{venue_id}", f"closures-{venue_id}", card_stream(card_id)]


def decide(wish: GateCommand, gate: AtGate, context: Context) -> list[GateEvent]:
    match wish:
        case OpenGate():
            return [] if gate.zone else [GateOpened(venue_id=wish.venue_id, zone=wish.zone)]
        case SwipeCard():
            return swipe(wish, gate, context)
    assert_never(wish)


def swipe(wish: SwipeCard, gate: AtGate, context: Context) -> list[GateEvent]:
    card, issued = gate.card_here, gate.card.issued
    if issued is None:
        raise CardNotIssued(card_id=wish.card_id)
    if gate.zone is None:
        raise GateNotOpen(venue_id=wish.venue_id)
    if wish.swipe_id in card.swipes:
        return []  # uploaded twice
    if wish.direction == "out":
        return [leave(wish, card, context)]
    local = local_time(context.at, gate.zone)
    policy = policy_on(gate.policies, local.date())
    if begins_on_first_visit(card, issued, local.date()):
        begun = activated(card, issued, local.date(), "first_visit")
        entry = enter(wish, evolve_card(card, begun), issued, policy, local, context)
        return [begun, entry] if isinstance(entry, EntryGranted) else [entry]
    return [enter(wish, card, issued, policy, local, context)]


def leave(wish: SwipeCard, card: Card, context: Context) -> ExitRecorded:
    """Nobody is kept in, whatever the card has become."""
    return ExitRecorded(
        swipe_id=wish.swipe_id,
        card_id=wish.card_id,
        member_id=wish.holder_id or card.holder,
        venue_id=wish.venue_id,
        at=context.at,
        code=shown(wish, context),
    )


def enter(
    wish: SwipeCard, card: Card, issued: CardIssued, policy: GatePolicy, local: datetime, context: Context
) -> EntryGranted | EntryRefused:
    """The answer at this time of the venue's clock."""
    day, who = local.date(), card.who(wish.holder_id or card.holder)
    swiped = swiped_at(card, wish, local, context.at) | {"code": shown(wish, context)}
    no = misread(wish, card, policy, context) or objection(card, issued, wish.venue_id, day, context.at)
    no = no or closed_now(wish, card, day, local)
    no = no or unnamed(wish, card) or passback(wish, card, day, context)
    entry = None if no else card.visit(wish.venue_id, day, card.day(wish.venue_id, day, who).with_entry(), local, who)
    if entry is None:
        return EntryRefused(**swiped, reason=Reason.of(no or shortage(card, issued, wish.venue_id, day)))
    return granted(swiped, card, issued, entry)


def closed_now(wish: SwipeCard, card: Card, day: date, local: datetime) -> Refusal | None:
    """No lot's hours hold at this time. Who has a booking for the day is let in: its visit is set aside already."""
    usable = card.usable(wish.venue_id, day)
    at_venue = card.day(wish.venue_id, day, card.who(wish.holder_id or card.holder))
    lots = [h for h in usable if worth_more(h)] or usable
    booked = at_venue.held + at_venue.settled
    return None if booked or any(open_at(h.terms, local) for h in lots) else outside_hours(lots, local)


def unnamed(wish: SwipeCard, card: Card) -> Refusal | None:
    """Who comes is neither the member whose card it is nor one who shares it."""
    who = wish.holder_id or card.holder
    return None if who == card.holder or who in card.sharing.holders else NotSharing(holder_id=who)


def passback(wish: SwipeCard, card: Card, day: date, context: Context) -> Refusal | None:
    """This person came in with the card somewhere of the chain, has not left, and the passback time is not over."""
    where = card.whereabouts.get(card.who(wish.holder_id or card.holder))
    entry = where.inside if where else None
    if entry is None or (wish.readmit and context.actor.has(*STAFF)):
        return None
    if entry.at <= context.at < entry.at + timedelta(minutes=card.terms_on(day).passback_minutes):
        return EnteredAlready(entered_at=entry.at, venue_id=entry.venue_id)
    return None


def evolve(gate: AtGate, event: GateOpened | GatePolicySet | ClosureEvent | CardEvent) -> AtGate:
    if isinstance(event, GateOpened):
        return replace(gate, zone=event.zone)
    if isinstance(event, GatePolicySet):
        return replace(gate, policies=(*gate.policies, event))
    if isinstance(event, ClosureEvent):
        return replace(gate, closures=lasting_after(gate.closures, event))
    return replace(gate, card=evolve_card(gate.card, event))


GATE: Decider[AtGate] = Decider((OpenGate, SwipeCard), AtGate(), streams, decide, evolve)
