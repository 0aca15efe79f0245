"""Tills and the dated price list. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from shared.contracts import Money, NotAllowed
from shared.contracts.finance import (
    OpenTill,
    PriceOutOfRange,
    PricePublished,
    PublishPrice,
    TaxOutOfRange,
    TillOpened,
)
from shared.decider import Context, Decider

DEAREST = 100_000_000_000  # minor units; keeps an order's total exact in every JSON reader
MOST_TAX = 10_000  # basis points


def open_till(wish: OpenTill, opened: tuple[TillOpened, ...], context: Context) -> list[TillOpened]:
    if opened:
        return []
    return [TillOpened(venue_id=wish.venue_id, zone=wish.zone, currency=wish.currency)]


def publish_price(wish: PublishPrice, published: tuple[PricePublished, ...], context: Context) -> list[PricePublished]:
    if not context.actor.covers(wish.for_venue):
        raise NotAllowed(why="a price is set for the venues one works for")
    check_price(wish.price)
    if not 0 <= wish.tax_basis_points <= MOST_TAX:
        raise TaxOutOfRange(tax_basis_points=wish.tax_basis_points)
    price = PricePublished(**vars(wish))
    return [] if published[-1:] == (price,) else [price]


def check_price(price: Money) -> None:
    if not 0 <= price.amount <= DEAREST:
        raise PriceOutOfRange(price=price)


def remember_till(opened: tuple[TillOpened, ...], event: TillOpened) -> tuple[TillOpened, ...]:
    return (*opened, event)


def remember_price(published: tuple[PricePublished, ...], event: PricePublished) -> tuple[PricePublished, ...]:
    return (*published, event)


def till_stream(wish: OpenTill, context: Context) -> Iterable[str]:
    return [f"till-{wish.venue_id}"]


def price_stream(wish: PublishPrice, context: Context) -> Iterable[str]:
    return [f"price-{wish.product_id}"]


TILL: Decider[tuple[TillOpened, ...]] = Decider((OpenTill,), (), till_stream, open_till, remember_till)
PRICE: Decider[tuple[PricePublished, ...]] = Decider((PublishPrice,), (), price_stream, publish_price, remember_price)
