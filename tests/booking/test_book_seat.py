from dataclasses import replace
from datetime import timedelta

import pytest

from services.booking.seat import SEAT
from shared.contracts.booking import (
    AlreadyBooked,
    BookingClosed,
    BookingIdUsed,
    MemberBusyThen,
    SessionCancelledAlready,
    SessionClosed,
    SessionFull,
    SessionNotScheduled,
)
from tests.booking.examples import (
    ADA,
    LI,
    MORNING,
    NINE,
    NOON_CLASS,
    PUDONG,
    TEN,
    WEI,
    another,
    book,
    booking_of,
    cancelled,
    claimed,
    id_of,
    in_diary,
    member,
    out_of_diary,
    place_in_queue,
    released,
    reserved,
    scheduled,
    seat,
    session_cancelled,
    waiting,
)
from tests.scenario import Scenario

session = Scenario(SEAT).given(scheduled)
full = session.given(*seat(ADA), *seat(LI))
MINUTE = timedelta(minutes=1)


def test_a_seat_is_reserved_and_stands_in_the_members_diary():
    session.when(book(WEI)).then(reserved(WEI), in_diary(WEI), claimed(WEI))


def test_the_same_booking_again_changes_nothing():
    session.given(*seat(WEI)).when(book(WEI)).then()


def test_a_member_books_from_the_opening_on():
    session.by(member(WEI)).at(scheduled.opens_at).when(book(WEI)).then(reserved(WEI), in_diary(WEI), claimed(WEI))


def test_a_member_does_not_book_before_the_opening():
    early = session.by(member(WEI)).at(scheduled.opens_at - MINUTE)
    early.when(book(WEI)).refuses(BookingClosed, opens_at="2025-02-24T09:00:00Z", zone="Asia/Shanghai")


def test_the_desk_may_book_before_the_opening():
    session.at(scheduled.opens_at - MINUTE).when(book(WEI)).then(reserved(WEI), in_diary(WEI), claimed(WEI))


@pytest.mark.parametrize("late", [timedelta(), MINUTE])
def test_nobody_books_once_the_session_has_started(late):
    session.at(NINE + late).when(book(WEI)).refuses(BookingClosed)


def test_a_closed_session_takes_no_bookings():
    closed = session.given(SessionClosed(session_id=MORNING, venue_id=PUDONG, booked=0, attended=0))
    closed.when(book(WEI)).refuses(BookingClosed)


def test_a_cancelled_session_takes_no_bookings():
    session.given(session_cancelled).when(book(WEI)).refuses(SessionCancelledAlready)


def test_a_session_that_nobody_scheduled_takes_no_bookings():
    Scenario(SEAT).when(book(WEI)).refuses(SessionNotScheduled)


def test_the_last_seat_is_given_once():
    last = session.given(*seat(ADA)).when(book(LI)).then(reserved(LI), in_diary(LI), claimed(LI))
    last.when(book(WEI)).refuses(SessionFull, seats=2, waiting=0)


def test_a_seat_that_is_only_reserved_is_taken():
    session.given(reserved(ADA), reserved(LI)).when(book(WEI)).refuses(SessionFull)


def test_who_wants_to_wait_gets_a_place_in_the_queue():
    one = full.when(book(WEI, waitlist=True)).then(waiting(WEI, 1), in_diary(WEI), claimed(WEI))
    tom = id_of(501)
    one.when(book(tom, waitlist=True)).then(waiting(tom, 2), in_diary(tom), claimed(tom))


def test_who_would_wait_gets_a_seat_while_there_is_one():
    session.when(book(WEI, waitlist=True)).then(reserved(WEI), in_diary(WEI), claimed(WEI))


@pytest.mark.parametrize("past", [seat(WEI), place_in_queue(WEI)])
def test_a_member_has_one_booking_of_a_session(past):
    again = replace(book(WEI), booking_id=id_of(71))
    session.given(*past).when(again).refuses(AlreadyBooked, booking_id=booking_of(WEI))


@pytest.mark.parametrize("end", [cancelled(WEI), released(WEI)])
def test_after_a_booking_ended_the_member_may_book_again(end):
    again = replace(book(WEI), booking_id=id_of(71))
    anew = {"booking_id": id_of(71)}
    session.given(*seat(WEI), end, out_of_diary(WEI)).when(again).then(
        replace(reserved(WEI), **anew), replace(in_diary(WEI), **anew), replace(claimed(WEI), **anew)
    )


def test_a_booking_that_ended_does_not_come_back_under_its_id():
    session.given(*seat(WEI), cancelled(WEI), out_of_diary(WEI)).when(book(WEI)).refuses(BookingIdUsed)


def test_a_booking_id_is_not_used_for_another_member():
    stolen = replace(book(ADA), booking_id=booking_of(WEI))
    session.given(*seat(WEI)).when(stolen).refuses(BookingIdUsed, booking_id=booking_of(WEI))


def test_a_booking_id_is_not_used_for_another_session():
    elsewhere = another(NOON_CLASS, TEN)
    again = replace(book(WEI), session_id=NOON_CLASS)
    session.given(*seat(WEI), elsewhere).when(again).refuses(BookingIdUsed)


@pytest.mark.parametrize("minutes", [-59, 0, 59])
def test_a_member_is_in_one_place_at_a_time(minutes):
    other = another(NOON_CLASS, NINE + timedelta(minutes=minutes))
    busy = session.given(*seat(WEI), other)
    wish = replace(book(WEI), session_id=NOON_CLASS, booking_id=id_of(71))
    busy.when(wish).refuses(MemberBusyThen, session_id=MORNING, starts_at="2025-03-10T09:00:00Z")


def test_a_member_may_go_from_one_session_to_the_next():
    following = another(NOON_CLASS, TEN)
    new = {"session_id": NOON_CLASS, "booking_id": id_of(71)}
    time = {"starts_at": following.starts_at, "ends_at": following.ends_at}
    session.given(*seat(WEI), following).when(replace(book(WEI), **new)).then(
        replace(reserved(WEI), **new, **time),
        replace(in_diary(WEI), **new, **time),
        replace(claimed(WEI), **new),
    )
