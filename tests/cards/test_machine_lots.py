"""What a card holds, as it is bought, given, refunded and rested: every command in every state, against the model."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from services.cards.service import SERVICE
from shared.contracts import STAFF, Actor, DayRange
from shared.contracts.cards import (
    ApproveApplication,
    CancelCards,
    DeclineApplication,
    EndFreeze,
    FreezeCard,
    GiveDays,
    GrantLot,
    LapseApplication,
    RequestExtension,
    Terms,
    WatchCard,
)
from shared.ids import derived_id
from tests.cards.examples import ADA, CARD, ORDER, PRODUCT, PUDONG, WEI, gate_opened, month_card, published, yuan
from tests.cards.life import noon
from tests.cards.model_applications import ApplicationsModel
from tests.machine import Desk, lives
from tests.scenario import CLERK

pytestmark = pytest.mark.thorough

QUOTA = 4
LONG, SHORT = 6, 3
OTHER = derived_id("another product")
MANAGER = Actor(id=derived_id("manager"), roles=STAFF)
members = st.sampled_from([WEI] * 9 + [ADA])
cards = st.sampled_from([CARD] * 12 + [derived_id("no card")])
orders = st.integers(0, 5).map(lambda n: derived_id("order", n) if n else ORDER)


class LotsMachine(RuleBasedStateMachine):
    @initialize()
    def sell(self) -> None:
        terms = Terms(kind="term", days=LONG, freeze_days=QUOTA)
        card = replace(month_card, terms=terms, valid=DayRange(date(2025, 1, 1), date(2025, 1, 1 + LONG)))
        short = replace(published, product_id=OTHER, terms=replace(terms, days=SHORT))
        self.desk = Desk(SERVICE.deciders, noon(0), [gate_opened, replace(published, terms=terms), short, card])
        self.model = ApplicationsModel(card, {PRODUCT: LONG, OTHER: SHORT}, QUOTA)

    @property
    def today(self) -> date:
        return self.desk.now.date()

    @rule(card=cards, who=members, number=st.integers(1, 12), order=orders, ago=st.sampled_from([0, 0, 1, 3]),
          product=st.sampled_from([PRODUCT, OTHER, OTHER, derived_id("no product")]))  # fmt: skip
    def buy(self, card: str, who: str, number: int, order: str, ago: int, product: str) -> None:
        wish = GrantLot(
            card_id=card, lot_id=derived_id("lot", number), kind="renewal", order_id=order, product_id=product,
            member_id=who, venue_id=PUDONG, price=yuan(100), day=self.today - timedelta(days=ago),
        )  # fmt: skip
        self.desk.give(wish, self.model.grant(wish))

    @rule(order=orders)
    def refund(self, order: str) -> None:
        wish = CancelCards(order_id=order, card_id=CARD)
        self.desk.give(wish, self.model.refund(wish))

    @rule(card=cards, who=members, number=st.integers(1, 6), days=st.sampled_from([1, 2, 5, 0, 367]))
    def give(self, card: str, who: str, number: int, days: int) -> None:
        gift = derived_id("gift", number)
        wish = GiveDays(card_id=card, member_id=who, gift_id=gift, days=days, cause="complaint", reason="The showers")
        self.desk.give(wish, self.model.give(wish, gift, derived_id("gift", gift)))

    @rule(card=cards, who=members, ahead=st.integers(-1, 9), length=st.sampled_from([1, 2, 3, 4, 0]),
          back=st.integers(0, 5))  # fmt: skip
    def rest(self, card: str, who: str, ahead: int, length: int, back: int) -> None:
        """Asked for, or ended early where there is one."""
        rests = sorted(self.model.rests)
        if back < 3 or not rests:
            first = self.today + timedelta(days=ahead)
            wish = FreezeCard(card_id=card, member_id=who, rest=DayRange(first, first + timedelta(days=length)))
            self.desk.give(wish, self.model.freeze(wish, self.today))
        else:
            day = rests[back % len(rests)] + timedelta(days=min(ahead, 4))
            ended = EndFreeze(card_id=card, member_id=who, first_day_back=day)
            self.desk.give(ended, self.model.come_back(ended, self.today))

    @rule(card=cards, who=members, number=st.integers(1, 3), days=st.sampled_from([2, 2, 3, 400]), by=st.booleans())
    def apply(self, card: str, who: str, number: int, days: int, by: bool) -> None:
        wish = RequestExtension(
            card_id=card, member_id=who, application_id=derived_id("application", number), days=days, cause="illness",
            reason="A broken arm",
        )  # fmt: skip
        actor = MANAGER if by else CLERK
        self.desk.give(wish, self.model.apply(wish, actor.id, self.desk.now), actor)

    @rule(card=cards, number=st.integers(1, 4), what=st.sampled_from(["approve", "approve", "decline", "lapse"]),
          by=st.booleans())  # fmt: skip
    def answer(self, card: str, number: int, what: str, by: bool) -> None:
        application, actor = derived_id("application", number), MANAGER if by else CLERK
        wish: ApproveApplication | DeclineApplication | LapseApplication
        match what:
            case "approve":
                wish = ApproveApplication(card_id=card, application_id=application)
            case "decline":
                wish = DeclineApplication(card_id=card, application_id=application, reason="No proof")
            case _:
                wish = LapseApplication(card_id=card, application_id=application)
        self.desk.give(wish, self.model.answer(wish, actor.id, self.desk.now), actor)

    @rule(days=st.sampled_from([1, 2, 5]))
    def time_passes(self, days: int) -> None:
        self.desk.now += timedelta(days=days)

    @rule(pick=st.integers(0, 40))
    def again(self, pick: int) -> None:
        self.desk.repeat(pick)
        self.desk.reuse(pick, WatchCard(card_id=derived_id("no card")))


LotsMachine.TestCase.settings = lives(100, 30)
TestLotsMachine = LotsMachine.TestCase
