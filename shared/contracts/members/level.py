"""A member's level: growth from what was paid, visited and attended; up at once, down when a period ends; or by hand."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    COACH,
    FRONT_DESK,
    HEAD_OFFICE,
    MEMBER,
    SERVICE,
    VENUE_MANAGER,
    Command,
    Day,
    DayRange,
    Event,
    Id,
    Instant,
    Money,
    Personal,
    Phone,
    Query,
    Refusal,
    Row,
    Text,
)
from shared.contracts.members.ladder import LevelRight
from shared.contracts.members.life import NOT_ACTIVE

GrowthCause = Literal["payment", "visit", "attendance"]
LevelCause = Literal["promoted", "demoted", "taken_back", "by_hand", "released"]
Basis = Literal["reach", "keep", "none"]


class LevelUnknown(Refusal):
    """A level is one of the ladder that binds today."""

    level: str
    known: str
    status = 422
    says = Text("There is no level {level}.", "没有等级 {level}。")
    remedy = Text("Choose one of: {known}.", "请选择：{known}。")


class NoLadderYet(Refusal):
    """There are levels from the first day of a ladder on; a day of the chain has begun when it has everywhere (UTC-12)."""

    says = Text("No levels hold yet.", "等级规则尚未生效。")
    remedy = Text(
        "Publish a ladder, or wait until its first day has begun all over the world.",
        "请发布等级规则；规则在首日全球各地都开始后生效。",
    )


class LevelNotByHand(Refusal):
    """Only what was set by hand is released."""

    member_id: str
    says = Text("The level of member {member_id} follows the ladder.", "会员 {member_id} 的等级由规则决定。")
    remedy = Text("Set a level by hand if the ladder is not to decide.", "如需例外请手动设置等级。")


class EarnGrowth(Command, by=(SERVICE,)):
    """A member paid, came or attended. What is heard late counts on its own day, by the ladder of that day."""

    member_id: Id
    cause: GrowthCause
    cause_id: Id
    venue_id: Id
    day: Day
    paid: Money | None = None


class GrowthEarned(Event, stream="level-{member_id}", unreported="said elsewhere"):
    """This counts for the level: points, money and a visit, on its day; each cause once. `ladder` gave the rate."""

    member_id: Id
    cause: GrowthCause
    cause_id: Id
    venue_id: Id
    day: Day
    points: int
    spend: Money | None
    visits: int
    ladder: int


class TakeBackGrowth(Command, by=(SERVICE,)):
    """Money of an order was returned; `refunded` is the sum returned so far, of `total`."""

    member_id: Id
    order_id: Id
    refund_id: Id
    refunded: Money
    total: Money


class GrowthTakenBack(Event, stream="level-{member_id}", unreported="said elsewhere"):
    """So much less counts of what an order had earned, on the day of the order: points pro rata, rounded down in all."""

    member_id: Id
    order_id: Id
    refund_id: Id
    day: Day
    points: int
    spend: Money


class WithdrawGrowth(Command, by=(SERVICE,)):
    """What earned it did not happen: the entry was taken back, and nothing else of that day stands for it."""

    member_id: Id
    cause: GrowthCause
    cause_id: Id


class GrowthWithdrawn(Event, stream="level-{member_id}", unreported="said elsewhere"):
    """What this cause had earned counts no more; should it come about after all, it earns anew."""

    member_id: Id
    cause: GrowthCause
    cause_id: Id
    day: Day
    points: int
    visits: int


class WatchLevel(Command, by=(SERVICE,)):
    """The period of a level may be over."""

    member_id: Id


class LevelReached(Event, stream="level-{member_id}", person="member_id"):
    """The member has another level since `since`; and why. `until`: when its period ends (None: the lowest, or by hand).

    The figures are those of `window`, that the rule of `ladder` was held against; `basis` names the rule.
    """

    member_id: Id
    level: str
    from_level: str
    why: LevelCause
    since: Day
    until: Day | None
    ladder: int
    basis: Basis
    window: DayRange | None
    growth: int
    spend: tuple[Money, ...]
    visits: int
    reason: Personal | None = None


class LevelKept(Event, stream="level-{member_id}"):
    """The figures of the period that ended keep the level for another one."""

    member_id: Id
    level: str
    since: Day
    until: Day
    ladder: int
    window: DayRange
    growth: int
    spend: tuple[Money, ...]
    visits: int


class SetLevel(Command, by=(HEAD_OFFICE, VENUE_MANAGER), refuses=(*NOT_ACTIVE, LevelUnknown, NoLadderYet)):
    """Give a member a level by hand: growth goes on being counted, but moves it no more until it is released."""

    member_id: Id
    level: str
    reason: Personal


class ReleaseLevel(Command, by=(HEAD_OFFICE, VENUE_MANAGER), refuses=(*NOT_ACTIVE, LevelNotByHand)):
    """Put a level that was set by hand back on the ladder: the figures of today decide."""

    member_id: Id


class MemberLevelRow(Row):
    """A member's level today, what it gives, and what is missing to the next (None: nothing, or not asked for)."""

    member_id: Id
    level: str
    name: str
    name_zh: str
    rank: int
    since: Day | None
    until: Day | None
    by_hand: bool
    rights: tuple[LevelRight, ...]
    growth: int
    spend: tuple[Money, ...]
    visits: int
    next_level: str | None
    growth_missing: int | None
    spend_missing: Money | None
    visits_missing: int | None
    kept: bool


class MemberLevel(Query, by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, COACH, MEMBER, SERVICE), answers=MemberLevelRow):
    """The level of a member by the ladder of today; `kept`: the figures so far would keep it. Nothing without a ladder."""

    member_id: Id


class LevelStep(Row):
    """One event behind a level: the figures of the period up to its day after it, the level before and after, the rule."""

    place: int
    event_id: Id
    event: str
    happened_at: Instant
    recorded_at: Instant
    actor: str
    says: str
    says_zh: str
    before: str
    after: str
    growth: int
    visits: int
    rule: str


class ExplainLevel(Query, by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER), answers=LevelStep):
    """How a member's level came about, in order; with `known_at` as it was known then, events recorded later left out."""

    member_id: Id
    known_at: Instant | None = None


class LevelMemberRow(Row):
    """A member with a level above the lowest, or one set by hand."""

    member_id: Id
    number: str
    name: Personal
    phone: Phone
    venue_id: Id
    level: str
    since: Day
    until: Day | None
    by_hand: bool


class MembersOfLevel(Query, by=(HEAD_OFFICE, VENUE_MANAGER), answers=LevelMemberRow):
    """Members of the asker's venues with a level, those whose period ends first in front; 500 at most."""

    level: str
