from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from services.booking.timetable import TIMETABLE
from shared.contracts.booking import (
    BookingTermsOutOfRange,
    CoachFreed,
    CoachOccupiedThen,
    CourseUnknown,
    FreeRoomAndCoach,
    RoomFreed,
    RoomOccupiedThen,
    RoomUnknown,
    SeatsOutOfRange,
    SessionAlreadyScheduled,
    SessionTooFarAway,
    SessionTooLong,
    TimetableNotOpen,
)
from tests.booking.examples import (
    HALL,
    MEI,
    MORNING,
    NINE,
    NOON_CLASS,
    PUDONG,
    STUDIO,
    TEN,
    TOM,
    XUHUI,
    another,
    course_defined,
    programme,
    reservations,
    room_added,
    schedule,
    scheduled,
    timetable_opened,
)
from tests.scenario import Scenario

timetable = Scenario(TIMETABLE)
taken = timetable.given(*programme, scheduled, *reservations(scheduled, 10))
elsewhere = replace(room_added, room_id=STUDIO)
free_again = FreeRoomAndCoach(session_id=MORNING, room_id=HALL, coach_id=MEI, starts_at=NINE, ends_at=TEN)


def test_a_session_takes_its_room_and_its_coach():
    timetable.given(*programme).when(schedule).then(scheduled, *reservations(scheduled, 10))


def test_the_same_session_again_changes_nothing():
    taken.when(schedule).then()


def test_a_session_id_does_not_stand_for_another_session():
    taken.when(replace(schedule, seats=1)).refuses(SessionAlreadyScheduled, session_id=MORNING)


@pytest.mark.parametrize("minutes", [-59, -1, 0, 1, 59])
def test_a_room_is_not_given_to_two_sessions(minutes):
    meets = replace(schedule, session_id=NOON_CLASS, coach_id=TOM, starts_at=NINE + timedelta(minutes=minutes))
    taken.when(meets).refuses(RoomOccupiedThen, session_id=MORNING, room_id=HALL)


@pytest.mark.parametrize("minutes", [-60, 60])
def test_one_session_may_begin_when_another_ends(minutes):
    starts_at = NINE + timedelta(minutes=minutes)
    next_to_it = another(NOON_CLASS, starts_at)
    wish = replace(schedule, session_id=NOON_CLASS, starts_at=starts_at)
    taken.when(wish).then(next_to_it, *reservations(next_to_it, 10))


def test_a_coach_does_not_teach_in_two_rooms():
    in_the_studio = replace(schedule, session_id=NOON_CLASS, room_id=STUDIO)
    taken.given(elsewhere).when(in_the_studio).refuses(CoachOccupiedThen, session_id=MORNING, coach_id=MEI)


def test_a_session_over_midnight_is_met_on_either_day():
    late = datetime(2025, 3, 10, 23, 30, tzinfo=UTC)
    night = another(MORNING, late)
    overnight = timetable.given(*programme).when(replace(schedule, starts_at=late))
    early = replace(schedule, session_id=NOON_CLASS, starts_at=datetime(2025, 3, 11, tzinfo=UTC))
    overnight.then(night, *reservations(night, 10, 11)).when(early).refuses(RoomOccupiedThen, session_id=MORNING)


def test_a_session_that_ends_at_midnight_takes_one_day():
    late = datetime(2025, 3, 10, 23, tzinfo=UTC)
    evening = another(MORNING, late)
    wish = replace(schedule, starts_at=late)
    timetable.given(*programme).when(wish).then(evening, *reservations(evening, 10))


def test_the_day_of_a_session_is_the_venues():
    midnight = datetime(2025, 3, 10, 16, tzinfo=UTC)  # in Shanghai
    night = replace(another(MORNING, midnight), day=date(2025, 3, 11))
    wish = replace(schedule, starts_at=midnight)
    timetable.given(*programme).when(wish).then(night, *reservations(night, 10))


def test_a_cancelled_session_frees_its_room_and_its_coach():
    freed = {"utc_day": date(2025, 3, 10), "session_id": MORNING}
    again = taken.when(free_again).then(RoomFreed(room_id=HALL, **freed), CoachFreed(coach_id=MEI, **freed))
    instead = another(NOON_CLASS, NINE)
    again.when(replace(schedule, session_id=NOON_CLASS)).then(instead, *reservations(instead, 10))


def test_what_is_free_stays_free():
    timetable.given().when(free_again).then()


def test_a_venue_without_a_timetable_holds_no_sessions():
    timetable.given(room_added, course_defined).when(schedule).refuses(TimetableNotOpen, venue_id=PUDONG)


def test_a_room_that_does_not_exist_holds_no_session():
    timetable.given(timetable_opened, course_defined).when(schedule).refuses(RoomUnknown, room_id=HALL)


def test_a_room_of_another_venue_holds_no_session_here():
    foreign = replace(room_added, venue_id=XUHUI)
    timetable.given(timetable_opened, foreign, course_defined).when(schedule).refuses(RoomUnknown)


def test_a_session_is_one_of_a_course():
    timetable.given(timetable_opened, room_added).when(schedule).refuses(CourseUnknown)


@pytest.mark.parametrize("seats", [-1, 0, 31])
def test_a_session_offers_what_the_room_holds(seats):
    timetable.given(*programme).when(replace(schedule, seats=seats)).refuses(SeatsOutOfRange, room_holds=30)


@pytest.mark.parametrize("minutes", [-60, 0, 4, 721, 2**52])
def test_a_session_lasts_five_minutes_to_twelve_hours(minutes):
    timetable.given(*programme).when(replace(schedule, minutes=minutes)).refuses(SessionTooLong)


@pytest.mark.parametrize("year", [1, 2022, 2028, 9999])
def test_a_session_lies_within_two_years(year):
    far = replace(schedule, starts_at=datetime(year, 12, 31, tzinfo=UTC))
    timetable.given(*programme).when(far).refuses(SessionTooFarAway)


@pytest.mark.parametrize(
    "terms",
    [
        {"opens_days_before": -1},
        {"opens_days_before": 2**52},
        {"free_cancel_minutes": -1},
        {"free_cancel_minutes": 10_081},
    ],
)
def test_booking_opens_and_is_free_to_cancel_within_reason(terms):
    timetable.given(*programme).when(replace(schedule, **terms)).refuses(BookingTermsOutOfRange, **terms)
