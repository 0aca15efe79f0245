"""A member's points: earned in lots, taken back, spent and over."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    FRONT_DESK,
    HEAD_OFFICE,
    MEMBER,
    SERVICE,
    VENUE_MANAGER,
    Command,
    Day,
    Event,
    Id,
    Money,
    Note,
    Part,
    Refusal,
    Text,
)

LotFor = Literal["payment", "attendance", "gift"]


class NotEnoughPoints(Refusal):
    """Points are spent while there are any."""

    asked: int
    left: int
    says = Text("{asked} points were asked for, {left} are left.", "需要 {asked} 积分，剩余 {left} 积分。")
    remedy = Text("Choose something smaller, or pay.", "请选择其他兑换或改为付款。")


class PointsLocked(Refusal):
    """Points are locked for the days that their rule says; `available_day` is when as many as are asked can be spent."""

    asked: int
    left: int
    available_day: Day
    says = Text(
        "{asked} points were asked for; {left} can be spent now, the others are locked until {available_day}.",
        "需要 {asked} 积分，目前可用 {left} 积分，其余在 {available_day} 前锁定。",
    )
    remedy = Text(
        "Spend what is free, or come again on {available_day}.", "请先使用可用积分，或于 {available_day} 再来兑换。"
    )


class PointsNotPositive(Refusal):
    """Points are spent in whole, positive numbers."""

    asked: int
    says = Text("{asked} points cannot be spent.", "不能使用 {asked} 积分。")
    remedy = Text("Give at least one point.", "请至少使用 1 积分。")


class RedemptionIdReused(Refusal):
    """A redemption id stands for one redemption."""

    redemption_id: str
    says = Text("{redemption_id} stands for another redemption.", "编号 {redemption_id} 已用于另一次兑换。")
    remedy = Text("Give every redemption a new id.", "每次兑换请使用新的编号。")


class EarnForPayment(Command, by=(SERVICE,)):
    """An order was paid."""

    member_id: Id
    order_id: Id
    total: Money
    day: Day


class EarnForAttendance(Command, by=(SERVICE,)):
    """A session was attended."""

    member_id: Id
    booking_id: Id
    day: Day


class EarnGift(Command, by=(SERVICE,)):
    """A renewal brought points, which last `last_days` days from `day`; `gift_id` counts once."""

    member_id: Id
    gift_id: Id
    points: int
    day: Day
    last_days: int


class PointsEarned(Event, stream="points-{member_id}"):
    """A lot of points; it can be spent until `expires_day` (not included). `cause_id` is the order, booking or gift.

    None expires never. Until `available_day` (not included) the points are locked; None: they never were. `fills` of
    them only make good what the member owed: they cannot be spent.
    """

    member_id: Id
    lot_id: Id
    earned_for: LotFor
    cause_id: Id
    points: int
    rule: int  # 0: given by no rule
    earned_day: Day
    expires_day: Day | None
    fills: int = 0
    available_day: Day | None = None


class LotShare(Part):
    """So many points of one lot."""

    lot_id: Id
    points: int


class TakeBackPoints(Command, by=(SERVICE,)):
    """An order was refunded, in part or in full: what it earned is taken back in the same proportion."""

    member_id: Id
    order_id: Id
    refund_id: Id
    refunded: Money  # so far
    total: Money


class TakeBackGift(Command, by=(SERVICE,)):
    """What brought the gift was refunded: all of its points go back."""

    member_id: Id
    gift_id: Id


class PointsTakenBack(Event, stream="points-{member_id}"):
    """Points of an order or gift (its lot is `lot_id`) were taken back, from the lots named in `lots`.

    Where they were spent already they come from the member's other lots; what no lot has left is `owed`: the balance
    goes below zero until the next earnings fill it.
    """

    member_id: Id
    lot_id: Id
    refund_id: Id
    cause_id: Id
    points: int
    lots: tuple[LotShare, ...] = ()
    owed: int = 0


class RedeemPoints(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER),
    refuses=(NotEnoughPoints, PointsLocked, PointsNotPositive, RedemptionIdReused),
):
    """Spend points that are not locked; the first to expire go first."""

    redemption_id: Id
    member_id: Id
    points: int
    purpose: Note


class PointsRedeemed(Event, stream="points-{member_id}"):
    """Points were spent, from these lots."""

    redemption_id: Id
    member_id: Id
    points: int
    lots: tuple[LotShare, ...]
    purpose: Note


class ExpirePoints(Command, by=(SERVICE,)):
    """A lot's last day is over."""

    member_id: Id
    lot_id: Id


class PointsExpired(Event, stream="points-{member_id}"):
    """What was left of a lot is gone."""

    member_id: Id
    lot_id: Id
    points: int
