"""Visits that bookings have set aside: held, then given back or used, each once. Pure.

All three are answers to what booking says, so none of them refuses: a card that cannot pay answers VisitNotHeld,
and what was never held, or is settled, is left as it is.
"""

from __future__ import annotations

from typing import assert_never

from services.cards.card import Card, Hold, asked_of
from services.cards.evolve import evolve
from services.cards.gate.admission import objection, shortage
from services.cards.lots.charge import balance, charge, set_aside, used
from services.cards.lots.visits import step
from shared.contracts import Money, Reason, Refusal
from shared.contracts.cards import (
    CardIssued,
    CardNotIssued,
    CardOfAnotherMember,
    GiveBackVisit,
    HoldReleased,
    HoldSettled,
    HoldVisit,
    ReleaseHold,
    SettleHold,
    VisitGivenBack,
    VisitHeld,
    VisitNotHeld,
)
from shared.decider import Context, Decider
from shared.venue_time import local_day

HoldCommand = HoldVisit | ReleaseHold | SettleHold | GiveBackVisit
HoldEvent = VisitHeld | VisitNotHeld | HoldReleased | HoldSettled | VisitGivenBack


def streams(wish: HoldCommand, context: Context) -> list[str]:
    return asked_of(wish)


def decide(wish: HoldCommand, card: Card, context: Context) -> list[HoldEvent]:
    if isinstance(wish, HoldVisit):
        return [] if wish.hold_id in card.holds else [hold(wish, card, context)]
    held = card.holds.get(wish.hold_id)
    if held is None or card.issued is None:
        return []
    if isinstance(wish, GiveBackVisit) and held.status == "settled":
        return [give_back(wish, held, card, card.issued, context)]
    if held.status != "held":
        return []
    match wish:
        case ReleaseHold() | GiveBackVisit():
            return [release(wish, held, card, card.issued, context)]
        case SettleHold():
            return [settle(wish.hold_id, held, card, card.issued, context)]
    assert_never(wish)


def hold(wish: HoldVisit, card: Card, context: Context) -> VisitHeld | VisitNotHeld:
    no = refusal(wish, card, context)
    who = card.who(wish.member_id)
    counts = card.day(wish.venue_id, wish.day, who).with_hold()
    booking = None if no else card.visit(wish.venue_id, wish.day, counts, who=who)
    if booking is None or card.issued is None:
        no = no or (shortage(card, card.issued, wish.venue_id, wish.day) if card.issued else None)
        return VisitNotHeld(**vars(wish), reason=Reason.of(no or CardNotIssued(card_id=wish.card_id)))
    then = card.after(wish.venue_id, wish.day, booking, who)
    left = balance(then, local_day(context.at, card.issued.zone))
    return VisitHeld(**vars(wish), **vars(left), lots=set_aside(then, booking.fresh))


def refusal(wish: HoldVisit, card: Card, context: Context) -> Refusal | None:
    """Why the card cannot pay on the day of the session."""
    try:
        issued = card.shared_by(wish.card_id, wish.member_id)
    except (CardNotIssued, CardOfAnotherMember) as no:
        return no
    return objection(card, issued, wish.venue_id, wish.day, context.at)


def release(
    wish: ReleaseHold | GiveBackVisit, held: Hold, card: Card, issued: CardIssued, context: Context
) -> HoldEvent:
    """A member who came in on this visit, and on nothing else that day, has used it."""
    day = card.day(held.venue_id, held.day, held.who)
    counts = day.with_release()
    if not counts.held and counts.claimed > counts.used and any(take.amount for take in day.claims[counts.used]):
        return settle(wish.hold_id, held, card, issued, context)
    back = step(day, counts, ())
    then = card.after(held.venue_id, held.day, back, held.who)
    return HoldReleased(
        hold_id=wish.hold_id,
        card_id=wish.card_id,
        member_id=held.who or card.holder,
        lots=set_aside(then, back.dropped),
        **vars(balance(then, local_day(context.at, issued.zone))),
    )


def give_back(wish: GiveBackVisit, held: Hold, card: Card, issued: CardIssued, context: Context) -> VisitGivenBack:
    day = card.day(held.venue_id, held.day, held.who)
    back = step(day, day.with_return(), ())
    then = card.after(held.venue_id, held.day, back, held.who)
    lots = tuple(used(then, then, back.unspent))
    return VisitGivenBack(
        hold_id=wish.hold_id,
        card_id=wish.card_id,
        member_id=held.who or card.holder,
        venue_id=held.venue_id,
        day=held.day,
        use_id=back.unspent_of,
        lot_value=sum((use.paid for use in lots), Money(0, issued.price.currency)),
        lots=lots,
        **vars(balance(then, local_day(context.at, issued.zone))),
    )


def settle(hold_id: str, held: Hold, card: Card, issued: CardIssued, context: Context) -> HoldSettled:
    day = card.day(held.venue_id, held.day, held.who)
    use = step(day, day.with_settlement(), ())
    then = card.after(held.venue_id, held.day, use, held.who)
    cost = charge(card, use, then, local_day(context.at, issued.zone))
    paid = cost.lots[0] if cost.lots else issued
    return HoldSettled(
        hold_id=hold_id,
        card_id=issued.card_id,
        member_id=held.who or card.holder,
        venue_id=held.venue_id,
        day=held.day,
        order_id=paid.order_id,
        product_id=paid.product_id,
        **vars(cost),
    )


HOLDS: Decider[Card] = Decider((HoldVisit, ReleaseHold, SettleHold, GiveBackVisit), Card(), streams, decide, evolve)
