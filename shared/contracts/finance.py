"""Finance: dated prices, orders, payments, refunds, and a double-entry ledger in which every entry sums to zero."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    FINANCE_CLERK,
    FRONT_DESK,
    GUEST,
    HEAD_OFFICE,
    MEMBER,
    PROVIDER,
    SERVICE,
    STAFF,
    VENUE_MANAGER,
    Command,
    Day,
    Event,
    Id,
    Instant,
    Money,
    Name,
    NotAllowed,
    Note,
    Part,
    Query,
    Refusal,
    Row,
    Text,
    Zone,
)
from shared.contracts.cards.terms import Terms

DESK = (HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, FINANCE_CLERK)  # coaches see no money

IncomeKind = Literal["card", "course", "activity", "retail", "fee"]
Method = Literal["cash", "terminal", "transfer"]
Way = Literal["cash", "terminal", "transfer", "sandbox"]
ProviderStatus = Literal["captured", "failed", "refunded"]
FailureCause = Literal["declined", "insufficient", "gateway", "must_act"]
Purpose = Literal["sale", "renewal", "top_up", "upgrade", "replacement", "freeze_fee"]

# --- refusals ---


class TillNotOpen(Refusal):
    """Sales happen at a venue of the chain."""

    venue_id: str
    passing = True
    says = Text("Venue {venue_id} has no till.", "场馆 {venue_id} 尚未开通收银。")
    remedy = Text(
        "Choose an open venue, or wait a second if it was just opened.",
        "请选择已开业的场馆；若刚开业请稍候。",
    )


class NoPrice(Refusal):
    """Everything sold has a published price on the day of the order."""

    product_id: str
    day: Day
    says = Text("Product {product_id} has no price on {day}.", "商品 {product_id} 在 {day} 没有定价。")
    remedy = Text("Publish a price that is valid on this day.", "请先发布当日有效的价格。")


class PriceInAnotherCurrency(Refusal):
    """A venue sells in its own currency."""

    price: str
    venue: str
    says = Text("The price is in {price}, the venue sells in {venue}.", "价格币种为 {price}，场馆币种为 {venue}。")
    remedy = Text("Publish a price for this venue.", "请为该场馆发布价格。")


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
    remedy = Text("Take at most what is due.", "收款不得超过应收金额。")


class RefundExceedsPaid(Refusal):
    """Only what was paid and not yet returned can be refunded."""

    asked: Money
    refundable: Money
    says = Text("{asked} was asked, {refundable} can be refunded.", "申请退款 {asked}，可退 {refundable}。")
    remedy = Text("Ask for at most the refundable amount.", "退款不得超过可退金额。")


class PriceOutOfRange(Refusal):
    """A price is zero or more, and at most a billion units of its currency."""

    price: Money
    says = Text("A price cannot be {price}.", "定价不能为 {price}。")
    remedy = Text("Give a price from zero up; a discount is not a price.", "请填写不小于零的价格；优惠不作为定价。")


class TaxOutOfRange(Refusal):
    """A tax rate lies between 0 and 100 %."""

    tax_basis_points: int
    says = Text("{tax_basis_points} basis points are no tax rate.", "{tax_basis_points} 个基点不是有效税率。")
    remedy = Text("Give basis points: 600 for 6 %.", "请以基点填写：6% 为 600。")


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


class ProductTwiceInOrder(Refusal):
    """A product stands in an order once: for one card and one purpose."""

    product_id: str
    says = Text(
        "Product {product_id} is ordered for two cards or purposes at once.",
        "商品 {product_id} 在同一订单中用于多张卡或多种用途。",
    )
    remedy = Text("Place an order for each.", "请分别下单。")


class CardNotKnown(Refusal):
    """What is bought for a card needs a card that finance has heard of."""

    card_id: str
    passing = True
    says = Text("Card {card_id} is not known here.", "尚无卡 {card_id} 的信息。")
    remedy = Text("Check the card; if it was just issued, wait a second.", "请核对卡号；若刚发卡请稍候。")


class CardOfSomebodyElse(Refusal):
    """What is bought for a card is bought by the member whose card it is."""

    card_id: str
    status = 403
    says = Text("Card {card_id} does not belong to the buyer.", "卡 {card_id} 不属于购买人。")
    remedy = Text("Place the order for the card's member.", "请以持卡会员的名义下单。")


class CardIsOver(Refusal):
    """A card that was refunded takes nothing more."""

    card_id: str
    says = Text("Card {card_id} was cancelled.", "卡 {card_id} 已退。")
    remedy = Text("Sell a new card.", "请办理新卡。")


class PurposeNeedsCard(Refusal):
    """A renewal, a top-up or a fee is for one card; a card is sold one at a time where one is named."""

    purpose: str
    says = Text("{purpose} is for one card, and one of it.", "{purpose} 须指定一张卡，且数量为一。")
    remedy = Text("Name the card, and order one.", "请指定卡，数量填 1。")


class RenewalNotOffered(Refusal):
    """The preferential price holds from some days before the card's end to some days after it."""

    card_id: str
    first: Day | None
    last: Day | None
    says = Text(
        "Card {card_id} can be renewed at the preferential price from {first} to {last}.",
        "卡 {card_id} 的优惠续费期为 {first} 至 {last}。",
    )
    remedy = Text(
        "Sell the product onto the card at its full price (purpose sale).", "请按原价为该卡续费（用途 sale）。"
    )


