"""A new number for a card that was lost or broke: at once where there is no fee, else when it is paid or waived. Pure.

The card stays the same, with its lots and its history. Only a refunded card is refused: "no replacement for lost cards"
is void by law, so no other state of the card and no term of its product stands in the way.
"""

from __future__ import annotations

from typing import assert_never

from services.cards.card import Card, asked_of
from services.cards.numbers.numbers import Numbered, evolve, free_number, number_stream
from services.cards.sale.issue import numbers_for
from shared.contracts import Money, Reason, Refusal
from shared.contracts.cards import (
    CardCancelled,
    CardNumberClaimed,
    CardOfAnotherMember,
    CardReplaced,
    CardReportedLost,
    ReplaceCard,
    ReplacementNotMade,
    ReplacementNotOpen,
    ReplacementOpen,
    ReplacementRequested,
    RequestReplacement,
    WaiveReplacementFee,
)
from shared.decider import Context, Decider
from shared.venue_time import local_day

ReplacementCommand = RequestReplacement | WaiveReplacementFee | ReplaceCard
Asked = CardReportedLost | ReplacementRequested
ReplacementEvent = Asked | CardReplaced | CardNumberClaimed | ReplacementNotMade


def streams(wish: ReplacementCommand, context: Context) -> list[str]:
    return [*asked_of(wish), *map(number_stream, numbers_for(wish.replacement_id))]


def decide(wish: ReplacementCommand, known: Numbered, context: Context) -> list[ReplacementEvent]:
    match wish:
        case RequestReplacement():
            return request(wish, known, context)
        case WaiveReplacementFee():
            return waive(wish, known, context)
        case ReplaceCard():
            return pay(wish, known, context)
    assert_never(wish)


def request(wish: RequestReplacement, known: Numbered, context: Context) -> list[ReplacementEvent]:
    card = known.card
    issued = card.owned(wish.card_id, wish.member_id)
    if wish.replacement_id in card.keys.asked_before:
        return []
    if card.cancelled:
        raise CardCancelled(card_id=wish.card_id)
    if card.keys.asked:
        raise ReplacementOpen(replacement_id=card.keys.asked.replacement_id)
    fee = card.terms_on(local_day(context.at, issued.zone)).replacement_fee or None
    asked = ReplacementRequested(**vars(wish), fee=fee, asked_at=context.at)
    blocked: list[ReplacementEvent] = [] if wish.reason == "damaged" or card.lost_since else [lost(wish, context)]
    return [*blocked, asked, *([] if fee else made(asked, known, wish.replacement_id, context))]


def lost(wish: RequestReplacement, context: Context) -> CardReportedLost:
    return CardReportedLost(card_id=wish.card_id, member_id=wish.member_id, at=context.at)


def waive(wish: WaiveReplacementFee, known: Numbered, context: Context) -> list[ReplacementEvent]:
    asked = known.card.keys.asked
    if asked is None and wish.replacement_id in known.card.keys.waived:
        return []
    if asked is None or asked.replacement_id != wish.replacement_id:
        raise ReplacementNotOpen(replacement_id=wish.replacement_id)
    return made(asked, known, wish.replacement_id, context, waived=wish.because)


def pay(wish: ReplaceCard, known: Numbered, context: Context) -> list[ReplacementEvent]:
    """Nothing for what was never a card; a fee for a card that was refunded meanwhile goes back."""
    card = known.card
    if card.issued is None or wish.order_id in card.keys.paid:
        return []
    if no := impossible(wish, card):
        reason = Reason.of(no)
        told = {"card_id": wish.card_id, "member_id": wish.member_id, "order_id": wish.order_id}
        return [ReplacementNotMade(**told, reason=reason, fee=wish.fee, product_id=wish.product_id)]
    asked = card.keys.asked or ReplacementRequested(
        replacement_id=wish.replacement_id,
        card_id=wish.card_id,
        member_id=wish.member_id,
        venue_id=wish.venue_id,
        reason="lost" if card.lost_since else "damaged",
        fee=wish.fee,
        asked_at=context.at,
    )
    return made(asked, known, wish.replacement_id, context, fee=wish.fee, order_id=wish.order_id)


def impossible(wish: ReplaceCard, card: Card) -> Refusal | None:
    if card.cancelled:
        return CardCancelled(card_id=wish.card_id)
    return CardOfAnotherMember(card_id=wish.card_id) if not card.is_of(wish.member_id) else None


def made(
    asked: ReplacementRequested,
    known: Numbered,
    seed: str,
    context: Context,
    fee: Money | None = None,
    order_id: str | None = None,
    waived: str | None = None,
) -> list[ReplacementEvent]:
    card, number = known.card, free_number(seed, known.taken)
    replaced = CardReplaced(
        replacement_id=asked.replacement_id,
        card_id=asked.card_id,
        member_id=card.holder,
        venue_id=asked.venue_id,
        reason=asked.reason,
        number=number,
        former=card.keys.printed,
        dead=card.keys.carried,
        dead_since=card.lost_since or context.at,
        fee=fee,
        order_id=order_id,
        at=context.at,
        waived=waived,
    )
    return [replaced, CardNumberClaimed(number=number, card_id=asked.card_id)]


REPLACEMENT: Decider[Numbered] = Decider(
    (RequestReplacement, WaiveReplacementFee, ReplaceCard), Numbered(), streams, decide, evolve
)
