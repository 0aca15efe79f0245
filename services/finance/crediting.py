"""What was paid for and not used becomes the member's credit, without leaving the till yet. Pure."""

from __future__ import annotations

from services.finance import ledger
from services.finance.order import Order
from services.finance.placing import the_order
from services.finance.refunding import share_of
from shared.contracts import Event
from shared.contracts.finance import CreditUnused, UnusedCredited
from shared.decider import Context
from shared.venue_time import local_day


def credit_unused(wish: CreditUnused, order: Order, context: Context) -> list[Event]:
    """Nothing for a credit that was given before, or a line of which nothing is left."""
    placed = the_order(order, wish.order_id)
    line = next((line for line in order.lines if line.sold.product_id == wish.product_id), None)
    if line is None or wish.credit_id in order.refunds or not order.paid:
        return []
    amount = order.money(min(wish.amount.amount, line.sold.total.amount - line.refunded))
    if amount.amount <= 0 or wish.amount.currency != amount.currency:
        return []
    share = share_of(order, line, amount)
    credited = UnusedCredited(
        order_id=wish.order_id,
        credit_id=wish.credit_id,
        member_id=placed.member_id,
        venue_id=placed.venue_id,
        product_id=share.product_id,
        kind=share.kind,
        day=local_day(context.at, placed.zone),
        amount=share.amount,
        tax=share.tax,
        unused=share.unused,
    )
    movements = [*ledger.refund([share]), ledger.credit(ledger.MEMBER_CREDIT, amount)]
    return [credited, ledger.entry(placed, "refund", wish.credit_id, credited.day, movements)]
