"""Points and their rules: every command in every state, against the model."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.engagement.service import SERVICE
from shared.contracts.engagement import (
    EarnForAttendance,
    EarnForPayment,
    ExpirePoints,
    PointsEarned,
    PointsExpired,
    PointsRedeemed,
    PointsTakenBack,
    PublishPointsRule,
    RedeemPoints,
    TakeBackPoints,
)
from shared.ids import derived_id
from shared.money import Money
from tests.engagement.examples import TODAY, WEI
from tests.engagement.model_points import PointsModel, RulesModel
from tests.machine import Answer, Desk, lives
from tests.scenario import NOON

pytestmark = pytest.mark.thorough

orders = st.integers(1, 5).map(lambda n: derived_id("order", n))
bookings = st.integers(1, 4).map(lambda n: derived_id("booking", n))
kinds = st.sampled_from(["payment", "attendance"])
offsets = st.sampled_from([-400, -2, -1, 0, 0, 0, 1, 30])
amounts = st.sampled_from([10_000, 1_999, 100, 99, 0])


class PointsMachine(RuleBasedStateMachine):
    @initialize(ruled=st.sampled_from([True, True, False]))
    def begin(self, ruled: bool) -> None:
        self.desk = Desk(SERVICE.deciders, NOON)
        self.rules = RulesModel()
        self.points = PointsModel(self.rules)
        if ruled:
            self.publish("payment", 1, 100, 20, 0)
            self.publish("attendance", 30, 100, 3, 0)
            self.pay(derived_id("order", 1), 10_000, 0)
            self.attend(derived_id("booking", 1), 0)

    @property
    def today(self) -> date:
        return self.desk.now.date()

    @rule(
        kind=kinds, points=st.sampled_from([-1, 0, 1, 30, 1000, 1001]), per=st.sampled_from([0, 1, 100]),
        days=st.sampled_from([0, 1, 3, 20, 36500, 36501]), offset=offsets,
        expires=st.sampled_from(["after_days", "after_days", "month_end", "year_end", "never"]),
        locked=st.sampled_from([0, 0, 1, 2, 30, 366]),
    )  # fmt: skip
    def publish(
        self, kind: str, points: int, per: int, days: int, offset: int, expires: str = "after_days", locked: int = 0
    ) -> None:
        day = self.today + timedelta(days=offset)
        wish = PublishPointsRule.load(
            {"earned_for": kind, "points": points, "per_amount": per, "expires_after_days": days}
            | {"valid_from": day.isoformat(), "expires": expires, "locked_days": locked}
        )
        self.desk.give(wish, self.rules.publish(wish, self.desk.now))

    @rule(order=orders, amount=amounts, offset=offsets)
    def pay(self, order: str, amount: int, offset: int) -> None:
        day = self.today + timedelta(days=min(offset, 0))
        wish = EarnForPayment(member_id=WEI, order_id=order, total=Money(amount, "CNY"), day=day)
        self.earn(wish, self.points.earn("payment", order, amount, day))

    @rule(booking=bookings, offset=offsets)
    def attend(self, booking: str, offset: int) -> None:
        day = self.today + timedelta(days=min(offset, 0))
        wish = EarnForAttendance(member_id=WEI, booking_id=booking, day=day)
        self.earn(wish, self.points.earn("attendance", booking, 0, day))

    def earn(self, wish: EarnForPayment | EarnForAttendance, foreseen: Answer) -> None:
        self.desk.give(wish, foreseen)
        if foreseen:
            lot = self.desk.events[-1]
            assert isinstance(lot, PointsEarned)
            assert lot.lot_id not in self.points.ids.values()
            self.points.ids[lot.earned_for, lot.cause_id] = lot.lot_id

    @rule(
        order=orders | st.just(derived_id("order", 1)), refunded=st.integers(1, 9_999) | amounts,
        total=st.sampled_from([10_000, 10_000, 1_999, 0]), number=st.integers(1, 5),
    )  # fmt: skip
    def take_back(self, order: str, refunded: int, total: int, number: int) -> None:
        sums = {"refunded": Money(refunded, "CNY"), "total": Money(total, "CNY")}
        wish = TakeBackPoints(member_id=WEI, order_id=order, refund_id=derived_id("refund", number), **sums)
        self.desk.give(wish, self.points.take_back(wish, self.desk.now))

    @rule(number=st.integers(1, 9), points=st.sampled_from([-1, 0, 1, 40, 100_000]), part=st.sampled_from([0, 1, 2]))
    def redeem(self, number: int, points: int, part: int) -> None:
        """Some figure, all that there is, or half of it."""
        asked = self.points.balance(self.desk.now) // part if part else points
        wish = RedeemPoints(redemption_id=derived_id("gift", number), member_id=WEI, points=asked, purpose="a towel")
        self.desk.give(wish, self.points.redeem(wish, self.desk.now))

    @rule(pick=st.integers(0, 9))
    def expire(self, pick: int) -> None:
        known = [*self.points.ids.values(), *self.points.ids.values(), derived_id("no lot")]
        wish = ExpirePoints(member_id=WEI, lot_id=known[pick % len(known)])
        self.desk.give(wish, self.points.expire(wish, self.desk.now))

    @rule(hours=st.sampled_from([1, 12, 24, 72, 480]))
    def time_passes(self, hours: int) -> None:
        self.desk.now += timedelta(hours=hours)

    @rule(pick=st.integers(0, 40))
    def again(self, pick: int) -> None:
        self.desk.repeat(pick)
        self.desk.reuse(pick, PublishPointsRule(earned_for="payment", points=7, valid_from=TODAY + timedelta(days=900)))

    @invariant()
    def the_entries_sum_to_what_is_left_and_owed(self) -> None:
        """Nothing is lost and nothing invented, whoever tells it."""
        plus = sum(event.points for event in self.desk.events if isinstance(event, PointsEarned))
        gone = (PointsRedeemed, PointsTakenBack, PointsExpired)
        minus = sum(event.points for event in self.desk.events if isinstance(event, gone))
        assert plus - minus == sum(lot.left for lot in self.points.lots) - self.points.owed
        assert self.points.owed >= 0 and all(lot.left >= 0 for lot in self.points.lots)


PointsMachine.TestCase.settings = lives(60, 40)
TestPointsMachine = PointsMachine.TestCase
