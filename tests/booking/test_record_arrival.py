from dataclasses import replace
from datetime import timedelta

import pytest

from services.booking.diary import DIARY
from shared.contracts.booking import ArrivalMatched, ClearDiary, RecordArrival
from tests.booking.examples import (
    NINE,
    NOON_CLASS,
    PUDONG,
    TEN,
    WEI,
    XUHUI,
    id_of,
    in_diary,
    names,
    out_of_diary,
)
from tests.scenario import Scenario

diary = Scenario(DIARY).given(in_diary(WEI))
SECOND = timedelta(seconds=1)


def arrival(at, venue_id=PUDONG):
    return RecordArrival(member_id=WEI, venue_id=venue_id, arrived_at=at)


def matched(at):
    return ArrivalMatched(**names(WEI), arrived_at=at)


@pytest.mark.parametrize("at", [NINE - timedelta(minutes=60), NINE, TEN - SECOND])
def test_who_comes_through_the_gate_around_the_session_is_there_for_it(at):
    diary.when(arrival(at)).then(matched(at))


@pytest.mark.parametrize("at", [NINE - timedelta(minutes=60) - SECOND, TEN])
def test_who_comes_at_another_time_is_not_there_for_it(at):
    diary.when(arrival(at)).then()


def test_who_comes_to_another_venue_is_not_there_for_it():
    diary.when(arrival(NINE, XUHUI)).then()


def test_a_second_entry_counts_once():
    diary.given(matched(NINE)).when(arrival(NINE + SECOND)).then()


def test_one_arrival_counts_for_each_session_around_it():
    following = replace(
        in_diary(WEI),
        booking_id=id_of(71),
        session_id=NOON_CLASS,
        starts_at=TEN,
        ends_at=TEN + timedelta(hours=1),
    )
    both = replace(matched(NINE), booking_id=id_of(71), session_id=NOON_CLASS)
    diary.given(following).when(arrival(NINE)).then(matched(NINE), both)


def test_an_arrival_for_a_cancelled_booking_means_nothing():
    diary.given(out_of_diary(WEI)).when(arrival(NINE)).then()


def test_a_booking_that_ended_leaves_the_diary_once():
    clear = ClearDiary(**names(WEI))
    diary.when(clear).then(out_of_diary(WEI)).when(clear).then()
