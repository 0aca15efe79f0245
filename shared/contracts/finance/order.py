"""Orders: what is sold to a member at a venue, at the prices of the venue's day."""

from __future__ import annotations

from shared.contracts import (
    FINANCE_CLERK,
    FRONT_DESK,
    HEAD_OFFICE,
    MEMBER,
    SERVICE,
    VENUE_MANAGER,
    Command,
    Day,
    Event,
    Id,
    Money,
    Query,
    Refusal,
    Row,
    Text,
    Zone,
)
from shared.contracts.finance.card import (
    CardIsOver,
    CardNotKnown,
    CardOfSomebodyElse,
    NoRenewalOffer,
    PurposeNeedsCard,
    RenewalNotOffered,
    SurplusNotPaidHere,
    TrialHadAlready,
    TrialNotRenewable,
    UpgradeNotQuoted,
)
from shared.contracts.finance.line import OrderLine, PricedLine
from shared.contracts.finance.partner import PartnerAgreementOver, PartnerPriceForOne, PartnerProductOnly
from shared.contracts.finance.payer import NotAgreedToPay
from shared.contracts.finance.prepaid import PrepaidBeyondLease, PrepaidCapExceeded, PrepaidTooEarly
from shared.contracts.finance.price import NoPrice, PriceInAnotherCurrency
from shared.contracts.finance.safety import SafetyStop
from shared.contracts.finance.till import TillNotOpen
from shared.contracts.members.life import NOT_ACTIVE

DESK = (HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, FINANCE_CLERK)  # coaches see no money


class OrderNotPlaced(Refusal):
    """There is no such order."""

    order_id: str
    status = 404
    says = Text("There is no order {order_id}.", "没有订单 {order_id}。")
    remedy = Text("Check the order number.", "请核对订单号。")


class OrderAlreadyPlaced(Refusal):
    """An order id stands for one order."""

    order_id: str
    says = Text("Order {order_id} is placed already.", "订单 {order_id} 已存在。")
    remedy = Text("Open the order, or use a new id.", "请打开原订单或使用新的编号。")


class OrderLinesOutOfRange(Refusal):
    """An order has from 1 to 50 different products."""

    asked: int
    says = Text("An order cannot have {asked} products.", "订单不能包含 {asked} 种商品。")
    remedy = Text("Order 1 to 50 products.", "每单请选择 1 至 50 种商品。")


class QuantityOutOfRange(Refusal):
    """From 1 to 1000 of a product are sold in one order."""

    product_id: str
    asked: int
    says = Text("{asked} of product {product_id} cannot be ordered.", "商品 {product_id} 不能订购 {asked} 件。")
    remedy = Text("Order 1 to 1000.", "每种商品请订购 1 至 1000 件。")


class OrderOfAnotherVenue(Refusal):
    """Money is taken and returned at the venue that sold."""

    order_id: str
    venue_id: str
    says = Text("Order {order_id} was not placed at this venue.", "订单 {order_id} 不属于本场馆。")
    remedy = Text("Handle the order at the venue that sold it.", "请到下单的场馆办理。")


class ProductTwiceInOrder(Refusal):
    """A product stands in an order once: for one card and one purpose."""

    product_id: str
    says = Text(
        "Product {product_id} is ordered for two cards or purposes at once.",
        "商品 {product_id} 在同一订单中用于多张卡或多种用途。",
    )
    remedy = Text("Place an order for each.", "请分别下单。")


class PlaceOrder(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER, SERVICE),
    refuses=(
        TillNotOpen,
        NoPrice,
        PriceInAnotherCurrency,
        OrderAlreadyPlaced,
        OrderLinesOutOfRange,
        QuantityOutOfRange,
        ProductTwiceInOrder,
        CardNotKnown,
        CardOfSomebodyElse,
        CardIsOver,
        PurposeNeedsCard,
        NoRenewalOffer,
        RenewalNotOffered,
        TrialNotRenewable,
        TrialHadAlready,
        SurplusNotPaidHere,
        UpgradeNotQuoted,
        PrepaidCapExceeded,
        PrepaidTooEarly,
        PrepaidBeyondLease,
        NotAgreedToPay,
        PartnerProductOnly,
        PartnerAgreementOver,
        PartnerPriceForOne,
        SafetyStop,
        *NOT_ACTIVE,
    ),
):
    """Sell products to a member at a venue, at the prices of the venue's day; on whose account, if somebody else pays.

    The payer places it themself with their own `member_id`, and `for_id` for whom: then `payer_id` is not looked at.
    """

    order_id: Id
    member_id: Id
    venue_id: Id
    lines: tuple[OrderLine, ...]
    payer_id: Id | None = None
    for_id: Id | None = None


class OrderPlaced(Event, stream="order-{order_id}"):
    """The order with its prices as they were on that day, one line a product; nothing is paid yet.

    The order's days are those of `zone`, its venue's. Who pays is `payer_id`, as agreed; None: the member.
    """

    order_id: Id
    member_id: Id
    venue_id: Id
    zone: Zone
    day: Day
    lines: tuple[PricedLine, ...]
    total: Money
    payer_id: Id | None = None


class OrderPaid(Event, stream="order-{order_id}"):
    """The order is paid in full: what was sold may be handed over."""

    order_id: Id
    member_id: Id
    venue_id: Id
    day: Day
    lines: tuple[PricedLine, ...]
    total: Money
    payer_id: Id | None = None


class OrderRow(Row):
    """An order as the desk sees it: placed, part_paid, paid, part_refunded or refunded; `payer_id` None: paid by the member.

    `paid` is all that came in, `refunded` all that went back, overpayments included. `due` is what the till is still to
    take: what a partner pays of it is not.
    """

    order_id: Id
    member_id: Id
    venue_id: Id
    day: Day
    total: Money
    paid: Money
    refunded: Money
    due: Money
    status: str
    lines: tuple[PricedLine, ...]
    payer_id: Id | None


class GetOrder(Query, by=DESK, answers=OrderRow):
    """One order."""

    order_id: Id


class MemberOrders(Query, by=(*DESK, MEMBER), answers=OrderRow):
    """The orders of a member, and those that the member pays for others, newest first; 100 at most."""

    member_id: Id


class OrdersOfStrangers(Query, by=(HEAD_OFFICE, VENUE_MANAGER, FINANCE_CLERK), answers=OrderRow):
    """The orders that name somebody who is no member, at the venues that one may see, the newest first; 500 at most."""

    venue_id: Id | None = None
