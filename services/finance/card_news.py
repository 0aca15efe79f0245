"""What finance hears of cards: whose each is, of which product, and until when. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from shared.contracts import Command
from shared.contracts.cards import (
    CardActivated,
    CardCancelledAfterRefund,
    CardCutShort,
    CardFrozen,
    CardIssued,
    CardTransferred,
    ChangePlanned,
    ChangeQuoted,
    ClosureCounted,
    DaysGiven,
    FreezeEnded,
    ImportedCardWithdrawn,
    LotGranted,
    LotShortened,
    LotWithdrawn,
    MembershipEnded,
    MembershipRestCounted,
    NoticeGiven,
    NoticeWithdrawn,
    PlannedChangeMade,
    PlannedChangeWithdrawn,
)
from shared.contracts.finance import NoteCard, NotePlannedChange, NoteUpgrade


def known_card(
    event: CardIssued
    | LotGranted
    | CardCutShort
    | CardFrozen
    | ClosureCounted
    | MembershipRestCounted
    | FreezeEnded
    | LotShortened
    | LotWithdrawn
    | CardActivated
    | DaysGiven
    | CardTransferred
    | ChangeQuoted
    | ChangePlanned
    | PlannedChangeWithdrawn
    | PlannedChangeMade
    | NoticeGiven
    | NoticeWithdrawn
    | MembershipEnded
    | CardCancelledAfterRefund
    | ImportedCardWithdrawn,
) -> Sequence[Command]:
    """What is to be known of a card after an event of its life."""
    match event:
        case CardIssued():
            return [known(event)]
        case LotGranted():
            return [NoteCard(card_id=event.card_id, product_id=product_of(event), valid_until=event.valid_until)]
        case (
            CardCutShort()
            | CardFrozen()
            | ClosureCounted()
            | MembershipRestCounted()
            | FreezeEnded()
            | LotShortened()
            | LotWithdrawn()
            | CardActivated()
            | DaysGiven()
        ):
            return [NoteCard(card_id=event.card_id, valid_until=event.valid_until)]
        case CardTransferred():
            return [NoteCard(card_id=event.card_id, member_id=event.to_member_id)]
        case ChangeQuoted():
            return [
                NoteUpgrade(
                    card_id=event.card_id,
                    product_id=event.product_id,
                    day=event.day,
                    part=event.part,
                    whole=event.whole,
                    credit=event.credit,
                    paid=event.paid,
                )
            ]
        case ChangePlanned():
            return [NotePlannedChange(card_id=event.card_id, product_id=event.product_id)]
        case PlannedChangeWithdrawn() | PlannedChangeMade():
            return [NotePlannedChange(card_id=event.card_id, product_id=None)]
        case NoticeGiven() | NoticeWithdrawn():
            return [NoteCard(card_id=event.card_id, valid_until=event.valid_until)]
        case MembershipEnded(ends="notice") | CardCancelledAfterRefund() | ImportedCardWithdrawn():
            return [NoteCard(card_id=event.card_id, over=True)]
    return []


def known(event: CardIssued) -> NoteCard:
    return NoteCard(
        card_id=event.card_id,
        member_id=event.member_id,
        product_id=event.product_id,
        valid_until=event.valid.until,
    )


def product_of(event: LotGranted) -> str | None:
    """What the card is from now on; a gift leaves it what it was."""
    return None if event.lot.kind == "gift" else event.lot.product_id