class TrialNotRenewable(Refusal):
    """A trial is bought once a person and never renewed."""

    product_id: str
    says = Text("A trial cannot be bought again.", "体验卡不能续费或重复购买。")
    remedy = Text("Sell a regular product.", "请购买正式卡种。")


class UpgradeNotQuoted(Refusal):
    """An upgrade costs what it was worked out to cost on the same day."""

    card_id: str
    product_id: str
    passing = True
    says = Text(
        "Card {card_id} has no offer of today for {product_id}.", "卡 {card_id} 今日没有升级至 {product_id} 的报价。"
    )
    remedy = Text("Ask for the upgrade's price first.", "请先申请升级报价。")


# --- prices ---


class OpenTill(Command, by=(SERVICE,)):
    """A venue starts to sell; given when members announces the venue."""

    venue_id: Id
    zone: Zone
    currency: str


class TillOpened(Event, stream="till-{venue_id}"):
    """The venue sells in this currency; its days are those of this zone."""

    venue_id: Id
    zone: Zone
    currency: str


class PublishPrice(Command, by=(HEAD_OFFICE, FINANCE_CLERK), refuses=(NotAllowed, PriceOutOfRange, TaxOutOfRange)):
    """Set the price of a product from a day on, for one venue or (none given) all venues of that currency."""

    product_id: Id
    title: Name
    kind: IncomeKind
    price: Money  # tax included
    tax_basis_points: int = 0  # 600 = 6 %
    prepaid: bool = False  # paid before it is used: a liability until then
    valid_from: Day
    for_venue: Id | None = None
    purpose: Purpose = "sale"


class PricePublished(Event, stream="price-{product_id}"):
    """A product has this price from this day on; orders placed before keep theirs."""

    product_id: Id
    title: Name
    kind: IncomeKind
    price: Money
    tax_basis_points: int
    prepaid: bool
    valid_from: Day
    for_venue: Id | None
    purpose: Purpose = "sale"


# --- prepaid caps ---

Cap = Literal["membership", "membership_months", "lessons", "lesson_count", "value", "bearer", "together"]


class PrepaidCapExceeded(Refusal):
    """A region says how much may be prepaid, by one consumer and for how long."""

    region: str
    cap: Cap
    asked: int
    most: int
    says = Text(
        "{region} allows {most} for {cap}; it would be {asked}.", "{region} 规定{cap}上限为 {most}，本次将达 {asked}。"
    )
    remedy = Text("Sell less, or shorter; amounts are in minor units.", "请减少金额或期限；金额以分为单位。")


