from dataclasses import replace

from services.booking.past_booking import PAST_BOOKING
from shared.contracts.booking import (
    PastBookingDiffers,
    PastBookingRecorded,
    RecordPastBooking,
    TimetableNotOpen,
    TimetableOpened,
)
from tests.booking.examples import PUDONG, id_of
from tests.scenario import Scenario

past = Scenario(PAST_BOOKING)
take_over = RecordPastBooking(
    booking_id=id_of(81),
    venue_id=PUDONG,
    file="fitness_class_2212.csv",
    row="1",
    category="Strength",
    weekday="Wed",
    half_day="PM",
    days_before=8,
    months_as_member=17,
    attended=False,
)
taken_over = PastBookingRecorded(**vars(take_over))
past = past.given(TimetableOpened(venue_id=PUDONG, zone="Asia/Shanghai"))


def test_a_booking_of_an_older_system_is_taken_over():
    past.when(take_over).then(taken_over)


def test_a_second_import_of_the_same_file_changes_nothing():
    past.given(taken_over).when(take_over).then()


def test_a_row_that_changed_since_is_not_taken_over_silently():
    past.given(taken_over).when(replace(take_over, attended=True)).refuses(PastBookingDiffers)


def test_a_booking_is_taken_over_into_a_venue_of_the_chain():
    Scenario(PAST_BOOKING).when(take_over).refuses(TimetableNotOpen, venue_id=PUDONG)
