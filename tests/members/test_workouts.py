"""Workouts: attended sessions note themselves, the rest is entered; and the statistics that a member prints."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from services.members.answers.statistics import STATISTICS
from services.members.reactions import react
from services.members.workout import WORKOUT
from shared.contracts.booking import BookingCancelled, SeatAttended
from shared.contracts.members import (
    AttendanceWithdrawn,
    CoachingEnded,
    HealthConsentMissing,
    HealthDayNotPossible,
    HealthNotOpenToYou,
    LeaveClass,
    MemberErased,
    MemberStatistics,
    NoteAttendance,
    RecordWorkout,
    RemoveWorkout,
    WithdrawAttendance,
    WorkoutFiguresNotPossible,
    WorkoutNoted,
    WorkoutRecorded,
    WorkoutRemoved,
    WorkoutUnknown,
)
from shared.contracts.samples import sample
from tests.members.body import (
    COACH_MO,
    CONTRACT,
    DESK,
    HERSELF,
    LESSON,
    RUN,
    SEAT,
    TEACHER,
    TEST,
    agreed,
    assigned,
    lesson,
    seat,
)
from tests.members.examples import PUDONG, WEI, registered, venue_opened
from tests.members.test_fitness_tests import defined, scheduled, taken
from tests.members.test_measurements import WINTER, told
from tests.scenario import AT_THE_DESK, Scenario

attend = NoteAttendance(workout_id=SEAT, member_id=WEI, session_id=LESSON, venue_id=PUDONG, day=date(2025, 3, 3))
noted = WorkoutNoted(**vars(attend), coach_id=TEACHER, begins="18:00", minutes=60)
withdraw = WithdrawAttendance(workout_id=SEAT, member_id=WEI)
record = RecordWorkout(
    workout_id=RUN, member_id=WEI, day=date(2025, 3, 1), begins="07:30", minutes="45", intensity="7",
    activity="running", content="intervals",
)  # fmt: skip
recorded = WorkoutRecorded(**{name: value for name, value in vars(record).items() if name != "session_id"})
workouts = Scenario(WORKOUT).given(*agreed, venue_opened).by(HERSELF)


def test_an_attended_session_notes_itself_in_the_time_of_the_venue_without_any_consent():
    Scenario(WORKOUT).given(registered, venue_opened, lesson, seat).when(attend).then(noted).when(attend).then()
    bare = replace(noted, coach_id=None, begins=None, minutes=None)
    workouts.when(attend).then(bare)


def test_booking_news_is_never_refused():
    Scenario(WORKOUT).when(attend).then()
    Scenario(WORKOUT).given(registered, MemberErased(member_id=WEI, phone_index="x")).when(attend).then()
    Scenario(WORKOUT).when(withdraw).then()


def test_booking_says_who_came_and_that_a_session_was_cancelled_after_all():
    came = SeatAttended(
        booking_id=SEAT,
        session_id=LESSON,
        member_id=WEI,
        card_id=RUN,
        venue_id=PUDONG,
        day=date(2025, 3, 3),
        source="gate",
    )
    assert attend in react(came, None)
    off = replace(sample(BookingCancelled), booking_id=SEAT, session_id=LESSON, member_id=WEI, by_venue=True)
    assert react(off, None) == [LeaveClass(session_id=LESSON, booking_id=SEAT), withdraw]
    gone = AttendanceWithdrawn(workout_id=SEAT, member_id=WEI)
    workouts.given(noted).when(withdraw).then(gone).when(withdraw).then().when(attend).then()


def test_a_workout_is_entered_corrected_and_taken_out():
    remove = RemoveWorkout(workout_id=RUN, member_id=WEI)
    known = workouts.when(record).then(recorded).when(record).then()
    known = known.when(replace(record, minutes="50")).then(replace(recorded, minutes="50"))
    known = known.when(remove).then(WorkoutRemoved(workout_id=RUN, member_id=WEI))
    known.when(remove).refuses(WorkoutUnknown, workout_id=RUN)
    known.when(record).then(recorded)


def test_the_coach_says_more_about_an_attended_session_which_cannot_be_taken_out():
    more = replace(record, workout_id=SEAT, day=date(2025, 3, 3), session_id=LESSON)
    in_class = workouts.given(lesson, seat, noted).by(COACH_MO).at(datetime(2025, 3, 3, 12, tzinfo=UTC))
    in_class.when(more).then(replace(recorded, workout_id=SEAT, day=date(2025, 3, 3)))
    remove = RemoveWorkout(workout_id=SEAT, member_id=WEI, session_id=LESSON)
    in_class.when(remove).refuses(WorkoutUnknown)


@pytest.mark.parametrize(
    "change",
    [
        {"minutes": "0"},
        {"minutes": "1441"},
        {"intensity": "0"},
        {"intensity": "10.5"},
        {"begins": "24:00"},
        {"begins": "7:30"},
    ],
)
def test_times_durations_and_intensities_that_are_none(change):
    workouts.when(replace(record, **change)).refuses(WorkoutFiguresNotPossible)


def test_workouts_are_entered_by_the_member_or_their_coach_by_today_and_with_consent():
    workouts.by(DESK).when(record).refuses(HealthNotOpenToYou)
    workouts.when(replace(record, day=date(2025, 3, 3))).refuses(HealthDayNotPossible)
    Scenario(WORKOUT).given(registered).by(HERSELF).when(record).refuses(HealthConsentMissing)


# --- statistics ---


def statistics(*events, **asked):
    rows = STATISTICS.rows(MemberStatistics(member_id=WEI, **asked), told(events), AT_THE_DESK)
    return {(row.section, row.name): (row.value, row.unit) for row in rows}


FEBRUARY = {"first": date(2025, 2, 1), "until": date(2025, 3, 1)}
MONDAY = replace(noted, day=date(2025, 2, 3))
ENTERED = replace(recorded, workout_id=SEAT, day=date(2025, 2, 4), minutes="75", intensity="8", activity="yoga")
SUNDAY = replace(recorded, workout_id=TEST, day=date(2025, 2, 9))


def test_the_member_prints_how_much_how_long_how_hard_and_when():
    printed = statistics(MONDAY, ENTERED, SUNDAY, recorded, **FEBRUARY)
    assert printed["training", "classes attended"] == ("1", "times")
    assert printed["training", "own workouts"] == ("1", "times")
    assert printed["training", "time trained"] == ("120", "minutes")
    assert printed["training", "average duration"] == ("60", "minutes")
    assert printed["training", "workouts a week"] == ("0.5", "times")
    assert printed["training", "average intensity"] == ("7.5", "of 10")
    assert printed["months", "2025-02"] == ("2", "times")
    assert (printed["weekdays", "Mon"], printed["weekdays", "Sun"]) == (("1", "times"), ("1", "times"))
    assert (printed["times", "evening"], printed["times", "morning"]) == (("1", "times"), ("1", "times"))
    assert (printed["activities", "yoga"], printed["activities", "running"]) == (("1", "times"), ("1", "times"))
    assert ("months", "2025-03") not in printed


def test_what_was_taken_out_or_did_not_take_place_does_not_count():
    gone = AttendanceWithdrawn(workout_id=SEAT, member_id=WEI)
    out = WorkoutRemoved(workout_id=SEAT, member_id=WEI)
    assert statistics(MONDAY, gone, **FEBRUARY)["training", "classes attended"] == ("0", "times")
    assert statistics(MONDAY, ENTERED, gone, **FEBRUARY)["training", "own workouts"] == ("1", "times")
    assert statistics(MONDAY, ENTERED, out, **FEBRUARY)["training", "time trained"] == ("60", "minutes")
    assert statistics(ENTERED, out, **FEBRUARY)["training", "own workouts"] == ("0", "times")


def test_whether_a_personal_coach_is_engaged_now():
    assert statistics(assigned)["coach", "personal coach engaged"] == ("yes", "now")
    over = CoachingEnded(coaching_id=CONTRACT, member_id=WEI, coach_id=TEACHER)
    for past in ((), (assigned, over)):
        assert statistics(*past)["coach", "personal coach engaged"] == ("no", "now")


def test_bodies_change_and_tests_are_counted_until_the_next_one():
    printed = statistics(*WINTER, defined, scheduled, replace(taken, due_on=date(2025, 6, 1)), first=date(2025, 1, 1))
    assert printed["body", "weight"] == ("72.5", "kg")
    assert printed["body", "weight: change"] == ("-2.5", "kg")
    assert printed["tests", "Endurance"] == ("1", "times")
    assert printed["tests", "Endurance: next"] == ("2025-06-01", "day")


def test_left_open_the_days_are_the_year_until_today():
    old = replace(recorded, workout_id=TEST, day=date(2024, 2, 29))
    young = replace(recorded, workout_id=SEAT, day=date(2024, 3, 1))
    assert statistics(old, young, recorded)["training", "own workouts"] == ("2", "times")
