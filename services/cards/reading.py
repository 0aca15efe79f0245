"""Whether what a gate read stands for the card that it swipes: a number or a chip. Pure."""

from __future__ import annotations

from services.cards.card import Card
from services.cards.numbers import chip_number
from shared.contracts import Refusal
from shared.contracts.cards import NumberDead, NumberNotOfCard, SwipeCard
from shared.decider import Context


def misread(wish: SwipeCard, card: Card, context: Context) -> Refusal | None:
    """Why what was read does not open this card's doors. A number died at a moment: `context.at` tells."""
    return None if wish.number is None else number_refused(chip_number(wish.number), wish.card_id, card, context)


def number_refused(number: str, card_id: str, card: Card, context: Context) -> Refusal | None:
    died = card.keys.dead.get(number)
    if died is not None and died <= context.at:
        return NumberDead(number=number, since=died)
    known = number in card.keys.live or died is not None
    return None if known else NumberNotOfCard(number=number, card_id=card_id)
