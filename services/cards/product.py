"""A card product: a kind of card on offer, with figures that make sense together. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from shared.contracts import DayRange
from shared.contracts.cards import (
    ProductAlreadyPublished,
    ProductFigureOutOfRange,
    ProductIncomplete,
    ProductPublished,
    PublishProduct,
    Terms,
)
from shared.decider import Context, Decider
from shared.venue_time import add_days, add_months

NO_END = date.max  # 9999-12-31: a card without term
MOST_MONEY = 10**12  # minor units


@dataclass(frozen=True)
class Product:
    published: bool = False  # none -> published


def streams(wish: PublishProduct, context: Context) -> list[str]:
    return [f"product-{wish.product_id}"]


def decide(wish: PublishProduct, product: Product, context: Context) -> list[ProductPublished]:
    if product.published:
        raise ProductAlreadyPublished(product_id=wish.product_id)
    for missing in missing_figures(wish.terms):
        raise ProductIncomplete(kind=wish.terms.kind, missing=missing)
    for figure, asked, least, most in figures(wish.terms):
        if not least <= asked <= most:
            raise ProductFigureOutOfRange(figure=figure, asked=asked, least=least, most=most)
    return [ProductPublished(**vars(wish))]


def missing_figures(terms: Terms) -> Iterator[str]:
    """What a product of this kind cannot do without."""
    match terms.kind:
        case "term":
            if not terms.months and not terms.days:
                yield "months or days"
        case "visits":
            if terms.visits is None:
                yield "visits"
        case "stored_value":
            if terms.value is None:
                yield "value"
            elif terms.visit_price is None:
                yield "visit_price"
            elif len({money.currency for money in (terms.value, terms.visit_price, terms.bonus) if money}) > 1:
                yield "one currency"


def figures(terms: Terms) -> Iterator[tuple[str, int, int, int]]:
    """Each figure with its least and its most."""
    yield "months", terms.months, 0, 120
    yield "days", terms.days, 0, 3660
    yield "freeze_days", terms.freeze_days, 0, 3660
    yield "passback_minutes", terms.passback_minutes, 0, 24 * 60
    if terms.visits is not None:
        yield "visits", terms.visits, 1, 100_000
    if terms.value is not None:
        yield "value", terms.value.amount, 1, MOST_MONEY
        if terms.visit_price is not None:
            yield "visit_price", terms.visit_price.amount, 1, terms.value.amount
        if terms.bonus is not None:
            yield "bonus", terms.bonus.amount, 0, terms.value.amount


def valid_days(terms: Terms, first_day: date) -> DayRange:
    """The days of a card that begins on `first_day`: its months, counted from that day of the month, then its days."""
    if not terms.months and not terms.days:
        return DayRange(first_day, NO_END)
    return DayRange(first_day, add_days(add_months(first_day, terms.months), terms.days))


def evolve(product: Product, event: ProductPublished) -> Product:
    return Product(published=True)


PRODUCT: Decider[Product] = Decider((PublishProduct,), Product(), streams, decide, evolve)
