"""The ladder of levels: dated rules of what growth, spending or visits reach and keep a level, and what it gives."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    EVERYONE,
    HEAD_OFFICE,
    SERVICE,
    Command,
    Day,
    Event,
    Money,
    Name,
    Part,
    Query,
    Refusal,
    Row,
    Text,
)

Right = Literal[
    "booking_days_ahead", "booking_priority", "discount_per_mille", "exclusive_coach", "exclusive_service",
    "one_to_one_service", "custom_offers", "guest_passes",
]  # fmt: skip


DiscountedKind = Literal["card", "course", "activity", "retail"]
"""What a level makes cheaper, by kind of income; fees are what something costs the venue."""


class Threshold(Part):
    """What is to come together within one period; a figure left open is not asked for."""

    growth: int | None = None  # growth points
    spend: Money | None = None  # paid less refunded, in this currency
    visits: int | None = None  # days on which the member came, each venue counted once a day


class LevelRight(Part):
    """What a level gives: days, a place in the queue, per mille, passes a period; 1 where there is nothing to count.

    A discount is off what is sold of these kinds (none named: of all); where several are, off each the largest.
    """

    right: Right
    value: int
    of: tuple[DiscountedKind, ...] = ()


class LevelRule(Part):
    """One level: how it is reached, how it is kept when its period ends, and what it gives."""

    level: str
    name: Name
    name_zh: Name
    reach: Threshold
    keep: Threshold
    rights: tuple[LevelRight, ...] = ()


class GrowthRate(Part):
    """So many points for each full amount `per` of a payment."""

    per: Money
    points: int


class LadderStartsInThePast(Refusal):
    """Levels of the past stand."""

    from_day: Day
    status = 422
    says = Text("{from_day} has begun already.", "{from_day} 已经开始。")
    remedy = Text("Let the ladder bind from today or a later day.", "请选择今天或以后的日期生效。")


class LadderNotPossible(Refusal):
    """A ladder rises from a level that everybody has."""

    level: str
    rule: str
    status = 422
    says = Text("Level {level}: {rule}.", "等级 {level} 的设置不成立：{rule}。")
    remedy = Text("Correct this level and publish the ladder again.", "请修改该等级后重新发布。")


class PublishLadder(Command, by=(HEAD_OFFICE,), refuses=(LadderStartsInThePast, LadderNotPossible)):
    """Let these levels, the lowest first, bind the whole chain from a day on.

    A level is held for `period_months`, counted from the day it was reached; figures are those of as many months up to
    the day. `needs`: any or all of a threshold's figures. Who does not keep a level when its period ends falls by `one`
    level, or to the highest that the figures keep (`fitting`).
    """

    from_day: Day
    levels: tuple[LevelRule, ...]
    period_months: int = 12
    needs: Literal["any", "all"] = "any"
    falls: Literal["one", "fitting"] = "one"
    growth_for_payment: tuple[GrowthRate, ...] = ()
    growth_for_visit: int = 0
    growth_for_attendance: int = 0


class LadderPublished(Event, stream="ladder"):
    """These levels bind from `from_day` on; the newest day binds, then the latest published. `ladder` counts them."""

    ladder: int
    from_day: Day
    levels: tuple[LevelRule, ...]
    period_months: int
    needs: Literal["any", "all"]
    falls: Literal["one", "fitting"]
    growth_for_payment: tuple[GrowthRate, ...]
    growth_for_visit: int
    growth_for_attendance: int


class LevelRow(Row):
    """A level of one ladder; `rank` 0 is the lowest, which everybody has."""

    ladder: int
    from_day: Day
    binds: bool
    rank: int
    level: str
    name: str
    name_zh: str
    period_months: int
    needs: str
    falls: str
    reach: Threshold
    keep: Threshold
    rights: tuple[LevelRight, ...]


class ListLevels(Query, by=(*EVERYONE, SERVICE), answers=LevelRow):
    """Every level of every ladder ever published, the newest ladder first; `binds` tells the one of today."""
