"""What shuts a card at every door of the chain at once: its loss, until it is found, and its refund, for good. Pure."""

from __future__ import annotations

from typing import assert_never

from services.cards.blocks.refunded import RefundedEvent, cancel
from services.cards.card import Card, asked_of
from services.cards.evolve import evolve
from shared.contracts.cards import (
    CancelCards,
    CardFound,
    CardReportedLost,
    ReplacementWithdrawn,
    ReportFound,
    ReportLost,
)
from shared.decider import Context, Decider

BlockingCommand = ReportLost | ReportFound | CancelCards
BlockingEvent = CardReportedLost | CardFound | ReplacementWithdrawn | RefundedEvent


def streams(wish: BlockingCommand, context: Context) -> list[str]:
    return asked_of(wish)


def decide(wish: BlockingCommand, card: Card, context: Context) -> list[BlockingEvent]:
    match wish:
        case ReportLost():
            return lose(wish, card, context)
        case ReportFound():
            return find(wish, card)
        case CancelCards():
            return [*cancel(wish, card, context)]
    assert_never(wish)


def lose(wish: ReportLost, card: Card, context: Context) -> list[BlockingEvent]:
    card.owned(wish.card_id, wish.member_id)
    if card.lost_since is not None:
        return []
    return [CardReportedLost(card_id=wish.card_id, member_id=card.concerned(wish.member_id), at=context.at)]


def find(wish: ReportFound, card: Card) -> list[BlockingEvent]:
    card.owned(wish.card_id, wish.member_id)
    if card.lost_since is None:
        return []
    found, asked = CardFound(card_id=wish.card_id, member_id=card.concerned(wish.member_id)), card.keys.asked
    if asked is None:
        return [found]
    told = {"replacement_id": asked.replacement_id, "card_id": wish.card_id, "member_id": card.holder}
    return [found, ReplacementWithdrawn(**told)]


BLOCKING: Decider[Card] = Decider((ReportLost, ReportFound, CancelCards), Card(), streams, decide, evolve)
