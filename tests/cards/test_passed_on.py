"""A card in other hands: where people are, and the days that they paid, belong to them and not to the card."""

from __future__ import annotations

from dataclasses import replace

from services.cards.gate.gate import GATE
from services.cards.gate.taking_back import TAKING_BACK
from shared.contracts import Reason
from shared.contracts.cards import (
    CardTransferred,
    EnteredAlready,
    EntryGranted,
    EntryRefused,
    ExitRecorded,
    HolderAdded,
    TakeBackEntry,
)
from tests.cards.examples import (
    ADA,
    CARD,
    LONDON,
    NOON,
    ORDER,
    PUDONG,
    WEI,
    gate_opened,
    january,
    london_opened,
    one_visit,
    swipe,
    swipe_id,
    visit_card,
)
from tests.scenario import Scenario

passed = CardTransferred(card_id=CARD, member_id=WEI, to_member_id=ADA, application_id=ORDER, contract="2025-01")
soon = january(8, 4, 12)
gate = Scenario(GATE).at(soon).given(london_opened, gate_opened, visit_card, one_visit)
hers = replace(swipe, swipe_id=swipe_id(2))


def test_who_got_the_card_comes_in_while_the_former_member_is_inside_and_pays_a_visit_of_their_own():
    for venue_id in (PUDONG, LONDON):
        (came,) = gate.given(passed).when(replace(hers, venue_id=venue_id))._decide()
        assert isinstance(came, EntryGranted)
        assert (came.member_id, came.visits_used, came.visits_left) == (ADA, 1, 8)
    again = gate.when(hers)._decide()[0]
    assert isinstance(again, EntryRefused), "without the transfer it is the member who is inside"


def test_who_had_shared_the_card_is_where_they_were_when_it_becomes_theirs():
    shared = replace(visit_card, terms=replace(visit_card.terms, holders=2))
    added = HolderAdded(card_id=CARD, member_id=WEI, holder_id=ADA)
    inside = replace(one_visit, swipe_id=swipe_id(3), member_id=ADA, visits_left=9)
    family = Scenario(GATE).at(soon).given(gate_opened, shared, added, inside, passed)
    (no,) = family.when(hers)._decide()
    assert isinstance(no, EntryRefused) and no.reason == Reason.of(EnteredAlready(entered_at=NOON, venue_id=PUDONG))
    out = ExitRecorded(swipe_id=swipe_id(4), card_id=CARD, member_id=ADA, venue_id=PUDONG, at=january(8, 4, 5))
    (back,) = family.given(out).when(hers)._decide()
    assert (back.visits_used, back.visits_left) == (0, 9), "the day is paid already"


def test_an_entry_of_the_former_member_is_taken_back_as_theirs():
    wrong = TakeBackEntry(swipe_id=swipe_id(1), card_id=CARD, venue_id=PUDONG, reason="the wrong card of two")
    desk = Scenario(TAKING_BACK).at(january(9)).given(gate_opened, visit_card, one_visit, passed)
    (back,) = desk.when(wrong)._decide()
    assert (back.member_id, back.visits_left) == (WEI, 10)


def test_a_card_that_comes_back_finds_its_first_member_where_they_are():
    back = replace(passed, member_id=ADA, to_member_id=WEI)
    (no,) = gate.given(passed, back).when(hers)._decide()
    assert isinstance(no, EntryRefused) and no.reason.code == "EnteredAlready"
