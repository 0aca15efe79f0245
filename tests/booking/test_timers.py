"""What the clock does for booking: pure, and once on a real database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from services.booking.timers import timers
from shared.contracts import Event
from shared.contracts.booking import AttendanceMarked, CloseSession, DeclineSeat, SessionClosed
from shared.ids import new_id
from shared.log import Meta, Recorded
from shared.timers import ClearTimer, PostponeTimer, SetTimer, TimerChange
from tests.booking.examples import (
    ADA,
    LI,
    MORNING,
    PUDONG,
    TEN,
    WEI,
    booking_of,
    cancelled,
    confirmed,
    released,
    reserved,
    scheduled,
    session_cancelled,
    waiting,
)
from tests.booking.running import Booking

TOLD = datetime(2025, 3, 9, 8, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
CLOSING, SILENCE = f"close {MORNING}", f"silent card {booking_of(WEI)}"
close = CloseSession(session_id=MORNING)


def after(event: Event, at: datetime = TOLD) -> dict[str, TimerChange]:
    """What `event`, recorded at an instant, changes; by key."""
    meta = Meta("clerk", (), new_id())
    changes = timers(event, Recorded(1, event.stream_name, 1, new_id(), type(event).__name__, 1, b"", at, at, meta))
    return {change.key: change for change in changes}


def test_a_session_is_closed_two_hours_after_its_end() -> None:
    assert after(scheduled) == {CLOSING: SetTimer(CLOSING, TEN + timedelta(hours=2), close)}


def test_a_session_scheduled_when_it_is_over_stays_open_for_a_quarter_of_an_hour() -> None:
    late = TEN + timedelta(days=3)
    assert after(scheduled, late) == {CLOSING: SetTimer(CLOSING, late + QUARTER, close)}


@pytest.mark.parametrize(
    "event", [session_cancelled, SessionClosed(session_id=MORNING, venue_id=PUDONG, booked=0, attended=0)]
)
def test_a_session_that_is_over_need_not_be_closed(event: Event) -> None:
    assert after(event) == {CLOSING: ClearTimer(CLOSING)}


@pytest.mark.parametrize(
    "event",
    [
        waiting(WEI, 1),
        reserved(WEI),
        confirmed(WEI),
        released(WEI),
        cancelled(WEI),
        AttendanceMarked(booking_id=booking_of(WEI), session_id=MORNING, venue_id=PUDONG, attended=True),
    ],
)
def test_a_session_that_is_still_told_of_is_not_closed_yet(event: Event) -> None:
    """A gate that was away hands in what it knows: the roster waits until it is quiet for a quarter of an hour."""
    assert after(event)[CLOSING] == PostponeTimer(CLOSING, TOLD + QUARTER)


def test_a_seat_is_declined_when_the_card_is_silent_for_a_quarter_of_an_hour() -> None:
    decline = DeclineSeat(booking_id=booking_of(WEI), session_id=MORNING)
    assert after(reserved(WEI))[SILENCE] == SetTimer(SILENCE, TOLD + QUARTER, decline)


def test_who_is_promoted_gets_a_quarter_of_an_hour_as_well() -> None:
    promoted = replace(reserved(WEI), from_waitlist=True, promoted_at=TOLD)
    assert isinstance(after(promoted)[SILENCE], SetTimer)


@pytest.mark.parametrize("event", [confirmed(WEI), released(WEI), cancelled(WEI)])
def test_a_seat_that_had_its_answer_is_waited_for_no_longer(event: Event) -> None:
    assert after(event)[SILENCE] == ClearTimer(SILENCE)


def test_the_clock_declines_a_silent_card_and_closes_the_session_when_it_is_quiet(booking: Booking) -> None:
    booking.fill()  # in a session that is long over
    told = booking.database_now()
    booking.tick(told + timedelta(minutes=14))
    assert statuses(booking) == {WEI: "confirmed", ADA: "reserved", LI: "waiting"}
    booking.tick(told + QUARTER)
    assert statuses(booking) == {WEI: "missed", ADA: "released", LI: "unserved"}


def statuses(booking: Booking) -> dict[str, str]:
    with booking.pool.connection() as connection:
        rows = connection.execute("SELECT member_id::text, status FROM booking").fetchall()
    found: dict[str, str] = dict(rows)
    return {member: found[member] for member in (WEI, ADA, LI)}
