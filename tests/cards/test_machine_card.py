"""A card at the gate, with bookings, rests and losses: every command in every state, against the model."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.cards.service import SERVICE
from shared.contracts import DEVICE, Actor, DayRange
from shared.contracts.cards import (
    CancelCards,
    EndFreeze,
    FreezeCard,
    FreezeRules,
    GiveBackVisit,
    HoldVisit,
    ReleaseHold,
    ReportFound,
    ReportLost,
    SettleHold,
    SwipeCard,
    Terms,
    WatchCard,
    WeeklyHours,
)
from shared.ids import derived_id
from tests.cards.examples import (
    ADA,
    CARD,
    LONDON,
    ORDER,
    PUDONG,
    SESSION,
    WEI,
    gate_opened,
    london_opened,
    month_card,
    published,
    yuan,
)
from tests.cards.model_card import CardModel
from tests.machine import Desk, lives
from tests.scenario import CLERK

pytestmark = pytest.mark.thorough

READER = Actor(id="gate-1", roles=(DEVICE,))
ELSEWHERE = derived_id("no venue of ours")
OFFICE = WeeklyHours(weekdays=(1, 2, 3, 4, 5), opens="06:30", closes="16:00")
NIGHT = WeeklyHours(weekdays=(6,), opens="20:00", closes="24:00")
STRICT = FreezeRules(least_days=2, most_days=4, times_a_year=2, notice_days=1)
KINDS = [
    Terms(kind="term", days=12, freeze_days=8),
    Terms(kind="term", days=12, freeze_days=8, freezing=STRICT, venues=(PUDONG,)),
    Terms(kind="term", days=12, freeze_days=3, hours=(OFFICE, NIGHT), visits_a_day=1, visits_a_week=3),
    Terms(kind="visits", days=12, visits=4, freeze_days=8, passback_minutes=30),
    Terms(kind="visits", days=12, visits=9, visits_a_day=2, visits_a_week=4, freeze_days=5, hours=(OFFICE,)),
    Terms(kind="stored_value", value=yuan(1_000), visit_price=yuan(333), freeze_days=4),
]
FIRST = date(2025, 1, 1)  # a Wednesday
venues = st.sampled_from([PUDONG] * 8 + [LONDON] * 3 + [ELSEWHERE])
few = st.sampled_from([PUDONG] * 5 + [LONDON])
soon = st.sampled_from([0, 0, 0, 0, 1, 1, 2, 3, -1, 14])
members = st.sampled_from([WEI] * 9 + [ADA])
cards = st.sampled_from([CARD] * 20 + [derived_id("no card")])


class CardMachine(RuleBasedStateMachine):
    @initialize(terms=st.sampled_from(KINDS), early=st.sampled_from([False] * 7 + [True]))
    def sell(self, terms: Terms, early: bool) -> None:
        until = FIRST + timedelta(days=terms.days) if terms.days else date.max
        card = replace(month_card, terms=terms, valid=DayRange(FIRST, until))
        now = datetime.fromisoformat("2024-12-31T13:00+00:00" if early else "2025-01-01T02:00+00:00")
        past = [gate_opened, london_opened, replace(published, terms=terms), card]
        self.desk = Desk(SERVICE.deciders, now, past)
        self.model = CardModel(card, {PUDONG: "Asia/Shanghai", LONDON: "Europe/London"})
        self.swipes = 0

    @property
    def today(self) -> date:
        return self.model.today(self.desk.now)

    # --- the gate ---

    @rule(card=cards, venue=venues, out=st.sampled_from([False] * 3 + [True]), readmit=st.booleans(),
          device=st.booleans(), known=st.sampled_from([False] * 5 + [True]))  # fmt: skip
    def swipe(self, card: str, venue: str, out: bool, readmit: bool, device: bool, known: bool) -> None:
        self.at_the_gate(card, venue, out, readmit, device, known, self.desk.now)

    @rule(venue=venues, out=st.sampled_from([False, False, True]), hours=st.sampled_from([1, 5, 30, 50]))
    def upload_late(self, venue: str, out: bool, hours: int) -> None:
        """A reader that was off line; between two that are known it says nothing about who is inside (README)."""
        at = self.desk.now - timedelta(hours=hours)
        if not any(abs(moved - at) < timedelta(hours=1) for moved, _ in self.model.moves):
            self.at_the_gate(CARD, venue, out, False, True, False, at)

    def at_the_gate(
        self, card: str, venue: str, out: bool, readmit: bool, device: bool, known: bool, at: datetime
    ) -> None:
        self.swipes += not known
        wish = SwipeCard(
            swipe_id=derived_id("swipe", self.swipes), card_id=card, venue_id=venue,
            direction="out" if out else "in", readmit=readmit,
        )  # fmt: skip
        self.desk.give(wish, self.model.swipe(wish, at, device), READER if device else CLERK, at)

    # --- bookings ---

    @rule(what=st.sampled_from(["hold", "settle", "release", "give back"]), venue=few, who=members, ahead=soon,
          number=st.integers(0, 9))  # fmt: skip
    def book(self, what: str, venue: str, who: str, ahead: int, number: int) -> None:
        """A booking more, or what becomes of one; mostly of one that stands."""
        standing = [hold for hold, booking in self.model.bookings.items() if booking.state in ("held", "used")]
        hold = standing[number % len(standing)] if standing and number < 8 else derived_id("hold", number)
        if what == "release":
            self.desk.give(ReleaseHold(hold_id=hold, card_id=CARD), self.model.release(hold))
        elif what == "give back":
            self.desk.give(GiveBackVisit(hold_id=hold, card_id=CARD), self.model.give_back(hold))
        elif what == "settle":
            self.desk.give(SettleHold(hold_id=hold, card_id=CARD), self.model.settle(hold))
        if what == "hold" or not standing:
            wish = HoldVisit(
                hold_id=derived_id("hold", len(self.model.bookings) - (number == 9)), session_id=SESSION, card_id=CARD,
                member_id=who, venue_id=venue, day=self.today + timedelta(days=ahead),
            )  # fmt: skip
            self.desk.give(wish, self.model.hold(wish))

    # --- rests, loss, end ---

    @rule(card=cards, who=members, ahead=st.integers(-1, 9), length=st.sampled_from([1, 2, 2, 3, 3, 4, 5, 0]),
          back=st.integers(0, 5))  # fmt: skip
    def rest(self, card: str, who: str, ahead: int, length: int, back: int) -> None:
        """Asked for, or ended early where there is one."""
        rests = sorted(self.model.rests)
        if back < 3 or not rests:
            first = self.today + timedelta(days=ahead)
            wish = FreezeCard(card_id=card, member_id=who, rest=DayRange(first, first + timedelta(days=length)))
            self.desk.give(wish, self.model.freeze(wish, self.desk.now))
        else:
            day = rests[back % len(rests)] + timedelta(days=min(ahead, 5))
            ended = EndFreeze(card_id=card, member_id=who, first_day_back=day)
            self.desk.give(ended, self.model.end_freeze(ended, self.desk.now))

    @rule(card=cards, who=members, found=st.booleans())
    def lose_or_find(self, card: str, who: str, found: bool) -> None:
        if found:
            here = ReportFound(card_id=card, member_id=who)
            self.desk.give(here, self.model.find(here))
        else:
            gone = ReportLost(card_id=card, member_id=who)
            self.desk.give(gone, self.model.lose(gone, self.desk.now))

    @rule(order=st.sampled_from([ORDER] + [derived_id("another order")] * 3), number=st.integers(0, 30))
    def cancel(self, order: str, number: int) -> None:
        if number == 17:
            wish = CancelCards(order_id=order, card_id=CARD)
            self.desk.give(wish, self.model.cancel(wish, self.desk.now))

    @rule(hours=st.sampled_from([1, 2, 3, 8, 14, 24]))
    def time_passes(self, hours: int) -> None:
        self.desk.now += timedelta(hours=hours)

    @rule(minutes=st.sampled_from([10, 20, 30]))
    def a_while_passes(self, minutes: int) -> None:
        self.desk.now += timedelta(minutes=minutes)

    @rule(pick=st.integers(0, 40))
    def again(self, pick: int) -> None:
        self.desk.repeat(pick)
        self.desk.reuse(pick, WatchCard(card_id=derived_id("no card")))

    @invariant()
    def nobody_has_more_than_was_bought(self) -> None:
        visits, balance = self.model.left()
        assert (visits or 0) >= 0
        assert (balance or 0) >= 0


CardMachine.TestCase.settings = lives(120, 40)
TestCardMachine = CardMachine.TestCase
