"""What money that moves makes of an order: received, returned, credited. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from services.finance.line import given_back
from services.finance.payments import Payment
from services.finance.terms.earnings import cut
from shared.contracts.finance import PaymentReceived, PaymentShare, RefundShare, UnusedCredited
from shared.money import Money

if TYPE_CHECKING:
    from services.finance.order import Order


def received(order: Order, event: PaymentReceived) -> Order:
    """What is due is paid in advance until all is paid; what a member pays beyond it is their credit."""
    amount = event.amount.amount
    before = order.payments.get(event.payment_id, Payment(event.method, amount))
    others = {i: p for i, p in order.payments.items() if i != event.payment_id}
    payments = {**others, event.payment_id: replace(before, received=before.received + amount)}
    used = amount if event.method == "partner" else min(amount, order.due)
    return replace(order, payments=payments, advance=order.advance + used, credit=order.credit + amount - used)


def returned(order: Order, refund_id: str, amount: Money, ways: tuple[PaymentShare, ...]) -> Order:
    payments = dict(order.payments)
    for way in ways:
        before = payments[way.payment_id]
        payments[way.payment_id] = replace(before, returned=before.returned + way.amount.amount)
    refunds = {**order.refunds, refund_id: order.refunds.get(refund_id, 0) + amount.amount}
    return replace(order, payments=payments, refunds=refunds)


def credited(order: Order, event: UnusedCredited) -> Order:
    share = RefundShare(
        product_id=event.product_id, kind=event.kind, amount=event.amount, tax=event.tax, unused=event.unused
    )
    lines = tuple(given_back(line, share if line.sold.product_id == event.product_id else None) for line in order.lines)
    amount = event.amount.amount
    own = amount - sum(way.amount.amount for way in event.returned_by)
    order = returned(order, event.credit_id, event.amount, event.returned_by)
    order = replace(order, lines=lines, earnings=cut(order.earnings, event.day, (share,)))
    return replace(order, refunded=order.refunded + amount, credit=order.credit + own)
