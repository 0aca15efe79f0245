"""What the clock finds due in booking, on a real database."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from shared.contracts.booking import (
    CancelBooking,
    CancelSession,
)
from tests.booking.examples import (
    ADA,
    EVE,
    LI,
    MORNING,
    NOON_CLASS,
    PUDONG,
    WEI,
    booking_of,
    names,
    schedule,
)
from tests.booking.running import Booking


def test_a_seat_without_an_answer_is_declined_after_a_quarter_of_an_hour(booking: Booking) -> None:
    booking.fill()
    recorded = booking.database_now()
    assert booking.due.ask("DeclineSeat", recorded + timedelta(minutes=14)) == []
    (row,) = booking.due.ask("DeclineSeat", recorded + timedelta(minutes=15))
    assert {name: str(value) for name, value in row.items()} == {
        "booking_id": booking_of(ADA),
        "session_id": MORNING,
    }


def test_who_is_promoted_gets_a_quarter_of_an_hour_as_well(booking: Booking) -> None:
    booking.fill()
    booking.give(CancelBooking(**names(WEI)), EVE)
    before = booking.database_now()
    assert booking.due.ask("DeclineSeat", before + timedelta(minutes=14)) == []
    due = booking.due.ask("DeclineSeat", before + timedelta(minutes=15))
    assert {str(row["booking_id"]) for row in due} == {booking_of(ADA), booking_of(LI)}


def test_a_session_is_closed_two_hours_after_its_end(booking: Booking) -> None:
    later = booking.database_now() + timedelta(hours=1)
    starts_at = later.replace(microsecond=0)
    soon = replace(schedule, session_id=NOON_CLASS, starts_at=starts_at, minutes=60)
    assert booking.give(CancelSession(session_id=MORNING, venue_id=PUDONG, reason="none"), EVE) is None
    assert booking.give(soon, later) is None
    closes = starts_at + timedelta(hours=3)
    assert booking.due.ask("CloseSession", closes - timedelta(seconds=1)) == []
    assert [str(row["session_id"]) for row in booking.due.ask("CloseSession", closes)] == [NOON_CLASS]


def test_a_session_that_is_still_told_of_is_not_closed_yet(booking: Booking) -> None:
    """A gate that was away hands in what it knows: the roster waits until it is quiet for a quarter of an hour."""
    booking.fill()
    told = booking.database_now()
    assert booking.due.ask("CloseSession", told + timedelta(minutes=14)) == []
    assert len(booking.due.ask("CloseSession", told + timedelta(minutes=15))) == 1
