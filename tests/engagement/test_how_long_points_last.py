"""Points end after so many days, with a month, with a year, or never; and are locked for so many days after earning."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from services.engagement.joining import JOINING
from services.engagement.points import POINTS
from services.engagement.reactions import react
from services.engagement.timers import timers
from shared.contracts import Money
from shared.contracts.engagement import (
    EarnForPayment,
    ExpirePoints,
    JoinPoints,
    NotEnoughPoints,
    PointsEarned,
    PointsExpired,
    PointsLocked,
    PointsRulePublished,
    PointsTakenOver,
)
from shared.contracts.finance import OrderPaid
from shared.contracts.samples import sample
from shared.ids import derived_id
from shared.timers import SetTimer
from shared.venue_time import local_day
from tests.engagement.examples import (
    CLASS_LOT,
    LOT,
    WEI,
    attended,
    earn,
    earned,
    redeem,
    redeemed,
    refunded,
    ruled,
    taken_back,
)
from tests.scenario import AT_THE_DESK, NOON, Scenario

ADA = "00000000-0000-4000-8000-0000000000a2"


def lot(expires: str, day: date, locked_days: int = 0) -> PointsEarned:
    """What 100.99 earn on a day by such a rule."""
    rule = replace(ruled, valid_from=date(2020, 1, 1), expires=expires, locked_days=locked_days)
    return earned_by(rule, replace(earn, day=day))


def earned_by(rule: PointsRulePublished, command: EarnForPayment) -> PointsEarned:
    (event,) = POINTS.decide(command, POINTS.fold([rule]), AT_THE_DESK)
    Scenario(POINTS).given(rule).when(command).then(event)
    assert isinstance(event, PointsEarned)
    return event


@pytest.mark.parametrize(
    ("expires", "day", "over"),
    [
        ("after_days", date(2025, 12, 31), date(2026, 12, 31)),
        ("after_days", date(2028, 2, 29), date(2029, 2, 28)),  # 365 days
        ("month_end", date(2025, 12, 31), date(2026, 1, 1)),
        ("month_end", date(2028, 2, 1), date(2028, 3, 1)),
        ("month_end", date(2028, 2, 29), date(2028, 3, 1)),
        ("month_end", date(2027, 2, 28), date(2027, 3, 1)),
        ("year_end", date(2025, 1, 1), date(2026, 1, 1)),
        ("year_end", date(2025, 12, 31), date(2026, 1, 1)),
        ("year_end", date(2028, 2, 29), date(2029, 1, 1)),
        ("never", date(2028, 2, 29), None),
    ],
)
def test_the_first_day_without_the_points(expires, day, over):
    assert (lot(expires, day).expires_day, lot(expires, day).available_day) == (over, None)


@pytest.mark.parametrize(
    ("expires", "available", "over"),
    [
        ("after_days", date(2026, 1, 14), date(2026, 12, 31)),
        ("month_end", date(2026, 1, 14), date(2026, 2, 1)),
        ("year_end", date(2026, 1, 14), date(2027, 1, 1)),
        ("never", date(2026, 1, 14), None),
    ],
)
def test_locked_points_end_with_the_month_or_year_in_which_they_become_free(expires, available, over):
    """Earned on 31 December and locked for 14 days: none end while they are locked."""
    event = lot(expires, date(2025, 12, 31), locked_days=14)
    assert (event.available_day, event.expires_day) == (available, over)


@pytest.mark.parametrize(
    ("zone", "day", "over"),
    [
        ("Asia/Shanghai", date(2026, 1, 1), date(2027, 1, 1)),
        ("Europe/Berlin", date(2025, 12, 31), date(2026, 1, 1)),
    ],
)
def test_the_year_is_that_of_the_venue_that_was_paid(zone, day, over):
    """At 16:30 UTC on 31 December it is half past midnight in Shanghai, half past five in the afternoon in Berlin."""
    paid_on = local_day(datetime(2025, 12, 31, 16, 30, tzinfo=UTC), zone)
    paid = replace(sample(OrderPaid), total=Money(10099, "CNY"), lines=(), day=paid_on)
    (command,) = react(paid, None)
    assert isinstance(command, EarnForPayment) and command.day == day
    by_year = replace(ruled, valid_from=date(2020, 1, 1), expires="year_end")
    event = earned_by(by_year, command)
    assert (event.earned_day, event.expires_day) == (day, over)


def test_they_end_when_the_year_is_over_at_every_venue():
    (timer,) = timers(lot("year_end", date(2025, 12, 31)), None)
    assert isinstance(timer, SetTimer) and timer.at == datetime(2026, 1, 1, 12, tzinfo=UTC)
    given = Scenario(POINTS).given(lot("year_end", date(2025, 12, 31)))
    expire = ExpirePoints(member_id=WEI, lot_id=LOT)
    given.at(datetime(2026, 1, 1, 11, 59, tzinfo=UTC)).when(expire).then()
    gone = PointsExpired(member_id=WEI, lot_id=LOT, points=100)
    given.at(datetime(2026, 1, 1, 12, tzinfo=UTC)).when(expire).then(gone)


def test_what_never_ends_waits_for_no_clock_and_is_there_after_a_hundred_years():
    forever = replace(earned, expires_day=None)
    assert timers(forever, None) == []
    later = Scenario(POINTS).given(forever).at(datetime(2125, 3, 1, tzinfo=UTC))
    later.when(ExpirePoints(member_id=WEI, lot_id=LOT)).then()
    later.when(redeem(100)).then(redeemed(100, own=100))


def test_what_never_ends_is_spent_last():
    given = Scenario(POINTS).given(replace(earned, expires_day=None), attended)
    given.when(redeem(40)).then(redeemed(40, class_=30, own=10))


locked = replace(attended, available_day=date(2025, 3, 15), expires_day=date(2025, 3, 31))


def test_locked_points_cannot_be_spent_though_they_are_the_first_to_expire():
    given = Scenario(POINTS).given(earned, locked)
    given.when(redeem(50)).then(redeemed(50, own=50))
    given.when(redeem(101)).refuses(PointsLocked, asked=101, left=100, available_day="2025-03-15")
    given.when(redeem(131)).refuses(NotEnoughPoints, asked=131, left=100)


def test_they_are_free_once_their_day_has_begun_at_any_venue():
    given = Scenario(POINTS).given(earned, locked)
    given.at(datetime(2025, 3, 14, 9, 59, tzinfo=UTC)).when(redeem(50)).then(redeemed(50, own=50))
    given.at(datetime(2025, 3, 14, 10, tzinfo=UTC)).when(redeem(50)).then(redeemed(50, class_=30, own=20))


def test_locked_points_are_taken_back_before_anything_is_owed():
    """The order's own are spent: of the 100 to go back 30 come from the locked class, 70 are owed."""
    spent = Scenario(POINTS).given(earned, redeemed(100, own=100), locked)
    spent.when(refunded(10099)).then(taken_back(100, owed=70, class_=30))


def test_what_is_locked_stays_locked_in_the_hands_of_the_record_that_goes_on():
    joined = JOINING.decide(JoinPoints(member_id=WEI, survivor_id=ADA), JOINING.fold([locked]), AT_THE_DESK)
    (_, taken) = joined
    assert isinstance(taken, PointsTakenOver) and taken.lots[0].available_day == date(2025, 3, 15)
    accounts = POINTS.fold((locked, *joined))
    assert accounts.of(ADA).balance(NOON) == 0 and accounts.of(ADA).lots[CLASS_LOT].remaining == 30


def test_the_first_day_counts_on_which_enough_is_free():
    """30 are free on 15 March and 10 more on 20 March: for 40 points it is the later day, for 41 there is none."""
    later = replace(
        locked, lot_id=derived_id("b"), cause_id=derived_id("b"), points=10, available_day=date(2025, 3, 20)
    )
    given = Scenario(POINTS).given(locked, later)
    given.when(redeem(30)).refuses(PointsLocked, left=0, available_day="2025-03-15")
    given.when(redeem(40)).refuses(PointsLocked, left=0, available_day="2025-03-20")
    given.when(redeem(41)).refuses(NotEnoughPoints, left=0)
