"""What the consumer pays of an order, to whoever thanks for it: a company's money earns its people nothing. Pure."""

from __future__ import annotations

from shared.contracts.finance.order import OrderPaid
from shared.money import Money


def own_money(paid: OrderPaid) -> Money:
    employers = [line.partner.employer for line in paid.lines if line.partner]
    return paid.total - sum(employers, Money(0, paid.total.currency))
