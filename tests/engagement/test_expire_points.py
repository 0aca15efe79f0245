from dataclasses import replace
from datetime import UTC, datetime

from services.engagement.points import POINTS
from shared.ids import derived_id
from tests.engagement.examples import attended, earned, expire, expired, redeemed
from tests.scenario import Scenario

points = Scenario(POINTS).given(earned, attended)
over = points.at(datetime(2025, 3, 31, 12, tzinfo=UTC))  # 31 March has begun everywhere


def test_what_is_left_of_a_lot_expires():
    over.when(expire).then(expired)
    over.given(redeemed(10, class_=10)).when(expire).then(replace(expired, points=20))


def test_a_lot_expires_once():
    over.given(expired).when(expire).then()


def test_a_lot_does_not_expire_while_its_last_day_goes_on_anywhere():
    points.at(datetime(2025, 3, 31, 11, 59, tzinfo=UTC)).when(expire).then()


def test_a_lot_that_was_spent_or_never_earned_does_not_expire():
    over.given(redeemed(30, class_=30)).when(expire).then()
    over.when(replace(expire, lot_id=derived_id("no lot"))).then()
