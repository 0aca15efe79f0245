"""Payments: money that comes in for an order, at the desk or through a provider."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    FINANCE_CLERK,
    FRONT_DESK,
    HEAD_OFFICE,
    MEMBER,
    PROVIDER,
    SERVICE,
    VENUE_MANAGER,
    Command,
    Day,
    Event,
    Id,
    Instant,
    Money,
    Query,
    Refusal,
    Row,
    Text,
)
from shared.contracts.finance.buyer import BuyerUnknown
from shared.contracts.finance.order import OrderNotPlaced, OrderOfAnotherVenue

Method = Literal["cash", "terminal", "transfer"]
Way = Literal["cash", "terminal", "transfer", "sandbox", "partner"]
ProviderStatus = Literal["captured", "failed", "refunded"]
FailureCause = Literal["declined", "insufficient", "gateway", "must_act"]


class OrderAlreadyPaid(Refusal):
    """Nothing is due any more."""

    order_id: str
    says = Text("Order {order_id} is paid.", "订单 {order_id} 已付清。")
    remedy = Text("Nothing is left to pay.", "无需再付款。")


class AmountNotDue(Refusal):
    """A payment is positive and not more than what is due."""

    asked: Money
    due: Money
    says = Text("{asked} was offered, {due} is due.", "收款 {asked}，应收 {due}。")
    remedy = Text("Take something, and at most what is due.", "收款须大于零，且不得超过应收金额。")


class MoneyInAnotherCurrency(Refusal):
    """An order is paid and refunded in its own currency."""

    given: str
    expected: str
    says = Text("The order is in {expected}, not in {given}.", "订单币种为 {expected}，不是 {given}。")
    remedy = Text("Give the amount in the order's currency.", "请使用订单的币种。")


class AmountNotPositive(Refusal):
    """Money moves in amounts above zero."""

    asked: Money
    says = Text("{asked} cannot be moved.", "金额 {asked} 无效。")
    remedy = Text("Give an amount above zero.", "请填写大于零的金额。")


class ReferenceReused(Refusal):
    """The id of a payment or refund stands for one payment or refund."""

    reference: str
    says = Text("{reference} stands for another payment or refund.", "编号 {reference} 已用于另一笔收款或退款。")
    remedy = Text("Give every payment and refund a new id.", "每笔收款和退款请使用新的编号。")


class PaymentUnknown(Refusal):
    """A provider's notice is about a payment that was requested here."""

    payment_id: str
    status = 404
    passing = True
    says = Text("No payment {payment_id} was requested.", "没有发起过支付 {payment_id}。")
    remedy = Text("Check the provider's reference.", "请核对支付渠道的单号。")


class OrderOutdated(Refusal):
    """Days rested are taken off once: another order was paid meanwhile that is less by the same days."""

    order_id: str
    by: str
    says = Text(
        "Order {order_id} is less for days rested that order {by} was less for.",
        "订单 {order_id} 抵扣的冻结天数已在订单 {by} 中抵扣。",
    )
    remedy = Text("Place a new order.", "请重新下单。")


class RecordPayment(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, FINANCE_CLERK, SERVICE),
    refuses=(
        OrderNotPlaced,
        OrderOfAnotherVenue,
        OrderAlreadyPaid,
        MoneyInAnotherCurrency,
        AmountNotDue,
        ReferenceReused,
        OrderOutdated,
        BuyerUnknown,
    ),
):
    """Record money taken at the desk for an order, in part or in full."""

    payment_id: Id
    order_id: Id
    venue_id: Id
    amount: Money
    method: Method


class RequestPayment(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER),
    refuses=(
        OrderNotPlaced,
        OrderAlreadyPaid,
        MoneyInAnotherCurrency,
        AmountNotDue,
        ReferenceReused,
        OrderOutdated,
        BuyerUnknown,
    ),
):
    """Ask the payment provider for money, of the member whose order it is or of its payer; its signed notice answers."""

    payment_id: Id
    order_id: Id
    member_id: Id
    amount: Money


class PaymentRequested(Event, stream="order-{order_id}", unreported="said elsewhere"):
    """The provider was asked for this amount."""

    payment_id: Id
    order_id: Id
    amount: Money


class ReceiveProviderNotice(
    Command, by=(PROVIDER,), refuses=(PaymentUnknown, MoneyInAnotherCurrency, AmountNotPositive)
):
    """A provider's notice, its signature verified: late, twice and out of order are normal.

    Whatever the order of arrival, the later of captured and failed by the provider's clock holds; a failure later
    than the capture means that the provider took the money back. A payment is captured in one amount, and a
    `notice_id` stands for one notice.
    """

    notice_id: Id
    payment_id: Id
    order_id: Id
    status: ProviderStatus
    amount: Money
    provider_at: Instant
    cause: FailureCause = "declined"


class ProviderNoticeReceived(Event, stream="order-{order_id}", unreported="said elsewhere"):
    """What the provider said, kept whether or not it changed anything."""

    notice_id: Id
    payment_id: Id
    order_id: Id
    status: ProviderStatus
    amount: Money
    provider_at: Instant
    cause: FailureCause = "declined"


class PaymentReceived(Event, stream="order-{order_id}"):
    """Money came in for an order of the member, on the account of `payer_id` (None: the member's own)."""

    payment_id: Id
    order_id: Id
    member_id: Id
    venue_id: Id
    day: Day
    amount: Money
    method: Way
    payer_id: Id | None = None


class PaymentFailed(Event, stream="order-{order_id}", unreported="said elsewhere"):
    """The provider could not take the money, for this cause; `card_id` is whose automatic renewal it was."""

    payment_id: Id
    order_id: Id
    cause: FailureCause = "declined"
    card_id: Id | None = None


class OverpaymentHeld(Event, stream="order-{order_id}", unreported="said elsewhere"):
    """More came in than was due (a late capture after cash); it is owed to the payer, else the member, until returned."""

    payment_id: Id
    order_id: Id
    member_id: Id
    amount: Money
    payer_id: Id | None = None


class TakingsRow(Row):
    """Money received less money returned on one day at one venue."""

    venue_id: Id
    day: Day
    received: Money
    refunded: Money


class TakingsOfDay(Query, by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, FINANCE_CLERK), answers=TakingsRow):
    """The takings of a venue on a day of its zone (cash clock: when money moved); today if no day is given."""

    venue_id: Id
    day: Day | None = None


class TillRow(Row):
    """What came in and went back in one way on one day at one venue: `cash` is what the drawer has more than before."""

    venue_id: Id
    day: Day
    way: Literal["cash", "terminal", "transfer", "provider"]
    received: Money
    returned: Money
    net: Money


class TillOfDay(Query, by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, FINANCE_CLERK), answers=TillRow):
    """A venue's day by the way in which money came, to count the drawer by and match the terminal; today if no day is given.

    From the ledger: by the day on which money moved, overpayments and returns included. Every way is told, also one in
    which nothing came.
    """

    venue_id: Id
    day: Day | None = None
