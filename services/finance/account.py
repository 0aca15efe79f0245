"""Orders on account: to be paid by a day. An order tells what is left of it whenever that changes. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from services.finance.order import Order, evolve
from services.finance.placing import check_payer, the_order
from services.finance.stranger import check_known
from shared.contracts import Event
from shared.contracts.finance import (
    DebtCause,
    DebtChanged,
    DueDayPast,
    OrderAlreadyPaid,
    OrderOfAnotherVenue,
    OrderOnAccount,
    OrderPlaced,
    OrderPutOnAccount,
    PutOnAccount,
)
from shared.decider import Context
from shared.venue_time import local_day


def put_on_account(wish: PutOnAccount, order: Order, context: Context) -> list[Event]:
    placed = the_order(order, wish.order_id)
    if wish.venue_id != placed.venue_id:
        raise OrderOfAnotherVenue(order_id=wish.order_id, venue_id=wish.venue_id)
    if order.account and order.account.due_day == wish.due_day:
        return []
    if order.account:
        raise OrderOnAccount(order_id=wish.order_id, due_day=order.account.due_day)
    if order.paid:
        raise OrderAlreadyPaid(order_id=wish.order_id)
    check_known(order)
    check_payer(placed.member_id, placed.payer_id, order)
    today = local_day(context.at, placed.zone)
    if wish.due_day < today:
        raise DueDayPast(due_day=wish.due_day, earliest=today)
    return [on_account(order, placed, wish.due_day, "on_account", today)]


def on_account(
    order: Order, placed: OrderPlaced, due_day: date, cause: DebtCause, today: date, card_id: str | None = None
) -> OrderPutOnAccount:
    """The order, with what happened to it so far, is to be paid by `due_day`."""
    return OrderPutOnAccount(
        order_id=placed.order_id,
        member_id=placed.member_id,
        venue_id=placed.venue_id,
        zone=placed.zone,
        due_day=due_day,
        left=order.money(order.due),
        cause=cause,
        card_id=card_id,
        asked_on=today if order.awaited else None,
        payer_id=placed.payer_id,
    )


def debt_changed(order: Order, events: Sequence[Event], context: Context) -> list[Event]:
    """What these events make of an order's debt; nothing of an order that was not on account before."""
    if order.account is None or order.placed is None or not events:
        return []
    after = order
    for event in events:
        after = evolve(after, event)
    asked_on = (order.asked_on or local_day(context.at, order.placed.zone)) if after.awaited else None
    if (after.due, asked_on) == (order.due, order.asked_on):
        return []
    return [
        DebtChanged(
            order_id=order.placed.order_id,
            member_id=order.placed.member_id,
            left=order.money(after.due),
            asked_on=asked_on,
            payer_id=order.placed.payer_id,
        )
    ]
