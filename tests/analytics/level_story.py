"""The levels of members as events, of any life: for reports and for `story.life`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from random import Random

from shared.contracts import DayRange, Event
from shared.contracts.members import LadderPublished, LevelKept, LevelReached, LevelRule, Threshold
from shared.contracts.members.level import LevelCause

DAY = date(2026, 3, 2)
LEVELS = ("basic", "silver", "gold")
WINDOW = DayRange(date(2025, 3, 2), DAY)
FIGURES = {"window": WINDOW, "growth": 1200, "spend": (), "visits": 30}


def ladder(number: int = 1, from_day: date = DAY, levels: Sequence[str] = LEVELS) -> LadderPublished:
    rules = tuple(
        LevelRule(level=level, name=level.title(), name_zh=f"{level}级", reach=Threshold(), keep=Threshold())
        for level in levels
    )
    return LadderPublished(
        ladder=number, from_day=from_day, levels=rules, period_months=12, needs="any", falls="one",
        growth_for_payment=(), growth_for_visit=1, growth_for_attendance=1,
    )  # fmt: skip


def reached(
    member: str, level: str, before: str = "basic", why: LevelCause = "promoted", until: date | None = None
) -> LevelReached:
    return LevelReached(
        member_id=member, level=level, from_level=before, why=why, since=DAY, until=until, ladder=1, basis="reach",
        reason="sealed" if why == "by_hand" else None, **FIGURES,
    )  # fmt: skip


def kept(member: str, level: str, until: date = date(2028, 3, 2)) -> LevelKept:
    return LevelKept(member_id=member, level=level, since=DAY, until=until, ladder=1, **FIGURES)


def any_levels(chance: Random, member: str) -> Iterator[Event]:
    """Up, down, kept and by hand, as often as it comes."""
    before = "basic"
    for _ in range(chance.randrange(5)):
        level = chance.choice(LEVELS)
        rises = LEVELS.index(level) > LEVELS.index(before)
        if level == before:
            yield kept(member, level)
        else:
            yield reached(member, level, before, chance.choice(["promoted" if rises else "demoted", "by_hand"]))
        before = level
