"""What was paid for and not used becomes the member's credit, without leaving the till yet. Pure.

What a company paid of it is never the member's: it goes back by the company's statement.
"""

from __future__ import annotations

from functools import reduce

from services.finance import ledger
from services.finance.line import Line
from services.finance.order import Order, evolve
from services.finance.placing import the_order
from services.finance.refunding import share_of, sum_of, ways_to_partners
from services.finance.terms.recognising import earned_to
from shared.contracts import Event
from shared.contracts.finance import CreditUnused, UnusedCredited
from shared.decider import Context
from shared.venue_time import local_day


def credit_unused(wish: CreditUnused, order: Order, context: Context) -> list[Event]:
    """Nothing for a credit that was given before, or a line of which nothing is left."""
    placed = the_order(order, wish.order_id)
    line = line_of(order, wish.product_id)
    if line is None or wish.credit_id in order.refunds or not order.paid:
        return []
    amount = order.money(min(wish.amount.amount, line.left))
    if amount.amount <= 0 or wish.amount.currency != amount.currency:
        return []
    day = local_day(context.at, placed.zone)
    income = earned_to(order, day)
    order = reduce(evolve, income, order)
    share = share_of(order, line_of(order, wish.product_id) or line, amount)
    to_partners = ways_to_partners(order, amount.amount)
    credited = UnusedCredited(
        order_id=wish.order_id,
        credit_id=wish.credit_id,
        member_id=placed.member_id,
        venue_id=placed.venue_id,
        product_id=share.product_id,
        kind=share.kind,
        day=day,
        amount=share.amount,
        tax=share.tax,
        unused=share.unused,
        payer_id=placed.payer_id,
        returned_by=to_partners,
        refunded=amount + order.money(order.refunded),
        total=placed.total,
    )
    own = ledger.credit(ledger.MEMBER_CREDIT, amount - sum_of(order, to_partners))
    movements = [*ledger.refund([share]), *ledger.going_back(to_partners), own]
    return [*income, credited, ledger.entry(placed, "refund", wish.credit_id, credited.day, movements)]


def line_of(order: Order, product_id: str) -> Line | None:
    return next((line for line in order.lines if line.sold.product_id == product_id), None)
