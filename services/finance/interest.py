"""Interest of a refund: published by venue and day, and what a refund bears by whose fault it is. Pure.

The rates are those of the day on which the order was paid, when the money was handed over; it bears them from that day
to the day of the refund. Only what goes back of the order's worth bears interest, and no company's part.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from services.finance import ledger
from services.finance.order import Order
from shared.contracts import Event
from shared.contracts.finance import (
    Fault,
    InterestNotKnown,
    InterestOutOfRange,
    Method,
    OrderRefunded,
    PaymentShare,
    PublishRefundInterest,
    RefundInterestPaid,
    RefundInterestPublished,
    RefundOrder,
)
from shared.contracts.finance.bearing import bears, rate_of
from shared.dated import in_force
from shared.decider import Context, Decider

Published = tuple[RefundInterestPublished, ...]
MOST = 3600  # basis points: no court grants more than 36 % a year
YEARS = (360, 365, 366)


def publish(wish: PublishRefundInterest, published: Published, context: Context) -> list[RefundInterestPublished]:
    """Nothing for what holds from that day on already."""
    for figure in ("operator_basis_points", "member_basis_points"):
        if not 0 <= getattr(wish, figure) <= MOST:
            raise InterestOutOfRange(figure=figure, asked=getattr(wish, figure))
    if wish.year_days not in YEARS:
        raise InterestOutOfRange(figure="year_days", asked=wish.year_days)
    rates = RefundInterestPublished(**vars(wish))
    return [] if in_force(published, wish.valid_from) == rates else [rates]


def check_known(wish: RefundOrder, order: Order) -> None:
    """Raises InterestNotKnown where a fault is named and nobody published what it costs."""
    if wish.fault and order.paid_on and in_force(order.interest, order.paid_on) is None:
        raise InterestNotKnown(venue_id=wish.venue_id, day=order.paid_on)


def interest_of(wish: RefundOrder, order: Order, events: Sequence[Event]) -> Iterator[Event]:
    """The interest that a refund bears, paid with it: 1,840.00 at 3 % for 181 days are 27.37."""
    refunded = next((event for event in events if isinstance(event, OrderRefunded)), None)
    if wish.fault is None or refunded is None or order.placed is None:
        return
    if paid := borne(refunded, wish.fault, order):
        yield paid
        movements = ledger.interest(paid.method, paid.amount)
        yield ledger.entry(order.placed, "interest", wish.refund_id, paid.day, movements)


def borne(refunded: OrderRefunded, fault: Fault, order: Order) -> RefundInterestPaid | None:
    """What bears interest is what goes back to a person, since it was paid; None: nothing does."""
    own, since = [way for way in refunded.returned_by if way.method != "partner"], order.paid_on
    rates = in_force(order.interest, since) if since else None
    if since is None or rates is None:
        return None
    principal, days = sum((way.amount for way in own), order.money(0)), (refunded.day - since).days
    amount = bears(principal, rates, fault, days)
    if not amount:
        return None
    return RefundInterestPaid(
        refund_id=refunded.refund_id,
        order_id=refunded.order_id,
        member_id=refunded.member_id,
        venue_id=refunded.venue_id,
        day=refunded.day,
        fault=fault,
        principal=principal,
        basis_points=rate_of(rates, fault),
        year_days=rates.year_days,
        since=since,
        days=days,
        amount=amount,
        method=way_of(own[0]),
        payer_id=refunded.payer_id,
    )


def way_of(back: PaymentShare) -> Method:
    """As the money goes back; a provider returns no more than it took, so beside it the interest is transferred."""
    match back.method:
        case "cash" | "terminal" as desk:
            return desk
    return "transfer"


def interest_stream(venue_id: str) -> str:
    return f"refundinterest-{venue_id}"


def streams(wish: PublishRefundInterest, context: Context) -> list[str]:
    return [interest_stream(wish.for_venue)]


def remember(published: Published, event: RefundInterestPublished) -> Published:
    return (*published, event)


REFUND_INTEREST: Decider[Published] = Decider((PublishRefundInterest,), (), streams, publish, remember)
