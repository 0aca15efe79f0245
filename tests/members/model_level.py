"""Ladders and levels by the rules alone (README of members, "Levels"; features-and-rules 17).

Up as soon as the figures of the ladder's months reach a level; at the end of its period it is kept or falls; what was
refunded counts no more; what was set by hand stays until it is released. Days are those that have begun everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from shared.contracts import members as c
from shared.venue_time import add_months
from tests.machine import Answer, Told, told

Cause = tuple[str, str]


@dataclass
class Counted:
    """What a cause counts on its day, by now: growth points, money in fen, visits; and what it was at first."""

    day: date
    points: int
    money: int | None
    visits: int
    first: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Rung:
    """A level that the ladder gave; `rests` is the rule (None: none) and the days that must go on meeting it."""

    level: str
    since: date
    until: date | None
    ladder: c.PublishLadder
    rests: str | None = None
    first: date = date.min
    last: date = date.min


@dataclass
class LevelModel:
    registered: bool = True
    ladders: list[c.PublishLadder] = field(default_factory=list)
    counted: dict[Cause, Counted] = field(default_factory=dict)
    rungs: list[Rung] = field(default_factory=list)
    by_hand: str | None = None

    def today(self, now: datetime) -> date:
        begun = (now - timedelta(hours=12)).date()
        return max([begun, *(each.day for each in self.counted.values())])

    def on(self, day: date) -> c.PublishLadder | None:
        return max((ladder for ladder in self.ladders if ladder.from_day <= day), default=None, key=self.order)

    def order(self, ladder: c.PublishLadder) -> tuple[date, int]:
        return ladder.from_day, max(n for n, other in enumerate(self.ladders) if other is ladder)

    # --- figures ---

    def meets(self, threshold: c.Threshold, ladder: c.PublishLadder, first: date, last: date) -> bool:
        within = [each for each in self.counted.values() if first <= each.day <= last]
        asked: list[bool] = []
        if threshold.growth is not None:
            asked.append(sum(each.points for each in within) >= threshold.growth)
        if threshold.visits is not None:
            asked.append(sum(each.visits for each in within) >= threshold.visits)
        if threshold.spend is not None:
            asked.append(sum(each.money or 0 for each in within) >= threshold.spend.amount)
        return not asked or (any(asked) if ladder.needs == "any" else all(asked))

    def reached(self, ladder: c.PublishLadder, first: date, last: date) -> int:
        return [n for n, rule in enumerate(ladder.levels) if n == 0 or self.meets(rule.reach, ladder, first, last)][-1]

    def holds(self, rung: Rung) -> bool:
        rule = next((rule for rule in rung.ladder.levels if rule.level == rung.level), rung.ladder.levels[0])
        threshold = {"reach": rule.reach, "keep": rule.keep}.get(rung.rests or "")
        return threshold is None or self.meets(threshold, rung.ladder, rung.first, rung.last)

    def level(self, ladder: c.PublishLadder) -> str:
        return self.by_hand or (self.rungs[-1].level if self.rungs else ladder.levels[0].level)

    # --- commands ---

    def publish(self, wish: c.PublishLadder, now: datetime) -> Answer:
        if self.ladders and self.ladders[-1] == wish:
            return []
        against: set[type[c.LadderStartsInThePast] | type[c.LadderNotPossible]] = set()
        if wish.from_day < (now - timedelta(hours=12)).date():
            against.add(c.LadderStartsInThePast)
        if not 1 <= wish.period_months <= 120:
            against.add(c.LadderNotPossible)
        if against:
            return set(against)
        self.ladders.append(replace(wish))
        return [told(c.LadderPublished, ladder=len(self.ladders), from_day=wish.from_day, levels=wish.levels)]

    def earn(self, wish: c.EarnGrowth, now: datetime) -> Answer:
        ladder, key = self.on(wish.day), (wish.cause, wish.cause_id)
        nothing = wish.cause == "payment" and (wish.paid is None or wish.paid.amount <= 0)
        if not self.registered or ladder is None or key in self.counted or nothing:
            return []
        points = {"visit": ladder.growth_for_visit, "attendance": ladder.growth_for_attendance}.get(wish.cause, 0)
        if wish.cause == "payment" and wish.paid:
            points = sum(wish.paid.amount // rate.per.amount * rate.points for rate in ladder.growth_for_payment)
        money = wish.paid.amount if wish.paid else None
        self.counted[key] = Counted(wish.day, points, money, wish.cause == "visit", (points, money or 0))
        earned = told(c.GrowthEarned, points=points, spend=wish.paid, visits=int(wish.cause == "visit"))
        return [earned, *self.promoted(self.today(now))]

    def promoted(self, today: date) -> Iterator[Told]:
        ladder = self.on(today)
        if ladder is None or self.by_hand:
            return
        first = begin(today, ladder)
        rank = self.reached(ladder, first, today)
        if rank > rank_of(ladder, self.level(ladder)):
            until = add_months(today, ladder.period_months)
            yield self.now(Rung(ladder.levels[rank].level, today, until, ladder, "reach", first, today), "promoted")

    def now(self, rung: Rung, why: str) -> Told:
        before, self.by_hand = self.level(rung.ladder), None
        self.rungs.append(rung)
        return told(c.LevelReached, level=rung.level, from_level=before, why=why, since=rung.since, until=rung.until)

    def watch(self, now: datetime) -> Answer:
        """The period's own figures decide, by the ladder of its last day."""
        rung, today = self.rungs[-1] if self.rungs else None, self.today(now)
        if not self.registered or self.by_hand or rung is None or rung.until is None or today < rung.until:
            return []
        ladder = self.on(rung.until) or rung.ladder
        first, last = add_months(rung.until, -ladder.period_months), rung.until - timedelta(days=1)
        rank = rank_of(ladder, rung.level)
        kept = [n for n in range(rank + 1) if n and self.meets(ladder.levels[n].keep, ladder, first, last)]
        if rank and rank in kept:
            months = ladder.period_months
            until = next(day for n in range(1, 999) if (day := add_months(rung.since, months * n)) > rung.until)
            self.rungs.append(Rung(rung.level, rung.since, until, ladder, "keep", first, last))
            return [told(c.LevelKept, level=rung.level, since=rung.since, until=until)]
        below = max(0, rank - 1)
        if ladder.falls == "fitting":
            below = max([0, *kept, min(below, self.reached(ladder, first, last))])
        ends = add_months(rung.until, ladder.period_months) if below else None
        return [self.now(Rung(ladder.levels[below].level, rung.until, ends, ladder), "demoted")]

    def take_back(self, wish: c.TakeBackGrowth, now: datetime) -> Answer:
        """Of what was paid the part that is refunded by now, points rounded down in all."""
        known = self.counted.get(("payment", wish.order_id))
        if not self.registered or known is None or known.money is None:
            return []
        points, money = known.first
        refunded, total = min(wish.refunded.amount, wish.total.amount), wish.total.amount
        less_points = points * refunded // total - (points - known.points)
        less_money = money * refunded // total - (money - known.money)
        if less_points <= 0 and less_money <= 0:
            return []
        known.points, known.money = known.points - less_points, known.money - less_money
        return [told(c.GrowthTakenBack, points=less_points), *self.lost(self.today(now))]

    def withdraw(self, wish: c.WithdrawGrowth, now: datetime) -> Answer:
        today = self.today(now)
        if not self.registered or wish.cause == "payment" or (wish.cause, wish.cause_id) not in self.counted:
            return []
        gone = self.counted.pop((wish.cause, wish.cause_id))
        return [told(c.GrowthWithdrawn, day=gone.day, points=gone.points), *self.lost(today)]

    def lost(self, today: date) -> Iterator[Told]:
        """The level of before goes on with its own period, unless the figures of today reach this one anyway."""
        ladder, rung = self.on(today), self.rungs[-1] if self.rungs else None
        if ladder is None or rung is None or self.by_hand or self.holds(rung):
            return
        rank = rank_of(ladder, rung.level)
        if self.reached(ladder, begin(today, ladder), today) >= rank:
            return
        still = min(self.reached(ladder, rung.first, rung.last), max(0, rank - 1))
        others = [r for r in self.rungs if (r.since, r.level) != (rung.since, rung.level) and self.holds(r)]
        now = Rung(ladder.levels[0].level, rung.since, None, ladder)
        if still:
            now = replace(rung, level=ladder.levels[still].level, ladder=ladder, rests="reach")
        if others and rank_of(ladder, others[-1].level) >= still:
            now = others[-1]
        if rank_of(ladder, now.level) < rank:
            event = self.now(now, "taken_back")
            self.rungs = [*(r for r in self.rungs[:-1] if r.since < now.since), now]
            yield event

    def set(self, wish: c.SetLevel, now: datetime) -> Answer:
        ladder = self.on(self.today(now))
        if not self.registered:
            return {c.MemberNotRegistered}
        if ladder is None:
            return {c.NoLadderYet}
        if wish.level not in [rule.level for rule in ladder.levels]:
            return {c.LevelUnknown}
        if self.by_hand == wish.level:
            return []
        before, self.by_hand = self.level(ladder), wish.level
        return [told(c.LevelReached, level=wish.level, from_level=before, why="by_hand", until=None)]

    def release(self, now: datetime) -> Answer:
        """What today's figures reach; or what the ladder had given before, while its period runs and it is no less."""
        today = self.today(now)
        ladder = self.on(today)
        if not self.registered:
            return {c.MemberNotRegistered}
        if self.by_hand is None or ladder is None:
            return {c.LevelNotByHand}
        first = begin(today, ladder)
        rank = self.reached(ladder, first, today)
        until = add_months(today, ladder.period_months) if rank else None
        rung = Rung(ladder.levels[rank].level, today, until, ladder, "reach" if rank else None, first, today)
        former = self.rungs[-1] if self.rungs else None
        if former and former.until and today < former.until and self.holds(former):
            rung = former if rank_of(ladder, former.level) >= rank else rung
        return [self.now(rung, "released")]


def rank_of(ladder: c.PublishLadder, level: str) -> int:
    return next((n for n, rule in enumerate(ladder.levels) if rule.level == level), 0)


def begin(today: date, ladder: c.PublishLadder) -> date:
    """The first day of the ladder's months that end with today."""
    return add_months(today + timedelta(days=1), -ladder.period_months)
