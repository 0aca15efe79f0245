"""Two records of one person: their points join, earn and are taken back together, and part again with what is left."""

from dataclasses import replace
from datetime import date

from services.engagement.joining import JOINING
from services.engagement.points import POINTS
from services.engagement.reactions import react
from shared.contracts.engagement import (
    JoinPoints,
    LotShare,
    NotEnoughPoints,
    PassedLot,
    PointsPassedOn,
    PointsRedeemed,
    PointsTakenBack,
    PointsTakenOver,
    SeparatePoints,
)
from shared.contracts.members import MembersMerged, MergeUndone
from shared.contracts.samples import sample
from tests.engagement.examples import (
    BOOKING,
    CLASS_LOT,
    LOT,
    ORDER,
    WEI,
    attend,
    attended,
    class_ruled,
    earned,
    redeem,
    redeemed,
    refunded,
    taken_back,
)
from tests.scenario import NOON, Scenario

ADA = "00000000-0000-4000-8000-0000000000a2"
join = JoinPoints(member_id=WEI, survivor_id=ADA)
part = SeparatePoints(**vars(join))
hers = replace(attended, member_id=ADA)
lot = PassedLot(
    lot_id=LOT,
    earned_for="payment",
    cause_id=ORDER,
    earned=100,
    remaining=100,
    expired=0,
    taken=0,
    expires_day=date(2026, 3, 1),
)


def moved(giver: str, taker: str, because="merged", lots=(lot,), owed: int = 0, fills=()):
    what = {"because": because, "lots": lots, "owed": owed, "points": sum(p.remaining for p in lots) - owed}
    return (
        PointsPassedOn(member_id=giver, to_member_id=taker, **what),
        PointsTakenOver(member_id=taker, from_member_id=giver, fills=fills, **what),
    )


joined = Scenario(JOINING).given(earned, hers).when(join).then(*moved(WEI, ADA))
together = Scenario(POINTS).given(*joined.past, class_ruled)


def test_the_survivor_spends_the_points_of_both_the_first_to_expire_first():
    spend = replace(redeem(120), member_id=ADA)
    shares = (LotShare(lot_id=CLASS_LOT, points=30), LotShare(lot_id=LOT, points=90))
    together.when(spend).then(PointsRedeemed(**vars(spend), lots=shares))
    together.when(replace(spend, points=131)).refuses(NotEnoughPoints, left=130)


def test_what_the_merged_record_still_earns_is_the_survivors():
    another = "00000000-0000-4000-8000-0000000000b2"
    (lot_,) = together.when(replace(attend, booking_id=another))._decide()
    assert (lot_.member_id, lot_.points) == (ADA, 30)
    together.given(lot_).when(replace(attend, booking_id=another)).then()
    together.when(replace(attend, booking_id=BOOKING)).then()  # the survivor had earned for it


def test_a_refund_of_the_merged_records_order_takes_its_points_back_from_the_survivor():
    taken = PointsTakenBack(**vars(replace(taken_back(100, own=100), member_id=ADA)))
    together.when(refunded(10099)).then(taken)


def test_what_one_record_owes_is_made_good_by_what_the_other_has():
    owing = (earned, redeemed(100, own=100), taken_back(100, owed=100))
    spent = replace(lot, remaining=0, taken=100)
    fills = (LotShare(lot_id=CLASS_LOT, points=30),)
    after = (
        Scenario(JOINING).given(*owing, hers).when(join).then(*moved(WEI, ADA, lots=(spent,), owed=100, fills=fills))
    )
    account = POINTS.fold(after.past).of(ADA)
    assert (account.owed, account.balance(NOON)) == (70, -70)


def test_apart_again_each_has_what_is_left_of_its_own_and_what_came_since_stays_with_the_survivor():
    spend = replace(redeem(120), member_id=ADA)
    shares = (LotShare(lot_id=CLASS_LOT, points=30), LotShare(lot_id=LOT, points=90))
    since = joined.given(PointsRedeemed(**vars(spend), lots=shares))
    left = replace(lot, remaining=10)
    apart = since.when(part).then(*moved(ADA, WEI, "apart", lots=(left,)))
    accounts = POINTS.fold(apart.past)
    assert (accounts.of(ADA).balance(NOON), accounts.of(WEI).balance(NOON)) == (0, 10)
    assert accounts.owner(WEI) == WEI
    Scenario(POINTS).given(*apart.past).when(redeem(11)).refuses(NotEnoughPoints, left=10)


def test_what_was_never_joined_does_not_part():
    Scenario(JOINING).given(earned, hers).when(part).then()


def test_a_merge_joins_the_points_and_its_undoing_parts_them():
    merge, undo = sample(MembersMerged), sample(MergeUndone)
    names = {"member_id": merge.merged_id, "survivor_id": merge.survivor_id}
    assert list(react(merge, None)) == [JoinPoints(**names)]
    assert list(react(undo, None)) == [SeparatePoints(member_id=undo.merged_id, survivor_id=undo.survivor_id)]
