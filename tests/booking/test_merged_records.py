"""Two records that are one person: one diary, and no seat twice."""

from dataclasses import replace

import pytest

from services.booking.booker import BOOKER
from services.booking.diary import DIARY
from services.booking.double import DOUBLE
from services.booking.reactions import react
from services.booking.seat import SEAT
from shared.contracts import Event, Reason, catalogue
from shared.contracts.booking import (
    AlreadyBooked,
    ArrivalMatched,
    BookerNoted,
    BookingUnknown,
    CancelBooking,
    DoubleBookingFound,
    JoinDiaries,
    LetGoDouble,
    MemberBusyThen,
    NoteBooker,
    RecordArrival,
)
from shared.contracts.members import MemberMerged, MemberNotRegistered, MemberPending
from shared.contracts.samples import sample
from tests.booking.examples import (
    ADA,
    LI,
    MORNING,
    NINE,
    NOON_CLASS,
    PUDONG,
    WEI,
    another,
    book,
    booking_of,
    cancelled,
    claimed,
    confirmed,
    in_diary,
    names,
    out_of_diary,
    place_in_queue,
    released,
    reserved,
    scheduled,
    seat,
)
from tests.scenario import Scenario

took_in = BookerNoted(member_id=WEI, heard="took_in", other_id=ADA)
merged = BookerNoted(member_id=ADA, heard="merged", other_id=WEI)
apart = (
    BookerNoted(member_id=WEI, heard="let_go", other_id=ADA),
    BookerNoted(member_id=ADA, heard="apart", other_id=WEI),
)
session = Scenario(SEAT).given(scheduled)
same_time = Scenario(SEAT).given(scheduled, another(NOON_CLASS, NINE), *seat(ADA))
at_noon = replace(book(WEI), session_id=NOON_CLASS)
diaries = Scenario(DIARY).given(in_diary(ADA), in_diary(WEI))
join = JoinDiaries(member_id=ADA, survivor_id=WEI)
found = DoubleBookingFound(
    member_id=ADA,
    survivor_id=WEI,
    session_id=MORNING,
    booking_id=booking_of(ADA),
    other_booking_id=booking_of(WEI),
)
let_go = LetGoDouble(session_id=MORNING, booking_id=booking_of(ADA), other_booking_id=booking_of(WEI))


def why(kept: str) -> Reason:
    return Reason.of(AlreadyBooked(session_id=MORNING, booking_id=booking_of(kept)))


def test_the_survivor_is_not_booked_where_the_merged_record_is():
    session.given(*seat(ADA), took_in, merged).when(book(WEI)).refuses(AlreadyBooked, booking_id=booking_of(ADA))
    same_time.given(took_in, merged).when(at_noon).refuses(MemberBusyThen, session_id=MORNING)


def test_once_apart_both_may_be_there():
    session.given(*seat(ADA), took_in, merged, *apart).when(book(WEI)).then(reserved(WEI), in_diary(WEI), claimed(WEI))


def test_a_merged_record_books_no_more_and_says_which_one_does():
    session.given(merged).when(book(ADA)).refuses(MemberMerged, survivor_id=WEI)


@pytest.mark.parametrize(
    ("heard", "no"), [("pending", MemberPending), ("rejected", MemberNotRegistered), ("erased", MemberNotRegistered)]
)
def test_who_is_no_member_yet_or_no_more_books_nothing(heard, no):
    session.given(BookerNoted(member_id=WEI, heard=heard)).when(book(WEI)).refuses(no)


def test_who_was_approved_books():
    reviewed = [BookerNoted(member_id=WEI, heard="pending"), BookerNoted(member_id=WEI, heard="active")]
    session.given(*reviewed).when(book(WEI)).then(reserved(WEI), in_diary(WEI), claimed(WEI))


def test_the_survivor_cancels_what_the_merged_record_had_booked():
    cancel = CancelBooking(booking_id=booking_of(ADA), session_id=MORNING, member_id=WEI)
    session.given(*seat(ADA)).when(cancel).refuses(BookingUnknown)
    events = session.given(*seat(ADA), took_in, merged).when(cancel)._decide()
    assert events == [cancelled(ADA), out_of_diary(ADA)]


def test_a_card_of_the_merged_record_at_the_gate_is_the_survivors_arrival():
    arrived = RecordArrival(member_id=ADA, venue_id=PUDONG, arrived_at=NINE)
    matched = ArrivalMatched(**names(WEI), arrived_at=NINE)
    Scenario(DIARY).given(in_diary(WEI), merged, took_in).when(arrived).then(matched)
    Scenario(DIARY).given(in_diary(WEI)).when(arrived).then()


def test_a_person_expected_twice_in_a_session_is_found_once():
    diaries.when(join).then(found)
    Scenario(DIARY).given(in_diary(ADA)).when(join).then()


def test_of_two_seats_the_merged_records_is_let_go_and_the_next_who_waits_gets_it():
    double = Scenario(DOUBLE).given(scheduled, *seat(WEI), *seat(ADA), *place_in_queue(LI))
    promoted = reserved(LI, promoted_at=double.context.now)
    double.when(let_go).then(released(ADA, reason=why(WEI)), promoted)


def test_a_paid_seat_is_kept_before_one_not_paid_and_a_seat_before_a_place_in_the_queue():
    Scenario(DOUBLE).given(scheduled, reserved(WEI), *seat(ADA)).when(let_go).then(released(WEI, reason=why(ADA)))
    waits = Scenario(DOUBLE).given(scheduled, *place_in_queue(ADA), reserved(WEI), confirmed(WEI))
    waits.when(let_go).then(cancelled(ADA, had_seat=False))


def test_nothing_is_let_go_once_the_session_has_begun_or_one_of_the_two_is_over():
    double = Scenario(DOUBLE).given(scheduled, *seat(WEI), *seat(ADA))
    double.at(NINE).when(let_go).then()
    double.given(cancelled(ADA)).when(let_go).then()


def test_each_side_of_a_merge_makes_booking_compare_the_diaries_whichever_is_heard_last():
    assert react(merged, None) == react(took_in, None) == [join]
    assert react(found, None) == [let_go]
    assert not any(react(event, None) for event in apart)


@pytest.mark.parametrize(
    ("name", "heard"),
    [
        ("RegistrationSubmitted", "pending"),
        ("RegistrationRejected", "rejected"),
        ("ImportWithdrawn", "rejected"),
        ("MemberErased", "erased"),
        ("MembersMerged", "merged"),
        ("MergeUndone", "apart"),
        ("MemberAbsorbed", "took_in"),
        ("MemberSeparated", "let_go"),
    ],
)
def test_what_members_says_of_a_person_is_noted_once(name: str, heard: str):
    (noted,) = react(sample(catalogue.of("members", Event)[name]), None)
    assert isinstance(noted, NoteBooker) and noted.heard == heard
    known = heard in ("apart", "let_go")  # nothing to undo
    Scenario(BOOKER).when(noted).then(*([] if known else [BookerNoted(**vars(noted))]))
