"""A family shares a card: each comes in, books and is counted on their own, and a guardian acts for the child."""

from dataclasses import replace
from datetime import date

import pytest

from services.cards.blocks.blocking import BLOCKING
from services.cards.gate.gate import GATE
from services.cards.lots.holds import HOLDS
from services.cards.people.share import SHARE
from services.cards.reactions import react
from services.cards.rest.freeze import FREEZE
from shared.contracts import Event, Reason
from shared.contracts.cards import (
    AddHolder,
    BearerCardShared,
    CardCancelled,
    CardCancelledAfterRefund,
    CardNotIssued,
    CardOfAnotherMember,
    CardReportedLost,
    CardTransferred,
    EnteredAlready,
    EntryGranted,
    EntryRefused,
    FreezeCard,
    HolderAdded,
    HolderRemoved,
    HoldersFull,
    HoldWithdrawn,
    NotePerson,
    NoteWard,
    NotSharing,
    OwnerStays,
    RemoveHolder,
    ReportLost,
    WardNoted,
)
from shared.contracts.members import ChildCameOfAge, GuardianLinked, GuardianUnlinked
from tests.cards.examples import (
    ADA,
    BOOKING,
    CARD,
    EVENING,
    NOON,
    ORDER,
    PUDONG,
    WEI,
    days,
    gate_opened,
    granted,
    held,
    hold,
    january,
    month_card,
    of_lot,
    one_visit,
    out,
    swipe,
    swipe_id,
    visit_card,
)
from tests.scenario import Scenario

BO = "00000000-0000-4000-8000-0000000000a3"
family = replace(visit_card, terms=replace(visit_card.terms, holders=3))
add = AddHolder(card_id=CARD, member_id=WEI, holder_id=ADA)
added = HolderAdded(card_id=CARD, member_id=WEI, holder_id=ADA)
bo_added = replace(added, holder_id=BO)
remove = RemoveHolder(card_id=CARD, member_id=WEI, holder_id=ADA)
removed = HolderRemoved(card_id=CARD, member_id=WEI, holder_id=ADA)
guards = WardNoted(member_id=ADA, child_id=WEI, guards=True)
holders = Scenario(SHARE).at(NOON)
gate = Scenario(GATE).at(NOON).given(gate_opened, family, added)
ada = replace(swipe, swipe_id=swipe_id(2), holder_id=ADA)
ada_in = replace(one_visit, swipe_id=swipe_id(2), member_id=ADA)


# --- who shares it ---


def test_a_card_for_three_is_shared_by_three_its_member_included():
    shared = holders.given(family).when(add).then(added).when(replace(add, holder_id=BO)).then(bo_added)
    shared.when(replace(add, holder_id=ORDER)).refuses(HoldersFull, most=3)


def test_the_member_whose_card_it_is_need_not_be_added():
    holders.given(family).when(replace(add, holder_id=WEI)).then()


def test_a_card_for_one_is_not_shared():
    holders.given(visit_card).when(add).refuses(HoldersFull, most=1)


def test_a_bearer_card_names_nobody():
    bearer = replace(visit_card, terms=replace(visit_card.terms, named=False))
    holders.given(bearer).when(add).refuses(BearerCardShared)


def test_only_the_member_whose_card_it_is_lets_others_share_it():
    holders.given(family, added).when(replace(add, member_id=ADA, holder_id=BO)).refuses(CardOfAnotherMember)


@pytest.mark.parametrize("past", [(), (family, CardCancelledAfterRefund(card_id=CARD, member_id=WEI, order_id=ORDER))])
def test_a_card_that_is_none_or_over_is_not_shared(past):
    holders.given(*past).when(add).refuses(CardCancelled if past else CardNotIssued)


def test_who_is_removed_makes_room_for_another():
    less = holders.given(family, added, bo_added).when(remove).then(removed)
    less.when(replace(add, holder_id=ORDER)).then(replace(added, holder_id=ORDER))


