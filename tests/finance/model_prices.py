"""Tills and the dated price list by the rules alone: the contract of finance, its README, features-and-rules 24."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from shared.contracts import NotAllowed, Refusal
from shared.contracts import finance as c
from tests.finance.model_ledger import nearest
from tests.machine import Answer, told


@dataclass
class PriceModel:
    currencies: dict[str, str] = field(default_factory=dict)  # by venue with a till
    prices: list[c.PublishPrice] = field(default_factory=list)

    def open(self, wish: c.OpenTill) -> Answer:
        if wish.venue_id in self.currencies:
            return []
        self.currencies[wish.venue_id] = wish.currency
        return [told(c.TillOpened, venue_id=wish.venue_id, currency=wish.currency)]

    def publish(self, wish: c.PublishPrice, venues: tuple[str, ...] | None) -> Answer:
        against: set[type[Refusal]] = set()
        if venues is not None and wish.for_venue not in venues:
            against.add(NotAllowed)
        if not 0 <= wish.price.amount <= 100_000_000_000:
            against.add(c.PriceOutOfRange)
        if not 0 <= wish.tax_basis_points <= 10_000:
            against.add(c.TaxOutOfRange)
        if against:
            return against
        if [price for price in self.prices if price.product_id == wish.product_id][-1:] == [wish]:
            return []
        self.prices.append(wish)
        return [told(c.PricePublished, price=wish.price, valid_from=wish.valid_from, for_venue=wish.for_venue)]

    def sell(self, wish: c.PlaceOrder, day: date) -> Answer:
        """One product: what it costs at this venue on this day, and the tax in it."""
        (line,) = wish.lines
        if wish.venue_id not in self.currencies:
            return {c.TillNotOpen}
        currency = self.currencies[wish.venue_id]
        price = self.binding(line.product_id, wish.venue_id, currency, day)
        if price is None:
            return {c.NoPrice}
        if price.price.currency != currency:
            return {c.PriceInAnotherCurrency}
        amount = price.price.amount * line.quantity
        basis = price.tax_basis_points
        tax = nearest(Fraction(amount * basis, 10_000 + basis))
        sold = c.PricedLine(
            product_id=line.product_id, title=price.title, kind=price.kind, quantity=line.quantity, price=price.price,
            total=c.Money(amount, currency), tax=c.Money(tax, currency), prepaid=price.prepaid,
        )  # fmt: skip
        paid = [] if amount else [told(c.OrderPaid)]
        return [told(c.OrderPlaced, day=day, lines=(sold,), total=c.Money(amount, currency)), *paid]

    def binding(self, product_id: str, venue_id: str, currency: str, day: date) -> c.PublishPrice | None:
        """The venue's own before the chain's in its currency; then the newest day; then the latest published."""

        def rank(place: tuple[int, c.PublishPrice]) -> tuple[bool, bool, date, int]:
            number, price = place
            return price.for_venue is not None, price.price.currency == currency, price.valid_from, number

        def own_rank(place: tuple[int, c.PublishPrice]) -> tuple[date, int]:
            return place[1].valid_from, place[0]

        fit = [
            (number, price)
            for number, price in enumerate(self.prices)
            if price.product_id == product_id and price.valid_from <= day and price.for_venue in (None, venue_id)
        ]
        own = [place for place in fit if place[1].for_venue]
        best = max(own, key=own_rank) if own else max(fit, key=rank, default=None)
        return best[1] if best else None
