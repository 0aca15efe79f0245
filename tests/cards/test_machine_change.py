"""A term that becomes one product after the other, and whose money that is: every command, against the model."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.cards.service import SERVICE
from shared.contracts import DayRange
from shared.contracts.cards import ChangeProduct, NotePriceReturned, QuoteChange, Terms
from shared.ids import derived_id
from tests.cards.examples import ADA, CARD, PRODUCT, PUDONG, WEI, gate_opened, month_card, published, yuan
from tests.cards.life import noon
from tests.cards.model_change import ChangeModel
from tests.finance.model_ledger import nearest
from tests.machine import Desk, lives

pytestmark = pytest.mark.thorough

BETTER, CHEAP, PACK = (derived_id(each) for each in ("better", "cheap", "pack"))
TERMS = {
    PRODUCT: Terms(kind="term", days=31),
    BETTER: Terms(kind="term", days=30),
    CHEAP: Terms(kind="term", days=28),
    PACK: Terms(kind="visits", days=30, visits=10),
}
LISTED = {PRODUCT: 10_000, BETTER: 14_999, CHEAP: 1_001, PACK: 5_000}
products = st.sampled_from([PRODUCT, BETTER, BETTER, CHEAP, CHEAP])


class ChangeMachine(RuleBasedStateMachine):
    @initialize(ahead=st.sampled_from([0, 0, 2]))
    def sell(self, ahead: int) -> None:
        first = date(2025, 1, 1) + timedelta(days=ahead)
        card = replace(month_card, terms=TERMS[PRODUCT], valid=DayRange(first, first + timedelta(days=31)))
        listed = [replace(published, product_id=product, terms=terms) for product, terms in TERMS.items()]
        self.desk, self.orders = Desk(SERVICE.deciders, noon(0), [gate_opened, *listed, card]), 0
        self.model = ChangeModel(card, TERMS)

    @rule(
        card=st.sampled_from([CARD] * 9 + [derived_id("no card")]), who=st.sampled_from([WEI] * 9 + [ADA]),
        product=st.sampled_from([PRODUCT, BETTER, CHEAP, PACK, derived_id("no product")]),
    )  # fmt: skip
    def quote(self, card: str, who: str, product: str) -> None:
        wish = QuoteChange(card_id=card, member_id=who, product_id=product)
        self.desk.give(wish, self.model.quote(wish, self.desk.now.date()))

    @rule(product=products, late=st.integers(0, 9))
    def change(self, product: str, late: int) -> None:
        """As it was worked out on the day, and paid; seldom when the card is over."""
        self.quote(CARD, WEI, product)
        known = self.model.quotes.get(product)
        if product != self.model.product_id and known and known[1] == self.model.lot_id:
            day, _, part, credit, _ = known
            price = nearest(Fraction(LISTED[product] * part, TERMS[product].days))
            self.orders += 1
            order = derived_id("upgrade", self.orders)
            day = self.model.until if late == 9 else day
            wish = ChangeProduct(
                card_id=CARD, lot_id=derived_id("lot of", order), order_id=order, product_id=product, member_id=WEI,
                venue_id=PUDONG, paid=yuan(max(0, price - credit)), credit=yuan(credit), price=yuan(price), day=day,
            )  # fmt: skip
            if day == self.desk.now.date() or late == 9:
                self.desk.give(wish, self.model.change(wish))

    @rule(number=st.integers(1, 6), pick=st.integers(0, 3), part=st.sampled_from([1, 2, 5]))
    def give_back_a_part(self, number: int, pick: int, part: int) -> None:
        if standing := self.model.standing:
            each = standing[pick % len(standing)]
            wish = NotePriceReturned(
                card_id=CARD, order_id=each.order_id, product_id=each.product_id,
                refund_id=derived_id("refund", number), amount=yuan(each.amount.amount // part),
            )  # fmt: skip
            self.desk.give(wish, self.model.give_back(wish))

    @rule(days=st.sampled_from([1, 1, 5, 11]))
    def time_passes(self, days: int) -> None:
        self.desk.now += timedelta(days=days)

    @rule(pick=st.integers(0, 40))
    def again(self, pick: int) -> None:
        self.desk.repeat(pick)
        self.desk.reuse(pick, QuoteChange(card_id=derived_id("no card"), member_id=WEI, product_id=BETTER))

    @invariant()
    def of_no_order_more_stands_or_went_back_than_it_was_paid(self) -> None:
        for order, paid in self.model.paid.items():
            stands = sum(each.amount.amount for each in self.model.standing if each.order_id == order)
            assert 0 <= stands + self.model.gone[order] <= paid


ChangeMachine.TestCase.settings = lives(80, 30)
TestChangeMachine = ChangeMachine.TestCase
