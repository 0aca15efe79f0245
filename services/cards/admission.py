"""Whether a card may be used at a venue on a day: the first of these reasons says no. Pure.

Cancelled, lost, not yet valid, frozen, expired, venue not covered; then, for the gate and for bookings alike,
whether enough is left.
"""

from __future__ import annotations

from datetime import date, datetime

from services.cards.card import Card
from services.cards.visits import balance_after, granted
from shared.contracts import Refusal
from shared.contracts.cards import (
    BalanceTooLow,
    CardCancelled,
    CardExpired,
    CardFrozenNow,
    CardIssued,
    CardLost,
    CardNotYetValid,
    NoVisitsLeft,
    VenueNotCovered,
)


def objection(card: Card, issued: CardIssued, venue_id: str, day: date, at: datetime) -> Refusal | None:
    """Why the card cannot be used at the venue on `day`. A loss counts from the moment it was reported: `at` tells.

    A cancelled card is so for all times: its money went back, whenever a late swipe happened.
    """
    if card.cancelled:
        return CardCancelled(card_id=issued.card_id)
    if card.lost_since is not None and card.lost_since <= at:
        return CardLost(card_id=issued.card_id)
    if day < card.valid.first:
        return CardNotYetValid(first_day=card.valid.first)
    for rest in card.rests:
        if day in rest:
            return CardFrozenNow(first_day=rest.first, until=rest.until)
    if day >= card.valid.until:
        return CardExpired(valid_until=card.valid.until)
    if issued.terms.venues is not None and venue_id not in issued.terms.venues:
        return VenueNotCovered(venue_id=venue_id)
    return None


def shortage(card: Card, issued: CardIssued, then: Card) -> Refusal | None:
    """Why the step from `card` to `then` cannot be paid; what is claimed already, such as the day's visit, can."""
    grant = granted(issued.terms)
    if grant is None or then.claimed <= max(grant, card.claimed):
        return None
    balance = balance_after(issued.terms, card.claimed)
    if balance is None or issued.terms.visit_price is None:
        return NoVisitsLeft(card_id=issued.card_id)
    return BalanceTooLow(balance=balance, needed=issued.terms.visit_price)