class PrepaidCaps(Part):
    """The most that one consumer may prepay, tax included; None: no cap.

    A `membership` is a term (at most `membership_months`), `lessons` a pack of lessons (at most `lesson_count`), `value`
    a stored value, `bearer` a card in nobody's name. `together` counts all that is prepaid and not used yet.
    """

    membership: Money | None = None
    membership_months: int | None = None
    lessons: Money | None = None
    lesson_count: int | None = None
    value: Money | None = None
    bearer: Money | None = None
    together: Money | None = None


class PublishPrepaidCaps(Command, by=(HEAD_OFFICE,)):
    """Set the caps of a venue's region, from a day on."""

    for_venue: Id
    region: Name
    caps: PrepaidCaps
    valid_from: Day


class PrepaidCapsPublished(Event, stream="caps-{for_venue}"):
    """From this day on the venue sells within these caps."""

    for_venue: Id
    region: Name
    caps: PrepaidCaps
    valid_from: Day


class NotePrepaid(Command, by=(SERVICE,)):
    """A member paid an order: what of it is prepaid counts until it is used."""

    member_id: Id
    order_id: Id
    day: Day
    lines: tuple[PricedLine, ...]


class PrepaidNoted(Event, stream="prepaid-{member_id}"):
    """So much of a product is prepaid; of a term it is used up evenly from `first` to `until`. A trial counts for ever."""

    member_id: Id
    order_id: Id
    product_id: Id
    amount: Money
    first: Day | None
    until: Day | None
    trial: bool


class NotePrepaidUse(Command, by=(SERVICE,)):
    """Some of it was used, or went back; `use_id` counts once. Negative: it can be used again."""

    member_id: Id
    order_id: Id
    product_id: Id
    use_id: Id
    amount: Money


class PrepaidUsed(Event, stream="prepaid-{member_id}"):
    """So much less is prepaid."""

    member_id: Id
    order_id: Id
    product_id: Id
    use_id: Id
    amount: Money


# --- what is known of cards and their products ---


class NoteProduct(Command, by=(SERVICE,)):
    """Cards announced a product, or a version of it that holds from `effective` on (None: since ever)."""

    product_id: Id
    terms: Terms
    effective: Day | None = None


class ProductNoted(Event, stream="product-{product_id}"):
    """The product's terms from this day on, as far as what it costs stands on them."""

    product_id: Id
    terms: Terms
    effective: Day | None


class NoteCard(Command, by=(SERVICE,)):
    """Cards told of a card: whose it is, of which product, until when; None: as it was. `over`: it was refunded."""

    card_id: Id
    member_id: Id | None = None
    product_id: Id | None = None
    valid_until: Day | None = None
    over: bool = False


class CardNoted(Event, stream="card-{card_id}"):
    """What is known of a card; None: as it was."""

    card_id: Id
    member_id: Id | None
    product_id: Id | None
    valid_until: Day | None
    over: bool


class NoteUpgrade(Command, by=(SERVICE,)):
    """Cards worked out an upgrade: on `day`, `part` of `whole` days of the new product, less `credit` of the old one.

    Its `product_id` is what the card becomes.
    """

    card_id: Id
    product_id: Id
    day: Day
    part: int
    whole: int
    credit: Money


class UpgradeNoted(Event, stream="card-{card_id}"):
    """What an upgrade of the card costs on this day: its part of the new price, less the credit."""

    card_id: Id
    product_id: Id
    day: Day
    part: int
    whole: int
    credit: Money


# --- orders and payments ---


class OrderLine(Part):
    """What is wished: a product and how many; for which card, if for one that there is, and why.

    A `sale` onto a card is at the full price, a `renewal` at the preferential one.
    """

    product_id: Id
    quantity: int = 1
    card_id: Id | None = None
    purpose: Purpose = "sale"


