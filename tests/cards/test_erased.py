"""Who was erased is no member: their cards open no door, for good; what is left on them goes back as money."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from services.cards.blocks.holder import HOLDER
from services.cards.gate.gate import GATE
from services.cards.gate.gate_policy import GATE_POLICY
from services.cards.people.erased import ERASED_CARDS, told_of_erasure
from services.cards.sale.applying import APPLYING
from shared.contracts import Event, Reason
from shared.contracts.cards import (
    AutoRenewalAgreed,
    AutoRenewalWithdrawn,
    CardClosed,
    CardOfErasedMember,
    CloseCard,
    GatePolicy,
    GatePolicyWrong,
    HolderAdded,
    HolderErased,
    HolderNoted,
    HoldWithdrawn,
    NoteHolder,
    NoteHolderErased,
    OverrideRule,
    PersonNoted,
    SetGatePolicy,
)
from tests.cards import test_applications as applied
from tests.cards.examples import (
    ADA,
    BOOKING,
    CARD,
    MONTH,
    NOON,
    PUDONG,
    SESSION,
    TODAY,
    WEI,
    exited,
    gate_opened,
    granted,
    held_on_term,
    january,
    month_card,
    out,
    refused,
    swipe,
    swipe_id,
    yuan,
)
from tests.scenario import Scenario

close = CloseCard(card_id=CARD, member_id=WEI)
closed = CardClosed(card_id=CARD, member_id=WEI, since=TODAY, at=NOON)
no = CardOfErasedMember(card_id=CARD)
clock = Scenario(ERASED_CARDS).at(NOON)
gate = Scenario(GATE).at(NOON).given(gate_opened, month_card)


def test_the_card_is_closed_once():
    clock.given(month_card).when(close).then(closed)
    clock.when(close).then()


def test_nothing_is_charged_or_booked_on_it_any_more():
    agreed = AutoRenewalAgreed(card_id=CARD, member_id=WEI, most=yuan(30_000))
    tomorrow = replace(held_on_term, day=date(2025, 1, 9))
    ended = AutoRenewalWithdrawn(card_id=CARD, member_id=WEI)
    let_go = HoldWithdrawn(
        hold_id=BOOKING, session_id=SESSION, card_id=CARD, member_id=WEI, day=tomorrow.day, reason=Reason.of(no)
    )
    clock.given(month_card, agreed, tomorrow).when(close).then(closed, ended, let_go)


def test_the_gate_says_why_and_what_becomes_of_what_is_left():
    gate.given(closed).when(swipe).then(refused(no))
    for language in ("en", "zh"):
        assert no.text(no.remedy, language)
    assert "refunded" in no.text(no.remedy)


def test_who_is_inside_gets_out_and_a_late_swipe_is_judged_by_its_own_time():
    gate.given(granted, closed).when(out).then(exited)
    gate.given(replace(closed, at=january(9))).when(swipe).then(granted)


def test_no_policy_lets_staff_open_to_it():
    rule = OverrideRule(reason="CardOfErasedMember", roles=("head_office",))
    wish = SetGatePolicy(venue_id=PUDONG, effective=TODAY, policy=GatePolicy(overrides=(rule,)))
    Scenario(GATE_POLICY).at(NOON).given(gate_opened).when(wish).refuses(GatePolicyWrong, figure="CardOfErasedMember")


def test_it_passes_to_nobody():
    applied.signed.given(closed).when(applied.pass_on).refuses(CardOfErasedMember)
    assert APPLYING.fold([month_card, closed]).blocks.closed == closed


def test_one_who_shared_the_card_and_was_erased_does_not_come_in_and_the_others_do():
    family = replace(month_card, terms=replace(MONTH, holders=2))
    added = HolderAdded(card_id=CARD, member_id=WEI, holder_id=ADA)
    erased = PersonNoted(member_id=ADA, heard="erased")
    shared = Scenario(GATE).at(NOON).given(gate_opened, family, added, erased)
    hers = replace(swipe, holder_id=ADA)
    shared.when(hers).then(refused(no, replace(granted, member_id=ADA)))
    shared.when(replace(swipe, swipe_id=swipe_id(3))).then(replace(granted, swipe_id=swipe_id(3)))


def test_the_holder_tells_each_card_once_under_each_record():
    noted = HolderNoted(member_id=WEI, card_id=CARD, holds=True)
    erased = HolderErased(member_id=WEI, card_ids=(CARD,))
    desk = Scenario(HOLDER).at(NOON).given(noted)
    desk.when(NoteHolderErased(member_id=WEI)).then(erased)
    assert [*told_of_erasure(PersonNoted(member_id=WEI, heard="erased"))] == [NoteHolderErased(member_id=WEI)]
    assert [*told_of_erasure(erased)] == [close]
    merged = (
        PersonNoted(member_id=ADA, heard="merged", other_id=WEI),
        PersonNoted(member_id=WEI, heard="took_in", other_id=ADA),
    )
    both = desk.given(*merged, HolderNoted(member_id=ADA, card_id=SESSION, holds=True))
    hers = HolderErased(member_id=ADA, card_ids=(SESSION,))
    events = both.when(NoteHolderErased(member_id=WEI))._decide()
    assert sorted(events, key=lambda event: event.member_id) == [erased, hers]


def test_a_card_that_is_paid_for_after_the_erasure_is_closed_at_once():
    late = HolderNoted(member_id=WEI, card_id=CARD, holds=True, erased=True)
    gone = Scenario(HOLDER).at(NOON).given(HolderErased(member_id=WEI, card_ids=()))
    gone.when(NoteHolder(member_id=WEI, card_id=CARD)).then(late)
    assert [*told_of_erasure(late)] == [close]


@pytest.mark.parametrize("heard", ["pending", "active", "merged", "apart"])
def test_no_other_news_of_a_person_closes_a_card(heard):
    event: Event = PersonNoted(member_id=WEI, heard=heard)
    assert [*told_of_erasure(event)] == []
