from datetime import timedelta

import pytest

from services.booking.seat import SEAT
from shared.contracts.booking import (
    BookingOver,
    BookingUnknown,
    CancelBooking,
    SessionNotScheduled,
)
from tests.booking.examples import (
    ADA,
    LI,
    NINE,
    TOM,
    WEI,
    attended,
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
    waiting,
)
from tests.scenario import NOON, Scenario

session = Scenario(SEAT).given(scheduled)
booked = session.given(*seat(WEI))
LINE = scheduled.free_cancel_until
SECOND = timedelta(seconds=1)


def cancel(member_id=WEI):
    return CancelBooking(**names(member_id))


def test_a_booking_given_back_before_the_line_is_free():
    booked.at(LINE - SECOND).when(cancel()).then(cancelled(charged=False), out_of_diary())


@pytest.mark.parametrize("instant", [LINE, NINE - SECOND])
def test_a_booking_given_back_later_uses_the_visit(instant):
    booked.at(instant).when(cancel()).then(cancelled(charged=True), out_of_diary())


def test_a_seat_that_was_not_paid_yet_is_never_charged():
    unpaid = session.given(reserved(), in_diary(), claimed())
    unpaid.at(LINE).when(cancel()).then(cancelled(charged=False), out_of_diary())


def test_a_place_in_the_queue_is_never_charged():
    queued = session.given(*seat(ADA), *seat(LI), *place_in_queue(WEI))
    queued.at(LINE).when(cancel()).then(cancelled(had_seat=False, charged=False), out_of_diary())


def promoted(before):
    late = reserved(WEI, promoted_at=NINE - before)
    return session.given(waiting(WEI, 1), in_diary(), claimed(), late, confirmed())


def test_who_was_promoted_at_the_last_moment_is_not_charged():
    late = promoted(timedelta(hours=24) - SECOND)
    late.at(LINE).when(cancel()).then(cancelled(charged=False), out_of_diary())


def test_who_was_promoted_a_day_before_is_charged_as_anybody():
    promoted(timedelta(hours=24)).at(LINE).when(cancel()).then(cancelled(charged=True), out_of_diary())


def test_a_seat_given_back_goes_to_the_first_who_waits():
    queued = booked.given(*seat(ADA), *place_in_queue(LI))
    queued.when(cancel()).then(cancelled(), out_of_diary(), reserved(LI, promoted_at=NOON))


def test_of_two_who_wait_the_one_who_came_first_gets_the_seat():
    queued = booked.given(*seat(ADA), *place_in_queue(LI), waiting(TOM, 2))
    queued.when(cancel()).then(cancelled(), out_of_diary(), reserved(LI, promoted_at=NOON))


def test_a_place_in_the_queue_given_back_promotes_nobody():
    queued = booked.given(*seat(ADA), *place_in_queue(LI))
    queued.when(cancel(LI)).then(cancelled(LI, had_seat=False), out_of_diary(LI))


def test_nothing_is_given_back_once_the_session_has_started():
    booked.at(NINE).when(cancel()).refuses(BookingOver, status_now="started")


@pytest.mark.parametrize(
    ("end", "status"),
    [(cancelled(), "cancelled"), (released(), "released"), (attended(), "attended")],
)
def test_a_booking_that_is_over_cannot_be_cancelled(end, status):
    booked.given(end).when(cancel()).refuses(BookingOver, status_now=status)


def test_a_booking_that_nobody_made_cannot_be_cancelled():
    session.when(cancel()).refuses(BookingUnknown)
    Scenario(SEAT).when(cancel()).refuses(SessionNotScheduled)


def test_a_member_does_not_cancel_the_booking_of_another():
    foreign = CancelBooking(**{**names(WEI), "member_id": ADA})
    booked.when(foreign).refuses(BookingUnknown)
