"""The chain's dated rules for earning points. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from shared.contracts.engagement import (
    EarnedFor,
    PointsRulePublished,
    PublishPointsRule,
    RuleOutOfRange,
    RuleStartsInThePast,
)
from shared.decider import Context, Decider
from shared.venue_time import add_months

Rules = tuple[PointsRulePublished, ...]

BEHIND_UTC = timedelta(hours=12)
AHEAD_OF_UTC = timedelta(hours=14)
RANGES = {
    "points": (0, 1000),
    "per_amount": (1, 10**12),
    "expires_after_days": (1, 36500),
    "locked_days": (0, 365),
}


class Lasting(NamedTuple):
    """The days of a lot: spent from `available` (None: at once) up to, not including, `expires` (None: for ever)."""

    earned: date
    available: date | None
    expires: date | None


def chain_day(instant: datetime) -> date:
    """The latest day that has begun everywhere: points belong to the whole chain and know no venue's zone.

    >>> from datetime import UTC
    >>> str(chain_day(datetime(2025, 3, 2, 11, 59, tzinfo=UTC)))
    '2025-03-01'
    """
    return (instant - BEHIND_UTC).date()


def first_day(instant: datetime) -> date:
    """The latest day that has begun somewhere: on it what was locked until that day is free at every venue.

    >>> str(first_day(datetime(2025, 3, 1, 10, tzinfo=UTC)))
    '2025-03-02'
    """
    return (instant + AHEAD_OF_UTC).date()


def begins_everywhere(day: date) -> datetime:
    """The instant from which on `chain_day` is `day`.

    >>> chain_day(begins_everywhere(date(2025, 3, 1))) == date(2025, 3, 1)
    True
    """
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + BEHIND_UTC


def rule_on(rules: Rules, earned_for: EarnedFor, day: date) -> PointsRulePublished | None:
    """The rule that binds on a day: the newest valid_from, and of the same day the latest published."""
    binding = [rule for rule in rules if rule.earned_for == earned_for and rule.valid_from <= day]
    return max(binding, key=lambda rule: (rule.valid_from, rule.rule), default=None)


def lasting(rule: PointsRulePublished, day: date) -> Lasting:
    """What is earned on `day` by this rule. The month or year is that of the first day on which it can be spent:
    no points go while they are locked."""
    available = day + timedelta(days=rule.locked_days)
    return Lasting(day, available if rule.locked_days else None, expiry(rule, day, available))


def expiry(rule: PointsRulePublished, day: date, available: date) -> date | None:
    """The first day without the points.

    >>> by_month = PointsRulePublished(
    ...     rule=1, earned_for="payment", points=1, per_amount=100, expires_after_days=365, expires="month_end",
    ...     valid_from=date(2028, 1, 1),
    ... )
    >>> str(expiry(by_month, date(2028, 2, 29), date(2028, 2, 29)))
    '2028-03-01'
    """
    match rule.expires:
        case "after_days":
            return day + timedelta(days=rule.expires_after_days)
        case "month_end":
            return add_months(available.replace(day=1), 1)
        case "year_end":
            return date(available.year + 1, 1, 1)
        case "never":
            return None


def decide(wish: PublishPointsRule, rules: Rules, context: Context) -> list[PointsRulePublished]:
    rule = PointsRulePublished(rule=len(rules) + 1, **vars(wish))
    if is_latest(rule, rules):
        return []
    if wish.valid_from < chain_day(context.at):
        raise RuleStartsInThePast(valid_from=wish.valid_from)
    for name, (least, most) in RANGES.items():
        if not least <= getattr(wish, name) <= most:
            raise RuleOutOfRange(field=name, asked=getattr(wish, name))
    if wish.expires == "after_days" and wish.locked_days >= wish.expires_after_days:
        raise RuleOutOfRange(field="locked_days", asked=wish.locked_days)
    return [rule]


def is_latest(rule: PointsRulePublished, rules: Rules) -> bool:
    """Whether the latest rule for the same thing says the same."""
    same = [known for known in rules if known.earned_for == rule.earned_for]
    return bool(same) and replace(same[-1], rule=rule.rule) == rule


def streams(wish: PublishPointsRule, context: Context) -> Sequence[str]:
    return ["pointsrules"]


def evolve(rules: Rules, event: PointsRulePublished) -> Rules:
    return (*rules, event)


RULE: Decider[Rules] = Decider((PublishPointsRule,), (), streams, decide, evolve)
