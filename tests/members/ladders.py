"""A ladder of four levels, and what happens on it, for the tests of levels."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from services.members.standing import window_to
from shared.contracts import DayRange, Money
from shared.contracts.members import (
    EarnGrowth,
    GrowthEarned,
    GrowthRate,
    LadderPublished,
    LevelReached,
    LevelRight,
    LevelRule,
    PublishLadder,
    TakeBackGrowth,
    Threshold,
)
from shared.venue_time import chain_day
from tests.members.examples import PUDONG, WEI
from tests.scenario import NOON

ORDER = "00000000-0000-4000-8000-000000000d01"
OTHER_ORDER = "00000000-0000-4000-8000-000000000d02"
REFUND = "00000000-0000-4000-8000-000000000e01"
VISIT = "00000000-0000-4000-8000-000000000f01"
TODAY = chain_day(NOON)
assert date(2025, 3, 1) == TODAY


def yuan(amount: int) -> Money:
    return Money(amount * 100, "CNY")


def rule(level: str, name: str, reach: Threshold, keep: Threshold, *rights: LevelRight) -> LevelRule:
    return LevelRule(level=level, name=level.title(), name_zh=name, reach=reach, keep=keep, rights=rights)


ORDINARY = rule("ordinary", "普通", Threshold(), Threshold())
SILVER = rule(
    "silver", "银卡", Threshold(growth=1000, visits=40), Threshold(growth=600, visits=20),
    LevelRight(right="discount_per_mille", value=50),
)  # fmt: skip
GOLD = rule(
    "gold", "金卡", Threshold(growth=3000), Threshold(growth=2000),
    LevelRight(right="discount_per_mille", value=100), LevelRight(right="booking_days_ahead", value=3),
)  # fmt: skip
PLATINUM = rule(
    "platinum", "白金卡", Threshold(spend=yuan(20_000)), Threshold(spend=yuan(15_000)),
    LevelRight(right="exclusive_coach", value=1),
)  # fmt: skip
publish = PublishLadder(
    from_day=TODAY,
    levels=(ORDINARY, SILVER, GOLD, PLATINUM),
    growth_for_payment=(GrowthRate(per=yuan(1), points=1),),
    growth_for_visit=10,
    growth_for_attendance=20,
)
published = LadderPublished(ladder=1, **vars(publish))


def pay(amount: Money, order_id: str = ORDER, day: date = TODAY) -> EarnGrowth:
    return EarnGrowth(member_id=WEI, cause="payment", cause_id=order_id, venue_id=PUDONG, day=day, paid=amount)


def paid(amount: Money, order_id: str = ORDER, day: date = TODAY) -> GrowthEarned:
    told = {name: value for name, value in vars(pay(amount, order_id, day)).items() if name != "paid"}
    return GrowthEarned(points=amount.amount // 100, spend=amount, visits=0, ladder=1, **told)


def refund(refunded: Money, total: Money, order_id: str = ORDER) -> TakeBackGrowth:
    return TakeBackGrowth(member_id=WEI, order_id=order_id, refund_id=REFUND, refunded=refunded, total=total)


def reached(level: str, growth: int, *spend: Money, day: date = TODAY, visits: int = 0) -> LevelReached:
    """Promoted on a day from the lowest, for a year."""
    return LevelReached(
        member_id=WEI,
        level=level,
        from_level="ordinary",
        why="promoted",
        since=day,
        until=day.replace(year=day.year + 1),
        ladder=1,
        basis="reach",
        window=window_to(day, 12),
        growth=growth,
        spend=spend,
        visits=visits,
    )


def year_to(until: date) -> DayRange:
    return DayRange(until.replace(year=until.year - 1), until)


fitting = replace(published, falls="fitting")
