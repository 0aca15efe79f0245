"""What something costs on a day, and the tax in it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction

from shared.contracts.finance import (
    NoPrice,
    OrderLine,
    PricedLine,
    PriceInAnotherCurrency,
    PricePublished,
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


def price_on(prices: Sequence[PricePublished], product_id: str, till: TillOpened, day: date) -> PricePublished:
    """The price of a product at a venue on its day.

    A price for the venue goes before one for the chain; then the newest valid_from; then the latest published.
    A chain has a price a currency; raises NoPrice, PriceInAnotherCurrency.
    """
    known = [p for p in prices if p.product_id == product_id and p.valid_from <= day]
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


def quantities(lines: Iterable[OrderLine | PricedLine]) -> dict[str, int]:
    """How many of each product are wished, in the order in which they were first named."""
    wished: dict[str, int] = {}
    for line in lines:
        wished[line.product_id] = wished.get(line.product_id, 0) + line.quantity
    return wished


def priced(price: PricePublished, quantity: int) -> PricedLine:
    total = price.price * quantity
    return PricedLine(
        product_id=price.product_id,
        title=price.title,
        kind=price.kind,
        quantity=quantity,
        price=price.price,
        total=total,
        tax=tax_within(total, price.tax_basis_points),
        prepaid=price.prepaid,
    )
