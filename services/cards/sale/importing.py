"""Taking imported cards back, but for those that somebody has built upon. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from services.cards.card import Card, card_stream
from services.cards.evolve import evolve
from shared.contracts.cards import (
    CardBuiltUpon,
    CardNotImported,
    CardNotIssued,
    ImportedCardWithdrawn,
    WithdrawImportedCard,
)
from shared.decider import Context, Decider


def streams(wish: WithdrawImportedCard, context: Context) -> list[str]:
    return [card_stream(wish.card_id)]


def decide(wish: WithdrawImportedCard, card: Card, context: Context) -> list[ImportedCardWithdrawn]:
    if card.issued is None:
        raise CardNotIssued(card_id=wish.card_id)
    if card.issued.kind != "import":
        raise CardNotImported(card_id=wish.card_id)
    if card.cancelled:
        return []
    if what := ", ".join(built_upon(card, card.issued.member_id)):
        raise CardBuiltUpon(card_id=wish.card_id, what=what)
    return [ImportedCardWithdrawn(card_id=wish.card_id, member_id=card.holder)]


def built_upon(card: Card, member_id: str) -> Iterator[str]:
    """What people did with it; what the clock says of its end is no use of it."""
    uses = {
        "swipes": card.swipes,
        "bookings": card.holds,
        "guests": card.guests,
        "more lots": list(card.lots)[1:],
        "freezes": card.freezes,
        "applications": card.applications,
        "changes": card.changes,
        "people who share it": card.sharing.ever,
        "automatic renewal": card.renewing,
        "a notice": card.notice,
        "loss": card.lost_since,
        "another holder": card.holder != member_id,
        "a block": card.blocks.by_hand,
    }
    return (name for name, known in uses.items() if known)


IMPORTED: Decider[Card] = Decider((WithdrawImportedCard,), Card(), streams, decide, evolve)
