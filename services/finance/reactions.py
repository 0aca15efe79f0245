"""What finance does when a neighbour's event arrives: a venue gets a till, a used prepaid part becomes income. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shared.contracts import Command, Event
from shared.contracts.cards import EntryGranted, HoldSettled
from shared.contracts.finance import OpenTill, RecogniseIncome
from shared.contracts.members import VenueOpened
from shared.envelope import Envelope
from shared.ids import derived_id


def react(event: Event, envelope: Envelope) -> Sequence[Command]:
    match event:
        case VenueOpened():
            return [OpenTill(venue_id=event.venue_id, zone=event.zone, currency=event.currency)]
        case EntryGranted(swipe_id=use_id) | HoldSettled(hold_id=use_id):
            return list(recognitions(event, use_id))
    return []


def recognitions(event: EntryGranted | HoldSettled, use_id: str) -> Iterator[RecogniseIncome]:
    """One for each lot whose price the visit used up; an older event names only the order. Gifts have none."""
    uses = [(use.order_id, use.product_id, use.paid, use.lot_id) for use in event.lots]
    uses = uses or [(event.order_id, event.product_id, event.lot_value, event.card_id)]
    for place, (order_id, product_id, paid, lot_id) in enumerate(uses):
        if order_id and paid.amount > 0:
            yield RecogniseIncome(
                order_id=order_id,
                use_id=derived_id(use_id, lot_id) if place else use_id,
                product_id=product_id,
                venue_id=event.venue_id,
                day=event.day,
                amount=paid,
            )
