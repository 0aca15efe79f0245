"""Automatic renewals, freeze fees and what stops them: every command in every state, against the model."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from services.finance.service import SERVICE
from shared.contracts import FINANCE_CLERK, Actor
from shared.contracts.finance import (
    ChargeFreezeFee,
    ChargeRenewal,
    NoteCharge,
    NotePayer,
    PayerNoted,
    PublishSafetyStop,
    RecordPayment,
    ResumeCharging,
)
from shared.ids import derived_id
from shared.money import Money
from tests.finance.examples import ADA, PUDONG, WEI, cny, till_opened
from tests.finance.model_charges import ChargesModel
from tests.finance.model_debts import ZONE
from tests.finance.test_order_for_a_card import CARD, MONTH, noted, priced, terms_noted
from tests.machine import Desk, lives, told
from tests.scenario import NOON

pytestmark = pytest.mark.thorough

SELF, CLERK = Actor.service("cards"), Actor(id=derived_id("finance clerk"), roles=(FINANCE_CLERK,))
OVER, UNKNOWN, UNPRICED = derived_id("card that is over"), derived_id("no card"), derived_id("not for sale")
cards = st.sampled_from([CARD] * 6 + [OVER, UNKNOWN])
members = st.sampled_from([WEI] * 9 + [ADA])
periods = st.integers(1, 3).map(lambda n: derived_id("period", n))
products = st.sampled_from([MONTH, MONTH, MONTH, UNPRICED])
limits = st.sampled_from([cny(30_000), cny(30_000), cny(29_999), cny(0), Money(30_000, "EUR")])
rested = st.sampled_from([(0, 0), (0, 0), (10, 31), (31, 31), (7, 9)])


class ChargesMachine(RuleBasedStateMachine):
    @initialize(most=st.sampled_from([0, 2]))
    def begin(self, most: int) -> None:
        over = replace(noted, card_id=OVER, over=True)
        renewed = replace(priced, purpose="renewal")
        self.desk = Desk(SERVICE.deciders, NOON, [till_opened, priced, renewed, terms_noted, noted, over])
        self.model = ChargesModel(WEI, {CARD, OVER}, {OVER}, prices={MONTH: 30_000})
        if most:
            self.publish(most, 0)

    @property
    def today(self) -> date:
        return self.desk.now.astimezone(ZONE).date()

    @rule(most=st.sampled_from([1, 2, 15, 0, 1_001]), ahead=st.integers(-1, 3))
    def publish(self, most: int, ahead: int) -> None:
        wish = PublishSafetyStop(most_lines=most, valid_from=self.desk.now.date() + timedelta(days=ahead))
        self.desk.give(wish, self.model.publish(wish, self.desk.now.date()))

    @rule(card=cards, number=st.integers(1, 9), lines=st.sampled_from([1, 1, 7]), ago=st.sampled_from([0, 0, 0, 1]))
    def hear_of_an_order(self, card: str, number: int, lines: int, ago: int) -> None:
        day = self.today - timedelta(days=ago)
        wish = NoteCharge(card_id=card, order_id=derived_id("order", number), day=day, lines=lines)
        self.desk.give(wish, self.model.note(wish), SELF)

    @rule(card=cards)
    def resume(self, card: str) -> None:
        wish = ResumeCharging(card_id=card, reason="looked at")
        self.desk.give(wish, self.model.resume(wish), CLERK)

    @rule(card=cards, number=st.integers(1, 4), ahead=st.integers(-2, 2))
    def charge_a_fee(self, card: str, number: int, ahead: int) -> None:
        wish = ChargeFreezeFee(
            order_id=derived_id("fee", number), card_id=card, member_id=WEI, product_id=MONTH, venue_id=PUDONG,
            fee=cny(1_000), day=self.today + timedelta(days=ahead),
        )  # fmt: skip
        self.desk.give(wish, self.model.fee(wish, self.today), SELF)

    @rule(
        card=cards, period=periods, attempt=st.integers(1, 4), who=members, product=products, most=limits,
        less=rested, ahead=st.sampled_from([1, 1, 0, -8]),
    )  # fmt: skip
    def charge_a_renewal(
        self, card: str, period: str, attempt: int, who: str, product: str, most: Money, less: tuple[int, int],
        ahead: int,
    ) -> None:  # fmt: skip
        order = derived_id(period, card)
        wish = ChargeRenewal(
            order_id=order, payment_id=derived_id(order, attempt), card_id=card, member_id=who, product_id=product,
            venue_id=PUDONG, most=most, period=self.today + timedelta(days=ahead), off_days=less[0], of_days=less[1],
        )  # fmt: skip
        self.desk.give(wish, self.model.renew(wish, self.today), SELF)

    @rule(card=cards, period=periods)
    def pay(self, card: str, period: str) -> None:
        """At the desk, while an attempt may be under way."""
        order = derived_id(period, card)
        due = self.model.orders[order].due if order in self.model.orders else 1
        wish = RecordPayment(
            payment_id=derived_id("cash", order, len(self.desk.answered)), order_id=order, venue_id=PUDONG,
            amount=cny(due), method="cash",
        )  # fmt: skip
        self.desk.give(wish, self.model.pay(order))

    @rule(pays=st.booleans())
    def payer(self, pays: bool) -> None:
        wish = NotePayer(member_id=WEI, payer_id=ADA, pays=pays)
        known = [each.pays for each in self.desk.events if isinstance(each, PayerNoted)]
        self.desk.give(wish, [] if known[-1:] == [pays] else [told(PayerNoted, pays=pays)], SELF)
        self.model.payer = ADA if pays else None

    @rule(days=st.sampled_from([1, 1, 8]))
    def time_passes(self, days: int) -> None:
        self.desk.now += timedelta(days=days)

    @rule(pick=st.integers(0, 40))
    def again(self, pick: int) -> None:
        self.desk.repeat(pick)
        self.desk.reuse(pick, ResumeCharging(card_id=UNKNOWN, reason="no such card"))


ChargesMachine.TestCase.settings = lives(60, 40)
TestChargesMachine = ChargesMachine.TestCase
