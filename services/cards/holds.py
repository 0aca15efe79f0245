"""Visits that bookings have set aside: held, then given back or used, each once. Pure.

All three are answers to what booking says, so none of them refuses: a card that cannot pay answers VisitNotHeld,
and what was never held, or is settled, is left as it is.
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from services.cards.admission import objection, shortage
from services.cards.card import Card, Hold, card_stream, evolve
from services.cards.visits import granted
from shared.contracts import Reason, Refusal
from shared.contracts.cards import (
    CardIssued,
    CardNotIssued,
    CardOfAnotherMember,
    HoldReleased,
    HoldSettled,
    HoldVisit,
    ReleaseHold,
    SettleHold,
    VisitHeld,
    VisitNotHeld,
)
from shared.decider import Context, Decider

HoldCommand = HoldVisit | ReleaseHold | SettleHold
HoldEvent = VisitHeld | VisitNotHeld | HoldReleased | HoldSettled


def streams(wish: HoldCommand, context: Context) -> list[str]:
    return [card_stream(wish.card_id)]


def decide(wish: HoldCommand, card: Card, context: Context) -> list[HoldEvent]:
    if isinstance(wish, HoldVisit):
        return [] if wish.hold_id in card.holds else [hold(wish, card, context)]
    held = card.holds.get(wish.hold_id)
    if held is None or held.status != "held" or card.issued is None:
        return []
    match wish:
        case ReleaseHold():
            return [release(wish, held, card, card.issued)]
        case SettleHold():
            return [settle(wish.hold_id, held, card, card.issued)]
    assert_never(wish)


def hold(wish: HoldVisit, card: Card, context: Context) -> VisitHeld | VisitNotHeld:
    day = card.day(wish.venue_id, wish.day)
    then = card.with_day(wish.venue_id, wish.day, replace(day, held=day.held + 1))
    no = refusal(wish, card, then, context)
    if no or card.issued is None:
        return VisitNotHeld(**vars(wish), reason=Reason.of(no or CardNotIssued(card_id=wish.card_id)))
    charge = card.charge(card.issued, then)
    return VisitHeld(**vars(wish), visits_left=charge.visits_left, balance=charge.balance)


def refusal(wish: HoldVisit, card: Card, then: Card, context: Context) -> Refusal | None:
    """Why the card cannot pay on the day of the session."""
    try:
        issued = card.owned(wish.card_id, wish.member_id)
    except (CardNotIssued, CardOfAnotherMember) as no:
        return no
    return objection(card, issued, wish.venue_id, wish.day, context.at) or shortage(card, issued, then)


def release(wish: ReleaseHold, held: Hold, card: Card, issued: CardIssued) -> HoldReleased | HoldSettled:
    """A member who came in on this visit, and on nothing else that day, has used it."""
    day = card.day(held.venue_id, held.day)
    after = replace(day, held=day.held - 1)
    if granted(issued.terms) is not None and not after.held and after.claimed > after.used:
        return settle(wish.hold_id, held, card, issued)
    charge = card.charge(issued, card.with_day(held.venue_id, held.day, after))
    return HoldReleased(
        hold_id=wish.hold_id,
        card_id=wish.card_id,
        member_id=issued.member_id,
        visits_left=charge.visits_left,
        balance=charge.balance,
    )


def settle(hold_id: str, held: Hold, card: Card, issued: CardIssued) -> HoldSettled:
    day = card.day(held.venue_id, held.day)
    then = card.with_day(held.venue_id, held.day, replace(day, held=day.held - 1, settled=day.settled + 1))
    return HoldSettled(
        hold_id=hold_id,
        card_id=issued.card_id,
        member_id=issued.member_id,
        venue_id=held.venue_id,
        day=held.day,
        order_id=issued.order_id,
        product_id=issued.product_id,
        **vars(card.charge(issued, then)),
    )


HOLDS: Decider[Card] = Decider((HoldVisit, ReleaseHold, SettleHold), Card(), streams, decide, evolve)