class PricedLine(Part):
    """What was sold: at which price, with the tax in it, of which kind of income; for which card and why.

    At an upgrade `charged` is what the new product costs for the rest of the period and `credit` what the old one was
    still worth: the total is the difference, never below zero.
    """

    product_id: Id
    title: Name
    kind: IncomeKind
    quantity: int
    price: Money
    total: Money
    tax: Money
    prepaid: bool
    card_id: Id | None = None
    purpose: Purpose = "sale"
    credit: Money | None = None
    charged: Money | None = None


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
        RenewalNotOffered,
        TrialNotRenewable,
        UpgradeNotQuoted,
        PrepaidCapExceeded,
    ),
):
    """Sell products to a member at a venue, at the prices of the venue's day."""

    order_id: Id
    member_id: Id
    venue_id: Id
    lines: tuple[OrderLine, ...]


class OrderPlaced(Event, stream="order-{order_id}"):
    """The order with its prices as they were on that day, one line a product; nothing is paid yet.

    The order's days are those of `zone`, its venue's.
    """

    order_id: Id
    member_id: Id
    venue_id: Id
    zone: Zone
    day: Day
    lines: tuple[PricedLine, ...]
    total: Money


class ChargeRenewal(Command, by=(SERVICE,), refuses=(TillNotOpen, CardNotKnown)):
    """A card renews by itself: place the order of its period, if there is none yet, and ask the provider for the money.

    Never more than `most`; one `payment_id` an attempt; an order that is paid is charged no more.
    """

    order_id: Id
    payment_id: Id
    card_id: Id
    member_id: Id
    product_id: Id
    venue_id: Id
    most: Money


class RenewalNotCharged(Event, stream="order-{order_id}"):
    """Nothing was asked of the provider: the price is above what was agreed, or there is none."""

    order_id: Id
    payment_id: Id
    card_id: Id
    cause: Literal["over_limit", "no_price"]


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
    refuses=(OrderNotPlaced, OrderAlreadyPaid, MoneyInAnotherCurrency, AmountNotDue, ReferenceReused),
):
    """Ask the payment provider for money; the answer comes by its signed notice."""

    payment_id: Id
    order_id: Id
    member_id: Id
    amount: Money


class PaymentRequested(Event, stream="order-{order_id}"):
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


class ProviderNoticeReceived(Event, stream="order-{order_id}"):
    """What the provider said, kept whether or not it changed anything."""

    notice_id: Id
    payment_id: Id
    order_id: Id
    status: ProviderStatus
    amount: Money
    provider_at: Instant
    cause: FailureCause = "declined"


class PaymentReceived(Event, stream="order-{order_id}"):
    """Money came in for an order."""

    payment_id: Id
    order_id: Id
    member_id: Id
    venue_id: Id
    day: Day
    amount: Money
    method: Way


class PaymentFailed(Event, stream="order-{order_id}"):
    """The provider could not take the money, for this cause; `card_id` is whose automatic renewal it was."""

    payment_id: Id
    order_id: Id
    cause: FailureCause = "declined"
    card_id: Id | None = None


class OrderPaid(Event, stream="order-{order_id}"):
    """The order is paid in full: what was sold may be handed over."""

    order_id: Id
    member_id: Id
    venue_id: Id
    day: Day
    lines: tuple[PricedLine, ...]
    total: Money


class OverpaymentHeld(Event, stream="order-{order_id}"):
    """More came in than was due (a late capture after cash); it is owed to the member until returned."""

    payment_id: Id
    order_id: Id
    member_id: Id
    amount: Money


class PaymentShare(Part):
    """So much of one payment goes back, the way it came."""

    payment_id: Id
    method: Way
    amount: Money


class PaymentReturned(Event, stream="order-{order_id}"):
    """Money went back that had bought nothing: an overpayment, or what was paid in advance on an unfinished order."""

    refund_id: Id
    order_id: Id
    member_id: Id
    venue_id: Id
    day: Day
    amount: Money
    of: Literal["overpayment", "advance"]
    returned_by: tuple[PaymentShare, ...]
    reason: Note | None


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
    ),
):
    """Return money of an order, in part or in full; what was handed over for it is taken back by its owners.

    What was overpaid goes back first (PaymentReturned), then the order's own money (OrderRefunded).
    """

    refund_id: Id
    order_id: Id
    venue_id: Id
    amount: Money
    reason: Note


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


