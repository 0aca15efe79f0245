from dataclasses import replace
from datetime import UTC, datetime

from services.engagement.points import POINTS
from shared.ids import derived_id
from tests.engagement.examples import (
    LOT,
    attended,
    earned,
    expired,
    redeemed,
    refunded,
    taken_back,
)
from tests.scenario import Scenario

points = Scenario(POINTS).given(earned)
SECOND = derived_id("second refund")


def test_a_full_refund_takes_back_all_that_the_order_earned():
    points.when(refunded(10099)).then(taken_back(100, own=100))


def test_a_partial_refund_takes_back_its_part_rounded_down():
    points.when(refunded(3333)).then(taken_back(33, own=33))  # 33.003


def test_a_second_refund_takes_back_the_difference():
    points.given(taken_back(33, own=33)).when(refunded(6666, refund_id=SECOND)).then(
        taken_back(33, refund_id=SECOND, own=33)  # 66.006 in all
    )


def test_the_same_refund_again_takes_nothing():
    points.given(taken_back(33, own=33)).when(refunded(3333)).then()


def test_a_refund_heard_after_a_later_one_takes_nothing():
    points.given(taken_back(66, own=66)).when(refunded(3333)).then()


def test_what_the_order_earned_is_taken_from_other_lots_where_it_was_spent():
    spent = (attended, redeemed(80, own=80))
    points.given(*spent).when(refunded(5050)).then(taken_back(50, own=20, class_=30))


def test_what_no_lot_has_left_is_owed():
    spent = (attended, redeemed(100, own=100))
    points.given(*spent).when(refunded(10099)).then(taken_back(100, owed=70, class_=30))


def test_a_lot_whose_last_day_is_over_is_not_drawn_upon_for_another():
    spent = (attended, redeemed(100, own=100))
    later = points.given(*spent).at(datetime(2025, 4, 1, 12, tzinfo=UTC))
    later.when(refunded(10099)).then(taken_back(100, owed=100))


def test_what_expired_unspent_is_gone_already():
    lot_expired = replace(expired, lot_id=LOT, points=40)
    points.given(redeemed(60, own=60), lot_expired).when(refunded(10099)).then(taken_back(60, owed=60))


def test_nothing_is_taken_for_an_order_that_earned_nothing():
    Scenario(POINTS).given(attended).when(refunded(10099)).then()
    points.when(refunded(0, total=0)).then()
