"""Refunds and credits: what goes back to a member, the way it came, or is owed until it does."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    FINANCE_CLERK,
    HEAD_OFFICE,
    SERVICE,
    VENUE_MANAGER,
    Command,
    Day,
    Event,
    Id,
    Money,
    Note,
    Part,
    Refusal,
    Text,
)
from shared.contracts.finance.interest import Fault, InterestNotKnown
from shared.contracts.finance.line import PricedLine
from shared.contracts.finance.order import OrderNotPlaced, OrderOfAnotherVenue
from shared.contracts.finance.payment import AmountNotPositive, MoneyInAnotherCurrency, ReferenceReused, Way
from shared.contracts.finance.price import IncomeKind


class RefundExceedsPaid(Refusal):
    """Only what was paid and not yet returned can be refunded."""

    asked: Money
    refundable: Money
    says = Text("{asked} was asked, {refundable} can be refunded.", "申请退款 {asked}，可退 {refundable}。")
    remedy = Text("Ask for at most the refundable amount.", "退款不得超过可退金额。")


class PaymentShare(Part):
    """So much of one payment goes back, the way it came."""

    payment_id: Id
    method: Way
    amount: Money


class PaymentReturned(Event, stream="order-{order_id}"):
    """Money went back that had bought nothing: an overpayment, or what was paid in advance on an unfinished order.

    It is that of `payer_id`, where another pays for the member. `fault` is whose was named with the refund.
    """

    refund_id: Id
    order_id: Id
    member_id: Id
    venue_id: Id
    day: Day
    amount: Money
    of: Literal["overpayment", "advance"]
    returned_by: tuple[PaymentShare, ...]
    reason: Note | None
    payer_id: Id | None = None
    fault: Fault | None = None


class RefundOrder(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER, FINANCE_CLERK),
    refuses=(
        OrderNotPlaced,
        OrderOfAnotherVenue,
        MoneyInAnotherCurrency,
        AmountNotPositive,
        RefundExceedsPaid,
        ReferenceReused,
        InterestNotKnown,
    ),
):
    """Return money of an order, in part or in full; what was handed over for it is taken back by its owners.

    What was overpaid goes back first (PaymentReturned), then the order's own money (OrderRefunded). Whose `fault` it is
    that it goes back decides the interest on it, paid beside it (RefundInterestPaid); None: a gesture, or within the
    days in which everybody may withdraw, and none.
    """

    refund_id: Id
    order_id: Id
    venue_id: Id
    amount: Money
    reason: Note
    fault: Fault | None = None


class RefundShare(Part):
    """The part of a refund that falls on one line: `tax` at the rate of the sale; `unused` (without tax) had not yet
    become income."""

    product_id: Id
    kind: IncomeKind
    amount: Money
    tax: Money
    unused: Money


class OrderRefunded(Event, stream="order-{order_id}"):
    """Money of a paid order was returned; `refunded` is the sum returned so far, `total` what the order was worth."""

    refund_id: Id
    order_id: Id
    member_id: Id
    venue_id: Id
    day: Day
    amount: Money
    refunded: Money
    total: Money
    lines: tuple[PricedLine, ...]
    shares: tuple[RefundShare, ...] = ()
    returned_by: tuple[PaymentShare, ...] = ()
    reason: Note | None = None
    payer_id: Id | None = None  # whose money it is, where another pays for the member
    fault: Fault | None = None  # whose was named with the refund, whether or not it bore interest


class CreditUnused(Command, by=(SERVICE,), refuses=(OrderNotPlaced,)):
    """What was paid for and not used is the member's own money again: a product was changed for a cheaper one.

    `credit_id` counts once; never more than what is left of the line.
    """

    order_id: Id
    credit_id: Id
    product_id: Id
    amount: Money


class UnusedCredited(Event, stream="order-{order_id}"):
    """So much of a line is owed to who paid, until it is returned: `tax` at the rate of the sale, `unused` without.

    `returned_by` is what of it goes back to companies at once, by their statement; the rest is the member's credit.
    `refunded` is what of `total`, the order's worth, went back so far, this with it; an older event does not say.
    """

    order_id: Id
    credit_id: Id
    member_id: Id
    venue_id: Id
    product_id: Id
    kind: IncomeKind
    day: Day
    amount: Money
    tax: Money
    unused: Money
    payer_id: Id | None = None
    returned_by: tuple[PaymentShare, ...] = ()
    refunded: Money | None = None
    total: Money | None = None
