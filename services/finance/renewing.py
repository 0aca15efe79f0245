"""Automatic renewals: the order of a period is placed once, and charged once an attempt. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Literal

from services.finance.account import on_account
from services.finance.for_cards import Counter, check_belongs, going_on, price_for
from services.finance.order import Order, evolve
from services.finance.partner import own_part
from services.finance.placing import check_prepaid, counter_for, nothing_due
from services.finance.safety import stops_at
from shared.contracts import Event
from shared.contracts.finance import (
    CardNotKnown,
    ChargeRenewal,
    NoPrice,
    OrderLine,
    OrderPlaced,
    PartnerAgreementOver,
    PartnerProductOnly,
    PaymentRequested,
    PrepaidBeyondLease,
    PrepaidCapExceeded,
    PrepaidTooEarly,
    PricedLine,
    PriceInAnotherCurrency,
    RenewalNotCharged,
    TillNotOpen,
)
from shared.decider import Context
from shared.money import Money
from shared.venue_time import local_day

NotCharged = Literal["over_limit", "no_price", "payer_ended", "stopped"]


def charge(wish: ChargeRenewal, order: Order, context: Context) -> list[Event]:
    """Nothing for an attempt that was made, or a period that is paid."""
    if order.paid or wish.payment_id in order.payments or wish.payment_id in order.not_charged:
        return []
    if order.charges.of(wish.card_id).stopped:
        return [not_charged(wish, "stopped")]
    if order.placed is not None:
        return [asked_again(wish, order, order.placed)]
    if order.till is None:
        raise TillNotOpen(venue_id=wish.venue_id)
    card = order.cards.get(wish.card_id)
    if card is None or card.member_id != wish.member_id:
        raise CardNotKnown(card_id=wish.card_id)
    day = local_day(context.at, order.till.zone)
    if stop := stops_at(wish.card_id, order.charges, day, card.over):
        return [stop, not_charged(wish, "stopped")]
    counter = counter_for(order, order.till, wish.member_id, day, context)
    try:
        line = priced(wish, counter)
        check_prepaid((line,), order, counter)
    except (NoPrice, PriceInAnotherCurrency, PartnerProductOnly, PartnerAgreementOver):
        return [not_charged(wish, "no_price")]
    except (PrepaidCapExceeded, PrepaidTooEarly, PrepaidBeyondLease):
        return [not_charged(wish, "over_limit")]
    if line.total.currency != wish.most.currency or own_part(line).amount > wish.most.amount:
        return [not_charged(wish, "over_limit")]
    placed = OrderPlaced(
        order_id=wish.order_id,
        member_id=wish.member_id,
        venue_id=wish.venue_id,
        zone=order.till.zone,
        day=day,
        lines=(line,),
        total=line.total,
        payer_id=order.payer_for(wish.member_id),
    )
    return charged(wish, placed, day) if own_part(line).amount else [placed, *nothing_due(placed, day)]


def charged(wish: ChargeRenewal, placed: OrderPlaced, day: date) -> list[Event]:
    """Asked for a day before the period begins, it is a debt if it is not paid when the period has begun."""
    events: list[Event] = [placed, asked(wish, placed)]
    if wish.period is None:
        return events
    order = Order()
    for event in events:
        order = evolve(order, event)
    due_day = max(wish.period, day)
    return [*events, on_account(order, placed, due_day, "renewal", day, wish.card_id)]


def priced(wish: ChargeRenewal, counter: Counter) -> PricedLine:
    """At the preferential price, where the product has one; less its part for the days that the card rested."""
    line = OrderLine(product_id=wish.product_id, card_id=wish.card_id, purpose="renewal")
    check_belongs(line, counter.terms(line), counter)
    price = price_for(line, counter.terms(line), counter)
    return replace(going_on(line, price, counter, wish.off_days, wish.of_days), off=wish.off)


def asked_again(wish: ChargeRenewal, order: Order, placed: OrderPlaced) -> PaymentRequested | RenewalNotCharged:
    """The order stays whose it was; who pays no more for the member is not asked again."""
    if placed.payer_id is not None and order.payer_for(placed.member_id) != placed.payer_id:
        return not_charged(wish, "payer_ended")
    return asked(wish, placed)


def asked(wish: ChargeRenewal, placed: OrderPlaced) -> PaymentRequested:
    """The member is asked for what no partner pays."""
    own = sum((own_part(line) for line in placed.lines), Money(0, placed.total.currency))
    return PaymentRequested(payment_id=wish.payment_id, order_id=wish.order_id, amount=own)


def not_charged(wish: ChargeRenewal, cause: NotCharged) -> RenewalNotCharged:
    return RenewalNotCharged(
        order_id=wish.order_id,
        payment_id=wish.payment_id,
        card_id=wish.card_id,
        cause=cause,
    )
