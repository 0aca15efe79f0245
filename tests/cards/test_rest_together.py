"""Lessons rest with the membership of their member, and come back with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from services.cards.blocks.holder import HOLDER
from services.cards.gate.gate import GATE
from services.cards.lots.holds import HOLDS
from services.cards.rest.freeze import FREEZE
from services.cards.rest.together import TOGETHER, told_of_rests
from shared.contracts import Reason
from shared.contracts.cards import (
    CardCancelledAfterRefund,
    CardFrozen,
    CardFrozenNow,
    FreezeCard,
    FreezeEnded,
    HolderNoted,
    HoldWithdrawn,
    MembershipRest,
    MembershipRestCounted,
    MembershipRestNoted,
    NoteHolder,
    NoteMembershipOver,
    NoteMembershipRest,
    TellMembershipRest,
    Terms,
)
from tests.cards.examples import (
    ADA,
    BOOKING,
    CARD,
    MONTH,
    ORDER,
    SESSION,
    TEN_VISITS,
    WEI,
    days,
    ending,
    gate_opened,
    granted,
    held,
    january,
    month_card,
    one_visit,
    refused,
    swipe,
    visit_card,
)
from tests.cards.test_freeze_card import frozen
from tests.scenario import Scenario

GYM = "00000000-0000-4000-8000-0000000000c7"
LESSONS = replace(TEN_VISITS, lessons=True)
pack = replace(visit_card, terms=LESSONS)
REST, SHORT, NEVER = days(10, 20), days(10, 14), days(10, 10)
tell = TellMembershipRest(card_id=CARD, member_id=WEI, membership_id=GYM, first=REST.first, rest=REST)
counted = MembershipRestCounted(
    card_id=CARD, member_id=WEI, membership_id=GYM, first=REST.first, rest=REST, hold="extend", moved_days=10,
    valid_until=date(2025, 2, 11), lots=ending(date(2025, 2, 11)),
)  # fmt: skip
shorter = replace(
    counted, rest=SHORT, moved_days=-6, valid_until=date(2025, 2, 5), lots=ending(date(2025, 2, 5))
)  # fmt: skip
clock = Scenario(TOGETHER).at(january(8))
card = clock.given(pack)


def test_lessons_on_another_card_rest_with_the_membership_and_end_ten_days_later():
    card.when(tell).then(counted)


def test_back_early_both_end_later_by_the_days_really_rested():
    card.given(counted).when(replace(tell, rest=SHORT)).then(shorter)
    gone = replace(counted, rest=NEVER, moved_days=-10, valid_until=date(2025, 2, 1), lots=ending(date(2025, 2, 1)))
    card.given(counted).when(replace(tell, rest=NEVER)).then(gone)


@pytest.mark.parametrize(
    ("terms", "rests"),
    [
        (LESSONS, True),
        (replace(LESSONS, rests_with_membership=False), False),
        (TEN_VISITS, False),
        (replace(TEN_VISITS, rests_with_membership=True), True),
        (MONTH, False),
    ],
)
def test_the_terms_say_what_rests_and_where_they_say_nothing_lessons_do(terms: Terms, rests: bool):
    events = clock.given(replace(pack, terms=terms)).when(tell)._decide()
    assert [type(event) for event in events] == ([MembershipRestCounted] if rests else [])


def test_where_the_terms_keep_the_end_it_rests_all_the_same():
    kept = replace(LESSONS, freezing=replace(LESSONS.freezing, hold="keep"))
    stays = replace(counted, hold="keep", moved_days=0, valid_until=date(2025, 2, 1), lots=())
    clock.given(replace(pack, terms=kept)).when(tell).then(stays)


def test_no_day_moves_the_end_twice_and_a_day_on_which_it_came_in_does_not():
    own = replace(frozen(days(12, 15), date(2025, 2, 4)), lots=ending(date(2025, 2, 4)))
    both = replace(counted, moved_days=7)
    card.given(own).when(tell).then(both)
    entered = replace(one_visit, day=date(2025, 1, 10), at=january(10))
    nine = replace(counted, moved_days=9, valid_until=date(2025, 2, 10), lots=ending(date(2025, 2, 10)))
    card.at(january(10)).given(entered).when(tell).then(nine)


def test_the_gate_stays_shut_and_bookings_are_let_go_while_it_rests():
    at_gate = Scenario(GATE).at(january(12)).given(gate_opened, pack, counted)
    no = CardFrozenNow(first_day=REST.first, until=REST.until)
    came = replace(one_visit, day=date(2025, 1, 12), at=january(12))
    at_gate.when(swipe).then(refused(no, came))
    after = january(20)
    (entry,) = at_gate.at(after).when(swipe)._decide()
    assert type(entry) is type(granted)
    booked = replace(held, day=date(2025, 1, 12))
    let_go = HoldWithdrawn(
        hold_id=BOOKING, session_id=SESSION, card_id=CARD, member_id=WEI, day=date(2025, 1, 12), reason=Reason.of(no)
    )
    card.given(booked).when(tell).then(counted, let_go)
    assert HOLDS.fold([pack, counted]).resting == (REST,)


def test_it_takes_nothing_off_the_packs_own_freeze_days():
    frozen_too = replace(pack, terms=replace(LESSONS, freeze_days=5))
    wish = FreezeCard(card_id=CARD, member_id=WEI, rest=days(22, 27))
    (event,) = Scenario(FREEZE).at(january(8)).given(frozen_too, counted).when(wish)._decide()
    assert isinstance(event, CardFrozen) and (event.alone, event.valid_until) == (True, date(2025, 2, 16))


def test_a_card_of_somebody_else_or_one_that_is_over_is_left_alone():
    card.when(replace(tell, member_id=ADA)).then()
    card.given(CardCancelledAfterRefund(card_id=CARD, member_id=WEI, order_id=ORDER)).when(tell).then()
    clock.when(tell).then()


def test_when_the_membership_is_over_only_the_days_before_today_stay_rested():
    over = replace(tell, over=True)
    card.at(january(14)).given(counted).when(over).then(shorter)
    card.when(over).then()


def test_only_a_term_is_a_membership():
    wish = FreezeCard(card_id=CARD, member_id=WEI, rest=REST)
    for issued, is_one in ((month_card, True), (replace(pack, terms=replace(LESSONS, freeze_days=14)), False)):
        (event,) = Scenario(FREEZE).at(january(8)).given(issued).when(wish)._decide()
        assert event.alone is not is_one
        assert len([*told_of_rests(event)]) == is_one


noted = MembershipRestNoted(member_id=WEI, card_id=GYM, first=REST.first, rest=REST, card_ids=(CARD,))
note = NoteMembershipRest(member_id=WEI, card_id=GYM, first=REST.first, rest=REST)
holds = tuple(HolderNoted(member_id=WEI, card_id=card_id, holds=True) for card_id in (GYM, CARD))
holder = Scenario(HOLDER).at(january(8)).given(*holds)


def test_the_holder_tells_the_other_cards_once():
    holder.when(note).then(noted)
    assert [*told_of_rests(noted)] == [tell]
    holder.given(noted).when(replace(note, rest=SHORT, ends=True)).then(replace(noted, rest=SHORT))


def test_the_end_of_a_rest_that_is_no_memberships_moves_nothing():
    holder.when(replace(note, ends=True)).then()


def test_a_pack_that_comes_while_the_membership_rests_is_told_at_once_and_one_that_leaves_too():
    known = MembershipRest(card_id=GYM, first=REST.first, rest=REST)
    new = replace(holds[1], rests=(known,))
    lasts = Scenario(HOLDER).at(january(12)).given(holds[0], replace(noted, card_ids=()))
    lasts.when(NoteHolder(member_id=WEI, card_id=CARD)).then(new)
    assert [*told_of_rests(new)] == [tell]
    gone = replace(new, holds=False)
    lasts.given(new).when(NoteHolder(member_id=WEI, card_id=CARD, holds=False)).then(gone)
    assert [*told_of_rests(gone)] == [replace(tell, over=True)]
    Scenario(HOLDER).at(january(30)).given(holds[0], noted).when(NoteHolder(member_id=WEI, card_id=CARD)).then(holds[1])


def test_a_membership_that_was_refunded_or_passed_on_rests_for_nobody_any_more():
    over = CardCancelledAfterRefund(card_id=GYM, member_id=WEI, order_id=ORDER)
    (wish,) = told_of_rests(over)
    assert wish == NoteMembershipOver(member_id=WEI, card_id=GYM)
    told = replace(noted, over=True)
    holder.given(noted).when(wish).then(told)
    assert [*told_of_rests(told)] == [replace(tell, over=True)]


def test_the_whole_way_from_a_freeze_back_early():
    rest = CardFrozen(card_id=GYM, member_id=WEI, rest=REST, valid_until=date(2025, 2, 11))
    early = FreezeEnded(card_id=GYM, member_id=WEI, rest=REST, rested_days=4, valid_until=date(2025, 2, 5))
    assert [*told_of_rests(rest), *told_of_rests(early)] == [note, replace(note, rest=SHORT, ends=True)]