def test_who_shares_a_card_may_leave_but_remove_nobody_else():
    shared = holders.given(family, added, bo_added)
    shared.when(replace(remove, member_id=ADA)).then(removed)
    shared.when(replace(remove, member_id=ADA, holder_id=BO)).refuses(CardOfAnotherMember)


def test_whose_card_it_is_cannot_be_taken_off_it():
    holders.given(family, added).when(replace(remove, holder_id=WEI)).refuses(OwnerStays)


def test_bookings_of_who_is_removed_are_withdrawn_and_nobody_elses():
    mine = replace(held, hold_id=EVENING, visits_left=8, lots=of_lot(1, left=8))
    hers = replace(held, member_id=ADA)
    why = Reason.of(NotSharing(holder_id=ADA))
    told = HoldWithdrawn(
        hold_id=BOOKING, session_id=held.session_id, card_id=CARD, member_id=ADA, day=held.day, reason=why
    )
    holders.given(family, added, hers, mine).when(remove).then(removed, told)


def test_a_card_that_passes_to_another_member_is_shared_anew():
    passed = CardTransferred(card_id=CARD, member_id=WEI, to_member_id=BO, application_id=ORDER, contract="2025-7")
    shared = holders.given(family, added, passed)
    shared.when(replace(add, member_id=BO)).then(replace(added, member_id=BO))
    shared.when(remove).refuses(CardOfAnotherMember)


# --- at the gate ---


def entry(scenario: Scenario) -> EntryGranted | EntryRefused:
    (event,) = scenario._decide()
    return event


def test_each_of_two_who_come_together_pays_a_visit_of_the_shared_pack():
    first = gate.when(swipe).then(one_visit)
    first.when(ada).then(replace(ada_in, visits_left=8, lots=of_lot(1, 1_000, left=8)))


def test_each_is_inside_on_their_own():
    inside = gate.given(one_visit)
    assert isinstance(entry(inside.when(replace(swipe, swipe_id=swipe_id(3)))), EntryRefused)
    both = inside.given(replace(ada_in, visits_left=8, lots=of_lot(1, 1_000, left=8)))
    again = entry(both.when(replace(ada, swipe_id=swipe_id(4))))
    assert isinstance(again, EntryRefused)
    assert again.reason == Reason.of(EnteredAlready(entered_at=NOON, venue_id=PUDONG))
    assert again.member_id == ADA
    left = both.given(replace(granted_out(), member_id=ADA))
    back = entry(left.when(replace(ada, swipe_id=swipe_id(4))))
    assert isinstance(back, EntryGranted)
    assert back.visits_used == 0
    assert isinstance(entry(left.when(replace(swipe, swipe_id=swipe_id(5)))), EntryRefused)


def granted_out() -> Event:
    (event,) = gate.given(one_visit, ada_in).when(replace(out, holder_id=ADA))._decide()
    assert event.member_id == ADA
    return event


def test_who_is_not_named_on_the_card_is_refused():
    stranger = entry(gate.when(replace(ada, holder_id=BO)))
    assert isinstance(stranger, EntryRefused)
    assert stranger.reason == Reason.of(NotSharing(holder_id=BO))
    assert isinstance(entry(gate.given(removed).when(ada)), EntryRefused)


def test_a_term_shared_by_a_family_lets_each_in():
    scenario = Scenario(GATE).at(NOON).given(gate_opened, replace(month_card, terms=family_term()), added, granted)
    scenario.when(ada).then(replace(granted, swipe_id=swipe_id(2), member_id=ADA))


def family_term():
    return replace(month_card.terms, holders=2)


def test_a_cap_of_the_card_counts_the_visits_of_all_who_share_it():
    capped = replace(family, terms=replace(family.terms, visits_a_week=1))
    scenario = Scenario(GATE).at(NOON).given(gate_opened, capped, added, one_visit)
    assert isinstance(entry(scenario.when(ada)), EntryRefused)


