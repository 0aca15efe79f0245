"""How many points what brings, and how long they last: dated rules of head office."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    GUEST,
    HEAD_OFFICE,
    MEMBER,
    STAFF,
    Command,
    Day,
    Event,
    Query,
    Refusal,
    Row,
    Text,
)

EarnedFor = Literal["payment", "attendance"]
Expiry = Literal["after_days", "month_end", "year_end", "never"]


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
