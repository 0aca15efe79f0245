"""The gate of a venue: it reads a card and opens, or says why not and what resolves it. Pure.

A swipe is judged by its own time (`context.at`), so one uploaded late counts on the day on which it happened: days,
freezes, loss and passback are those of that moment. What is left on the card, and its refund, are as of now.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import assert_never

from services.cards.card import Card, card_stream
from services.cards.events import CardEvent
from services.cards.evolve import evolve as evolve_card
from services.cards.gate.admission import shortage
from services.cards.gate.clerks import Counts, counting, not_theirs, overridden
from services.cards.gate.entry import granted, swiped_at
from services.cards.gate.gate_policy import policy_on
from services.cards.gate.reading import shown
from services.cards.gate.refusing import entered_already, reasons
from services.cards.rest.closures import ClosureEvent, lasting_after
from services.cards.sale.begin import begun_by_visit
from shared.contracts import STAFF, Reason
from shared.contracts.cards import (
    CardActivated,
    CardIssued,
    CardNotIssued,
    Closure,
    EntryGranted,
    EntryOverridden,
    EntryRefused,
    ExitRecorded,
    GateNotOpen,
    GateOpened,
    GatePolicy,
    GatePolicySet,
    OpenGate,
    OverrideCounted,
    SwipeCard,
)
from shared.decider import Context, Decider
from shared.venue_time import local_time

GateCommand = OpenGate | SwipeCard
Entering = CardActivated | EntryGranted | EntryRefused | EntryOverridden | OverrideCounted
GateEvent = GateOpened | Entering | ExitRecorded
READMITTED = ("readmitted", None)


@dataclass(frozen=True)
class AtGate:
    """A venue's gate, not open without a zone, and the card held to it."""

    zone: str | None = None  # none -> open
    closures: Mapping[str, Closure] = field(default_factory=dict)
    card: Card = field(default_factory=Card)
    policies: tuple[GatePolicySet, ...] = ()
    overridden: Counts = field(default_factory=dict)  # by who asks

    @property
    def card_here(self) -> Card:
        """The card, which may not have heard of this venue's closures."""
        return replace(self.card, closures={**self.card.closures, **self.closures})


def streams(wish: GateCommand, context: Context) -> list[str]:
    if not isinstance(wish, SwipeCard):
        return [f"gate-{wish.venue_id}"]
    clerk = counting(context.actor.id, context.at) if wish.readmit else []
    return [*held_to(wish.venue_id, wish.card_id), *clerk]


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
    begun, card = begun_by_visit(card, issued, local.date())
    inside = readmitted(wish, card, gate, policy, local, context)
    answer = enter(replace(wish, readmit=inside is not None), card, issued, policy, local, context)
    if isinstance(answer, EntryRefused):
        return [answer]
    if inside is None:
        return [*begun, answer]
    swiped = swiped_at(card, wish, local, context.at)
    return [*begun, answer, *overridden(swiped, card, answer, inside, READMITTED, context)]


def readmitted(
    wish: SwipeCard, card: Card, gate: AtGate, policy: GatePolicy, local: datetime, context: Context
) -> tuple[Reason] | None:
    """The passback that staff overrides with this swipe, where it stands and they may."""
    inside = entered_already(wish, card, local.date(), context)
    if inside is None or not wish.readmit or not context.actor.has(*STAFF):
        return None
    no = not_theirs([inside.code], policy, gate.overridden, local.date(), context)
    return None if no else (Reason.of(inside),)


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
    no = next(reasons(wish, card, issued, policy, local, context), None)
    entry = None if no else card.visit(wish.venue_id, day, card.day(wish.venue_id, day, who).with_entry(), local, who)
    if entry is None:
        return EntryRefused(**swiped, reason=Reason.of(no or shortage(card, issued, wish.venue_id, day)))
    return granted(swiped, card, issued, entry)


def evolve(gate: AtGate, event: GateOpened | GatePolicySet | ClosureEvent | OverrideCounted | CardEvent) -> AtGate:
    if isinstance(event, GateOpened):
        return replace(gate, zone=event.zone)
    if isinstance(event, GatePolicySet):
        return replace(gate, policies=(*gate.policies, event))
    if isinstance(event, ClosureEvent):
        return replace(gate, closures=lasting_after(gate.closures, event))
    if isinstance(event, OverrideCounted):
        return replace(gate, overridden={**gate.overridden, event.day: gate.overridden.get(event.day, 0) + 1})
    return replace(gate, card=evolve_card(gate.card, event))


GATE: Decider[AtGate] = Decider((OpenGate, SwipeCard), AtGate(), streams, decide, evolve)
