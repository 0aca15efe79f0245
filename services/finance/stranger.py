"""An order that names somebody whom members never heard of takes no money; what it took is seen and goes back. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from services.finance.order import Order, evolve
from shared.contracts.finance import BuyerUnknown, NoteStranger, OrderOfStranger
from shared.contracts.members import StrangerNamed
from shared.decider import Context, Decider


def told_of_strangers(event: StrangerNamed) -> Sequence[NoteStranger]:
    """What an event of members means here."""
    return [NoteStranger(**vars(event))]


def decide(wish: NoteStranger, order: Order, context: Context) -> list[OrderOfStranger]:
    if order.placed is None or order.stranger:
        return []
    return [OrderOfStranger(**vars(wish), venue_id=order.placed.venue_id)]


def check_known(order: Order) -> None:
    """Raises BuyerUnknown where members has said that there is no such member."""
    if order.stranger and order.placed:
        raise BuyerUnknown(order_id=order.placed.order_id, member_id=order.placed.member_id)


def streams(wish: NoteStranger, context: Context) -> list[str]:
    return [f"order-{wish.order_id}"]


ORDER_OF_STRANGER: Decider[Order] = Decider((NoteStranger,), Order(), streams, decide, evolve)
