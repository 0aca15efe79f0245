"""The cards that a venue's closures may concern, on shelves by their id: so that a closure finds each of them. Pure.

A shelf is one stream. A venue of 50,000 cards has about 1,600 on each; a card that comes onto a shelf is told at once
of the closures that the shelf knows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from shared.contracts.cards import CardShelved, Closure, ShelfTold, ShelveCard, TellShelf
from shared.decider import Context, Decider

SHELVES = 32
PAGE = 100  # cards that are told in one transaction
ShelfCommand = ShelveCard | TellShelf
ShelfEvent = CardShelved | ShelfTold


@dataclass(frozen=True)
class Shelf:
    card_ids: Mapping[str, None] = field(default_factory=dict)  # in the order in which they came
    closures: Mapping[str, Closure] = field(default_factory=dict)


def shelf_of(card_id: str) -> int:
    return int(card_id[-2:], 16) % SHELVES


def streams(wish: ShelfCommand, context: Context) -> list[str]:
    return [f"shelf-{wish.venue_id}-{wish.shelf}"]


def decide(wish: ShelfCommand, shelf: Shelf, context: Context) -> list[ShelfEvent]:
    match wish:
        case ShelveCard():
            if wish.card_id in shelf.card_ids:
                return []
            return [CardShelved(**vars(wish), closures=tuple(shelf.closures.values()))]
        case TellShelf():
            known = shelf.closures.get(wish.closure.closure_id)
            return [] if known == wish.closure else list(told(wish, shelf))
    assert_never(wish)


def told(wish: TellShelf, shelf: Shelf) -> Iterator[ShelfTold]:
    """Page by page; an empty shelf keeps the closure for the cards to come."""
    card_ids = tuple(shelf.card_ids)
    for start in range(0, max(len(card_ids), 1), PAGE):
        yield ShelfTold(**vars(wish), card_ids=card_ids[start : start + PAGE])


def evolve(shelf: Shelf, event: ShelfEvent) -> Shelf:
    match event:
        case CardShelved(card_id=card_id):
            return replace(shelf, card_ids={**shelf.card_ids, card_id: None})
        case ShelfTold(closure=closure):
            return replace(shelf, closures={**shelf.closures, closure.closure_id: closure})
    assert_never(event)


SHELF: Decider[Shelf] = Decider((ShelveCard, TellShelf), Shelf(), streams, decide, evolve)
