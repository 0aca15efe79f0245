"""What cards does about its neighbours' news. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shared.contracts import Command, Event, Money
from shared.contracts.booking import BookingCancelled, SeatAttended, SeatMissed, SeatReleased, SeatReserved
from shared.contracts.cards import CancelCards, HoldVisit, IssueCard, OpenGate, ReleaseHold, SettleHold
from shared.contracts.finance import OrderPaid, OrderRefunded
from shared.contracts.members import VenueOpened
from shared.envelope import Envelope
from shared.ids import derived_id
from shared.money import allocate


def react(event: Event, envelope: Envelope) -> Sequence[Command]:
    match event:
        case VenueOpened():
            return [OpenGate(venue_id=event.venue_id, zone=event.zone)]
        case OrderPaid():
            return list(issues(event))
        case OrderRefunded():
            return list(cancellations(event))
        case SeatReserved():
            return [hold(event)]
        case BookingCancelled(had_seat=True, charged=False) | SeatReleased():
            return [ReleaseHold(hold_id=event.booking_id, card_id=event.card_id)]
        case BookingCancelled(had_seat=True) | SeatAttended() | SeatMissed():
            return [SettleHold(hold_id=event.booking_id, card_id=event.card_id)]
        case _:
            return []


def card_ids(event: OrderPaid | OrderRefunded) -> Iterator[tuple[str, int, int]]:
    """The id of the card that each unit of each line would be, with the places of line and unit."""
    for index, line in enumerate(event.lines):
        for unit in range(line.quantity):
            yield derived_id(event.order_id, index, unit), index, unit


def issues(event: OrderPaid) -> Iterator[IssueCard]:
    """One card for each unit sold; whether a line is a card product, the command's own decision tells."""
    prices: list[list[Money]] = [allocate(line.total, [1] * line.quantity) for line in event.lines]
    for card_id, index, unit in card_ids(event):
        line = event.lines[index]
        yield IssueCard(
            card_id=card_id,
            order_id=event.order_id,
            product_id=line.product_id,
            member_id=event.member_id,
            venue_id=event.venue_id,
            price=prices[index][unit],
            first_day=event.day,
            sold_as_card=line.kind == "card",
        )


def cancellations(event: OrderRefunded) -> Iterator[CancelCards]:
    """A refund in part is a gesture and leaves the cards as they are; only the whole price back ends them."""
    if event.refunded == event.total:
        for card_id, _, _ in card_ids(event):
            yield CancelCards(order_id=event.order_id, card_id=card_id)


def hold(event: SeatReserved) -> HoldVisit:
    return HoldVisit(
        hold_id=event.booking_id,
        session_id=event.session_id,
        card_id=event.card_id,
        member_id=event.member_id,
        venue_id=event.venue_id,
        day=event.day,
    )
