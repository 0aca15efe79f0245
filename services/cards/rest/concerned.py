"""How a closure finds the cards that it concerns: from the venue to its shelves, from a shelf to each card. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from services.cards.rest.closures import closure_of
from services.cards.rest.shelf import SHELVES, shelf_of
from shared.contracts import Command
from shared.contracts.cards import (
    CardIssued,
    CardShelved,
    LotGranted,
    ProductChanged,
    ShelfTold,
    ShelveCard,
    TellClosure,
    TellShelf,
    Terms,
    VenueClosed,
    VenueReopened,
    VisitHeld,
)


def told_of_closure(
    event: VenueClosed | VenueReopened | CardIssued | LotGranted | ProductChanged | VisitHeld | CardShelved | ShelfTold,
) -> Iterator[Command]:
    match event:
        case VenueClosed() | VenueReopened():
            for shelf in range(SHELVES):
                yield TellShelf(venue_id=event.venue_id, shelf=shelf, closure=closure_of(event))
        case CardIssued():
            yield from shelved(event.card_id, event.venue_id, event.terms)
        case LotGranted() | ProductChanged():
            yield from shelved(event.card_id, event.lot.venue_id, event.lot.terms)
        case VisitHeld():
            yield ShelveCard(venue_id=event.venue_id, shelf=shelf_of(event.card_id), card_id=event.card_id)
        case CardShelved():
            for closure in event.closures:
                yield TellClosure(card_id=event.card_id, closure=closure)
        case ShelfTold():
            for card_id in event.card_ids:
                yield TellClosure(card_id=card_id, closure=event.closure)


def shelved(card_id: str, sold_by: str, terms: Terms) -> Iterator[ShelveCard]:
    """At the venue that sold it, and at each that it is for."""
    for venue_id in dict.fromkeys((sold_by, *(terms.venues or ()))):
        yield ShelveCard(venue_id=venue_id, shelf=shelf_of(card_id), card_id=card_id)
