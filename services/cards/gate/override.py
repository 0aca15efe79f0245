"""Letting somebody in whom the gate refused: on whose word, on which ground, and what it takes from the card. Pure.

A gate tells the first reason only. Who overrides it answers for all that stand against the card: a clerk who may let a
member in a second time lets nobody in so whose card has ended.
"""

from __future__ import annotations

from datetime import timedelta

from services.cards.card import Card
from services.cards.gate.against import Refused
from services.cards.gate.clerks import counting, not_theirs, overridden
from services.cards.gate.entry import as_fact, swiped_at
from services.cards.gate.gate import AtGate, evolve, held_to
from services.cards.gate.gate_policy import policy_on
from services.cards.gate.refusing import reasons
from services.cards.sale.begin import begun_by_visit
from shared.contracts import Reason
from shared.contracts.cards import (
    CardActivated,
    CardNotIssued,
    EntryGranted,
    EntryOverridden,
    GateNotOpen,
    GatePolicy,
    GroundNotListed,
    OverrideCounted,
    OverrideEntry,
    OverrideTooLate,
    SwipeCard,
    SwipeNotRefused,
)
from shared.decider import Context, Decider
from shared.venue_time import local_time

OverrideEvent = CardActivated | EntryGranted | EntryOverridden | OverrideCounted


def streams(wish: OverrideEntry, context: Context) -> list[str]:
    return [*held_to(wish.venue_id, wish.card_id), *counting(context.actor.id, context.at)]


def decide(wish: OverrideEntry, gate: AtGate, context: Context) -> list[OverrideEvent]:
    card, issued = gate.card_here, gate.card.issued
    if issued is None:
        raise CardNotIssued(card_id=wish.card_id)
    if gate.zone is None:
        raise GateNotOpen(venue_id=wish.venue_id)
    if wish.swipe_id in card.against.let_in:
        return []
    local = local_time(context.at, gate.zone)
    policy = policy_on(gate.policies, local.date())
    refused = refusal_of(wish, card, policy, context)
    if wish.ground not in policy.override_grounds:
        raise GroundNotListed(ground=wish.ground, allowed=", ".join(policy.override_grounds))
    who = refused.member_id
    swipe = SwipeCard(swipe_id=wish.swipe_id, card_id=wish.card_id, venue_id=wish.venue_id, holder_id=who)
    begun, card = begun_by_visit(card, issued, local.date())
    standing = [Reason.of(no) for no in reasons(swipe, card, issued, policy, local, context)]
    against = (refused.reason, *(no for no in standing if no.code != refused.reason.code))
    if no := not_theirs((reason.code for reason in against), policy, gate.overridden, local.date(), context):
        raise no
    swiped = swiped_at(card, swipe, local, context.at)
    entry = as_fact(swiped, card, issued)
    told = overridden(swiped, card, entry, against, (wish.ground, wish.words), context)
    return [*begun, entry, *told] if entry else [*told]


def refusal_of(wish: OverrideEntry, card: Card, policy: GatePolicy, context: Context) -> Refused:
    """What the gate told; raises SwipeNotRefused, OverrideTooLate."""
    refused = card.against.refused.get(wish.swipe_id)
    if refused is None or refused.venue_id != wish.venue_id:
        raise SwipeNotRefused(swipe_id=wish.swipe_id)
    if context.at >= refused.at + timedelta(minutes=policy.override_minutes):
        raise OverrideTooLate(refused_at=refused.at, minutes=policy.override_minutes)
    return refused


OVERRIDE: Decider[AtGate] = Decider((OverrideEntry,), AtGate(), streams, decide, evolve)
