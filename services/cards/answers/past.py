"""A card's life, event by event. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

from services.cards.card import Card
from services.cards.evolve import CardEvent, evolve
from shared.history import Told


def lived(told: Iterable[Told]) -> Iterator[tuple[Told, Card, Card]]:
    """Each event of a card's stream with the card before and after it."""
    card = Card()
    for one in told:
        then = evolve(card, cast(CardEvent, one.event))
        yield one, card, then
        card = then
