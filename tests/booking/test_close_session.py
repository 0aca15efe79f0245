from dataclasses import replace
from datetime import timedelta

from services.booking.closing import CLOSING
from shared.contracts.booking import (
    AttendanceMarked,
    CancelSession,
    CloseSession,
    RosterClosed,
    SessionCancelledAlready,
    SessionClosed,
    SessionNotScheduled,
    SubmitRoster,
    TooEarlyForAttendance,
)
from tests.booking.examples import (
    ADA,
    LI,
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
    id_of,
    missed,
    released,
    reserved,
    scheduled,
    session_cancelled,
    waited,
    waiting,
)
from tests.scenario import Scenario

session = Scenario(CLOSING).given(scheduled)
later = session.at(TEN + timedelta(hours=2))
close = CloseSession(session_id=MORNING)
submit = SubmitRoster(session_id=MORNING, venue_id=PUDONG)
cancel = CancelSession(session_id=MORNING, venue_id=PUDONG, reason="The coach is ill")


def paid(member_id):
    return reserved(member_id), confirmed(member_id)


def marked(member_id, came):
    return AttendanceMarked(booking_id=booking_of(member_id), session_id=MORNING, venue_id=PUDONG, attended=came)


def closed(booked, attended):
    return SessionClosed(session_id=MORNING, venue_id=PUDONG, booked=booked, attended=attended)


def test_who_has_a_seat_and_was_not_seen_is_a_no_show():
    later.given(*paid(WEI)).when(close).then(missed(WEI), closed(1, 0))


def test_what_the_roster_says_last_becomes_final():
    roster = later.given(*paid(WEI), *paid(ADA), marked(WEI, True), marked(ADA, True), marked(ADA, False))
    roster.when(close).then(attended(WEI, "roster"), missed(ADA), closed(2, 1))


def test_who_came_through_the_gate_stays_attended():
    later.given(*paid(WEI), attended(WEI)).when(close).then(closed(1, 1))


def test_who_waited_in_vain_and_who_never_paid_owe_nothing():
    late = later.given(*paid(ADA), attended(ADA), reserved(WEI), waiting(LI, 1))
    late.when(close).then(released(WEI), waited(LI), closed(1, 1))


def test_bookings_that_are_over_stay_over():
    later.given(*paid(WEI), cancelled(WEI), reserved(ADA), released(ADA)).when(close).then(closed(0, 0))


def test_a_roster_is_closed_two_hours_after_the_end_and_once():
    session.at(TEN + timedelta(minutes=119)).when(close).then()
    later.when(close).then(closed(0, 0)).when(close).then()


def test_a_cancelled_session_is_not_closed():
    later.given(session_cancelled).when(close).then()


def test_a_session_that_nobody_scheduled_is_not_closed():
    Scenario(CLOSING).when(close).refuses(SessionNotScheduled)


def test_the_coach_hands_the_roster_in():
    over = session.at(TEN).given(*paid(WEI), marked(WEI, True))
    over.when(submit).then(attended(WEI, "roster"), closed(1, 1)).when(submit).then()


def test_a_roster_is_not_handed_in_before_the_session_starts():
    session.at(NINE - timedelta(minutes=1)).when(submit).refuses(TooEarlyForAttendance)


def test_a_roster_is_handed_in_at_its_own_venue():
    later.when(replace(submit, venue_id=XUHUI)).refuses(SessionNotScheduled)


def test_a_cancelled_session_has_no_roster():
    later.given(session_cancelled).when(submit).refuses(SessionCancelledAlready)


def test_a_session_that_the_venue_cancels_returns_every_booking_in_full():
    tom = id_of(501)
    busy = session.at(NINE).given(*paid(WEI), attended(WEI), *paid(ADA), reserved(LI), waiting(tom, 1))
    busy.when(cancel).then(
        session_cancelled,
        cancelled(WEI, by_venue=True),
        cancelled(ADA, by_venue=True),
        cancelled(LI, by_venue=True),
        cancelled(tom, by_venue=True, had_seat=False),
    )


def test_bookings_that_were_over_are_not_returned_again():
    session.given(*paid(WEI), cancelled(WEI, charged=True)).when(cancel).then(session_cancelled)


def test_a_session_is_cancelled_once():
    session.given(session_cancelled).when(cancel).refuses(SessionCancelledAlready)


def test_a_closed_session_is_not_cancelled():
    session.given(closed(0, 0)).when(cancel).refuses(RosterClosed)


def test_a_session_is_cancelled_at_its_own_venue():
    session.when(replace(cancel, venue_id=XUHUI)).refuses(SessionNotScheduled)
