"""Engagement: points by dated rules, in lots that expire; later activities, coupons, messages, complaints."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    FRONT_DESK,
    GUEST,
    HEAD_OFFICE,
    MEMBER,
    SERVICE,
    STAFF,
    VENUE_MANAGER,
    Command,
    Day,
    Event,
    Id,
    Instant,
    Money,
    Note,
    Part,
    Query,
    Refusal,
    Row,
    Text,
)

EarnedFor = Literal["payment", "attendance"]
LotFor = Literal["payment", "attendance", "gift"]
Expiry = Literal["after_days", "month_end", "year_end", "never"]

# --- refusals ---


class RuleStartsInThePast(Refusal):
    """A rule binds from a day that has not begun; what was earned stays earned."""

    valid_from: Day
    says = Text("A rule cannot start on {valid_from}.", "规则不能自 {valid_from} 起生效。")
    remedy = Text("Give today or a later day.", "请选择今天或之后的日期。")


class RuleOutOfRange(Refusal):
    """A rule gives 0 to 1,000 points, for at least one minor unit, and lets them last 1 to 36,500 days.

    It locks them for at most 365 days, and for fewer than it lets them last.
    """

    field: str
    asked: int
    says = Text("{field} cannot be {asked}.", "{field} 不能为 {asked}。")
    remedy = Text("Correct this figure of the rule.", "请更正该项规则数值。")


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


# --- rules ---


class PublishPointsRule(Command, by=(HEAD_OFFICE,), refuses=(RuleStartsInThePast, RuleOutOfRange)):
    """Set, from a day on, what earns points and how long they last.

    A payment earns `points` for every full `per_amount` (minor units of its currency) paid, rounded down;
    an attendance earns `points`. For `locked_days` days after they are earned they cannot be spent. They expire
    `expires_after_days` days after they are earned, or with the month or the year in which they can first be spent,
    or never, as `expires` says.
    """

    earned_for: EarnedFor
    points: int
    per_amount: int = 100
    expires_after_days: int = 365  # of `after_days` alone
    valid_from: Day
    expires: Expiry = "after_days"
    locked_days: int = 0


class PointsRulePublished(Event, stream="pointsrules", unreported="rule"):
    """This rule binds from this day on, until a later one for the same thing."""

    rule: int  # counts the rules of the chain: 1, 2, 3 …
    earned_for: EarnedFor
    points: int
    per_amount: int
    expires_after_days: int
    valid_from: Day
    expires: Expiry = "after_days"
    locked_days: int = 0


# --- a member's points ---


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


# --- two records of one person ---

Because = Literal["merged", "apart"]


class JoinPoints(Command, by=(SERVICE,)):
    """Two records are one person: the points of `member_id` are `survivor_id`'s from now on."""

    member_id: Id
    survivor_id: Id


class SeparatePoints(Command, by=(SERVICE,)):
    """The two are two people after all: what is left of the points that `member_id` brought goes back."""

    member_id: Id
    survivor_id: Id


class PassedLot(Part):
    """A lot of points as it passes from one record to the other: what is left of it, and what went otherwise."""

    lot_id: Id
    earned_for: LotFor
    cause_id: Id
    earned: int
    remaining: int
    expired: int
    taken: int
    expires_day: Day | None
    available_day: Day | None = None


class PointsPassedOn(Event, stream="points-{member_id}", unreported="said elsewhere"):
    """These lots, and what was owed, are `to_member_id`'s from now on; `merged`: so is all that this record ever earns."""

    member_id: Id
    to_member_id: Id
    because: Because
    points: int  # what the lots have left, less what was owed
    lots: tuple[PassedLot, ...]
    owed: int = 0


class PointsTakenOver(Event, stream="points-{member_id}", unreported="said elsewhere"):
    """These lots came from the other record, and what it owed; `fills` are points that make good what either owed."""

    member_id: Id
    from_member_id: Id
    because: Because
    points: int
    lots: tuple[PassedLot, ...]
    owed: int = 0
    fills: tuple[LotShare, ...] = ()


# --- queries ---


class PointsRow(Row):
    """What a member may spend now, and what goes first; what is `locked` yet, the next of it until `available_day`."""

    member_id: Id
    points: int
    expiring: int
    expires_day: Day | None
    locked: int
    available_day: Day | None


class PointsBalance(Query, by=(*STAFF, MEMBER), answers=PointsRow):
    """A member's points."""

    member_id: Id


class PointsEntryRow(Row):
    """A line of the points ledger: positive earned, negative spent, expired or taken back."""

    at: Instant
    kind: str
    points: int
    cause_id: Id | None
    rule: int | None


class PointsLedger(Query, by=(*STAFF, MEMBER), answers=PointsEntryRow):
    """Every change of a member's points with its cause, newest first; 200 at most."""

    member_id: Id


class RuleRow(Row):
    """A rule for earning points."""

    rule: int
    earned_for: str
    points: int
    per_amount: int
    expires_after_days: int
    valid_from: Day
    expires: str
    locked_days: int


class ListPointsRules(Query, by=(*STAFF, MEMBER, GUEST), answers=RuleRow):
    """All rules, newest first."""
