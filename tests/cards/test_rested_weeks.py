"""A week of which a card rests some days pays so many visits fewer (features-and-rules 9: quotas around the gap)."""

from dataclasses import replace
from datetime import date

import pytest

from services.cards.answers.explain import EXPLAIN
from services.cards.answers.foresight import IF_FROZEN
from services.cards.gate.gate import GATE
from services.cards.gate.gate_limits import week_cap
from services.cards.lots.holds import HOLDS
from shared.contracts import DayRange, Reason
from shared.contracts.cards import (
    CardFrozen,
    ExplainCard,
    FreezeEnded,
    FreezeRules,
    IfFrozen,
    RestedCapReached,
    Terms,
    VisitCapReached,
    VisitNotHeld,
    WeekCapForeseen,
)
from tests.cards.examples import (
    CARD,
    EVENING,
    PRODUCT,
    WEI,
    days,
    ending,
    gate_opened,
    granted,
    hold,
    january,
    month_card,
    swipe,
    swipe_id,
)
from tests.cards.test_answers import ask, told
from tests.cards.test_gate_limits import refused
from tests.scenario import Scenario

MONDAY, NEXT_MONDAY = date(2025, 1, 6), date(2025, 1, 13)
REST = days(7, 17)  # Tuesday the 7th to Thursday the 16th: 6 days of the first week, 4 of the second
THREE_A_WEEK = replace(month_card, terms=replace(month_card.terms, visits_a_week=3, passback_minutes=0))
frozen = CardFrozen(
    card_id=CARD, member_id=WEI, rest=REST, valid_until=date(2025, 2, 11), lots=ending(date(2025, 2, 11))
)


@pytest.mark.parametrize(("rule", "first", "second"), [("up", 1, 2), ("down", 0, 1), ("whole", 3, 3)])
def test_of_three_visits_a_week_frozen_from_the_7th_to_the_17th_one_and_two_are_left(rule, first, second):
    terms = Terms(kind="term", months=1, visits_a_week=3, freezing=FreezeRules(week_cap=rule))
    assert (week_cap(terms, MONDAY, [REST]), week_cap(terms, NEXT_MONDAY, [REST])) == (first, second)


def test_a_week_of_rest_pays_nothing_and_one_without_all():
    terms = Terms(kind="term", months=1, visits_a_week=3)
    assert week_cap(terms, MONDAY, [DayRange(date(2025, 1, 1), date(2025, 2, 1))]) == 0
    assert week_cap(terms, date(2025, 1, 20), [REST]) == 3
    assert week_cap(replace(terms, visits_a_week=None), MONDAY, [REST]) is None


def came(day: int, n: int):
    return replace(granted, swipe_id=swipe_id(n), day=date(2025, 1, day), at=january(day))


def test_the_gate_pays_so_many_visits_fewer_and_says_why():
    back = Scenario(GATE).given(gate_opened, THREE_A_WEEK, frozen, came(17, 3), came(18, 4)).at(january(19))
    no = RestedCapReached(most=2, of=3, rested=4, again=date(2025, 1, 20))
    back.when(replace(swipe, swipe_id=swipe_id(5))).then(refused(january(19), 19, no, 5))
    assert no.text(no.says) == (
        "The card rests 4 days of this week: it pays 2 of 3 visits before 2025-01-20, all used."
    )


def test_coming_back_early_gives_the_visits_of_those_days_back():
    until = date(2025, 2, 7)
    ended = FreezeEnded(card_id=CARD, member_id=WEI, rest=REST, rested_days=6, valid_until=until, lots=ending(until))
    whole = Scenario(GATE).given(gate_opened, THREE_A_WEEK, frozen, ended, came(17, 3), came(18, 4)).at(january(19))
    (entry,) = whole.when(replace(swipe, swipe_id=swipe_id(5)))._decide()
    assert type(entry) is type(granted)


def test_a_cap_that_the_terms_leave_whole_is_told_as_any_other():
    terms = replace(THREE_A_WEEK.terms, visits_a_week=2, freezing=FreezeRules(week_cap="whole"))
    visits = [came(17, 3), came(18, 4)]
    no = VisitCapReached(most=2, days=7, again=date(2025, 1, 20))
    asked = Scenario(HOLDS).given(replace(THREE_A_WEEK, terms=terms), frozen, *visits).at(january(8))
    wish = replace(hold, hold_id=EVENING, day=date(2025, 1, 19))
    asked.when(wish).then(VisitNotHeld(**vars(wish), reason=Reason.of(no)))


def test_a_booking_beyond_the_smaller_cap_is_not_held():
    booked = Scenario(HOLDS).given(THREE_A_WEEK, frozen, came(17, 3), came(18, 4)).at(january(8))
    wish = replace(hold, hold_id=EVENING, day=date(2025, 1, 19))
    no = RestedCapReached(most=2, of=3, rested=4, again=date(2025, 1, 20))
    booked.when(wish).then(VisitNotHeld(**vars(wish), reason=Reason.of(no)))


def test_who_asks_what_a_freeze_would_do_sees_the_weeks_and_their_visits():
    query = IfFrozen(card_id=CARD, member_id=WEI, first=date(2025, 1, 14), until=date(2025, 1, 22))
    (row,) = ask(IF_FROZEN, query, told(THREE_A_WEEK))
    assert row.week_caps == (WeekCapForeseen(monday=NEXT_MONDAY, product_id=PRODUCT, most=1, of=3, rested=6),)
    assert row.refused is None  # five days of the next week are worth 2.14 visits: its three stay


def test_the_explanation_of_a_card_shows_what_the_freeze_made_of_its_weeks():
    (step,) = ask(EXPLAIN, ExplainCard(card_id=CARD, member_id=WEI, figure="weeks"), told(THREE_A_WEEK, frozen))
    assert (step.event, step.before) == ("CardFrozen", None)
    assert step.after == "week of 2025-01-06: 1 of 3 visits, week of 2025-01-13: 2 of 3 visits"
