"""Card products: every command in every state, against the model."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from services.cards.service import SERVICE
from shared.contracts.cards import PublishProduct, ReviseProduct, Terms
from shared.ids import derived_id
from tests.cards.model_product import ProductModel
from tests.machine import Desk, lives
from tests.scenario import NOON

pytestmark = pytest.mark.thorough

products = st.integers(1, 2).map(lambda n: derived_id("product", n))
kinds = st.sampled_from(
    [
        Terms(kind="term", months=1, freeze_days=14),
        Terms(kind="term", months=3),
        Terms(kind="visits", months=1, visits=10),
        Terms(kind="visits", months=1, visits=0),
        Terms(kind="visits", months=1),
        Terms(kind="term", months=-1),
    ]
)


class ProductMachine(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.desk = Desk(SERVICE.deciders, NOON)
        self.model = ProductModel()

    @rule(product=products, terms=kinds, name=st.sampled_from(["Month", "Ten"]))
    def publish(self, product: str, terms: Terms, name: str) -> None:
        wish = PublishProduct(product_id=product, name=name, name_zh="卡", terms=terms)
        self.desk.give(wish, self.model.publish(wish))

    @rule(product=products, terms=kinds, offset=st.integers(-1, 3))
    def revise(self, product: str, terms: Terms, offset: int) -> None:
        day = self.desk.now.date() + timedelta(days=offset)
        wish = ReviseProduct(product_id=product, name="It", name_zh="卡", terms=terms, effective=day)
        self.desk.give(wish, self.model.revise(wish, self.desk.now.date()))

    @rule(days=st.integers(1, 3))
    def time_passes(self, days: int) -> None:
        self.desk.now += timedelta(days=days)

    @rule(pick=st.integers(0, 30))
    def again(self, pick: int) -> None:
        self.desk.repeat(pick)
        other = PublishProduct(
            product_id=derived_id("other"), name="Other", name_zh="别的", terms=Terms(kind="term", months=1)
        )
        self.desk.reuse(pick, other)


ProductMachine.TestCase.settings = lives(30, 25)
TestProductMachine = ProductMachine.TestCase
