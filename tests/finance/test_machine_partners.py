"""What companies owe by their statements, and what they pay: every command in every state, against the model."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.finance.service import SERVICE
from shared.contracts import FINANCE_CLERK, Actor
from shared.contracts.finance import EntryPosted, NotePartnerDue, RecordPartnerPayment
from shared.ids import derived_id
from shared.money import Money
from tests.finance.examples import ORDER, PUDONG, TODAY, XUHUI, cny, till_opened
from tests.finance.model_receivable import ReceivableModel
from tests.finance.test_partner_prices import ACME, OTHER, placed, sold
from tests.machine import Desk, lives
from tests.scenario import NOON

pytestmark = pytest.mark.thorough

SELF, CLERK = Actor.service("finance"), Actor(id=derived_id("finance clerk"), roles=(FINANCE_CLERK,))
NOBODY = derived_id("a company to whose people nothing was sold")
EMPLOYERS = {derived_id(ORDER, "partner", each): each for each in (ACME, OTHER)}
MONTHS = [date(2025, month, 10) for month in (1, 2, 3)]
months = st.sampled_from(MONTHS)
venues = st.sampled_from([PUDONG, XUHUI, PUDONG, XUHUI, derived_id("no till")])
companies = st.sampled_from([ACME, ACME, ACME, OTHER, NOBODY])
dues = st.sampled_from([40_000, 40_000, 10_001, -15_000, -40_000])
amounts = st.sampled_from([cny(25_000), cny(40_000), cny(60_000), cny(1), cny(0), Money(100, "EUR")])


class PartnersMachine(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        second = replace(sold(agreement_id=OTHER), product_id=derived_id("another product"))
        order = replace(placed(sold()), lines=(sold(), second), total=cny(160_000))
        self.desk = Desk(SERVICE.deciders, NOON, [till_opened, replace(till_opened, venue_id=XUHUI), order])
        self.model = ReceivableModel(EMPLOYERS, (PUDONG, XUHUI))

    @rule(
        number=st.integers(1, 9), payment=st.sampled_from([*EMPLOYERS, *EMPLOYERS, derived_id("cash")]), month=months,
        venue=st.sampled_from([PUDONG, XUHUI]), amount=dues,
    )  # fmt: skip
    def owe(self, number: int, payment: str, month: date, venue: str, amount: int) -> None:
        """A company's part was paid with the last of an order, or went back."""
        cause = derived_id("cause", number)
        wish = NotePartnerDue(
            order_id=ORDER, payment_id=payment, cause_id=cause, venue_id=venue, day=month, amount=cny(amount)
        )
        self.desk.give(wish, self.model.note(wish), SELF)

    @rule(
        number=st.integers(1, 6), company=companies, venue=venues, amount=amounts, month=st.none() | months,
        way=st.sampled_from(["transfer", "transfer", "cash"]),
    )  # fmt: skip
    def pay(self, number: int, company: str, venue: str, amount: Money, month: date | None, way: str) -> None:
        wish = RecordPartnerPayment(
            payment_id=derived_id("payment", number), agreement_id=company, venue_id=venue, amount=amount,
            method=way, month=month,  # type: ignore[arg-type]
        )  # fmt: skip
        self.desk.give(wish, self.model.receive(wish), CLERK)

    @rule(company=st.sampled_from([ACME, OTHER]), number=st.integers(7, 20), more=st.sampled_from([0, 0, 5_000]))
    def pay_all(self, company: str, number: int, more: int) -> None:
        left = sum(self.model.of(company).open.values()) + more
        self.pay(number, company, XUHUI, cny(left), None, "transfer")

    @rule(days=st.sampled_from([1, 30]))
    def time_passes(self, days: int) -> None:
        self.desk.now += timedelta(days=days)

    @rule(pick=st.integers(0, 40))
    def again(self, pick: int) -> None:
        self.desk.repeat(pick)
        nothing = NotePartnerDue(
            order_id=ORDER, payment_id=ORDER, cause_id=ORDER, venue_id=PUDONG, day=TODAY, amount=cny(1)
        )
        self.desk.reuse(pick, nothing)

    @invariant()
    def what_was_billed_is_open_or_paid_and_what_was_paid_settles_or_is_over(self) -> None:
        for company in self.model.companies.values():
            assert company.billed - sum(company.open.values()) == company.came - sum(company.over.values())

    @invariant()
    def the_books_are_those_of_the_model(self) -> None:
        books: Counter[tuple[str, str, str]] = Counter()
        for event in self.desk.events:
            if isinstance(event, EntryPosted):
                assert sum(posting.amount for posting in event.postings) == 0
                for posting in event.postings:
                    books[event.order_id, event.venue_id, posting.account] += posting.amount
        kept = self.model.books
        assert {k: v for k, v in books.items() if v} == {k: v for k, v in kept.items() if v}


PartnersMachine.TestCase.settings = lives(40, 30)
TestPartnersMachine = PartnersMachine.TestCase
