"""Guests on a card's passes, announced for any day in any order: every command in every state, against the model."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.cards.service import SERVICE
from shared.contracts import DEVICE, Actor
from shared.contracts.cards import (
    AdmitGuest,
    CancelCards,
    Direction,
    HoldGuestPass,
    NoteGuestSigned,
    ReleaseGuestPass,
    ReportFound,
    ReportLost,
)
from shared.ids import derived_id
from tests.cards.examples import ADA, CARD, ORDER, PUDONG, WEI, gate_opened, january, published
from tests.cards.guests import with_passes
from tests.cards.model_guests import ZONE, GuestsModel
from tests.machine import Desk, lives

pytestmark = pytest.mark.thorough

READER, SELF = Actor(id=derived_id("reader"), roles=(DEVICE,)), Actor.service("cards")
KINDS = [
    with_passes(2, accompanied=False),
    with_passes(2, 6, period="month", accompanied=False),
    with_passes(2, 6, period="month", carry=1, accompanied=False),
    with_passes(1, 6, period="month", carry=3, accompanied=False),
    with_passes(2),
    with_passes(0, accompanied=False),
]
KINDS += KINDS[1:4]
passes = st.integers(0, 9)
seldom = st.sampled_from([False] * 9 + [True])


def pass_of(n: int) -> str:
    return derived_id("pass", n)


class GuestsMachine(RuleBasedStateMachine):
    @initialize(card=st.sampled_from(KINDS))
    def sell(self, card: object) -> None:
        self.desk = Desk(SERVICE.deciders, january(2), [gate_opened, published, card])  # type: ignore[list-item]
        self.model = GuestsModel(card, PUDONG)  # type: ignore[arg-type]

    def known(self, number: int) -> str:
        """A pass that was asked for, mostly."""
        return pass_of(number % (len(self.model.passes) or 1) if number < 9 else number)

    def today(self) -> date:
        return self.desk.now.astimezone(ZONE).date()

    @rule(
        ahead=st.sampled_from([0, 0, 0, 1, 28, 29, 30, 58, 89, 200]),
        other=seldom,
        level=seldom,
        sign=seldom,
        known=seldom,
    )
    def announce(self, ahead: int, other: bool, level: bool, sign: bool, known: bool) -> None:
        number = len(self.model.passes) - known
        wish = HoldGuestPass(
            pass_id=pass_of(number), guest_id=derived_id("guest", number), card_id=CARD, venue_id=PUDONG,
            member_id=ADA if other else WEI, day=self.today() + timedelta(days=ahead),
            to_sign="2025" if sign else None, by_level=level,
        )  # fmt: skip
        self.desk.give(wish, self.model.hold(wish), SELF)

    @rule(number=passes, sure=seldom)
    def sign(self, number: int, sure: bool) -> None:
        if not sure:
            return
        wish = NoteGuestSigned(pass_id=self.known(number), card_id=CARD, edition="2025")
        self.desk.give(wish, self.model.sign(wish), SELF)

    @rule(number=passes)
    def call_off(self, number: int) -> None:
        wish = ReleaseGuestPass(pass_id=self.known(number), card_id=CARD)
        self.desk.give(wish, self.model.release(wish), SELF)

    @rule(number=passes, way=st.sampled_from(["in", "in", "in", "out"]), on_the_day=st.booleans(), again=seldom)
    def come(self, number: int, way: Direction, on_the_day: bool, again: bool) -> None:
        known = self.model.passes.get(self.known(number))
        if on_the_day and known and known.day > self.today():
            self.desk.now += timedelta(days=(known.day - self.today()).days)
        swipe = derived_id("swipe", len(self.model.swipes) - again)
        wish = AdmitGuest(swipe_id=swipe, card_id=CARD, pass_id=self.known(number), venue_id=PUDONG, direction=way)
        self.desk.give(wish, self.model.admit(wish, self.desk.now), READER)

    @rule(found=st.booleans(), sure=seldom)
    def lose_or_find(self, found: bool, sure: bool) -> None:
        if found or sure:
            names = {"card_id": CARD, "member_id": WEI}
            self.desk.give(ReportFound(**names) if found else ReportLost(**names), self.model.lose(found))

    @rule(number=st.integers(0, 40))
    def refund(self, number: int) -> None:
        if number == 17:
            self.desk.give(CancelCards(order_id=ORDER, card_id=CARD), self.model.cancel(), SELF)

    @rule(days=st.sampled_from([1, 1, 20]))
    def time_passes(self, days: int) -> None:
        self.desk.now += timedelta(days=days)

    @rule(pick=st.integers(0, 40))
    def again(self, pick: int) -> None:
        self.desk.repeat(pick)
        self.desk.reuse(pick, ReleaseGuestPass(pass_id=derived_id("no pass"), card_id=CARD))

    @invariant()
    def no_month_has_more_guests_than_passes(self) -> None:
        counted = [p.day for p in self.model.passes.values() if p.state in ("held", "used") and not p.by_level]
        assert self.model.possible(counted)


GuestsMachine.TestCase.settings = lives(80, 40)
TestGuestsMachine = GuestsMachine.TestCase
