"""Whatever swipes and bookings come, in whatever order: no visit is used twice, lost or invented."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from shared.contracts import Money
from shared.contracts.cards import (
    EntryGranted,
    HoldReleased,
    HoldSettled,
    HoldVisit,
    ReleaseHold,
    SettleHold,
    SwipeCard,
    Terms,
    VisitHeld,
    VisitNotHeld,
)
from shared.ids import derived_id
from tests.cards.examples import CARD, LONDON, PUDONG, SESSION, WEI, issue, yuan
from tests.cards.life import Life, noon, on

pytestmark = pytest.mark.thorough

VISITS = 3
PACK = Terms(kind="visits", visits=VISITS, passback_minutes=30)
PURSE = Terms(kind="stored_value", value=yuan(1_000), visit_price=yuan(333), passback_minutes=30)
venues = st.sampled_from([PUDONG, PUDONG, PUDONG, LONDON])
few_days = st.sampled_from([0, 0, 0, 1])


class VisitsAddUp(RuleBasedStateMachine):
    @initialize(terms=st.sampled_from([PACK, PURSE]))
    def sold(self, terms: Terms) -> None:
        self.terms, self.card = terms, Life(terms)
        self.bookings = [derived_id("booking", 0)]

    @rule(day=few_days, hours=st.integers(0, 3), venue=venues, n=st.integers(0, 9), out=st.booleans())
    def swipe(self, day: int, hours: int, venue: str, n: int, out: bool) -> None:
        wish = SwipeCard(
            swipe_id=derived_id("swipe", n), card_id=CARD, venue_id=venue, direction="out" if out else "in"
        )
        self.card.give(wish, noon(day, hours))

    @rule(again=st.sampled_from([False, False, True]), day=few_days, venue=venues)
    def hold(self, again: bool, day: int, venue: str) -> None:
        if not again:
            self.bookings.append(derived_id("booking", len(self.bookings)))
        wish = HoldVisit(
            hold_id=self.bookings[-1], session_id=SESSION, card_id=CARD, member_id=WEI, venue_id=venue, day=on(day)
        )
        self.card.give(wish, noon(0))

    @rule(nth=st.integers(1, 3))
    def release(self, nth: int) -> None:
        self.card.give(ReleaseHold(hold_id=self.nth_last(nth), card_id=CARD), noon(0))

    @rule(nth=st.integers(1, 3))
    def settle(self, nth: int) -> None:
        self.card.give(SettleHold(hold_id=self.nth_last(nth), card_id=CARD), noon(0))

    def nth_last(self, nth: int) -> str:
        return self.bookings[-min(nth, len(self.bookings))]

    @invariant()
    def a_day_at_a_venue_costs_one_visit_or_one_a_booking(self) -> None:
        over = {e.hold_id for e in (*self.card.heard(HoldReleased), *self.card.heard(HoldSettled))}
        entered = {(e.venue_id, e.day) for e in self.card.heard(EntryGranted)}
        settled = Counter((e.venue_id, e.day) for e in self.card.heard(HoldSettled))
        still = Counter((e.venue_id, e.day) for e in self.card.heard(VisitHeld) if e.hold_id not in over)
        claimed = {day: max(day in entered, settled[day] + still[day]) for day in entered | {*settled} | {*still}}
        spent = Counter((e.venue_id, e.day) for e in self.spent())
        for day, claim in claimed.items():
            assert spent[day] <= claim
            assert still[day] or spent[day] == claim
        assert set(spent) <= set(claimed)
        self.the_card_says_what_is_left(VISITS - sum(claimed.values()))

    def the_card_says_what_is_left(self, visits: int) -> None:
        assert visits >= 0
        steps = (EntryGranted, VisitHeld, HoldReleased, HoldSettled)
        for last in [event for event in self.card.events if isinstance(event, steps)][-1:]:
            assert last.visits_left == (visits if self.terms is PACK else None)
            assert last.balance == (yuan(1 + 333 * visits) if self.terms is PURSE else None)

    def spent(self) -> list[EntryGranted | HoldSettled]:
        steps = (*self.card.heard(EntryGranted), *self.card.heard(HoldSettled))
        return [event for event in steps if event.visits_used or event.value_used]

    @invariant()
    def what_is_earned_is_the_part_of_the_price_that_was_spent(self) -> None:
        steps = (*self.card.heard(EntryGranted), *self.card.heard(HoldSettled))
        earned = sum((event.lot_value for event in steps), Money(0, "CNY"))
        parts = {PACK: (0, 3_333, 6_667, 10_000), PURSE: (0, 3_330, 6_660, 9_990)}[self.terms]
        assert issue.price == yuan(10_000)
        assert earned == yuan(parts[len(self.spent())])

    @invariant()
    def a_booking_is_answered_and_ended_once(self) -> None:
        held = {event.hold_id for event in self.card.heard(VisitHeld)}
        answers = [*self.card.heard(VisitHeld), *self.card.heard(VisitNotHeld)]
        ends = [*self.card.heard(HoldReleased), *self.card.heard(HoldSettled)]
        for events in (answers, ends):
            assert len({event.hold_id for event in events}) == len(events)
        assert {event.hold_id for event in ends} <= held

    @invariant()
    def a_swipe_counts_once(self) -> None:
        swipes = [event.swipe_id for event in self.card.heard(EntryGranted)]
        assert len(set(swipes)) == len(swipes)


VisitsAddUp.TestCase.settings = settings(max_examples=100, stateful_step_count=20)
TestVisitsAddUp = VisitsAddUp.TestCase