class CreditUnused(Command, by=(SERVICE,), refuses=(OrderNotPlaced,)):
    """What was paid for and not used is the member's own money again: a product was changed for a cheaper one.

    `credit_id` counts once; never more than what is left of the line.
    """

    order_id: Id
    credit_id: Id
    product_id: Id
    amount: Money


class UnusedCredited(Event, stream="order-{order_id}"):
    """So much of a line is owed to the member until it is returned: `tax` at the rate of the sale, `unused` without."""

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


# --- ledger ---


class Posting(Part):
    """One side of an entry: debits are positive, credits negative, in minor units of the entry's currency."""

    account: str  # cash, terminal, bank, provider, advance, member_credit, tax, deferred:<kind>, income:<kind>, settlement:<venue>
    amount: int


class EntryPosted(Event, stream="order-{order_id}"):
    """A ledger entry in the books of one venue; its postings sum to zero."""

    entry_id: Id
    order_id: Id
    venue_id: Id
    day: Day
    currency: str
    memo: Literal["sale", "payment", "refund", "overpayment", "recognition"]
    postings: tuple[Posting, ...]


class RecogniseIncome(Command, by=(SERVICE,), refuses=(OrderNotPlaced,)):
    """A prepaid part was used (a visit of a pack): it turns from a liability into income of the venue that served.

    `amount` is the part of the price paid that was used up, tax included. `use_id` counts once.
    """

    order_id: Id
    use_id: Id
    product_id: Id
    venue_id: Id
    day: Day
    amount: Money


class TakeBackIncome(Command, by=(SERVICE,), refuses=(OrderNotPlaced,)):
    """What was used can be used again (the venue cancelled): its income turns back into the liability.

    `use_id` is the one under which it was recognised; it is taken back once.
    """

    order_id: Id
    use_id: Id
    day: Day


class IncomeTakenBack(Event, stream="order-{order_id}"):
    """A use that was income is a liability again, in the books where it had become income."""

    order_id: Id
    use_id: Id
    product_id: Id
    kind: IncomeKind
    venue_id: Id
    day: Day
    amount: Money
    net: Money
    member_id: Id | None = None


class IncomeRecognised(Event, stream="order-{order_id}"):
    """A prepaid part became income of `venue_id`: `amount` as paid, `net` without the tax that was booked at the sale."""

    order_id: Id
    use_id: Id
    product_id: Id
    kind: IncomeKind
    venue_id: Id
    day: Day
    amount: Money
    net: Money
    member_id: Id | None = None


# --- queries ---


class OrderRow(Row):
    """An order as the desk sees it: placed, part_paid, paid, part_refunded or refunded.

    `paid` is all that came in, `refunded` all that went back, overpayments included.
    """

    order_id: Id
    member_id: Id
    venue_id: Id
    day: Day
    total: Money
    paid: Money
    refunded: Money
    status: str
    lines: tuple[PricedLine, ...]


class GetOrder(Query, by=DESK, answers=OrderRow):
    """One order."""

    order_id: Id


class MemberOrders(Query, by=(*DESK, MEMBER), answers=OrderRow):
    """The orders of a member, newest first; 100 at most."""

    member_id: Id


class PriceRow(Row):
    """A price that is valid today or will be; `for_venue` None: every venue of that currency."""

    product_id: Id
    title: str
    kind: str
    price: Money
    valid_from: Day
    for_venue: Id | None
    purpose: str


class ListPrices(Query, by=(*STAFF, MEMBER, GUEST), answers=PriceRow):
    """The price list: what holds today and what is announced, by product, venue and day."""


class AccountRow(Row):
    """The balance of an account: debits minus credits."""

    account: str
    venue_id: Id
    balance: Money


class TrialBalance(Query, by=(HEAD_OFFICE, FINANCE_CLERK), answers=AccountRow):
    """Every account with its balance; the balances of a currency sum to zero."""


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
