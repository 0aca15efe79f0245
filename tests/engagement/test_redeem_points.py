from datetime import UTC, datetime

from services.engagement.points import POINTS
from shared.contracts.engagement import NotEnoughPoints, PointsNotPositive, RedemptionIdReused
from shared.ids import derived_id
from tests.engagement.examples import attended, earned, redeem, redeemed, taken_back
from tests.scenario import Scenario

points = Scenario(POINTS).given(earned, attended)


def test_the_first_to_expire_go_first():
    points.when(redeem(50)).then(redeemed(50, class_=30, own=20))


def test_all_points_can_be_spent():
    points.when(redeem(130)).then(redeemed(130, class_=30, own=100))


def test_no_more_than_all():
    points.when(redeem(131)).refuses(NotEnoughPoints, asked=131, left=130)


def test_points_whose_last_day_is_over_everywhere_cannot_be_spent():
    last_hour = points.at(datetime(2025, 3, 31, 11, tzinfo=UTC))
    last_hour.when(redeem(30)).then(redeemed(30, class_=30))
    over = points.at(datetime(2025, 3, 31, 12, tzinfo=UTC))
    over.when(redeem(30)).then(redeemed(30, own=30))
    over.when(redeem(101)).refuses(NotEnoughPoints, left=100)


def test_who_owes_points_cannot_spend_any():
    owing = Scenario(POINTS).given(earned, redeemed(100, own=100), taken_back(100, owed=100))
    owing.when(redeem(1, derived_id("another"))).refuses(NotEnoughPoints, left=-100)


def test_the_same_redemption_again_spends_nothing():
    points.given(redeemed(50, class_=30, own=20)).when(redeem(50)).then()


def test_a_redemption_id_stands_for_one_redemption():
    points.given(redeemed(50, class_=30, own=20)).when(redeem(51)).refuses(RedemptionIdReused)


def test_points_are_spent_in_positive_numbers():
    points.when(redeem(0)).refuses(PointsNotPositive)
    points.when(redeem(-3)).refuses(PointsNotPositive, asked=-3)
