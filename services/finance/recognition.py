"""A prepaid part that was used turns from a liability into income. Pure."""

from __future__ import annotations

from services.finance import ledger
from services.finance.order import Order
from services.finance.placing import the_order
from shared.contracts import Event
from shared.contracts.finance import IncomeRecognised, IncomeTakenBack, RecogniseIncome, TakeBackIncome
from shared.decider import Context


def recognise(wish: RecogniseIncome, order: Order, context: Context) -> list[Event]:
    """What was used counts once, and never beyond the liability that is left; a line not prepaid is income already."""
    placed = the_order(order, wish.order_id)
    line = next((line for line in order.lines if line.sold.product_id == wish.product_id), None)
    if line is None or wish.use_id in order.uses or not order.paid or line.deferred <= 0:
        return []
    if wish.amount.currency != placed.total.currency or wish.amount.amount <= 0:
        return []
    recognised = IncomeRecognised(
        order_id=wish.order_id,
        use_id=wish.use_id,
        product_id=wish.product_id,
        kind=line.sold.kind,
        venue_id=wish.venue_id,
        day=wish.day,
        amount=wish.amount,
        net=order.money(line.net_of(wish.amount.amount)),
        member_id=placed.member_id,
    )
    return [recognised, *(ledger.recognition(placed, recognised) if recognised.net else ())]


def take_back(wish: TakeBackIncome, order: Order, context: Context) -> list[Event]:
    """Nothing for a use that never became income, or was taken back before; the entries are the same, turned round.

    What a refund took back of its income already is owed to nobody: of it only the venue that served has none any more.
    """
    placed = the_order(order, wish.order_id)
    use = order.uses.get(wish.use_id)
    if use is None or wish.use_id in order.taken_back:
        return []
    line = next(line for line in order.lines if line.sold.product_id == use.product_id)
    owed = order.money(min(use.net.amount, line.income))
    back = IncomeTakenBack(
        order_id=wish.order_id,
        use_id=wish.use_id,
        product_id=use.product_id,
        kind=use.kind,
        venue_id=use.venue_id,
        day=wish.day,
        amount=use.amount,
        net=owed,
        member_id=placed.member_id,
    )
    return [back, *(ledger.taken_back(placed, use, owed, wish.day) if use.net else ())]
