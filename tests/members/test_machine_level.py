"""Ladders, growth and levels, with late news and refunds: every command in every state, against the model."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.members.service import SERVICE
from shared.contracts import Actor, Money
from shared.contracts.members import (
    EarnGrowth,
    EraseMember,
    GrowthCause,
    MemberErased,
    PublishLadder,
    ReleaseLevel,
    SetLevel,
    TakeBackGrowth,
    WatchLevel,
    WithdrawGrowth,
)
from shared.ids import derived_id
from tests.machine import Desk, lives, told
from tests.members.examples import PUDONG, WEI, registered
from tests.members.ladders import GOLD, ORDINARY, PLATINUM, SILVER, publish, yuan
from tests.members.model_level import LevelModel
from tests.scenario import NOON

pytestmark = pytest.mark.thorough

SELF = Actor.service("members")
LADDERS = [
    publish,
    replace(publish, falls="fitting", period_months=6),
    replace(publish, levels=(ORDINARY, GOLD, PLATINUM), needs="all", growth_for_visit=100),
    replace(publish, levels=(ORDINARY, SILVER), period_months=1, growth_for_payment=()),
]
ORDERS = [derived_id("order", n) for n in range(5)]
TOTAL = yuan(4000)
orders = st.sampled_from(ORDERS)
amounts = st.sampled_from([yuan(n) for n in (800, 1000, 3000, 4000, 20_000, 0)])
back = st.integers(0, 12)


class LevelMachine(RuleBasedStateMachine):
    @initialize(ladder=st.sampled_from([*LADDERS, None]))
    def begin(self, ladder: PublishLadder | None) -> None:
        self.desk = Desk(SERVICE.deciders, NOON, [registered])
        self.model = LevelModel()
        if ladder:
            self.publish(ladder, 0, 0)

    def today(self) -> date:
        return (self.desk.now - timedelta(hours=12)).date()

    @rule(
        ladder=st.sampled_from(LADDERS), days=st.sampled_from([0, 1, 40, -1]), months=st.sampled_from([0] * 9 + [121])
    )
    def publish(self, ladder: PublishLadder, days: int, months: int) -> None:
        wish = replace(ladder, from_day=self.today() + timedelta(days=days))
        wish = replace(wish, period_months=months) if months else wish
        self.desk.give(wish, self.model.publish(wish, self.desk.now))

    @rule(order=orders, amount=amounts, days=back)
    def pay(self, order: str, amount: Money, days: int) -> None:
        self.earn("payment", order, days, amount)

    @rule(
        cause=st.sampled_from(["visit", "attendance"]),
        number=st.integers(0, 20),
        days=back,
        times=st.sampled_from([1, 1, 9, 30]),
    )
    def come(self, cause: GrowthCause, number: int, days: int, times: int) -> None:
        for n in range(number, number + times):
            self.earn(cause, derived_id(cause, n), days, None)

    def earn(self, cause: GrowthCause, cause_id: str, days: int, paid: Money | None) -> None:
        """The news may be some days old, or of a venue where the next day has begun."""
        day = self.today() + timedelta(days=1 - days)
        names = {"member_id": WEI, "cause_id": cause_id, "venue_id": PUDONG}
        wish = EarnGrowth(**names, cause=cause, day=day, paid=paid)
        self.desk.give(wish, self.model.earn(wish, self.desk.now), SELF)

    @rule(
        amount=st.sampled_from([yuan(1000), yuan(3000), yuan(20_000)]),
        quarters=st.sampled_from([0, 0, 1, 3, 4]),
        wait=st.booleans(),
    )
    def climb(self, amount: Money, quarters: int, wait: bool) -> None:
        """A large payment, perhaps refunded, at once or when the period is over."""
        order = derived_id("large order", len(self.desk.answered))
        self.earn("payment", order, 1, amount)
        if wait:
            self.period_ends(0)
        if quarters:
            self.refund(order, quarters)

    @rule(order=orders, quarters=st.integers(0, 5))
    def refund(self, order: str, quarters: int) -> None:
        names = {"member_id": WEI, "order_id": order, "refund_id": derived_id("refund", len(self.desk.answered))}
        wish = TakeBackGrowth(**names, refunded=yuan(1000 * quarters), total=TOTAL)
        self.desk.give(wish, self.model.take_back(wish, self.desk.now), SELF)

    @rule(cause=st.sampled_from(["visit", "attendance", "payment"]), number=st.integers(0, 30))
    def undo(self, cause: GrowthCause, number: int) -> None:
        cause_id = ORDERS[number % 5] if cause == "payment" else derived_id(cause, number)
        wish = WithdrawGrowth(member_id=WEI, cause=cause, cause_id=cause_id)
        self.desk.give(wish, self.model.withdraw(wish, self.desk.now), SELF)

    @rule(level=st.sampled_from(["ordinary", "silver", "gold", "platinum", "emerald"]), sure=st.integers(0, 2))
    def set_by_hand(self, level: str, sure: int) -> None:
        if sure:
            return
        wish = SetLevel(member_id=WEI, level=level, reason="a friend of the house")
        self.desk.give(wish, self.model.set(wish, self.desk.now))

    @rule()
    def release(self) -> None:
        self.desk.give(ReleaseLevel(member_id=WEI), self.model.release(self.desk.now))

    @rule(early=st.sampled_from([0, 0, 1]))
    def period_ends(self, early: int) -> None:
        """The clock looks on the first day behind the period, or the day before."""
        ends = self.model.rungs[-1].until if self.model.rungs else None
        if ends:
            at = datetime.combine(ends - timedelta(days=early), NOON.timetz())
            self.desk.now = max(self.desk.now, at)
        self.desk.give(WatchLevel(member_id=WEI), self.model.watch(self.desk.now), SELF)

    @rule(days=st.sampled_from([1, 20, 150]))
    def time_passes(self, days: int) -> None:
        self.desk.now += timedelta(days=days)

    @rule(sure=st.integers(0, 30))
    def erase(self, sure: int) -> None:
        if sure == 17 and self.model.registered:
            self.model.registered = False
            self.desk.give(EraseMember(member_id=WEI), [told(MemberErased, member_id=WEI)])

    @rule(pick=st.integers(0, 40))
    def again(self, pick: int) -> None:
        self.desk.repeat(pick)
        self.desk.reuse(pick, ReleaseLevel(member_id=derived_id("nobody")))

    @invariant()
    def nothing_counts_below_zero(self) -> None:
        for each in self.model.counted.values():
            assert each.points >= 0 and (each.money or 0) >= 0


LevelMachine.TestCase.settings = lives(100, 40)
TestLevelMachine = LevelMachine.TestCase
