"""Freeze fees: an order on account, at the price listed for freeze fees, else at what was agreed at the sale. Pure."""

from __future__ import annotations

from services.finance.account import on_account
from services.finance.for_cards import Counter, of_card
from services.finance.order import Order, evolve
from services.finance.placing import paid_in_full
from services.finance.pricing import has_price
from services.finance.safety import held
from shared.contracts import Event
from shared.contracts.finance import (
    CardNotKnown,
    ChargeFreezeFee,
    NoPrice,
    OrderLine,
    OrderPlaced,
    PricedLine,
    PriceInAnotherCurrency,
    TillNotOpen,
)
from shared.decider import Context
from shared.venue_time import local_day


def charge_fee(wish: ChargeFreezeFee, order: Order, context: Context) -> list[Event]:
    """Nothing for a fee that was charged."""
    if order.placed is not None:
        return []
    if order.till is None:
        raise TillNotOpen(venue_id=wish.venue_id)
    if order.cards.get(wish.card_id) is None:
        raise CardNotKnown(card_id=wish.card_id)
    day = local_day(context.at, order.till.zone)
    if (waits := held(wish, order.charges, day)) is not None:
        return waits
    line = priced(wish, Counter(order.till, day, order.prices, order.products, order.cards))
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
    if not placed.total:
        return [placed, paid_in_full(placed, day)]
    return [placed, on_account(evolve(Order(), placed), placed, max(wish.day, day), "freeze_fee", day, wish.card_id)]


def priced(wish: ChargeFreezeFee, counter: Counter) -> PricedLine:
    """The title and the tax of the card that rests, where it is still for sale; a fee is never prepaid."""
    line = OrderLine(product_id=wish.product_id, card_id=wish.card_id, purpose="freeze_fee")
    if has_price(counter.prices, wish.product_id, counter.till, counter.day, "freeze_fee"):
        listed = counter.sold_at(line, "freeze_fee")
        return of_card(line, listed, listed.price)
    try:
        return of_card(line, counter.sold_at(line), wish.fee)
    except (NoPrice, PriceInAnotherCurrency):
        nothing = wish.fee - wish.fee
        return PricedLine(
            product_id=wish.product_id,
            title="Freeze fee",
            kind="fee",
            quantity=1,
            price=wish.fee,
            total=wish.fee,
            tax=nothing,
            prepaid=False,
            card_id=wish.card_id,
            purpose="freeze_fee",
        )
