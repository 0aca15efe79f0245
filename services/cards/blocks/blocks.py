"""What shuts doors on a card while its days go on: its holder's debt or erasure, or a manager's hand. Pure.

Both stand beside the days on which a card rests: a freeze hides neither, and neither ends a freeze.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import assert_never

from shared.contracts import Refusal
from shared.contracts.cards import (
    CardBlocked,
    CardBlockedByHand,
    CardClosed,
    CardFreeOfDebt,
    CardInDebt,
    CardOfErasedMember,
    CardShutForDebt,
    CardUnblockedByHand,
    CardWarnedOfDebt,
    Debt,
    DebtOverridden,
)

BlockEvent = (
    CardShutForDebt
    | CardWarnedOfDebt
    | CardFreeOfDebt
    | CardBlockedByHand
    | CardUnblockedByHand
    | DebtOverridden
    | CardClosed
)


@dataclass(frozen=True)
class Blocks:
    """debt: none -> warned <-> shut -> none; by hand: none <-> blocked; none -> closed; independent of each other."""

    debt: Debt | None = None
    shut_at: datetime | None = None  # since when the debt shuts doors
    by_hand: CardBlockedByHand | None = None
    let_in_until: date | None = None  # that day included
    closed: CardClosed | None = None  # its member was erased


def after(blocks: Blocks, event: BlockEvent) -> Blocks:
    match event:
        case CardShutForDebt(debt=debt, at=at):
            return replace(blocks, debt=debt, shut_at=blocks.shut_at or at)
        case CardWarnedOfDebt(debt=debt):
            return replace(blocks, debt=debt, shut_at=None)
        case CardFreeOfDebt():
            return replace(blocks, debt=None, shut_at=None)
        case CardBlockedByHand():
            return replace(blocks, by_hand=event)
        case CardUnblockedByHand():
            return replace(blocks, by_hand=None)
        case CardClosed():
            return replace(blocks, closed=event)
        case DebtOverridden(until=until):
            return replace(blocks, let_in_until=until)
    assert_never(event)


def shut(blocks: Blocks, day: date, at: datetime) -> Refusal | None:
    """Why no door opens on `day`; a late swipe is judged by what stood `at` its time."""
    if blocks.closed and blocks.closed.at <= at:
        return CardOfErasedMember(card_id=blocks.closed.card_id)
    if blocks.by_hand and blocks.by_hand.at <= at:
        return CardBlocked(reason=blocks.by_hand.reason, since=blocks.by_hand.since)
    let_in = blocks.let_in_until is not None and day <= blocks.let_in_until
    if blocks.debt and blocks.shut_at and blocks.shut_at <= at and not let_in:
        return CardInDebt(amount=blocks.debt.amount, since=blocks.debt.since)
    return None
