"""A card that renews by itself, is to become another, and is left: every command in every state, against the model."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from services.cards.service import SERVICE
from shared.contracts import DayRange, Money
from shared.contracts.cards import (
    AgreeAutoRenewal,
    CancelCards,
    FailRenewal,
    GiveNotice,
    GrantLot,
    PlanChange,
    RenewalDue,
    Terms,
    WatchCard,
    WithdrawAutoRenewal,
    WithdrawNotice,
    WithdrawPlannedChange,
)
from shared.ids import derived_id
from tests.cards.examples import ADA, CARD, ORDER, PRODUCT, PUDONG, WEI, gate_opened, month_card, published, yuan
from tests.cards.life import noon
from tests.cards.model_renewal import ZONE, RenewalModel
from tests.machine import Desk, lives

pytestmark = pytest.mark.thorough

BETTER, PLAIN, TRIAL, PACK = (derived_id(each) for each in ("better", "never by itself", "trial", "pack"))
NOWHERE = derived_id("no product")
members = st.sampled_from([WEI] * 12 + [ADA])
cards = st.sampled_from([CARD] * 15 + [derived_id("no card")])
limits = st.sampled_from([yuan(30_000), yuan(30_000), yuan(20_000), yuan(0), yuan(30_001), Money(10_000, "EUR")])
causes = st.sampled_from(["declined", "declined", "gateway", "stopped", "must_act", "payer_ended"])


def sold(notice: int, early: bool) -> dict[str, Terms]:
    usual = Terms(kind="term", days=20, auto_renew_most=yuan(30_000), cancel_notice_days=notice, cancel_early=early)
    return {
        PRODUCT: usual,
        BETTER: replace(usual, days=12, auto_renew_most=yuan(25_000)),
        PLAIN: replace(usual, auto_renew_most=None),
        TRIAL: replace(usual, auto_renew_most=None, trial=True),
        PACK: Terms(kind="visits", months=1, visits=10),
    }


class RenewalMachine(RuleBasedStateMachine):
    @initialize(
        notice=st.sampled_from([0, 5, 30]), early=st.booleans(), ahead=st.sampled_from([0, 0, 3]),
        agreed=st.sampled_from([True, True, False]),
    )  # fmt: skip
    def sell(self, notice: int, early: bool, ahead: int, agreed: bool) -> None:
        terms = sold(notice, early)
        first = date(2025, 1, 1) + timedelta(days=ahead)
        card = replace(month_card, terms=terms[PRODUCT], valid=DayRange(first, first + timedelta(days=20)))
        listed = [replace(published, product_id=product, terms=each) for product, each in terms.items()]
        self.desk = Desk(SERVICE.deciders, noon(0), [gate_opened, *listed, card])
        self.model = RenewalModel(card, terms)
        if agreed:
            self.agree(CARD, WEI, yuan(30_000))

    @property
    def today(self) -> date:
        return self.desk.now.astimezone(ZONE).date()

    @rule(card=cards, who=members, most=limits)
    def agree(self, card: str, who: str, most: Money) -> None:
        wish = AgreeAutoRenewal(card_id=card, member_id=who, most=most)
        self.desk.give(wish, self.model.agree(wish, self.today))

    @rule(card=cards, who=members)
    def withdraw(self, card: str, who: str) -> None:
        wish = WithdrawAutoRenewal(card_id=card, member_id=who)
        self.desk.give(wish, self.model.withdraw(wish, self.today))

    @rule(hours=st.sampled_from([0, 0, 1, 24, 24, 8 * 24, 12 * 24]))
    def watch(self, hours: int) -> None:
        """As the clock does, in time or late."""
        self.desk.now += timedelta(hours=hours)
        before = len(self.desk.events)
        self.desk.give(WatchCard(card_id=CARD), self.model.watch(self.desk.now, self.today))
        for event in self.desk.events[before:]:
            if isinstance(event, RenewalDue):
                self.model.asked_for(event)

    @rule(days=st.sampled_from([1, 1, 1, 0, 3]))
    def come_near_the_end(self, days: int) -> None:
        self.desk.now = max(self.desk.now, noon((self.model.until - date(2025, 1, 1)).days - days))
        self.watch(0)

    @rule(pick=st.integers(0, 3), cause=causes)
    def fail(self, pick: int, cause: str) -> None:
        """What is asked for now, mostly; or a late word about an earlier attempt."""
        asked = [event for event in self.desk.events if isinstance(event, RenewalDue)]
        if asked:
            due = asked[-1 - min(pick, len(asked) - 1)]
            wish = FailRenewal(card_id=CARD, order_id=due.order_id, payment_id=due.payment_id, cause=cause)  # type: ignore[arg-type]
            self.desk.give(wish, self.model.fail(wish, self.desk.now))

    @rule(pick=st.integers(0, 3))
    def pay(self, pick: int) -> None:
        """A period that was charged: of its order and product."""
        asked = [event for event in self.desk.events if isinstance(event, RenewalDue)]
        if asked:
            due = asked[-1 - min(pick, len(asked) - 1)]
            self.buy(CARD, WEI, due.order_id, due.product_id)

    @rule(cause=causes, paid=st.booleans())
    def charge_and_hear(self, cause: str, paid: bool) -> None:
        """A period is charged in time, or tried again, and answered."""
        self.come_near_the_end(1)
        if self.model.consent and self.model.consent.again_at:
            self.desk.now = max(self.desk.now, self.model.consent.again_at)
            self.watch(0)
        if self.model.waiting:
            self.pay(0) if paid else self.fail(0, cause)

    @rule(
        card=cards,
        who=members,
        number=st.integers(1, 4),
        product=st.sampled_from([PRODUCT, BETTER, PLAIN, PRODUCT, BETTER, NOWHERE]),
    )
    def renew_at_the_desk(self, card: str, who: str, number: int, product: str) -> None:
        self.buy(card, who, derived_id("at the desk", number), product)

    def buy(self, card: str, who: str, order: str, product: str) -> None:
        wish = GrantLot(
            card_id=card, lot_id=derived_id("lot of", order, card), kind="renewal", order_id=order, product_id=product,
            member_id=who, venue_id=PUDONG, price=yuan(10_000), day=self.today,
        )  # fmt: skip
        self.desk.give(wish, self.model.grant(wish))

    @rule(order=st.sampled_from([ORDER, derived_id("other order")]), seldom=st.integers(0, 9))
    def refund(self, order: str, seldom: int) -> None:
        if seldom == 7 and len(self.model.lots) == 1:
            wish = CancelCards(order_id=order, card_id=CARD)
            self.desk.give(wish, self.model.refund(wish))

    @rule(card=cards, who=members, ends=st.sampled_from(["paid_time", "notice"]))
    def leave(self, card: str, who: str, ends: str) -> None:
        wish = GiveNotice(card_id=card, member_id=who, ends=ends, reason="moves away")  # type: ignore[arg-type]
        self.desk.give(wish, self.model.leave(wish, self.today))

    @rule(card=cards, who=members)
    def stay(self, card: str, who: str) -> None:
        wish = WithdrawNotice(card_id=card, member_id=who)
        self.desk.give(wish, self.model.stay(wish))

    @rule(
        card=cards, who=members, product=st.sampled_from([BETTER] * 6 + [PRODUCT] * 2 + [PLAIN, TRIAL, PACK, NOWHERE])
    )
    def plan(self, card: str, who: str, product: str) -> None:
        wish = PlanChange(card_id=card, member_id=who, product_id=product)
        self.desk.give(wish, self.model.plan(wish, self.today))

    @rule(card=cards, who=members)
    def unplan(self, card: str, who: str) -> None:
        wish = WithdrawPlannedChange(card_id=card, member_id=who)
        self.desk.give(wish, self.model.unplan(wish))

    @rule(pick=st.integers(0, 40))
    def again(self, pick: int) -> None:
        self.desk.repeat(pick)
        self.desk.reuse(pick, WatchCard(card_id=derived_id("no card")))


RenewalMachine.TestCase.settings = lives(60, 40)
TestRenewalMachine = RenewalMachine.TestCase
