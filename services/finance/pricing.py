"""What something costs on a day, and the tax in it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from services.finance.discount import less
from shared.contracts.finance import (
    Discount,
    NoPrice,
    OrderLine,
    PricedLine,
    PriceInAnotherCurrency,
    PricePublished,
    ProductTwiceInOrder,
    Purpose,
    TillOpened,
)
from shared.money import Money, round_half_up

WHOLE = 10_000  # basis points


def tax_within(total: Money, tax_basis_points: int) -> Money:
    """The tax in a price that includes it: the tax is rounded once a line, the net amount is the rest.

    2.99 at 4 % holds 0.12 of tax and 2.87 net; 63.60 at 6 % holds 3.60.

    >>> tax_within(Money(299, "EUR"), 400)
    Money(amount=12, currency='EUR')
    >>> tax_within(Money(6360, "CNY"), 600)
    Money(amount=360, currency='CNY')
    """
    exact = Fraction(total.amount * tax_basis_points, WHOLE + tax_basis_points)
    return Money(round_half_up(exact), total.currency)


def has_price(prices: Sequence[PricePublished], product_id: str, till: TillOpened, day: date, purpose: Purpose) -> bool:
    """Whether a product has a price for this purpose, at the venue or in the chain, on the venue's day."""
    try:
        price_on(prices, product_id, till, day, purpose)
    except (NoPrice, PriceInAnotherCurrency):
        return False
    return True


def price_on(
    prices: Sequence[PricePublished], product_id: str, till: TillOpened, day: date, purpose: Purpose = "sale"
) -> PricePublished:
    """The price of a product at a venue on its day, for a purpose.

    A price for the venue goes before one for the chain; then the newest valid_from; then the latest published.
    A chain has a price a currency; raises NoPrice, PriceInAnotherCurrency.
    """
    named = [p for p in prices if (p.product_id, p.purpose) == (product_id, purpose)]
    known = [p for p in named if p.valid_from <= day]
    here = [p for p in known if p.for_venue == till.venue_id]
    chain = [p for p in known if p.for_venue is None]
    candidates = here or [p for p in chain if p.price.currency == till.currency] or chain
    if not candidates:
        raise NoPrice(product_id=product_id, day=day)
    newest = max(p.valid_from for p in candidates)
    price = [p for p in candidates if p.valid_from == newest][-1]
    if price.price.currency != till.currency:
        raise PriceInAnotherCurrency(price=price.price.currency, venue=till.currency)
    return price


def wished(lines: Iterable[OrderLine]) -> dict[str, OrderLine]:
    """The lines by product, those of the same product put together; raises ProductTwiceInOrder where they cannot be."""
    by_product: dict[str, OrderLine] = {}
    for line in lines:
        known = by_product.get(line.product_id)
        if known and (known.card_id, known.purpose) != (line.card_id, line.purpose):
            raise ProductTwiceInOrder(product_id=line.product_id)
        quantity = line.quantity + (known.quantity if known else 0)
        by_product[line.product_id] = replace(line, quantity=quantity)
    return by_product


def as_wished(line: PricedLine) -> OrderLine:
    return OrderLine(product_id=line.product_id, quantity=line.quantity, card_id=line.card_id, purpose=line.purpose)


def priced(price: PricePublished, quantity: int, discount: Discount | None = None) -> PricedLine:
    total = less(price.price * quantity, discount)
    return PricedLine(
        product_id=price.product_id,
        title=price.title,
        kind=price.kind,
        quantity=quantity,
        price=price.price,
        total=total,
        tax=tax_within(total, price.tax_basis_points),
        prepaid=price.prepaid,
        discount=discount,
    )
