"""Where a member stands on the ladder: what the figures reach and keep, and what is held since when. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from services.members import life
from services.members.growth import Figures, Growth
from services.members.ladder import Ladders, rank_of
from services.members.life import Life
from shared.contracts import DayRange
from shared.contracts.members import Basis, LadderPublished, LevelKept, LevelReached
from shared.contracts.members.rights import ladder_on
from shared.venue_time import add_months


@dataclass(frozen=True)
class Held:
    """A level as it was reached or kept: `basis` on `window` is what it rests on."""

    level: str
    since: date
    until: date | None
    ladder: int
    basis: Basis
    window: DayRange | None


@dataclass(frozen=True)
class Standing:
    """`held` is what the ladder gave, in order; while `by_hand` stands it counts instead. None: the ladder's lowest."""

    ladders: Ladders = ()
    growth: Growth = field(default_factory=Growth)
    held: tuple[Held, ...] = ()
    by_hand: Held | None = None
    life: Life = field(default_factory=Life)

    @property
    def present(self) -> Held | None:
        return self.by_hand or (self.held[-1] if self.held else None)

    def level(self, ladder: LadderPublished) -> str:
        return self.present.level if self.present else ladder.levels[0].level

    def published(self, number: int) -> LadderPublished:
        return self.ladders[number - 1]

    def day(self, day: date) -> date:
        """`day`, but not before anything that counts already: a venue far in the east is a day ahead of the chain."""
        return max(day, self.growth.last_day)

    def on(self, day: date) -> LadderPublished | None:
        return ladder_on(self.ladders, day)

    def reached(self, ladder: LadderPublished, window: DayRange) -> int:
        """The highest rank whose threshold the figures of a window reach."""
        figures = self.growth.within(window)
        return max(r for r, rule in enumerate(ladder.levels) if r == 0 or figures.meets(rule.reach, ladder.needs))

    def keeps(self, ladder: LadderPublished, rank: int, figures: Figures) -> bool:
        return figures.meets(ladder.levels[rank].keep, ladder.needs)

    def rests(self, held: Held) -> bool:
        """Whether what a level rests on is still so; `none` rests on nothing that a refund could take away."""
        if held.window is None or held.basis == "none":
            return True
        ladder, figures = self.published(held.ladder), self.growth.within(held.window)
        rule = ladder.levels[rank_of(ladder, held.level)]
        return figures.meets(rule.reach if held.basis == "reach" else rule.keep, ladder.needs)

    def after(self, event: Any) -> Standing:
        match event:
            case LadderPublished():
                return replace(self, ladders=(*self.ladders, event))
            case LevelReached():
                now = Held(event.level, event.since, event.until, event.ladder, event.basis, event.window)
                if event.why == "by_hand":
                    return replace(self, by_hand=now)
                kept = self.held if event.why != "taken_back" else tuple(h for h in self.held if h.since < event.since)
                return replace(self, held=(*kept, now), by_hand=None)
            case LevelKept():
                now = Held(event.level, event.since, event.until, event.ladder, "keep", event.window)
                return replace(self, held=(*self.held, now))
        growth = self.growth.after(event)
        return replace(self, growth=growth, life=life.evolve(self.life, event))


def window_to(day: date, months: int) -> DayRange:
    """The months up to and with a day.

    >>> print(window_to(date(2025, 2, 28), 12))
    DayRange(first=datetime.date(2024, 3, 1), until=datetime.date(2025, 3, 1))
    """
    until = day + timedelta(days=1)
    return DayRange(add_months(until, -months), until)


def next_end(since: date, months: int, after: date) -> date:
    """The end of the period that runs after a day, counted from the day on which the level was reached.

    >>> str(next_end(date(2025, 1, 31), 1, date(2025, 2, 28)))
    '2025-03-31'
    """
    periods = 1
    while add_months(since, months * periods) <= after:
        periods += 1
    return add_months(since, months * periods)
