from dataclasses import replace
from datetime import date

from services.engagement.points import POINTS
from shared.money import Money
from tests.engagement.examples import (
    WEI,
    attend,
    attended,
    class_ruled,
    earn,
    earned,
    redeemed,
    ruled,
    taken_back,
)
from tests.scenario import NOON, Scenario

points = Scenario(POINTS).given(ruled, class_ruled)


def test_a_payment_earns_points_for_every_full_amount():
    points.when(earn).then(earned)  # 100.99 is one hundred times one yuan


def test_a_rule_may_give_several_points_for_a_larger_amount():
    three = replace(ruled, rule=3, points=3, per_amount=5000)
    points.given(three).when(earn).then(replace(earned, points=6, rule=3))


def test_an_attendance_earns_points():
    points.when(attend).then(attended)


def test_an_order_and_an_attendance_count_once_each():
    points.given(earned).when(earn).then()
    points.given(attended).when(attend).then()


def test_the_rule_of_the_day_counts_however_late_the_news_is():
    doubled = replace(ruled, rule=3, points=2, valid_from=date(2025, 3, 5))
    points.given(doubled).when(earn).then(earned)


def test_nothing_is_earned_before_the_first_rule():
    points.when(replace(earn, day=date(2025, 2, 28))).then()
    Scenario(POINTS).given().when(attend).then()


def test_a_rule_of_no_points_ends_earning():
    points.given(replace(class_ruled, rule=3, points=0)).when(attend).then()


def test_too_small_an_amount_earns_nothing():
    points.when(replace(earn, total=Money(99, "CNY"))).then()


def test_what_is_owed_is_filled_first():
    spent = (earned, redeemed(100, own=100), taken_back(100, owed=100))
    points.given(*spent).when(attend).then(replace(attended, fills=30))


def test_what_is_left_after_filling_can_be_spent():
    half = (earned, redeemed(50, own=50), taken_back(60, own=50, owed=10))
    filled = points.given(*half).when(attend).then(replace(attended, fills=10))
    account = POINTS.fold(filled.past).of(WEI)
    assert (account.owed, account.balance(NOON)) == (0, 20)
