from dataclasses import replace

import pytest

from services.booking.course import COURSE
from services.booking.room import ROOM
from shared.contracts.booking import (
    CourseAlreadyDefined,
    RoomAlreadyAdded,
    RoomSizeOutOfRange,
    TimetableNotOpen,
)
from tests.booking.examples import (
    add_room,
    course_defined,
    define_course,
    open_timetable,
    room_added,
    timetable_opened,
)
from tests.scenario import Scenario

room, course = Scenario(ROOM), Scenario(COURSE)


def test_a_venue_that_opens_gets_a_timetable():
    room.given().when(open_timetable).then(timetable_opened)


def test_a_venue_has_one_timetable():
    room.given(timetable_opened).when(open_timetable).then()


def test_a_room_is_added_to_a_venue():
    room.given(timetable_opened).when(add_room).then(room_added)


def test_the_same_room_added_again_stays_as_it_is():
    room.given(timetable_opened, room_added).when(add_room).then()


def test_a_room_id_does_not_stand_for_another_room():
    room.given(timetable_opened, room_added).when(replace(add_room, holds=40)).refuses(RoomAlreadyAdded)


def test_a_venue_that_is_not_open_has_no_rooms():
    room.given().when(add_room).refuses(TimetableNotOpen, venue_id=add_room.venue_id)


@pytest.mark.parametrize("holds", [-1, 0, 10_001])
def test_a_room_holds_somebody_but_not_a_town(holds):
    room.given(timetable_opened).when(replace(add_room, holds=holds)).refuses(RoomSizeOutOfRange, holds=holds)


def test_a_course_is_put_into_the_programme():
    course.given().when(define_course).then(course_defined)


def test_the_same_course_defined_again_stays_as_it_is():
    course.given(course_defined).when(define_course).then()


def test_a_course_id_does_not_stand_for_another_course():
    course.given(course_defined).when(replace(define_course, name="Pilates")).refuses(CourseAlreadyDefined)
