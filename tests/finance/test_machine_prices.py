"""Tills and dated prices, seen through what an order costs: every command in every state, against the model."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from services.finance.service import SERVICE
from shared.contracts import FINANCE_CLERK, Actor
from shared.contracts.finance import OpenTill, OrderLine, PlaceOrder, PublishPrice
from shared.ids import derived_id
from shared.money import Money
from tests.finance.examples import PACK, PUDONG, WATER, WEI, XUHUI
from tests.finance.model_prices import PriceModel
from tests.machine import Desk, lives
from tests.scenario import CLERK, NOON

pytestmark = pytest.mark.thorough

ZONES = {PUDONG: "Asia/Shanghai", XUHUI: "America/Los_Angeles"}
CLERK_OF_PUDONG = Actor(id=derived_id("clerk of one venue"), roles=(FINANCE_CLERK,), venues=(PUDONG,))
venues = st.sampled_from([PUDONG, PUDONG, XUHUI])
products = st.sampled_from([PACK, WATER])
amounts = st.sampled_from([299, 6360, 1, 0, 100_000_000_000, 100_000_000_001, -1])


class PriceMachine(RuleBasedStateMachine):
    @initialize(opened=st.booleans())
    def begin(self, opened: bool) -> None:
        self.desk = Desk(SERVICE.deciders, NOON)
        self.model = PriceModel()
        if opened:
            self.open(PUDONG, "CNY")
            self.publish(PACK, 6360, "CNY", 600, -1, None, False)

    @rule(venue=venues, currency=st.sampled_from(["CNY", "CNY", "USD"]))
    def open(self, venue: str, currency: str) -> None:
        wish = OpenTill(venue_id=venue, zone=ZONES[venue], currency=currency)
        self.desk.give(wish, self.model.open(wish))

    @rule(
        product=products, amount=amounts, currency=st.sampled_from(["CNY", "CNY", "USD"]), offset=st.integers(-2, 2),
        tax=st.sampled_from([600, 400, 0, 10_000, 10_001, -1]), venue=st.sampled_from([None, PUDONG, XUHUI]),
        local=st.booleans(),
    )  # fmt: skip
    def publish(
        self, product: str, amount: int, currency: str, tax: int, offset: int, venue: str | None, local: bool
    ) -> None:
        wish = PublishPrice(
            product_id=product, title="It", kind="retail", price=Money(amount, currency), tax_basis_points=tax,
            valid_from=self.desk.now.date() + timedelta(days=offset), for_venue=venue,
        )  # fmt: skip
        actor = CLERK_OF_PUDONG if local else CLERK
        self.desk.give(wish, self.model.publish(wish, actor.venues), actor)

    @rule(product=products, venue=venues, quantity=st.sampled_from([1, 3, 1000]))
    def sell(self, product: str, venue: str, quantity: int) -> None:
        number = len(self.desk.answered)
        lines = (OrderLine(product_id=product, quantity=quantity),)
        wish = PlaceOrder(order_id=derived_id("order", number), member_id=WEI, venue_id=venue, lines=lines)
        day = self.desk.now.astimezone(ZoneInfo(ZONES[venue])).date()
        self.desk.give(wish, self.model.sell(wish, day))

    @rule(hours=st.sampled_from([6, 24]))
    def time_passes(self, hours: int) -> None:
        self.desk.now += timedelta(hours=hours)

    @rule(pick=st.integers(0, 40))
    def again(self, pick: int) -> None:
        self.desk.repeat(pick)
        self.desk.reuse(pick, OpenTill(venue_id=derived_id("elsewhere"), zone="Asia/Tokyo", currency="JPY"))


PriceMachine.TestCase.settings = lives(40, 30)
TestPriceMachine = PriceMachine.TestCase
