"""Shutting doors on a card, and opening them: what finance tells of its holder's debt, what a manager does. Pure."""

from __future__ import annotations

from typing import assert_never

from services.cards.card import Card, asked_of
from services.cards.events import CardEvent
from services.cards.evolve import evolve
from shared.contracts.cards import (
    BlockCard,
    CardBlocked,
    CardBlockedByHand,
    CardFreeOfDebt,
    CardIssued,
    CardShutForDebt,
    CardUnblockedByHand,
    CardWarnedOfDebt,
    DebtOverridden,
    LetIn,
    LetInUntilPast,
    TellDebt,
    UnblockCard,
)
from shared.decider import Context, Decider
from shared.venue_time import add_days, local_day

ShuttingCommand = TellDebt | BlockCard | UnblockCard | LetIn
MOST_DAYS = 366


def streams(wish: ShuttingCommand, context: Context) -> list[str]:
    return asked_of(wish)


def decide(wish: ShuttingCommand, card: Card, context: Context) -> list[CardEvent]:
    if isinstance(wish, TellDebt):
        return tell(wish, card, context)
    issued = card.owned(wish.card_id, wish.member_id)
    match wish:
        case BlockCard():
            return block(wish, card, issued, context)
        case UnblockCard():
            return [] if card.blocks.by_hand is None else [CardUnblockedByHand(**vars(wish))]
        case LetIn():
            return let_in(wish, card, issued, context)
    assert_never(wish)


def tell(wish: TellDebt, card: Card, context: Context) -> list[CardEvent]:
    """Nothing for what is known, or what somebody else's debt is by now: the new holder's is told as well."""
    if card.issued is None or card.holder != wish.member_id or card.blocks.debt == wish.debt:
        return []
    told = {"card_id": wish.card_id, "member_id": wish.member_id}
    if wish.debt is None:
        return [CardFreeOfDebt(**told)]
    if wish.debt.shut:
        return [CardShutForDebt(**told, debt=wish.debt, at=context.at)]
    return [CardWarnedOfDebt(**told, debt=wish.debt)]


def block(wish: BlockCard, card: Card, issued: CardIssued, context: Context) -> list[CardEvent]:
    if card.blocks.by_hand and card.blocks.by_hand.reason == wish.reason:
        return []
    return [CardBlockedByHand(**vars(wish), since=local_day(context.at, issued.zone), at=context.at)]


def let_in(wish: LetIn, card: Card, issued: CardIssued, context: Context) -> list[CardEvent]:
    if card.blocks.let_in_until == wish.until:
        return []
    today = local_day(context.at, issued.zone)
    if by_hand := card.blocks.by_hand:
        raise CardBlocked(reason=by_hand.reason, since=by_hand.since)
    latest = add_days(today, MOST_DAYS)
    if not today <= wish.until <= latest:
        raise LetInUntilPast(until=wish.until, earliest=today, latest=latest)
    return [DebtOverridden(**vars(wish))]


SHUTTING: Decider[Card] = Decider((TellDebt, BlockCard, UnblockCard, LetIn), Card(), streams, decide, evolve)
