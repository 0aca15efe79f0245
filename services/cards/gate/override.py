"""Letting somebody in whom the gate refused: on whose word, on which ground, and what it takes from the card. Pure.

A gate tells the first reason only. Who overrides it answers for all that stand against the card: a clerk who may let a
member in a second time lets nobody in so whose card has ended.
"""

from __future__ import annotations

from datetime import timedelta

from services.cards.gate.against import Refused
from services.cards.gate.at_gate import AtGate, Coming, evolve, further, held_to, of_the_house, who_comes
from services.cards.gate.clerks import counting, not_theirs, overridden
from services.cards.gate.entry import as_fact, swiped_at
from services.cards.gate.gate import at_its_beginning, counted_in
from services.cards.gate.refusing import reasons
from shared.contracts import Reason
from shared.contracts.cards import (
    CardActivated,
    CrowdMoved,
    EntryGranted,
    EntryOverridden,
    GroundNotListed,
    OverrideCounted,
    OverrideEntry,
    OverrideTooLate,
    SwipeCard,
    SwipeNotRefused,
)
from shared.decider import Context, Decider

OverrideEvent = CardActivated | EntryGranted | EntryOverridden | OverrideCounted | CrowdMoved


def streams(wish: OverrideEntry, context: Context) -> list[str]:
    return [*held_to(wish.venue_id, wish.card_id, context.at), *counting(context.actor.id, context.at)]


def decide(wish: OverrideEntry, gate: AtGate, context: Context) -> list[OverrideEvent]:
    who = who_comes(wish, gate.card)
    swipe = SwipeCard(swipe_id=wish.swipe_id, card_id=wish.card_id, venue_id=wish.venue_id, holder_id=who)
    coming = gate.coming(swipe, context)
    if wish.swipe_id in coming.card.against.let_in:
        return []
    refused, grounds = refusal_of(wish, coming), coming.policy.override_grounds
    if wish.ground not in grounds:
        raise GroundNotListed(ground=wish.ground, allowed=", ".join(grounds))
    begun, coming = at_its_beginning(coming)
    against = (refused.reason, *(no for no in map(Reason.of, reasons(coming)) if no.code != refused.reason.code))
    codes = (reason.code for reason in against)
    if no := not_theirs(codes, coming.policy, gate.overridden, coming.day, context):
        raise no
    entry = as_fact(swiped_at(coming), coming.card, coming.issued)
    told = overridden(swiped_at(coming), coming.card, entry, against, (wish.ground, wish.words), context)
    came: list[OverrideEvent] = [*told, *counted_in(coming)]
    return [*begun, entry, *came] if entry else [*came]


def refusal_of(wish: OverrideEntry, coming: Coming) -> Refused:
    """What the gate told; raises SwipeNotRefused, OverrideTooLate."""
    refused, minutes = coming.card.against.refused.get(wish.swipe_id), coming.policy.override_minutes
    if refused is None or refused.venue_id != wish.venue_id:
        raise SwipeNotRefused(swipe_id=wish.swipe_id)
    if coming.context.at >= refused.at + timedelta(minutes=minutes):
        raise OverrideTooLate(refused_at=refused.at, minutes=minutes)
    return refused


OVERRIDE: Decider[AtGate] = Decider((OverrideEntry,), AtGate(), streams, decide, evolve, further, busy=of_the_house)
