from dataclasses import replace
from datetime import timedelta

import pytest

from services.booking.attendance import ATTENDANCE
from shared.contracts.booking import (
    ArrivalNoted,
    AttendanceMarked,
    BookingUnknown,
    BookingWithoutSeat,
    ConfirmAttendance,
    MarkAttendance,
    RosterClosed,
    SeenAtGate,
    SessionClosed,
    SessionNotScheduled,
    TooEarlyForAttendance,
)
from tests.booking.examples import (
    MORNING,
    NINE,
    PUDONG,
    TEN,
    WEI,
    XUHUI,
    attended,
    booking_of,
    cancelled,
    confirmed,
    missed,
    released,
    reserved,
    scheduled,
    waiting,
)
from tests.scenario import Scenario

session = Scenario(ATTENDANCE).given(scheduled).at(NINE)
booked = session.given(reserved(), confirmed())
closed = SessionClosed(session_id=MORNING, venue_id=PUDONG, booked=1, attended=0)
arrive = ConfirmAttendance(booking_id=booking_of(WEI), session_id=MORNING)
noted = ArrivalNoted(booking_id=booking_of(WEI), session_id=MORNING)


def mark(came=True):
    return MarkAttendance(booking_id=booking_of(WEI), session_id=MORNING, venue_id=PUDONG, attended=came)


def marked(came=True):
    return AttendanceMarked(**vars(mark(came)))


def test_the_roster_notes_who_came_and_can_be_corrected():
    came = booked.when(mark()).then(marked())
    away = came.when(mark(False)).then(marked(False))
    away.when(mark()).then(marked())


def test_the_same_mark_again_changes_nothing():
    booked.given(marked()).when(mark()).then()


def test_a_seat_that_is_not_paid_yet_can_be_marked():
    session.given(reserved()).when(mark()).then(marked())


def test_the_roster_takes_marks_from_an_hour_before_the_start_until_it_is_closed():
    booked.at(NINE - timedelta(minutes=60)).when(mark()).then(marked())
    booked.at(TEN + timedelta(hours=1)).when(mark()).then(marked())
    booked.at(NINE - timedelta(minutes=61)).when(mark()).refuses(TooEarlyForAttendance)


def test_a_closed_roster_takes_no_marks():
    booked.given(missed(), closed).when(mark()).refuses(RosterClosed)


@pytest.mark.parametrize(
    ("past", "status"),
    [
        ([waiting(WEI, 1)], "waiting"),
        ([reserved(), released()], "released"),
        ([reserved(), cancelled()], "cancelled"),
    ],
)
def test_who_has_no_seat_is_not_on_the_roster(past, status):
    session.given(*past).when(mark()).refuses(BookingWithoutSeat, status_now=status)


def test_who_did_not_book_is_not_on_the_roster():
    session.when(mark()).refuses(BookingUnknown)


def test_a_session_is_marked_at_its_own_venue():
    booked.when(replace(mark(), venue_id=XUHUI)).refuses(SessionNotScheduled)


def test_who_came_through_the_gate_has_attended():
    booked.when(arrive).then(attended())


def test_somebody_attends_once():
    booked.given(attended()).when(arrive).then()
    booked.given(attended()).when(mark()).then()


def test_the_roster_does_not_deny_what_the_gate_has_seen():
    booked.given(attended()).when(mark(False)).refuses(SeenAtGate)


def test_the_gate_corrects_the_roster():
    booked.given(marked(False)).when(arrive).then(attended())


@pytest.mark.parametrize("past", [reserved(), waiting(WEI, 1)])
def test_an_arrival_before_the_seat_is_paid_is_noted_once(past):
    session.given(past).when(arrive).then(noted).when(arrive).then()


@pytest.mark.parametrize(
    "past", [[], [reserved(), released()], [reserved(), cancelled()], [reserved(), confirmed(), missed(), closed]]
)
def test_an_arrival_for_a_booking_that_is_over_changes_nothing(past):
    session.given(*past).when(arrive).then()


def test_an_arrival_for_a_session_that_nobody_scheduled_changes_nothing():
    Scenario(ATTENDANCE).when(arrive).then()
