"""Orders, their money and the ledger: every command in every state, against the models."""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.finance.service import SERVICE
from shared.contracts.finance import EntryPosted, OrderLine, PlaceOrder, RecogniseIncome
from shared.ids import derived_id
from shared.money import Money
from tests.finance.examples import (
    ADA,
    ORDER,
    PACK,
    PUDONG,
    TODAY,
    WATER,
    WEI,
    XUHUI,
    cny,
    notice,
    pack_priced,
    place,
    record,
    refund,
    request,
    till_opened,
    water_priced,
)
from tests.finance.model_ledger import Sold
from tests.finance.model_order import OrderModel
from tests.machine import Desk, lives
from tests.scenario import NOON

pytestmark = pytest.mark.thorough

FREE, UNPRICED = derived_id("free"), derived_id("unpriced")
free_priced = replace(pack_priced, product_id=FREE, price=cny(0), kind="activity", prepaid=False)
PRICES = (pack_priced, water_priced, free_priced)
CATALOGUE = {
    PACK: Sold(PACK, "card", 63600, 3600, True),
    WATER: Sold(WATER, "retail", 299, 12, False),
    FREE: Sold(FREE, "activity", 0, 0, False),
}
references = st.integers(1, 6).map(lambda n: derived_id("reference", n))  # of payments and refunds alike
asked = st.integers(1, 3).map(lambda n: derived_id("asked", n))
amounts = st.sampled_from([-1, 0, 1, 299, 20000, 31800, 63600, 63899, 63900]) | st.integers(1, 70000)
currencies = st.sampled_from(["CNY", "CNY", "CNY", "CNY", "EUR"])
money = st.builds(Money, amounts, currencies)
venues = st.sampled_from([PUDONG, PUDONG, PUDONG, XUHUI])
carts = st.sampled_from([(PACK, WATER), (PACK, WATER), (PACK,), (FREE,), (UNPRICED, PACK), ()])


class OrderMachine(RuleBasedStateMachine):
    @initialize(cart=carts | st.just((PACK, WATER)), way=st.sampled_from(["unpaid", "cash", "asked", "asked"]))
    def begin(self, cart: tuple[str, ...], way: str) -> None:
        self.desk = Desk(SERVICE.deciders, NOON, (till_opened, *PRICES))
        self.model = OrderModel(ORDER, WEI, PUDONG, deepcopy(CATALOGUE))
        self.place(cart, WEI, PUDONG, 1)
        if way == "cash" and self.model.due:
            self.pay(derived_id("reference", 0), cny(self.model.due), "cash", PUDONG)
        if way == "asked":
            self.request_what_is_due(derived_id("asked", 1), 1)
            self.request_what_is_due(derived_id("asked", 2), 2)

    @rule(cart=carts, who=st.sampled_from([WEI, ADA]), venue=venues, quantity=st.sampled_from([1, 1, 0, 1001]))
    def place(self, cart: tuple[str, ...], who: str, venue: str, quantity: int) -> None:
        lines = tuple(OrderLine(product_id=product, quantity=quantity) for product in cart)
        wish: PlaceOrder = replace(place, lines=lines, member_id=who, venue_id=venue)
        self.desk.give(wish, self.model.place(wish))

    @rule(reference=references, amount=money, way=st.sampled_from(["cash", "terminal", "transfer"]), venue=venues)
    def pay(self, reference: str, amount: Money, way: str, venue: str) -> None:
        wish = replace(record, payment_id=reference, amount=amount, method=way, venue_id=venue)
        self.desk.give(wish, self.model.pay(wish))

    @rule(reference=asked | references, amount=money, who=st.sampled_from([WEI, WEI, ADA]))
    def request(self, reference: str, amount: Money, who: str) -> None:
        wish = replace(request, payment_id=reference, amount=amount, member_id=who)
        self.desk.give(wish, self.model.request(wish))

    @rule(reference=asked, share=st.sampled_from([1, 2]))
    def request_what_is_due(self, reference: str, share: int) -> None:
        self.request(reference, cny(self.model.due // share), WEI)

    @rule(
        number=st.integers(1, 9), reference=asked | references, hour=st.integers(0, 23), amount=money,
        status=st.sampled_from(["captured", "captured", "failed", "refunded"]), own=st.booleans(),
    )  # fmt: skip
    def hear_of(self, number: int, reference: str, hour: int, amount: Money, status: str, own: bool) -> None:
        known = self.model.payments.get(reference)
        if known and own and status != "refunded":
            amount = cny(known.asked)  # a payment has one amount
        wish = replace(notice(number, status, hour), payment_id=reference, amount=amount)
        if known and status == "captured" and amount.amount != known.asked:
            return
        self.desk.give(wish, self.model.notice(wish))

    @rule(
        number=st.integers(10, 40), pick=st.integers(0, 3), hour=st.integers(0, 23), share=st.integers(1, 3),
        status=st.sampled_from(["captured", "captured", "failed", "refunded"]),
    )  # fmt: skip
    def hear_of_what_was_asked(self, number: int, pick: int, hour: int, share: int, status: str) -> None:
        if known := [key for key, payment in self.model.payments.items() if payment.way == "sandbox"]:
            reference = known[pick % len(known)]
            amount = self.model.payments[reference].asked // (share if status == "refunded" else 1)
            self.hear_of(number, reference, hour, cny(amount), status, True)

    @rule(reference=references, amount=money, venue=venues)
    def send_back(self, reference: str, amount: Money, venue: str) -> None:
        wish = replace(refund, refund_id=reference, amount=amount, venue_id=venue)
        self.desk.give(wish, self.model.refund(wish))

    @rule(number=st.integers(1, 30), share=st.integers(1, 7))
    def send_back_a_part(self, number: int, share: int) -> None:
        self.send_back(derived_id("part", number), cny(self.model.refundable // share), PUDONG)

    @rule(number=st.integers(1, 12), amount=money, venue=venues, product=st.sampled_from([PACK, PACK, WATER, UNPRICED]))
    def use(self, number: int, amount: Money, venue: str, product: str) -> None:
        facts = {"use_id": derived_id("use", number), "product_id": product, "venue_id": venue}
        wish = RecogniseIncome(order_id=ORDER, day=TODAY, amount=amount, **facts)
        self.desk.give(wish, self.model.use(wish))

    @rule(hours=st.sampled_from([1, 20]))
    def time_passes(self, hours: int) -> None:
        self.desk.now += timedelta(hours=hours)

    @rule(pick=st.integers(0, 40))
    def again(self, pick: int) -> None:
        self.desk.repeat(pick)
        self.desk.reuse(pick, replace(refund, order_id=derived_id("another")))

    @invariant()
    def the_books_are_those_of_the_model(self) -> None:
        books: Counter[tuple[str, str]] = Counter()
        for event in self.desk.events:
            if isinstance(event, EntryPosted):
                assert sum(posting.amount for posting in event.postings) == 0
                for posting in event.postings:
                    books[event.venue_id, posting.account] += posting.amount
        kept = self.model.ledger.balances
        assert {k: v for k, v in books.items() if v} == {k: v for k, v in kept.items() if v}


OrderMachine.TestCase.settings = lives(60, 40)
TestOrderMachine = OrderMachine.TestCase
