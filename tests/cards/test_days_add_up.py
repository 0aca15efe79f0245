"""Whatever rests are asked for, ended early or called off: the card ends after its term and the days rested."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from shared.contracts import DayRange
from shared.contracts.cards import CardFrozen, EndFreeze, EntryGranted, FreezeCard, FreezeEnded, SwipeCard, Terms
from shared.ids import derived_id
from tests.cards.examples import CARD, PUDONG, WEI
from tests.cards.life import START, Life, noon, on

pytestmark = pytest.mark.thorough

TERM, QUOTA = 6, 7
TERMS = Terms(kind="term", days=TERM, freeze_days=QUOTA)


class DaysAddUp(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.card = Life(TERMS)
        self.swipes = 0
        self.today = 0

    @rule()
    def a_night_passes(self) -> None:
        self.today += 1

    @rule(ahead=st.integers(-1, 9), length=st.integers(0, 5))
    def freeze(self, ahead: int, length: int) -> None:
        first = self.today + ahead
        rest = DayRange(on(first), on(first + length))
        self.card.give(FreezeCard(card_id=CARD, member_id=WEI, rest=rest), noon(self.today))

    @rule(which=st.integers(0, 2), days_rested=st.integers(-1, 4))
    def come_back(self, which: int, days_rested: int) -> None:
        rests, _ = self.calendar()
        first = rests[which % len(rests)].first if rests else START
        wish = EndFreeze(card_id=CARD, member_id=WEI, first_day_back=first + timedelta(days=days_rested))
        before = self.rested_by_today()
        self.card.give(wish, noon(self.today))
        assert self.rested_by_today() == before

    def rested_by_today(self) -> int:
        """The days before today that the card rested: gone, whatever happens now."""
        rests, _ = self.calendar()
        return sum(DayRange(rest.first, min(rest.until, on(self.today))).days for rest in rests)

    @rule()
    def swipe(self) -> None:
        self.swipes += 1
        rests, until = self.calendar()
        day = on(self.today)
        may = START <= day < until and not any(day in rest for rest in rests)
        wish = SwipeCard(swipe_id=derived_id("swipe", self.swipes), card_id=CARD, venue_id=PUDONG, readmit=True)
        answer, *_ = self.card.give(wish, noon(self.today))
        assert isinstance(answer, EntryGranted) == may

    def calendar(self) -> tuple[list[DayRange], date]:
        """The rests as they stand, and the card's end, from what was told."""
        rests: list[DayRange] = []
        until = on(TERM)
        for event in self.card.events:
            if isinstance(event, CardFrozen):
                rests, until = [*rests, event.rest], event.valid_until
            elif isinstance(event, FreezeEnded):
                rests.remove(event.rest)
                rested = DayRange(event.rest.first, on((event.rest.first - START).days + event.rested_days))
                rests, until = [*rests, rested] if rested.days else rests, event.valid_until
        return sorted(rests), until

    @invariant()
    def the_end_is_the_start_and_the_term_and_the_days_rested(self) -> None:
        rests, until = self.calendar()
        rested = 0
        for rest in rests:
            assert START <= rest.first < on(TERM + rested), "a rest after the card's end moves nothing"
            rested += rest.days
        assert until == on(TERM + rested)
        assert rested <= QUOTA
        assert not any(a.overlaps(b) for a, b in pairwise(rests))

    @invariant()
    def a_day_is_rested_or_used_and_not_both(self) -> None:
        rests, _ = self.calendar()
        used = {event.day for event in self.card.heard(EntryGranted)}
        assert not [day for day in used if any(day in rest for rest in rests)]


DaysAddUp.TestCase.settings = settings(max_examples=100, stateful_step_count=25)
TestDaysAddUp = DaysAddUp.TestCase
