"""Seats by booking's log: what the audit says of lives that no decider would allow."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.booking.audit import AnsweredSeats, Seats
from shared.contracts.booking import SessionClosed
from tests.audit.judging import BEGAN, judged, said
from tests.booking.examples import (
    ADA,
    LI,
    MORNING,
    PUDONG,
    WEI,
    attended,
    cancelled,
    confirmed,
    missed,
    released,
    reserved,
    scheduled,
    waited,
    waiting,
)
from tests.booking.test_merged_records import found
from tests.sim.doubles import Doubles

two_seats = replace(scheduled, seats=2)
one_seat = replace(scheduled, seats=1)


def closed(attended: int, booked: int) -> SessionClosed:
    return SessionClosed(session_id=MORNING, venue_id=PUDONG, booked=booked, attended=attended)


def test_a_whole_life_of_a_session_keeps_every_promise():
    life = (
        two_seats,
        reserved(WEI), confirmed(WEI), reserved(ADA), waiting(LI, 1), cancelled(ADA),
        reserved(LI, promoted_at=BEGAN), confirmed(LI), attended(WEI), missed(LI), closed(1, 2),
    )  # fmt: skip
    seats = Seats()
    assert said(seats, *life) == []
    assert seats.checked() == "3 seats of 1 sessions"
    assert said(AnsweredSeats(), *life) == []


def test_the_seat_too_many_is_named_with_its_event():
    (violation,) = judged(Seats(), one_seat, reserved(WEI), reserved(ADA))
    assert violation.says == f"session {MORNING} has 1 seats, and 2 are in use"
    assert (violation.position, violation.stream, violation.type) == (3, f"session-{MORNING}", "SeatReserved")


def test_a_seat_that_was_given_back_can_be_sold_again():
    assert said(Seats(), one_seat, reserved(WEI), released(WEI), reserved(ADA)) == []


@pytest.mark.parametrize("first", [reserved(WEI), waiting(WEI, 1)])
def test_a_member_who_is_in_a_session_twice_is_named(first):
    second = replace(reserved(WEI), booking_id=reserved(ADA).booking_id)
    assert said(Seats(), two_seats, first, second) == [f"member {WEI} is in session {MORNING} twice"]


def test_a_booking_cannot_end_twice_or_attend_without_a_seat():
    booking = reserved(WEI).booking_id
    assert said(Seats(), two_seats, reserved(WEI), cancelled(WEI), released(WEI)) == [
        f"booking {booking} had ended or was never made"
    ]
    assert said(Seats(), two_seats, waiting(WEI, 1), attended(WEI)) == [f"booking {booking} has no seat"]


def test_a_closed_session_must_have_counted_right_and_is_over():
    life = (two_seats, reserved(WEI), attended(WEI), waiting(ADA, 1), waited(ADA))
    assert said(Seats(), *life, closed(1, 1)) == []
    assert said(Seats(), *life, closed(1, 2)) == [f"session {MORNING} closed with 1 of 2 seats, counted 1 of 1"]
    assert said(Seats(), *life, closed(1, 1), reserved(ADA)) == [f"session {MORNING} is not open"]


def test_a_seat_that_waits_too_long_for_its_card_is_named_and_a_fresh_one_is_not():
    (late,) = judged(AnsweredSeats(), two_seats, reserved(WEI), confirmed(WEI), reserved(ADA))
    assert (late.position, reserved(ADA).card_id in late.says) == (4, True)
    assert said(AnsweredSeats(), two_seats, reserved(ADA), before=BEGAN) == []


def test_a_person_who_was_found_twice_in_a_session_keeps_one_booking():
    later = replace(two_seats, starts_at=BEGAN + timedelta(hours=2), ends_at=BEGAN + timedelta(hours=3))
    twice = (later, reserved(WEI), reserved(ADA), found)
    (says,) = said(Doubles(), *twice)
    assert says.endswith("are one person's, and both stand")
    assert said(Doubles(), *twice, released(ADA)) == []
    soon = replace(later, starts_at=BEGAN + timedelta(minutes=5))
    assert said(Doubles(), soon, *twice[1:]) == []