def test_the_booking_of_one_lets_in_nobody_else():
    hers = replace(held, member_id=ADA)
    mine = entry(gate.given(hers).when(swipe))
    assert (mine.visits_used, mine.hold_id) == (1, None)
    she = entry(gate.given(hers).when(ada))
    assert (she.visits_used, she.hold_id) == (0, BOOKING)


def test_a_bearer_card_lets_in_whoever_bears_it_and_says_so():
    bearer = replace(month_card, terms=replace(month_card.terms, named=False))
    scenario = Scenario(GATE).at(NOON).given(gate_opened, bearer)
    scenario.when(swipe).then(replace(granted, named=False))


# --- bookings ---


def test_who_shares_a_card_books_with_it_and_others_do_not():
    holds = Scenario(HOLDS).at(january(7)).given(family, added)
    booked = holds.when(replace(hold, member_id=ADA)).then(replace(held, member_id=ADA))
    mine = replace(held, hold_id=EVENING, visits_left=8, lots=of_lot(1, left=8))
    booked.when(replace(hold, hold_id=EVENING)).then(mine)
    stranger = entry(holds.when(replace(hold, member_id=BO)))
    assert stranger.reason == Reason.of(CardOfAnotherMember(card_id=CARD))


# --- guardians ---


def test_a_guardian_freezes_the_card_of_the_child_and_reports_its_loss():
    rest = FreezeCard(card_id=CARD, member_id=ADA, rest=days(10, 12))
    child = Scenario(FREEZE).at(NOON).given(month_card)
    child.when(rest).refuses(CardOfAnotherMember)
    (frozen,) = child.given(guards).when(rest)._decide()
    assert frozen.member_id == WEI
    lost = CardReportedLost(card_id=CARD, member_id=WEI, at=NOON)
    Scenario(BLOCKING).at(NOON).given(month_card, guards).when(ReportLost(card_id=CARD, member_id=ADA)).then(lost)


def test_a_guardian_shares_the_card_of_the_child():
    holders.given(family, guards).when(replace(add, member_id=ADA, holder_id=BO)).then(bo_added)


def test_the_right_of_a_guardian_ends_when_members_says_so():
    note = NoteWard(member_id=ADA, child_id=WEI, guards=True)
    noted = holders.when(note).then(guards)
    ended = replace(guards, guards=False)
    over = noted.when(replace(note, guards=False)).then(ended)
    over.given(family).when(replace(add, member_id=ADA, holder_id=BO)).refuses(CardOfAnotherMember)


def test_nothing_is_noted_of_a_guardianship_that_never_was():
    holders.when(NoteWard(member_id=ADA, child_id=WEI, guards=False)).then()


def test_cards_hears_of_guardians_from_members():
    linked = GuardianLinked(
        child_id=WEI, guardian_id=ADA, venue_id=PUDONG, zone="UTC", relation="mother", evidence="household_register"
    )
    note = NoteWard(member_id=ADA, child_id=WEI, guards=True)
    child = NotePerson(member_id=WEI, heard="minor")
    assert react(linked, None) == [note, child]
    ended = GuardianUnlinked(child_id=WEI, guardian_id=ADA, because="unlinked")
    assert react(ended, None) == [replace(note, guards=False)]
    grown = ChildCameOfAge(child_id=WEI, guardian_ids=(ADA, BO))
    both = [replace(note, guards=False), replace(note, member_id=BO, guards=False)]
    assert react(grown, None) == [*both, replace(child, heard="of_age")]


def test_the_day_of_each_person_costs_one_visit():
    again = gate.given(one_visit, ada_in).at(january(8, 9))
    assert entry(again.when(replace(ada, swipe_id=swipe_id(6)))).visits_used == 0
    tomorrow = gate.given(one_visit, ada_in).at(january(9))
    event = entry(tomorrow.when(replace(ada, swipe_id=swipe_id(6))))
    assert (event.day, event.visits_used) == (date(2025, 1, 9), 1)
