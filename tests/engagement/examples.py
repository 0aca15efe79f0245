"""One canonical example of each message of engagement; used by its tests."""

from __future__ import annotations

from datetime import date

from shared.contracts.engagement import (
    EarnForAttendance,
    EarnForPayment,
    ExpirePoints,
    LotShare,
    PointsEarned,
    PointsExpired,
    PointsRedeemed,
    PointsRulePublished,
    PointsTakenBack,
    PublishPointsRule,
    RedeemPoints,
    TakeBackPoints,
)
from shared.ids import derived_id
from shared.money import Money

WEI = "00000000-0000-4000-8000-0000000000a1"
ORDER = "00000000-0000-4000-8000-0000000000d1"
BOOKING = "00000000-0000-4000-8000-0000000000b1"
REFUND = "00000000-0000-4000-8000-0000000000f1"
GIFT = "00000000-0000-4000-8000-0000000000c1"
TODAY = date(2025, 3, 1)  # the day of tests.scenario.NOON
LOT = derived_id("lot", "payment", ORDER)
CLASS_LOT = derived_id("lot", "attendance", BOOKING)

publish = PublishPointsRule(earned_for="payment", points=1, per_amount=100, valid_from=TODAY)
ruled = PointsRulePublished(rule=1, **vars(publish))
class_ruled = PointsRulePublished(
    rule=2, earned_for="attendance", points=30, per_amount=100, expires_after_days=30, valid_from=TODAY
)

earn = EarnForPayment(member_id=WEI, order_id=ORDER, total=Money(10099, "CNY"), day=TODAY)
earned = PointsEarned(
    member_id=WEI,
    lot_id=LOT,
    earned_for="payment",
    cause_id=ORDER,
    points=100,
    rule=1,
    earned_day=TODAY,
    expires_day=date(2026, 3, 1),
)
attend = EarnForAttendance(member_id=WEI, booking_id=BOOKING, day=TODAY)
attended = PointsEarned(
    member_id=WEI,
    lot_id=CLASS_LOT,
    earned_for="attendance",
    cause_id=BOOKING,
    points=30,
    rule=2,
    earned_day=TODAY,
    expires_day=date(2025, 3, 31),
)
expire = ExpirePoints(member_id=WEI, lot_id=CLASS_LOT)
expired = PointsExpired(member_id=WEI, lot_id=CLASS_LOT, points=30)


def refunded(so_far: int, total: int = 10099, refund_id: str = REFUND) -> TakeBackPoints:
    """The order was refunded by so many minor units in all."""
    return TakeBackPoints(
        member_id=WEI,
        order_id=ORDER,
        refund_id=refund_id,
        refunded=Money(so_far, "CNY"),
        total=Money(total, "CNY"),
    )


def taken_back(points: int, owed: int = 0, refund_id: str = REFUND, **lots: int) -> PointsTakenBack:
    """`own` and `class_` name the lots that they come from."""
    return PointsTakenBack(
        member_id=WEI,
        lot_id=LOT,
        refund_id=refund_id,
        cause_id=ORDER,
        points=points,
        lots=shares(**lots),
        owed=owed,
    )


def shares(**lots: int) -> tuple[LotShare, ...]:
    names = {"own": LOT, "class_": CLASS_LOT}
    return tuple(LotShare(lot_id=names[name], points=points) for name, points in lots.items())


def redeem(points: int, redemption_id: str = GIFT) -> RedeemPoints:
    return RedeemPoints(redemption_id=redemption_id, member_id=WEI, points=points, purpose="a towel")


def redeemed(points: int, redemption_id: str = GIFT, **lots: int) -> PointsRedeemed:
    return PointsRedeemed(**vars(redeem(points, redemption_id)), lots=shares(**lots))
