"""What counts for a level: points, money and visits on their days, less what was refunded; and their sums. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from services.members.ladder import figures
from shared.contracts import DayRange, Event, Money
from shared.contracts.members import (
    EarnGrowth,
    GrowthCause,
    GrowthEarned,
    GrowthTakenBack,
    GrowthWithdrawn,
    LadderPublished,
    TakeBackGrowth,
    Threshold,
    WithdrawGrowth,
)
from shared.money import share


@dataclass(frozen=True)
class Figures:
    """The sums of one window."""

    growth: int = 0
    spend: tuple[Money, ...] = ()
    visits: int = 0

    def meets(self, threshold: Threshold, needs: Literal["any", "all"]) -> bool:
        """Whether any, or all, of the figures asked for are reached; what asks for nothing is."""
        asked = figures(threshold)
        have = {"growth": self.growth, "visits": self.visits} | {m.currency: m.amount for m in self.spend}
        reached = [have.get(name, 0) >= figure for name, figure in asked.items()]
        return not asked or (any(reached) if needs == "any" else all(reached))


@dataclass(frozen=True)
class Earned:
    """One cause, and how much of it was taken back."""

    event: GrowthEarned
    points_back: int = 0
    money_back: int = 0


@dataclass(frozen=True)
class Growth:
    """Everything that ever counted, by cause."""

    every: Mapping[tuple[GrowthCause, str], Earned] = field(default_factory=dict)

    @property
    def last_day(self) -> date:
        return max((earned.event.day for earned in self.every.values()), default=date.min)

    def within(self, window: DayRange) -> Figures:
        counted = [earned for earned in self.every.values() if earned.event.day in window]
        spend: Counter[str] = Counter()
        for earned in counted:
            if earned.event.spend:
                spend[earned.event.spend.currency] += earned.event.spend.amount - earned.money_back
        return Figures(
            growth=sum(earned.event.points - earned.points_back for earned in counted),
            spend=tuple(Money(amount, currency) for currency, amount in sorted(spend.items())),
            visits=sum(earned.event.visits for earned in counted),
        )

    def after(self, event: Any) -> Growth:
        match event:
            case GrowthEarned():
                return Growth({**self.every, (event.cause, event.cause_id): Earned(event)})
            case GrowthTakenBack():
                cause: tuple[GrowthCause, str] = ("payment", event.order_id)
                earned = self.every[cause]
                less = replace(
                    earned,
                    points_back=earned.points_back + event.points,
                    money_back=earned.money_back + event.spend.amount,
                )
                return Growth({**self.every, cause: less})
            case GrowthWithdrawn():
                gone = (event.cause, event.cause_id)
                return Growth({cause: earned for cause, earned in self.every.items() if cause != gone})
        return self


def earned(wish: EarnGrowth, growth: Growth, ladder: LadderPublished) -> list[Event]:
    """Each cause once; what was paid counts as money even where it earns no point."""
    nothing = wish.cause == "payment" and (wish.paid is None or wish.paid.amount <= 0)
    if nothing or (wish.cause, wish.cause_id) in growth.every:
        return []
    return [
        GrowthEarned(
            member_id=wish.member_id,
            cause=wish.cause,
            cause_id=wish.cause_id,
            venue_id=wish.venue_id,
            day=wish.day,
            points=points_for(wish, ladder),
            spend=wish.paid,
            visits=int(wish.cause == "visit"),
            ladder=ladder.ladder,
        )
    ]


def points_for(wish: EarnGrowth, ladder: LadderPublished) -> int:
    match wish.cause:
        case "visit":
            return ladder.growth_for_visit
        case "attendance":
            return ladder.growth_for_attendance
    paid = wish.paid
    rates = [rate for rate in ladder.growth_for_payment if paid and rate.per.currency == paid.currency]
    return sum(paid.amount // rate.per.amount * rate.points for rate in rates if paid)


def taken_back(wish: TakeBackGrowth, growth: Growth) -> list[Event]:
    """What the refunded part had earned, less what was taken back before; points rounded down in all.

    Of an order that a company paid a part of, the same part of the member's own money.
    """
    known = growth.every.get(("payment", wish.order_id))
    if known is None or known.event.spend is None or wish.total.amount <= 0:
        return []
    refunded = min(wish.refunded.amount, wish.total.amount)
    points = known.event.points * refunded // wish.total.amount - known.points_back
    money = share(known.event.spend, refunded, wish.total.amount).amount - known.money_back
    if points <= 0 and money <= 0:
        return []
    return [
        GrowthTakenBack(
            member_id=wish.member_id,
            order_id=wish.order_id,
            refund_id=wish.refund_id,
            day=known.event.day,
            points=max(0, points),
            spend=Money(max(0, money), known.event.spend.currency),
        )
    ]


def withdrawn(wish: WithdrawGrowth, growth: Growth) -> list[Event]:
    """Nothing for what earned nothing, or was withdrawn before; a payment is taken back by its refund."""
    known = growth.every.get((wish.cause, wish.cause_id))
    if known is None or wish.cause == "payment":
        return []
    day, points, visits = known.event.day, known.event.points, known.event.visits
    return [GrowthWithdrawn(**vars(wish), day=day, points=points, visits=visits)]
