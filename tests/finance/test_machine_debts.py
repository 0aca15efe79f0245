"""Debts and the policies that shut doors: every command in every state, against the model."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.finance.service import SERVICE
from shared.contracts import FINANCE_CLERK, Actor
from shared.contracts.finance import (
    DebtCause,
    DropRenewalDebts,
    NoteDebt,
    NotePayer,
    PayerNoted,
    PublishDebtPolicy,
    ReviewDebts,
    WriteOffDebt,
)
from shared.ids import derived_id
from shared.money import Money
from tests.finance.examples import ADA, PUDONG, WEI, XUHUI
from tests.finance.model_debts import ZONE, DebtsModel
from tests.machine import Desk, lives, told
from tests.scenario import NOON

pytestmark = pytest.mark.thorough

SELF, CLERK = Actor.service("finance"), Actor(id=derived_id("finance clerk"), roles=(FINANCE_CLERK,))
ORDERS = [derived_id("order", n) for n in range(5)]
CARDS = [derived_id("card", n) for n in range(2)]
members, orders, cards = st.sampled_from([WEI, WEI, ADA]), st.sampled_from(ORDERS), st.sampled_from(CARDS)
amounts = st.sampled_from([30_000, 30_000, 5_000, 4_999, 0])
seldom = st.integers(0, 5).map(lambda n: n == 5)
currencies = st.sampled_from(["CNY", "CNY", "CNY", "GBP"])
few_days = st.integers(-9, 9)
causes = st.sampled_from(["renewal", "renewal", "on_account", "freeze_fee"])


class DebtsMachine(RuleBasedStateMachine):
    @initialize(days=st.sampled_from([0, 3]))
    def begin(self, days: int) -> None:
        self.desk, self.model = Desk(SERVICE.deciders, NOON), DebtsModel()
        if days:
            self.publish(5_000, "CNY", days, 5, 0)

    def today(self) -> date:
        return self.desk.now.astimezone(ZONE).date()

    @rule(
        least=st.sampled_from([5_000, 5_000, 60_000, 0]),
        currency=currencies,
        days=st.sampled_from([1, 3, 30, 366, 367]),
        bank=st.sampled_from([5, 5, 0, 31]),
        ahead=st.sampled_from([0, 0, 1, 5, -1]),
    )
    def publish(self, least: int, currency: str, days: int, bank: int, ahead: int) -> None:
        begins = self.desk.now.date() + timedelta(days=ahead)
        wish = PublishDebtPolicy(least=Money(least, currency), days=days, bank_days=bank, valid_from=begins)
        self.desk.give(wish, self.model.publish(wish, self.desk.now.date()), CLERK)

    @rule(
        who=members, order=orders, amount=amounts, currency=currencies, due=few_days, cause=causes, card=cards,
        asked=st.none() | few_days, alone=seldom,
    )  # fmt: skip
    def note(
        self, who: str, order: str, amount: int, currency: str, due: int, cause: DebtCause, card: str,
        asked: int | None, alone: bool,
    ) -> None:  # fmt: skip
        """As the order tells it: all at first, later only what changes, which may be heard of an order never known."""
        known = self.model.of(who).debts.get(order)
        asked_on = None if asked is None else self.today() + timedelta(days=asked)
        left = Money(amount, known.currency if known else currency)
        wish = NoteDebt(member_id=who, order_id=order, left=left, asked_on=asked_on)
        if not known and not alone:
            due_day = self.today() + timedelta(days=due)
            wish = replace(wish, due_day=due_day, venue_id=PUDONG, zone=ZONE.key, cause=cause, card_id=card)
        self.desk.give(wish, self.model.note(wish), SELF)

    @rule(who=members, order=orders, venue=st.sampled_from([PUDONG, PUDONG, XUHUI]), pick=st.integers(0, 9))
    def write_off(self, who: str, order: str, venue: str, pick: int) -> None:
        known = list(self.model.of(who).debts)
        order = known[pick] if pick < len(known) else order
        wish = WriteOffDebt(member_id=who, order_id=order, venue_id=venue, reason="moved away")
        self.desk.give(wish, self.model.write_off(wish), CLERK)

    @rule(who=members, card=cards, order=st.none() | orders, sure=seldom, paid_by=st.none() | orders)
    def drop(self, who: str, card: str, order: str | None, sure: bool, paid_by: str | None) -> None:
        """The card does not renew by itself any more, or another order renewed it."""
        if not sure:
            return
        wish = DropRenewalDebts(member_id=who, card_id=card, order_id=order, paid_by=paid_by)
        self.desk.give(wish, self.model.drop(wish), SELF)

    @rule(pays=st.booleans())
    def payer(self, pays: bool) -> None:
        """Ada pays for Wei, or does not any more: what she owed for Wei's card stays hers."""
        wish = NotePayer(member_id=WEI, payer_id=ADA, pays=pays)
        known = [each.pays for each in self.desk.events if isinstance(each, PayerNoted)]
        self.desk.give(wish, [] if known[-1:] == [pays] else [told(PayerNoted, pays=pays)], SELF)
        self.model.payers[WEI] = {ADA}

    @rule(who=members, days=st.sampled_from([0, 0, 1, 1, 2, 4, 40]))
    def review(self, who: str, days: int) -> None:
        """As the clock does, each morning while something is owed."""
        self.desk.now += timedelta(days=days)
        self.desk.give(ReviewDebts(member_id=who), self.model.review(who, self.desk.now), SELF)

    @rule(who=members)
    def pay_all(self, who: str) -> None:
        for order, debt in list(self.model.of(who).debts.items()):
            wish = NoteDebt(member_id=who, order_id=order, left=Money(0, debt.currency))
            self.desk.give(wish, self.model.note(wish), SELF)
        self.review(who, 0)

    @rule(pick=st.integers(0, 40))
    def again(self, pick: int) -> None:
        self.desk.repeat(pick)
        self.desk.reuse(pick, ReviewDebts(member_id=derived_id("nobody")))

    @invariant()
    def nobody_owes_less_than_nothing(self) -> None:
        assert all(debt.left >= 0 for owing in self.model.members.values() for debt in owing.debts.values())


DebtsMachine.TestCase.settings = lives(100, 40)
TestDebtsMachine = DebtsMachine.TestCase
