"""The dated ladders of levels. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from shared.contracts.members import (
    LadderNotPossible,
    LadderPublished,
    LadderStartsInThePast,
    LevelRule,
    PublishLadder,
    Threshold,
)
from shared.decider import Context, Decider
from shared.venue_time import chain_day

STREAM = "ladder"
Ladders = tuple[LadderPublished, ...]
MOST_MONTHS = 120


def rank_of(ladder: LadderPublished, level: str | None) -> int:
    """The place of a level, 0 for one that this ladder does not have any more."""
    return next((rank for rank, rule in enumerate(ladder.levels) if rule.level == level), 0)


def decide(wish: PublishLadder, ladders: Ladders, context: Context) -> list[LadderPublished]:
    published = LadderPublished(ladder=len(ladders) + 1, **vars(wish))
    if ladders and replace(ladders[-1], ladder=published.ladder) == published:
        return []
    if wish.from_day < chain_day(context.now):
        raise LadderStartsInThePast(from_day=wish.from_day)
    for level, rule in wrong(wish):
        raise LadderNotPossible(level=level, rule=rule)
    return [published]


def wrong(wish: PublishLadder) -> Iterator[tuple[str, str]]:
    """What is not possible in a ladder, by level."""
    lowest = wish.levels[0] if wish.levels else None
    if lowest is None or figures(lowest.reach) or figures(lowest.keep):
        yield lowest.level if lowest else "-", "the lowest level asks for nothing (最低等级不设门槛)"
    if not 1 <= wish.period_months <= MOST_MONTHS:
        yield "-", f"a period has 1 to {MOST_MONTHS} months (周期为 1 至 {MOST_MONTHS} 个月)"
    rates = [rate.points for rate in wish.growth_for_payment] + [wish.growth_for_visit, wish.growth_for_attendance]
    if any(points < 0 for points in rates) or any(rate.per.amount <= 0 for rate in wish.growth_for_payment):
        yield "-", "growth is earned, not lost (成长值不得为负)"
    for below, rule in zip(wish.levels, wish.levels[1:], strict=False):
        yield from wrong_above(below, rule)
    for rule in wish.levels:
        if sum(other.level == rule.level for other in wish.levels) > 1:
            yield rule.level, "stands twice in the ladder (重复)"
        if any(
            right.value < 0 or (right.right == "discount_per_mille" and right.value > 1000) for right in rule.rights
        ):
            yield rule.level, "a right counts from 0, a discount to 1000 (权益数值超出范围)"
        if any(right.of and right.right != "discount_per_mille" for right in rule.rights):
            yield rule.level, "only a discount is off some kinds of products (仅折扣可限定商品类别)"


def wrong_above(below: LevelRule, rule: LevelRule) -> Iterator[tuple[str, str]]:
    if not figures(rule.reach):
        yield rule.level, "asks for nothing (未设门槛)"
    if any(amount <= 0 for amount in (*figures(rule.reach).values(), *figures(rule.keep).values())):
        yield rule.level, "asks for nothing or less (门槛须大于零)"
    lower, higher = figures(below.reach), figures(rule.reach)
    if any(lower[name] >= higher[name] for name in lower.keys() & higher.keys()):
        yield rule.level, f"asks for no more than {below.level} (门槛须高于下一等级)"


def figures(threshold: Threshold) -> dict[str, int]:
    """What a threshold asks for, by figure; money by its currency."""
    told = {"growth": threshold.growth, "visits": threshold.visits}
    money = {threshold.spend.currency: threshold.spend.amount} if threshold.spend else {}
    return {name: value for name, value in told.items() if value is not None} | money


def streams(wish: PublishLadder, context: Context) -> Sequence[str]:
    return [STREAM]


def evolve(ladders: Ladders, event: LadderPublished) -> Ladders:
    return (*ladders, event)


LADDER: Decider[Ladders] = Decider((PublishLadder,), (), streams, decide, evolve)
