"""One canonical example of each message of finance; used by its tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from services.finance.ledger import Memo
from shared.contracts.finance import (
    EntryPosted,
    OpenTill,
    OrderLine,
    OrderPaid,
    OrderPlaced,
    PaymentReceived,
    PaymentRequested,
    PaymentShare,
    PlaceOrder,
    Posting,
    PricedLine,
    PricePublished,
    PublishPrice,
    ReceiveProviderNotice,
    RecordPayment,
    RefundOrder,
    RequestPayment,
    TillOpened,
    Way,
)
from shared.ids import derived_id
from shared.money import Money

PUDONG = "00000000-0000-4000-8000-000000000001"
XUHUI = "00000000-0000-4000-8000-000000000002"
WEI = "00000000-0000-4000-8000-0000000000a1"
ADA = "00000000-0000-4000-8000-0000000000a2"
PACK = "00000000-0000-4000-8000-0000000000c1"
WATER = "00000000-0000-4000-8000-0000000000c2"
ORDER = "00000000-0000-4000-8000-0000000000d1"
CASH = "00000000-0000-4000-8000-0000000000e1"
PHONE_PAY = "00000000-0000-4000-8000-0000000000e2"
REFUND = "00000000-0000-4000-8000-0000000000f1"
TODAY = date(2025, 3, 1)  # the day of tests.scenario.NOON, in Shanghai


def cny(amount: int) -> Money:
    """Minor units: fen."""
    return Money(amount, "CNY")


open_till = OpenTill(venue_id=PUDONG, zone="Asia/Shanghai", currency="CNY")
till_opened = TillOpened(**vars(open_till))

publish_pack = PublishPrice(
    product_id=PACK,
    title="10 visits",
    kind="card",
    price=cny(63600),
    tax_basis_points=600,
    prepaid=True,
    valid_from=date(2025, 1, 1),
)
pack_priced = PricePublished(**vars(publish_pack))
water_priced = PricePublished(
    product_id=WATER,
    title="Water",
    kind="retail",
    price=cny(299),
    tax_basis_points=400,
    prepaid=False,
    valid_from=date(2025, 1, 1),
    for_venue=None,
)

place = PlaceOrder(
    order_id=ORDER,
    member_id=WEI,
    venue_id=PUDONG,
    lines=(OrderLine(product_id=PACK), OrderLine(product_id=WATER)),
)
pack_line = PricedLine(
    product_id=PACK,
    title="10 visits",
    kind="card",
    quantity=1,
    price=cny(63600),
    total=cny(63600),
    tax=cny(3600),
    prepaid=True,
)
water_line = PricedLine(
    product_id=WATER,
    title="Water",
    kind="retail",
    quantity=1,
    price=cny(299),
    total=cny(299),
    tax=cny(12),
    prepaid=False,
)
TOTAL = 63899
placed = OrderPlaced(
    order_id=ORDER,
    member_id=WEI,
    venue_id=PUDONG,
    zone="Asia/Shanghai",
    day=TODAY,
    lines=(pack_line, water_line),
    total=cny(TOTAL),
)

record = RecordPayment(payment_id=CASH, order_id=ORDER, venue_id=PUDONG, amount=cny(TOTAL), method="cash")
request = RequestPayment(payment_id=PHONE_PAY, order_id=ORDER, member_id=WEI, amount=cny(TOTAL))
requested = PaymentRequested(payment_id=PHONE_PAY, order_id=ORDER, amount=cny(TOTAL))
refund = RefundOrder(refund_id=REFUND, order_id=ORDER, venue_id=PUDONG, amount=cny(TOTAL), reason="moved away")
paid = OrderPaid(order_id=ORDER, member_id=WEI, venue_id=PUDONG, day=TODAY, lines=placed.lines, total=placed.total)


def clock(hour: int) -> datetime:
    """An instant of the provider's clock on the day of the tests."""
    return datetime(2025, 3, 1, hour, tzinfo=UTC)


def notice(number: int, status: str, hour: int, amount: int = TOTAL) -> ReceiveProviderNotice:
    return ReceiveProviderNotice.load(
        {
            "notice_id": derived_id("notice", number),
            "payment_id": PHONE_PAY,
            "order_id": ORDER,
            "status": status,
            "amount": {"amount": amount, "currency": "CNY"},
            "provider_at": clock(hour).isoformat(),
        }
    )


def received(payment_id: str, amount: int, way: Way) -> PaymentReceived:
    return PaymentReceived(
        payment_id=payment_id,
        order_id=ORDER,
        member_id=WEI,
        venue_id=PUDONG,
        day=TODAY,
        amount=cny(amount),
        method=way,
    )


def entry(memo: Memo, cause_id: str, venue_id: str = PUDONG, day: date = TODAY, **postings: int) -> EntryPosted:
    """An entry; an account's colon is written as two underscores."""
    return EntryPosted(
        entry_id=derived_id("entry", ORDER, memo, cause_id, venue_id),
        order_id=ORDER,
        venue_id=venue_id,
        day=day,
        currency="CNY",
        memo=memo,
        postings=tuple(Posting(account=name.replace("__", ":"), amount=n) for name, n in postings.items()),
    )


def share(payment_id: str, way: Way, amount: int) -> PaymentShare:
    return PaymentShare(payment_id=payment_id, method=way, amount=cny(amount))


sold = entry("sale", CASH, advance=TOTAL, deferred__card=-60000, tax=-3612, income__retail=-287)
paid_in_cash = (
    received(CASH, TOTAL, "cash"),
    entry("payment", CASH, cash=TOTAL, advance=-TOTAL),
    paid,
    sold,
)
part = replace(record, amount=cny(20000))
