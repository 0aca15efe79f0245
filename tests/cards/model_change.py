"""A term that becomes another product, and whose money it is then, by the rules alone.

From the README of cards (*A change of product*) and features-and-rules 2, 3, 5, 44: the price of the days left, less
what went back, is the credit, and the same days of the other product are charged, each rounded once. What is over
is its payers' again, the latest order first, of each up to what stands of it; never more than it was paid.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from shared.contracts import Money, Refusal
from shared.contracts import cards as c
from tests.finance.model_ledger import fair, nearest
from tests.machine import Answer, told


@dataclass
class ChangeModel:
    """One card of one term: `price` for the days `first` to `until`, of which `back` went back; `standing` by order."""

    card: c.CardIssued
    terms: dict[str, c.Terms]

    product_id: str = ""
    lot_id: str = ""
    price: int = 0
    back: int = 0
    standing: list[c.LotCredit] = field(default_factory=list)  # the latest first
    quotes: dict[str, tuple[date, str, int, int, int]] = field(default_factory=dict)
    made: set[str] = field(default_factory=set)
    returned: set[tuple[str, str]] = field(default_factory=set)
    paid: Counter[str] = field(default_factory=Counter)  # by order
    gone: Counter[str] = field(default_factory=Counter)  # credited or gone back, by order

    def __post_init__(self) -> None:
        card = self.card
        self.product_id, self.lot_id, self.price = card.product_id, card.card_id, card.price.amount
        self.first, self.until = card.valid.first, card.valid.until
        self.paid[card.order_id] = self.price
        self.standing = [c.LotCredit(order_id=card.order_id, product_id=card.product_id, amount=card.price)]

    def money(self, amount: int) -> Money:
        return Money(amount, self.card.price.currency)

    def carried(self, credit: int) -> list[c.LotCredit]:
        """What stands of each order in so much of the lot."""
        stands, worth = [each.amount.amount for each in self.standing], self.price - self.back
        if not sum(stands) or not credit:
            return []
        parts = fair(nearest(Fraction(credit * sum(stands), worth)), stands)
        return [
            c.LotCredit(order_id=each.order_id, product_id=each.product_id, amount=self.money(part))
            for each, part in zip(self.standing, parts, strict=True)
            if part
        ]

    def quote(self, wish: c.QuoteChange, today: date) -> Answer:
        if wish.card_id != self.card.card_id:
            return {c.CardNotIssued}
        if wish.member_id != self.card.member_id:
            return {c.CardOfAnotherMember}
        against: set[type[Refusal]] = set()
        if today < self.first:
            against.add(c.CardNotYetValid)
        if today >= self.until:
            against.add(c.CardExpired)
        terms = self.terms.get(wish.product_id)
        if terms is None:
            against.add(c.ProductUnknown)
        elif terms.kind != "term":
            against.add(c.ChangeNotPossible)
        if wish.product_id == self.product_id:
            against.add(c.ChangeToSame)
        if against or terms is None:
            return against
        left, whole = (self.until - today).days, terms.days
        credit = max(0, nearest(Fraction(self.price * left, (self.until - self.first).days)) - self.back)
        stands = sum(each.amount.amount for each in self.carried(credit))
        known = (today, self.lot_id, left, credit, stands)
        if self.quotes.get(wish.product_id) == known:
            return []
        self.quotes[wish.product_id] = known
        return [
            told(c.ChangeQuoted, day=today, part=left, whole=whole, credit=self.money(credit), paid=self.money(stands))
        ]

    def change(self, wish: c.ChangeProduct) -> Answer:
        if wish.lot_id in self.made:
            return []
        if wish.product_id not in self.terms:
            return {c.ProductNotPublished}
        self.made.add(wish.lot_id)
        self.paid[wish.order_id] += wish.paid.amount
        if not self.first <= wish.day < self.until:
            return [told(c.LotNotGranted, lot_id=wish.lot_id, price=wish.paid)]
        surplus = left = max(0, wish.credit.amount - wish.price.amount)
        refunds, stays = [], []
        for each in self.carried(wish.credit.amount):
            part = min(left, each.amount.amount)
            left -= part
            for amount, to in ((part, refunds), (each.amount.amount - part, stays)):
                if amount:
                    to.append(
                        c.LotCredit(order_id=each.order_id, product_id=each.product_id, amount=self.money(amount))
                    )
            self.gone[each.order_id] += part
        changed = told(
            c.ProductChanged, old_lot_id=self.lot_id, surplus=self.money(surplus), refunds=tuple(refunds),
            valid_until=self.until,
        )  # fmt: skip
        own = c.LotCredit(order_id=wish.order_id, product_id=wish.product_id, amount=wish.paid)
        self.standing = [*([own] if wish.paid else []), *stays]
        self.product_id, self.lot_id, self.price, self.back = wish.product_id, wish.lot_id, wish.price.amount, 0
        self.first = wish.day
        return [changed]

    def give_back(self, wish: c.NotePriceReturned) -> Answer:
        """A gesture: the card stays, and is worth so much less."""
        at = next((i for i, e in enumerate(self.standing) if self.is_of(e, wish)), None)
        if at is None or (wish.refund_id, wish.product_id) in self.returned or not wish.amount:
            return []
        self.returned.add((wish.refund_id, wish.product_id))
        known = self.standing[at]
        self.standing[at] = c.LotCredit(
            order_id=known.order_id, product_id=known.product_id, amount=known.amount - wish.amount
        )
        self.back += wish.amount.amount
        self.gone[wish.order_id] += wish.amount.amount
        return [told(c.LotPriceReturned, lot_id=self.lot_id, amount=wish.amount)]

    @staticmethod
    def is_of(each: c.LotCredit, wish: c.NotePriceReturned) -> bool:
        return (each.order_id, each.product_id) == (wish.order_id, wish.product_id)
