"""What becomes of the cards of somebody who was erased: closed, with nothing charged or booked any more. Pure.

What is left on them stays, until it is refunded by the number of the card.
"""

from __future__ import annotations

from collections.abc import Iterator

from services.cards.card import Card, asked_of
from services.cards.events import CardEvent
from services.cards.evolve import evolve
from services.cards.lots.letting_go import withdrawn
from services.cards.sale.becoming import stays
from services.cards.sale.renewal import unpaid_order
from shared.contracts import Command
from shared.contracts.cards import (
    AutoRenewalWithdrawn,
    CardClosed,
    CardOfErasedMember,
    CloseCard,
    HolderErased,
    HolderNoted,
    NoteHolderErased,
    PersonNoted,
)
from shared.decider import Context, Decider
from shared.venue_time import local_day


def told_of_erasure(event: PersonNoted | HolderErased | HolderNoted) -> Iterator[Command]:
    """From the person to the holder, from the holder to each card; a card that is paid for later is closed at once."""
    match event:
        case PersonNoted(heard="erased"):
            yield NoteHolderErased(member_id=event.member_id)
        case HolderErased():
            for card_id in event.card_ids:
                yield CloseCard(card_id=card_id, member_id=event.member_id)
        case HolderNoted(holds=True, erased=True):
            yield CloseCard(card_id=event.card_id, member_id=event.member_id)


def streams(wish: CloseCard, context: Context) -> list[str]:
    return asked_of(wish)


def decide(wish: CloseCard, card: Card, context: Context) -> list[CardEvent]:
    """Nothing for a card that is closed, over, or somebody else's by now."""
    issued = card.issued
    if issued is None or card.cancelled or card.blocks.closed or card.holder != wish.member_id:
        return []
    today = local_day(context.at, issued.zone)
    closed = CardClosed(card_id=wish.card_id, member_id=wish.member_id, since=today, at=context.at)
    ended = AutoRenewalWithdrawn(card_id=wish.card_id, member_id=wish.member_id, order_id=unpaid_order(card))
    why = CardOfErasedMember(card_id=wish.card_id)
    return [
        closed,
        *([ended] if card.renewing else []),
        *stays(card, "erasure"),
        *withdrawn(card, wish.card_id, today.__le__, why),
    ]


ERASED_CARDS: Decider[Card] = Decider((CloseCard,), Card(), streams, decide, evolve)
