"""A wrong swipe taken back: what it used is there again, unless the person came in otherwise; once, and soon."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.cards.gate.gate import GATE
from services.cards.gate.taking_back import TAKING_BACK
from services.finance.reactions import react as finance
from shared.contracts.cards import (
    CardActivated,
    CardHolders,
    CardLots,
    CardNotIssued,
    CrowdMoved,
    EntryBeganCard,
    EntryGranted,
    EntryNotKnown,
    EntryRefused,
    EntryTakenBack,
    EntryTooOld,
    GateNotOpen,
    GatePolicy,
    GatePolicySet,
    HolderAdded,
    OccupancyNow,
    RecentSwipes,
    SwipeCard,
    TakeBackEntry,
)
from shared.contracts.finance import TakeBackIncome
from tests.cards.examples import (
    ADA,
    CARD,
    LONDON,
    NOON,
    ORDER,
    PUDONG,
    TODAY,
    WEI,
    gate_opened,
    granted,
    held,
    january,
    london_opened,
    month_card,
    of_lot,
    one_visit,
    swipe,
    swipe_id,
    value_card,
    visit_card,
    yuan,
)
from tests.cards.test_release_hold import settled
from tests.scenario import Scenario
from tests.standing import Standing

take_back = TakeBackEntry(swipe_id=swipe_id(1), card_id=CARD, venue_id=PUDONG, reason="the wrong card of two")
back = EntryTakenBack(
    swipe_id=swipe_id(1),
    use_id=swipe_id(1),
    card_id=CARD,
    member_id=WEI,
    venue_id=PUDONG,
    day=TODAY,
    at=NOON,
    reason="the wrong card of two",
    lot_value=yuan(1_000),
    visits_left=10,
    balance=None,
    lots=of_lot(1, 1_000, left=10),
    absent=True,
)
nothing = replace(back, use_id=None, lot_value=yuan(0), visits_left=9, lots=(), absent=False)
desk = Scenario(TAKING_BACK).given(gate_opened).at(january(9))
entered = desk.given(visit_card, one_visit)
again = replace(one_visit, swipe_id=swipe_id(2), visits_used=0, lot_value=yuan(0), lots=(), at=january(8, 6))


def test_a_visit_that_was_used_by_mistake_can_be_used_again():
    entered.when(take_back).then(back).when(take_back).then()


def test_of_a_term_nothing_comes_back_but_that_nobody_was_there():
    of_term = replace(nothing, visits_left=None, absent=True)
    desk.given(month_card, granted).when(take_back).then(replace(of_term, use_id=swipe_id(1), lots=of_lot()))


def test_a_balance_has_its_money_back():
    paid = replace(one_visit, visits_used=0, visits_left=None, value_used=yuan(10_000), balance=yuan(390_000))
    spent = replace(paid, lots=of_lot(0, 7_500, 10_000, 390_000), lot_value=yuan(7_500))
    (told,) = desk.given(value_card, spent).when(take_back)._decide()
    assert (told.balance, told.lot_value) == (yuan(400_000), yuan(7_500))


def test_who_came_in_a_second_time_that_day_has_used_the_visit():
    twice = entered.given(again).when(take_back).then(nothing)
    second = replace(take_back, swipe_id=swipe_id(2))
    twice.when(second).then(replace(back, swipe_id=swipe_id(2), at=january(8, 6)))


def test_a_visit_that_a_booking_set_aside_stays_set_aside():
    came = replace(one_visit, visits_used=0, lot_value=yuan(0), lots=())
    told = desk.given(visit_card, held, came).when(take_back)
    (event,) = told._decide()
    assert (event.lots, event.use_id, event.absent) == ((), None, True)
    (attended,) = told.given(settled)._decide()
    assert not attended.absent, "came to the class"


def test_each_of_those_who_share_a_card_has_visits_of_their_own():
    shared = replace(visit_card, terms=replace(visit_card.terms, holders=2))
    hers = replace(one_visit, swipe_id=swipe_id(3), member_id=ADA, visits_left=8, lots=of_lot(1, 1_000, left=8))
    told = desk.given(shared, HolderAdded(card_id=CARD, member_id=WEI, holder_id=ADA), one_visit, hers)
    wrong = replace(take_back, swipe_id=swipe_id(3))
    (event,) = told.when(wrong)._decide()
    assert (event.member_id, event.visits_left, event.use_id) == (ADA, 9, swipe_id(3))


def test_only_an_entry_of_this_venue_is_taken_back_and_soon():
    entered.when(replace(take_back, swipe_id=swipe_id(8))).refuses(EntryNotKnown)
    desk.given(london_opened, visit_card, one_visit).when(replace(take_back, venue_id=LONDON)).refuses(EntryNotKnown)
    entered.at(NOON + timedelta(hours=72)).when(take_back).then(back)
    entered.at(NOON + timedelta(hours=72, seconds=1)).when(take_back).refuses(EntryTooOld, hours=72)
    day_only = GatePolicySet(venue_id=PUDONG, effective=TODAY, policy=GatePolicy(take_back_hours=24))
    entered.given(day_only).at(NOON + timedelta(hours=25)).when(take_back).refuses(EntryTooOld, hours=24)
    Scenario(TAKING_BACK).given(visit_card, one_visit).when(take_back).refuses(GateNotOpen)
    desk.when(take_back).refuses(CardNotIssued)


def test_what_began_by_the_entry_stays_begun():
    begun = CardActivated(
        card_id=CARD, member_id=WEI, by="first_visit", first_day=TODAY, valid_until=date(2025, 2, 8), lots=()
    )
    entered.given(begun).when(take_back).refuses(EntryBeganCard, first_day="2025-01-08")
    (kept,) = entered.given(begun, again).when(take_back)._decide()
    assert kept.lots == (), "who came in a second time keeps it begun"


def test_nobody_is_inside_by_an_entry_that_was_taken_back():
    gate = Scenario(GATE).given(gate_opened, visit_card, one_visit, back).at(january(8, 4, 10))
    (event,) = gate.when(replace(swipe, swipe_id=swipe_id(4)))._decide()
    assert isinstance(event, EntryGranted), "no passback"
    assert (event.visits_used, event.visits_left) == (1, 9)
    (same,) = (
        Scenario(GATE)
        .given(gate_opened, visit_card, one_visit)
        .at(january(8, 4, 10))
        .when(replace(swipe, swipe_id=swipe_id(4)))
        ._decide()
    )
    assert isinstance(same, EntryRefused)


def test_a_venue_that_counts_who_is_inside_counts_them_no_more():
    policy = GatePolicySet(venue_id=PUDONG, effective=TODAY, policy=GatePolicy(capacity=1))
    came = CrowdMoved(venue_id=PUDONG, hour="2025-01-08T04", visitor=WEI, direction="in", at=NOON)
    soon = january(8, 4, 30)
    gone = replace(came, direction="out", at=soon)
    counted = desk.given(policy, visit_card, one_visit, came).at(soon)
    counted.when(take_back).then(back, gone)
    later = replace(came, at=january(8, 4, 20))
    counted.given(later).when(take_back).then(back)


@pytest.mark.parametrize("event", [back, nothing])
def test_finance_turns_the_income_of_the_swipe_round_that_had_used_the_visit(event):
    heard = [wish for wish in finance(event, None) if isinstance(wish, TakeBackIncome)]
    turned = [TakeBackIncome(order_id=ORDER, use_id=swipe_id(1), day=TODAY)]
    assert heard == (turned if event.use_id else [])


def test_the_desk_sees_what_was_taken_back(cards: Standing) -> None:
    cards.give(SwipeCard(swipe_id=swipe_id(1), card_id=CARD, venue_id=PUDONG))
    assert cards.ask(CardLots(card_id=CARD, member_id=WEI))[0]["visits_left"] == 9
    assert cards.give(take_back) is None
    assert cards.ask(CardLots(card_id=CARD, member_id=WEI))[0]["visits_left"] == 10
    (row,) = cards.ask(RecentSwipes(venue_id=PUDONG))
    assert (row["granted"], row["taken_back"]) == (True, True)
    assert {r["venue_id"]: r["inside"] for r in cards.ask(OccupancyNow())}[PUDONG] == 0
    assert cards.ask(CardHolders(card_id=CARD, member_id=WEI))[0]["visits"] == 0
    before = cards.rows()
    cards.project_again()
    assert cards.rows() == before
    cards.rebuild()
    assert cards.rows() == before
