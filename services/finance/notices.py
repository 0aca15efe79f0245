"""A payment provider's notices: each changes the ledger at most once, in whatever order they arrive. Pure."""

from __future__ import annotations

from services.finance.order import Order, evolve
from services.finance.payments import Payment
from services.finance.placing import check_currency, money_in
from services.finance.refunding import money_back
from shared.contracts import Event
from shared.contracts.finance import (
    AmountNotPositive,
    PaymentFailed,
    PaymentShare,
    PaymentUnknown,
    ProviderNoticeReceived,
    ReceiveProviderNotice,
)
from shared.decider import Context
from shared.venue_time import local_day


def receive_notice(wish: ReceiveProviderNotice, order: Order, context: Context) -> list[Event]:
    """Keep the notice, then move what the provider's word and the books differ by."""
    before = order.payments.get(wish.payment_id)
    if order.placed is None or before is None or before.way != "sandbox":
        raise PaymentUnknown(payment_id=wish.payment_id)
    if wish.notice_id in order.notices:
        return []
    check_currency(order.placed, wish.amount)
    if wish.status != "failed" and wish.amount.amount <= 0:
        raise AmountNotPositive(asked=wish.amount)
    notice = ProviderNoticeReceived(**vars(wish))
    order = evolve(order, notice)
    return [notice, *consequences(wish, order, before, context)]


def consequences(wish: ReceiveProviderNotice, order: Order, before: Payment, context: Context) -> list[Event]:
    """The last word by the provider's clock holds: what it took is received, what it took back is returned."""
    assert order.placed is not None
    payment = order.payments[wish.payment_id]
    day = local_day(min(wish.provider_at, context.at), order.placed.zone)  # when money moved; never in the future
    events: list[Event] = []
    if payment.captured and not payment.taken:
        events += money_in(order, wish.payment_id, wish.notice_id, "sandbox", wish.amount, day)
        for event in events:
            order = evolve(order, event)
        payment = order.payments[wish.payment_id]
    elif payment.captured is False and before.captured is None:
        events.append(failed(wish, order))
    back = payment.unreturned if payment.captured else payment.held
    if back:
        ways = (PaymentShare(payment_id=wish.payment_id, method="sandbox", amount=order.money(back)),)
        events += money_back(order, wish.notice_id, ways, day, None)
    return events


def failed(wish: ReceiveProviderNotice, order: Order) -> PaymentFailed:
    """An order for one card says which: an automatic renewal may be tried again."""
    cards = {line.sold.card_id for line in order.lines}
    card_id = cards.pop() if len(cards) == 1 else None
    return PaymentFailed(payment_id=wish.payment_id, order_id=wish.order_id, cause=wish.cause, card_id=card_id)
