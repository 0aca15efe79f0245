"""A card's life, event by event. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import reduce
from typing import cast

from services.cards.card import Card
from services.cards.events import CardEvent
from services.cards.evolve import evolve
from shared.contracts.cards import PersonNoted, WardNoted
from shared.history import Told

HEARD = (PersonNoted, WardNoted)  # of people, not of the card


def by(told: Iterable[Told], at: datetime | None) -> list[Told]:
    """What had happened at an instant (None: all); who a person is, is as known now."""
    return [one for one in told if at is None or one.recorded.happened_at <= at or isinstance(one.event, HEARD)]


def lived(told: Iterable[Told]) -> Iterator[tuple[Told, Card, Card]]:
    """Each event of a card's stream with the card before and after it."""
    told = list(told)
    people = [one.event for one in told if isinstance(one.event, HEARD)]
    card = reduce(evolve, people, Card())
    for one in told:
        if isinstance(one.event, HEARD):
            continue
        then = evolve(card, cast(CardEvent, one.event))
        yield one, card, then
        card = then
