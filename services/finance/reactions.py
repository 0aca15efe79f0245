"""What finance does when a neighbour's event arrives: a venue gets a till, a used prepaid part becomes income. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from shared.contracts import Command, Event
from shared.contracts.cards import EntryGranted, HoldSettled
from shared.contracts.finance import OpenTill, RecogniseIncome
from shared.contracts.members import VenueOpened
from shared.envelope import Envelope


def react(event: Event, envelope: Envelope) -> Sequence[Command]:
    match event:
        case VenueOpened():
            return [OpenTill(venue_id=event.venue_id, zone=event.zone, currency=event.currency)]
        case EntryGranted(swipe_id=use_id) | HoldSettled(hold_id=use_id) if event.lot_value.amount > 0:
            return [
                RecogniseIncome(
                    order_id=event.order_id,
                    use_id=use_id,
                    product_id=event.product_id,
                    venue_id=event.venue_id,
                    day=event.day,
                    amount=event.lot_value,
                )
            ]
    return []
