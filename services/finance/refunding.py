"""Money that goes back: which payment returns it, and which lines and accounts give it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import reduce

from services.finance import ledger
from services.finance.interest import check_known, interest_of
from services.finance.line import Line
from services.finance.order import Order, evolve
from services.finance.payments import Payment
from services.finance.placing import check_currency, the_order
from services.finance.terms.recognising import earned_to
from shared.contracts import Event
from shared.contracts.finance import (
    AmountNotPositive,
    Fault,
    OrderOfAnotherVenue,
    OrderRefunded,
    PaymentReturned,
    PaymentShare,
    ReferenceReused,
    RefundExceedsPaid,
    RefundOrder,
    RefundShare,
)
from shared.decider import Context
from shared.money import Money, allocate
from shared.venue_time import local_day


def refund(wish: RefundOrder, order: Order, context: Context) -> list[Event]:
    placed = the_order(order, wish.order_id)
    if wish.venue_id != placed.venue_id:
        raise OrderOfAnotherVenue(order_id=wish.order_id, venue_id=wish.venue_id)
    check_currency(placed, wish.amount)
    if wish.refund_id in order.refunds:
        known = order.refunds[wish.refund_id], order.faults.get(wish.refund_id)
        if known != (wish.amount.amount, wish.fault):
            raise ReferenceReused(reference=wish.refund_id)
        return []
    if wish.refund_id in order.payments:
        raise ReferenceReused(reference=wish.refund_id)
    if wish.amount.amount <= 0:
        raise AmountNotPositive(asked=wish.amount)
    if wish.amount.amount > order.refundable:
        raise RefundExceedsPaid(asked=wish.amount, refundable=order.money(order.refundable))
    check_known(wish, order)
    ways = ways_back(order, wish.amount.amount)
    day = local_day(context.at, placed.zone)
    back = [named(event, wish.fault) for event in money_back(order, wish.refund_id, ways, day, wish.reason)]
    return [*back, *interest_of(wish, order, back)]


def named(event: Event, fault: Fault | None) -> Event:
    """What goes back says by whose fault, so that the refund is known again also where it bears no interest."""
    return replace(event, fault=fault) if isinstance(event, (PaymentReturned, OrderRefunded)) else event


def ways_back(order: Order, amount: int) -> tuple[PaymentShare, ...]:
    """Money goes back the way it came, the latest payment first; of the order's worth partners get their part back.

    Of a card of 1,000.00, 600.00 paid by the member and 400.00 by the company, 500.00 go back as 300.00 and 200.00.
    """
    idle = min(amount, order.credit)  # the member's own
    to_partners = ways_to_partners(order, amount - idle)
    return (*latest_first(order, amount - sum_of(order, to_partners).amount, False), *to_partners)


def ways_to_partners(order: Order, worth: int) -> tuple[PaymentShare, ...]:
    """What partners get back of so much of the order's worth: the part that they hold in all that is left of it."""
    held = {by: sum(p.held for p in order.payments.values() if by_partner(p) == by) for by in (True, False)}
    if not held[True]:
        return ()
    part = allocate(order.money(worth), [held[True], held[False] - order.credit])[0].amount
    return tuple(latest_first(order, part, True))


def by_partner(payment: Payment) -> bool:
    return payment.way == "partner"


def latest_first(order: Order, amount: int, partners: bool) -> Iterator[PaymentShare]:
    for payment_id, payment in reversed(list(order.payments.items())):
        part = min(amount, payment.held) if by_partner(payment) == partners else 0
        if part:
            yield PaymentShare(payment_id=payment_id, method=payment.way, amount=order.money(part))
        amount -= part


def money_back(
    order: Order, refund_id: str, ways: Sequence[PaymentShare], day: date, reason: str | None
) -> list[Event]:
    """Return the money of `ways`: first what had bought nothing, then what the order was paid with; one entry.

    What days have earned until then is income first, so that the liability given back is what was not earned.
    """
    placed = order.placed
    assert placed is not None
    account, spare = (ledger.MEMBER_CREDIT, order.credit) if order.paid else (ledger.ADVANCE, order.advance)
    idle, own = split(ways, spare)
    events: list[Event] = []
    movements = ledger.going_back(ways)
    if idle:
        events.append(payment_returned(order, refund_id, idle, day, reason))
        movements += [ledger.debit(account, way.amount) for way in idle]
    if own:
        events += (income := earned_to(order, day))
        order = reduce(evolve, income, order)
        refunded = order_refunded(order, refund_id, own, day, reason)
        events.append(refunded)
        movements += ledger.refund(refunded.shares)
    return [*events, ledger.entry(placed, "refund", refund_id, day, movements)]


def split(ways: Sequence[PaymentShare], first: int) -> tuple[tuple[PaymentShare, ...], tuple[PaymentShare, ...]]:
    """The shares that make up the first so many minor units, and the rest; one share may be cut in two."""
    before: list[PaymentShare] = []
    after: list[PaymentShare] = []
    for way in ways:
        part = Money(min(first, way.amount.amount), way.amount.currency)
        first -= part.amount
        for side, amount in ((before, part), (after, way.amount - part)):
            if amount:
                side.append(replace(way, amount=amount))
    return tuple(before), tuple(after)


def sum_of(order: Order, ways: Sequence[PaymentShare]) -> Money:
    return sum((way.amount for way in ways), order.money(0))


def payment_returned(
    order: Order, refund_id: str, ways: tuple[PaymentShare, ...], day: date, reason: str | None
) -> PaymentReturned:
    assert order.placed is not None
    return PaymentReturned(
        refund_id=refund_id,
        order_id=order.placed.order_id,
        member_id=order.placed.member_id,
        venue_id=order.placed.venue_id,
        day=day,
        amount=sum_of(order, ways),
        of="overpayment" if order.paid else "advance",
        returned_by=ways,
        reason=reason,
        payer_id=order.placed.payer_id,
    )


def order_refunded(
    order: Order, refund_id: str, ways: tuple[PaymentShare, ...], day: date, reason: str | None
) -> OrderRefunded:
    assert order.placed is not None
    amount = sum_of(order, ways)
    return OrderRefunded(
        refund_id=refund_id,
        order_id=order.placed.order_id,
        member_id=order.placed.member_id,
        venue_id=order.placed.venue_id,
        day=day,
        amount=amount,
        refunded=amount + order.money(order.refunded),
        total=order.placed.total,
        lines=order.placed.lines,
        shares=shares_of(order, amount),
        returned_by=ways,
        reason=reason,
        payer_id=order.placed.payer_id,
    )


def shares_of(order: Order, amount: Money) -> tuple[RefundShare, ...]:
    """A refund falls on the lines by what is left of each: together they never return more than was sold."""
    left = [line.sold.total.amount - line.refunded for line in order.lines]
    parts = zip(order.lines, allocate(amount, left), strict=True)
    return tuple(share_of(order, line, part) for line, part in parts if part)


def share_of(order: Order, line: Line, part: Money) -> RefundShare:
    tax = line.tax_of(part.amount)
    return RefundShare(
        product_id=line.sold.product_id,
        kind=line.sold.kind,
        amount=part,
        tax=order.money(tax),
        unused=order.money(min(part.amount - tax, line.deferred)),
    )
