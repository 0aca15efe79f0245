"""What cards tells of money that bought nothing, or less than was paid: it is the member's again. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from shared.contracts import Money
from shared.contracts.cards import LotNotGranted, ProductChanged, ReplacementNotMade
from shared.contracts.finance import CreditUnused
from shared.ids import derived_id


def credits(event: ProductChanged) -> Iterator[CreditUnused]:
    """A downgrade leaves money over: it is the member's again, of the order that it was paid with."""
    for back in event.refunds:
        yield CreditUnused(
            order_id=back.order_id,
            credit_id=derived_id("unused", event.lot.lot_id, back.order_id),
            product_id=back.product_id,
            amount=back.amount,
        )


def not_handed_over(event: LotNotGranted | ReplacementNotMade) -> Iterator[CreditUnused]:
    """What was paid and never given is the member's again; an older event does not say of which product."""
    match event:
        case LotNotGranted(lot_id=lot_id, price=paid):
            credit_id = derived_id("not granted", lot_id)
        case ReplacementNotMade(order_id=order_id, fee=Money() as paid):
            credit_id = derived_id("not made", order_id)
        case _:
            return
    if event.product_id and paid:
        yield CreditUnused(order_id=event.order_id, product_id=event.product_id, credit_id=credit_id, amount=paid)
