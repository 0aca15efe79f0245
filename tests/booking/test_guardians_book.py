"""A guardian books, waits and cancels for a child, from the day they are linked until they are not."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.booking.reactions import react
from services.booking.seat import SEAT
from services.booking.ward import BOOKER_WARD
from shared.contracts.booking import (
    BookerLevelNoted,
    BookerNoted,
    BookerWardNoted,
    BookingClosed,
    BookingUnknown,
    CancelBooking,
    MemberBusyThen,
    NoteBookerWard,
)
from shared.contracts.members import (
    ChildCameOfAge,
    GuardianLinked,
    GuardianUnlinked,
    MemberMerged,
    MemberNotRegistered,
    NotGuardian,
)
from shared.contracts.samples import sample
from tests.booking.examples import (
    ADA,
    LI,
    NINE,
    NOON_CLASS,
    TOM,
    WEI,
    another,
    book,
    booking_of,
    cancelled,
    claimed,
    id_of,
    in_diary,
    member,
    names,
    out_of_diary,
    place_in_queue,
    reserved,
    scheduled,
    seat,
    waiting,
)
from tests.booking.test_booking_rights import EARLY, ahead, ladder
from tests.scenario import Scenario

linked = BookerWardNoted(member_id=WEI, child_id=TOM, guards=True)
unlinked = replace(linked, guards=False)
session = Scenario(SEAT).given(scheduled, linked).by(member(WEI))
for_tom = replace(book(TOM), member_id=WEI, child_id=TOM)
cancel_toms = CancelBooking(**{**names(TOM), "member_id": WEI})


def test_the_booking_its_card_and_the_diary_are_the_childs():
    session.when(for_tom).then(reserved(TOM), in_diary(TOM), claimed(TOM))


def test_guardian_and_child_may_be_in_the_same_session():
    session.given(*seat(WEI)).when(for_tom).then(reserved(TOM), in_diary(TOM), claimed(TOM))


def test_the_child_is_in_one_place_at_a_time_whoever_booked():
    other = another(NOON_CLASS, NINE + timedelta(minutes=30))
    elsewhere = replace(for_tom, session_id=NOON_CLASS, booking_id=id_of(71))
    session.given(*seat(TOM), other).when(elsewhere).refuses(MemberBusyThen)
    session.given(*seat(WEI), other).when(elsewhere)._decide()


def test_a_full_session_gives_the_child_a_place_in_the_queue():
    full = session.given(*seat(ADA), *seat(LI))
    full.when(replace(for_tom, waitlist=True)).then(waiting(TOM, 1), in_diary(TOM), claimed(TOM))


@pytest.mark.parametrize("news", [(), (linked, unlinked), (replace(linked, member_id=ADA),)])
def test_nobody_else_books_or_cancels_for_a_child(news):
    stranger = Scenario(SEAT).given(scheduled, *news).by(member(WEI))
    stranger.when(for_tom).refuses(NotGuardian, child_id=TOM, guardian_id=WEI)
    stranger.given(*seat(TOM)).when(cancel_toms).refuses(BookingUnknown)


def test_a_guardian_gives_back_the_childs_seat_and_it_goes_to_who_waits():
    gone = session.given(*seat(TOM), *seat(LI), *place_in_queue(ADA)).when(cancel_toms)
    assert gone._decide() == [cancelled(TOM), out_of_diary(TOM), reserved(ADA, promoted_at=session.context.now)]


def test_a_guardian_gives_back_the_childs_place_in_the_queue():
    waits = session.given(*seat(ADA), *seat(LI), *place_in_queue(TOM))
    assert waits.when(cancel_toms)._decide() == [cancelled(TOM, had_seat=False), out_of_diary(TOM)]


def test_what_was_booked_stands_when_the_right_has_ended():
    session.given(*seat(TOM), unlinked).when(for_tom).then()
    session.given(*seat(TOM), unlinked).when(cancel_toms).refuses(BookingUnknown)


def test_the_childs_level_counts_and_not_the_guardians():
    gold = BookerLevelNoted(member_id=TOM, level="gold", since=EARLY - timedelta(days=1))
    early = session.given(ladder).at(EARLY)
    early.given(replace(gold, member_id=WEI)).when(for_tom).refuses(BookingClosed)
    early.given(gold).when(for_tom).then(replace(reserved(TOM), rights=(ahead,)), in_diary(TOM), claimed(TOM))


def test_neither_books_who_is_gone_or_merged_and_records_of_the_one_are_not_the_others():
    session.given(BookerNoted(member_id=WEI, heard="erased")).when(for_tom).refuses(MemberNotRegistered, member_id=WEI)
    merged = BookerNoted(member_id=TOM, heard="merged", other_id=LI)
    session.given(merged).when(for_tom).refuses(MemberMerged, member_id=TOM)
    guardians = BookerNoted(member_id=WEI, heard="took_in", other_id=ADA)
    session.given(*seat(ADA), guardians).when(for_tom).then(reserved(TOM), in_diary(TOM), claimed(TOM))


def test_the_desk_books_for_a_child_under_either_name():
    desk = Scenario(SEAT).given(scheduled, linked)
    desk.when(for_tom).then(reserved(TOM), in_diary(TOM), claimed(TOM)).when(book(TOM)).then()


def test_a_child_books_and_cancels_as_before():
    own = session.by(member(TOM)).given(*seat(TOM))
    own.when(book(TOM)).then()
    cancel = CancelBooking(**names(TOM))
    assert own.when(cancel)._decide() == [cancelled(TOM), out_of_diary(TOM)]
    assert cancel.booking_id == booking_of(TOM)


def test_what_members_says_of_guardians_is_noted_once():
    for event, guards in ((sample(GuardianLinked), True), (sample(GuardianUnlinked), False)):
        (note,) = react(event, None)
        assert note == NoteBookerWard(member_id=event.guardian_id, child_id=event.child_id, guards=guards)
    grown = sample(ChildCameOfAge)
    assert [note.member_id for note in react(grown, None)] == [*grown.guardian_ids]
    assert not any(note.guards for note in react(grown, None))
    note = NoteBookerWard(member_id=WEI, child_id=TOM, guards=True)
    known = Scenario(BOOKER_WARD).when(replace(note, guards=False)).then().when(note).then(linked)
    known.when(note).then().when(replace(note, guards=False)).then(unlinked).when(note).then(linked)
