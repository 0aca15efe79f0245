"""A member's points, and the chain's rules for earning them, by the rules alone.

From the contract of engagement, its README, and features-and-rules 17 to 19: lots that expire, the first to expire go
first, rounded down, taken back in proportion, owed where they were spent; locked after earning, and over after so many
days, with a month, with a year, or never.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from shared.contracts import Refusal
from shared.contracts import engagement as c
from tests.machine import Answer, told


def everywhere(now: datetime) -> date:
    """A day is over once it has ended at UTC-12, too."""
    return (now - timedelta(hours=12)).date()


def anywhere(now: datetime) -> date:
    """A day is there once it has begun at UTC+14."""
    return (now + timedelta(hours=14)).date()


def over_with(rule: c.PublishPointsRule, earned: date) -> date | None:
    """By walking the days: the first that is no more of the month or year in which the points become free."""
    if rule.expires == "after_days":
        return earned + timedelta(days=rule.expires_after_days)
    if rule.expires == "never":
        return None
    day = free = earned + timedelta(days=rule.locked_days)
    parts = 2 if rule.expires == "month_end" else 1
    while day.timetuple()[:parts] == free.timetuple()[:parts]:
        day += timedelta(days=1)
    return day


@dataclass
class RulesModel:
    published: list[c.PublishPointsRule] = field(default_factory=list)

    def publish(self, wish: c.PublishPointsRule, now: datetime) -> Answer:
        same_thing = [rule for rule in self.published if rule.earned_for == wish.earned_for]
        if same_thing[-1:] == [wish]:
            return []
        against: set[type[Refusal]] = set()
        if wish.valid_from < everywhere(now):
            against.add(c.RuleStartsInThePast)
        if not (0 <= wish.points <= 1000 and wish.per_amount >= 1 and 1 <= wish.expires_after_days <= 36500):
            against.add(c.RuleOutOfRange)
        if not 0 <= wish.locked_days <= 365:
            against.add(c.RuleOutOfRange)
        if wish.expires == "after_days" and wish.locked_days >= wish.expires_after_days:
            against.add(c.RuleOutOfRange)
        if against:
            return against
        self.published.append(wish)
        return [told(c.PointsRulePublished, rule=len(self.published), **vars(wish))]

    def binding(self, earned_for: str, day: date) -> tuple[int, c.PublishPointsRule] | None:
        """The newest day binds; of one day, the latest published. With the number that it was given."""
        found = None
        for number, rule in enumerate(self.published, 1):
            if rule.earned_for == earned_for and rule.valid_from <= day:
                found = max(found or (date.min, 0), (rule.valid_from, number))
        return (found[1], self.published[found[1] - 1]) if found else None


@dataclass
class Lot:
    cause: tuple[str, str]
    earned: int
    left: int
    last_day_after: date | None
    free_from: date = date.min
    expired: int = 0
    taken: int = 0

    def over(self, day: date) -> bool:
        return self.last_day_after is not None and self.last_day_after <= day


class PointsModel:
    """One member's lots, in the order in which they were earned; `ids` tells the id that a lot was given."""

    def __init__(self, rules: RulesModel) -> None:
        self.rules = rules
        self.lots: list[Lot] = []
        self.ids: dict[tuple[str, str], str] = {}
        self.owed = 0
        self.spent: dict[str, int] = {}

    def open(self, now: datetime) -> list[Lot]:
        """What is there, locked or not, the first to expire first."""
        lots = [lot for lot in self.lots if lot.left and not lot.over(everywhere(now))]
        return sorted(lots, key=lambda lot: lot.last_day_after or date.max)

    def free(self, now: datetime) -> list[Lot]:
        return [lot for lot in self.open(now) if lot.free_from <= anywhere(now)]

    def balance(self, now: datetime) -> int:
        return sum(lot.left for lot in self.free(now)) - self.owed

    def will_be_free(self, points: int, now: datetime) -> bool:
        """Whether as many of the points that are there can be spent together on some later day."""
        days = [lot.free_from for lot in self.open(now)]
        sums = [sum(o.left for o in self.open(now) if o.free_from <= day and not o.over(day)) for day in days]
        return any(points <= there - self.owed for there in sums)

    def earn(self, earned_for: str, cause_id: str, amount: int, day: date) -> Answer:
        bound = self.rules.binding(earned_for, day)
        if bound is None or any(lot.cause == (earned_for, cause_id) for lot in self.lots):
            return []
        number, rule = bound
        points = rule.points * (amount // rule.per_amount) if earned_for == "payment" else rule.points
        if points <= 0:
            return []
        fills = min(points, self.owed)
        self.owed -= fills
        after, free = over_with(rule, day), day + timedelta(days=rule.locked_days)
        self.lots.append(Lot((earned_for, cause_id), points, points - fills, after, free))
        days = {"expires_day": after, "available_day": free if rule.locked_days else None}
        return [told(c.PointsEarned, cause_id=cause_id, points=points, fills=fills, rule=number, **days)]

    def draw(self, lots: list[Lot], points: int) -> tuple[tuple[tuple[str, int], ...], int]:
        """What comes from which lot, and what none has left."""
        shares = []
        for lot in lots:
            if part := min(points, lot.left):
                lot.left -= part
                points -= part
                shares.append((self.ids[lot.cause], part))
        return tuple(shares), points

    def take_back(self, wish: c.TakeBackPoints, now: datetime) -> Answer:
        own = next((lot for lot in self.lots if lot.cause == ("payment", wish.order_id)), None)
        if own is None or wish.total.amount <= 0:
            return []
        share = own.earned * min(wish.refunded.amount, wish.total.amount) // wish.total.amount
        points = min(share, own.earned - own.expired) - own.taken
        if points <= 0:
            return []
        shares, owed = self.draw([own, *(lot for lot in self.open(now) if lot is not own)], points)
        own.taken += points
        self.owed += owed
        lots = tuple(c.LotShare(lot_id=lot_id, points=part) for lot_id, part in shares)
        return [told(c.PointsTakenBack, refund_id=wish.refund_id, points=points, owed=owed, lots=lots)]

    def redeem(self, wish: c.RedeemPoints, now: datetime) -> Answer:
        if self.spent.get(wish.redemption_id) == wish.points:
            return []
        against: set[type[Refusal]] = set()
        if wish.redemption_id in self.spent:
            against.add(c.RedemptionIdReused)
        if wish.points <= 0:
            against.add(c.PointsNotPositive)
        if wish.points > self.balance(now):
            against.add(c.PointsLocked if self.will_be_free(wish.points, now) else c.NotEnoughPoints)
        if against:
            return against
        self.spent[wish.redemption_id] = wish.points
        shares, _ = self.draw(self.free(now), wish.points)
        lots = tuple(c.LotShare(lot_id=lot_id, points=part) for lot_id, part in shares)
        return [told(c.PointsRedeemed, redemption_id=wish.redemption_id, points=wish.points, lots=lots)]

    def expire(self, wish: c.ExpirePoints, now: datetime) -> Answer:
        lot = next((lot for lot in self.lots if self.ids.get(lot.cause) == wish.lot_id), None)
        if lot is None or not lot.left or not lot.over(everywhere(now)):
            return []
        points, lot.left = lot.left, 0
        lot.expired += points
        return [told(c.PointsExpired, lot_id=wish.lot_id, points=points)]
