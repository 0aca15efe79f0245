"""Points that came with a renewal, and go back with its money."""

from dataclasses import replace
from datetime import date

from services.engagement.points import POINTS
from services.engagement.reactions import react
from shared.contracts.cards import GiftPointsGranted, GiftPointsWithdrawn
from shared.contracts.engagement import EarnGift, LotShare, PointsEarned, PointsTakenBack, TakeBackGift
from shared.ids import derived_id
from tests.engagement.examples import GIFT, TODAY, WEI, earned, redeem
from tests.scenario import Scenario

earn = EarnGift(member_id=WEI, gift_id=GIFT, points=500, day=TODAY, last_days=90)
lot_id = derived_id("lot", "gift", GIFT)
given = PointsEarned(
    member_id=WEI,
    lot_id=lot_id,
    earned_for="gift",
    cause_id=GIFT,
    points=500,
    rule=0,
    earned_day=TODAY,
    expires_day=date(2025, 5, 30),
)
back = TakeBackGift(member_id=WEI, gift_id=GIFT)


def taken(points: int, *lots: LotShare, owed: int = 0) -> PointsTakenBack:
    refund_id = derived_id("gift taken back", GIFT)
    told = {"member_id": WEI, "lot_id": lot_id, "refund_id": refund_id, "cause_id": GIFT}
    return PointsTakenBack(**told, points=points, lots=lots, owed=owed)


def test_points_that_came_with_a_renewal_last_as_long_as_its_offer_says():
    Scenario(POINTS).when(earn).then(given).when(earn).then()


def test_they_fill_first_what_the_member_owes():
    owing = Scenario(POINTS).given(replace(earned, points=100), taken_of_payment())
    owing.when(earn).then(replace(given, fills=100))


def taken_of_payment() -> PointsTakenBack:
    """Wei's hundred points were spent and taken back: a hundred are owed."""
    told = {"member_id": WEI, "lot_id": earned.lot_id, "refund_id": GIFT, "cause_id": earned.cause_id}
    return PointsTakenBack(**told, points=100, lots=(), owed=100)


def test_all_of_them_go_back_with_the_renewals_money_and_once():
    all_of_it = taken(500, LotShare(lot_id=lot_id, points=500))
    Scenario(POINTS).given(given).when(back).then(all_of_it).when(back).then()


def test_what_was_spent_of_them_is_owed():
    spent = Scenario(POINTS).given(given).when(redeem(200))._decide()
    events = Scenario(POINTS).given(given, *spent).when(back)._decide()
    assert events == [taken(500, LotShare(lot_id=lot_id, points=300), owed=200)]


def test_a_gift_that_was_never_heard_of_takes_nothing_back():
    Scenario(POINTS).when(back).then()


def test_what_cards_tells_of_gifts_is_done():
    granted = GiftPointsGranted(card_id=WEI, member_id=WEI, lot_id=GIFT, points=500, day=TODAY, last_days=90)
    assert react(granted, None) == [earn]
    assert react(GiftPointsWithdrawn(card_id=WEI, member_id=WEI, lot_id=GIFT, points=500), None) == [back]
