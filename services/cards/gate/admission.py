"""Whether a card may be used at a venue on a day: the first of these reasons says no. Pure.

Cancelled, lost, its member erased, blocked by hand or by debt, the venue closed, not yet valid, frozen, expired, venue
not covered; then, for the gate and for bookings alike, whether enough is left.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from services.cards.blocks import blocks
from services.cards.card import Card
from services.cards.gate.gate_limits import away_used_up, cap_reached
from services.cards.lots.charge import worth
from services.cards.lots.holding import Holding
from services.cards.rest.still import closure_on
from shared.contracts import Refusal
from shared.contracts.cards import (
    BalanceTooLow,
    CardCancelled,
    CardExpired,
    CardFrozenNow,
    CardGivenUp,
    CardIssued,
    CardLost,
    CardNotYetValid,
    NoVisitsLeft,
    PartnerCardOver,
    VenueClosedNow,
    VenueNotCovered,
)


def objection(card: Card, issued: CardIssued, venue_id: str, day: date, at: datetime) -> Refusal | None:
    """Why the card cannot be used at the venue on `day`."""
    return next(objections(card, issued, venue_id, day, at), None)


def objections(card: Card, issued: CardIssued, venue_id: str, day: date, at: datetime) -> Iterator[Refusal]:
    """All that stands against it, the gravest first. A loss counts from the moment it was reported: `at` tells.

    A cancelled card is so for all times: its money went back, whenever a late swipe happened.
    """
    if card.cancelled:
        yield CardCancelled(card_id=issued.card_id)
    if card.lost_since is not None and card.lost_since <= at:
        yield CardLost(card_id=issued.card_id)
    if no := blocks.shut(card.blocks, day, at):
        yield no
    if closed := closure_on(card.closures.values(), venue_id, day):
        yield VenueClosedNow(venue_id=venue_id, first_day=closed.days.first, until=closed.days.until)
    if no := not_on(card, day) or (None if card.usable(venue_id, day) else VenueNotCovered(venue_id=venue_id)):
        yield no


def not_on(card: Card, day: date) -> Refusal | None:
    """Why the card is of no use anywhere on this day; between two lots it is waiting for the next."""
    if day < card.valid.first:
        return CardNotYetValid(first_day=card.valid.first)
    for rest in card.resting:
        if day in rest:
            return CardFrozenNow(first_day=rest.first, until=rest.until)
    if card.notice and day >= card.notice.until:
        return CardGivenUp(valid_until=card.valid.until)
    if day >= card.valid.until:
        return ended(card)
    if not any(day in holding.valid for holding in card.open_lots):
        return CardNotYetValid(first_day=min(h.valid.first for h in card.open_lots if h.valid.first > day))
    return None


def ended(card: Card) -> Refusal:
    """Why the card is over: its days are, or what ended last ended with the right to a partner's card."""
    until = card.valid.until
    if any(holding.stop == holding.valid.until == until for holding in card.open_lots):
        return PartnerCardOver(until=until)
    return CardExpired(valid_until=until)


def shortage(card: Card, issued: CardIssued, venue_id: str, day: date) -> Refusal:
    """Why no lot pays a visit to the venue on `day`; where some are out of money and others at their cap, the cap.

    Where all that something is left of may not be used away from home any more, waiting does not help: that is told.
    """
    usable = card.usable(venue_id, day)
    away = [away_used_up(holding, venue_id, card.days) for holding in usable if worth_more(holding)]
    if away and all(away):
        return next(no for no in away if no)
    lots = [holding for holding in usable if worth_more(holding)]
    capped = [no for holding in lots if (no := cap_reached(holding, day, card.days, card.resting))]
    if capped:
        return min(capped, key=lambda no: no.again)
    values = [h for h in usable if h.terms.kind == "stored_value"]
    price = values[0].terms.visit_price if values else None
    if price is None:
        return NoVisitsLeft(card_id=issued.card_id)
    return BalanceTooLow(balance=worth(values, day), needed=price)


def worth_more(holding: Holding) -> bool:
    """Whether the lot could pay but for its cap."""
    return holding.chained or holding.left > 0
