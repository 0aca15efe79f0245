"""Fitness tests: what they consist of, how often they are taken, what came out, when the next one is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from services.members.fitness import FITNESS
from services.members.timers import timers
from shared.contracts.members import (
    ConsentWithdrawn,
    DefineFitnessTest,
    DueDayNotPossible,
    FigureNotPossible,
    FitnessMeasure,
    FitnessResult,
    FitnessTestDefined,
    FitnessTestDue,
    FitnessTestNotPossible,
    FitnessTestScheduled,
    FitnessTestStopped,
    FitnessTestTaken,
    FitnessTestUnknown,
    HealthConsentMissing,
    HealthDayNotPossible,
    MeasurementRecorded,
    RemindOfFitnessTest,
    ResultsNotFit,
    ScheduleFitnessTest,
    StopFitnessTest,
    TakeFitnessTest,
)
from shared.ids import derived_id
from shared.timers import ClearTimer, SetTimer
from tests.members.body import COACH_MO, HERSELF, TAKEN, TEST, agreed, assigned
from tests.members.examples import WEI, registered
from tests.scenario import Scenario

run, push_ups = FitnessMeasure(kind="run_12min"), FitnessMeasure(kind="activity_count", activity="push-ups")
define = DefineFitnessTest(
    test_id=TEST, from_day=date(2025, 1, 1), name="Endurance", name_zh="耐力", content="Run, then push-ups.",
    content_zh="先跑步，后俯卧撑。", measures=(run, push_ups),
)  # fmt: skip
defined = FitnessTestDefined(**vars(define), edition=1)
schedule = ScheduleFitnessTest(member_id=WEI, test_id=TEST, due_on=date(2025, 3, 8))
scheduled = FitnessTestScheduled(member_id=WEI, test_id=TEST, due_on=date(2025, 3, 8), every_months=3)
ran = FitnessResult(kind="run_12min", figure="2400")
pushed = FitnessResult(kind="activity_count", activity="push-ups", figure="35")
take = TakeFitnessTest(
    taken_id=TAKEN, member_id=WEI, test_id=TEST, day=date(2025, 3, 1), results=(ran, pushed), assessment="good"
)
taken = FitnessTestTaken(
    taken_id=TAKEN, member_id=WEI, test_id=TEST, edition=1, day=date(2025, 3, 1), assessment="good", due_on=None
)
remind = RemindOfFitnessTest(member_id=WEI, test_id=TEST, due_on=date(2025, 3, 8))
due = FitnessTestDue(**vars(remind))


def result(kind: str, activity: str | None, unit: str, figure: str) -> MeasurementRecorded:
    return MeasurementRecorded(
        measurement_id=derived_id(TAKEN, kind, activity or ""), member_id=WEI, kind=kind, activity=activity,  # type: ignore[arg-type]
        unit=unit, figure=figure, day=date(2025, 3, 1), taken_id=TAKEN,
    )  # fmt: skip


RESULTS = (result("run_12min", None, "m", "2400"), result("activity_count", "push-ups", "times", "35"))
tests = Scenario(FITNESS).given(*agreed, defined).by(HERSELF)


def test_a_test_is_defined_in_editions():
    first = Scenario(FITNESS).when(define).then(defined).when(define).then()
    first.when(replace(define, every_months=6)).then(replace(defined, edition=2, every_months=6))


@pytest.mark.parametrize(
    "change",
    [
        {"measures": ()},
        {"measures": (run, run)},
        {"measures": (FitnessMeasure(kind="activity_count"),)},
        {"measures": (FitnessMeasure(kind="weight", activity="push-ups"),)},
        {"every_months": 0},
        {"every_months": 61},
    ],
)
def test_what_makes_no_test_is_not_defined(change):
    Scenario(FITNESS).when(replace(define, **change)).refuses(FitnessTestNotPossible)


def test_results_are_measurements_and_the_next_test_is_due_after_the_months_of_the_schedule():
    tests.when(take).then(taken, *RESULTS).when(take).then()
    often = tests.when(replace(schedule, every_months=2)).then(replace(scheduled, every_months=2))
    later = replace(take, day=date(2025, 2, 28))
    often.when(later).then(
        replace(taken, day=date(2025, 2, 28), due_on=date(2025, 4, 28)),
        *(replace(each, day=date(2025, 2, 28)) for each in RESULTS),
    )


def test_an_old_test_entered_late_does_not_bring_the_next_one_forward():
    old = replace(take, day=date(2025, 1, 2))
    (first, *_) = tests.given(replace(scheduled, due_on=date(2025, 6, 1))).when(old)._decide()
    assert first.due_on == date(2025, 6, 1)


@pytest.mark.parametrize(
    "results", [(), (ran,), (ran, ran, pushed), (ran, pushed, FitnessResult(kind="grip", figure="40"))]
)
def test_a_test_has_each_of_its_results_once(results):
    tests.when(replace(take, results=results)).refuses(ResultsNotFit)


def test_tests_are_taken_as_offered_by_today_with_possible_figures_and_consent():
    tests.when(replace(take, day=date(2024, 12, 31))).refuses(FitnessTestUnknown)
    tests.given(replace(defined, edition=2, offered=False)).when(schedule).refuses(FitnessTestUnknown)
    tests.when(replace(take, day=date(2025, 3, 3))).refuses(HealthDayNotPossible)
    tests.when(replace(take, results=(replace(ran, figure="9000"), pushed))).refuses(FigureNotPossible)
    Scenario(FITNESS).given(registered, defined).by(HERSELF).when(take).refuses(HealthConsentMissing)


def test_a_coach_schedules_changes_and_stops_a_test():
    known = tests.given(assigned).by(COACH_MO).when(schedule).then(scheduled).when(schedule).then()
    known = known.when(replace(schedule, due_on=date(2025, 4, 1))).then(replace(scheduled, due_on=date(2025, 4, 1)))
    stop = StopFitnessTest(member_id=WEI, test_id=TEST)
    known.when(stop).then(FitnessTestStopped(member_id=WEI, test_id=TEST)).when(stop).then()


@pytest.mark.parametrize("change", [{"due_on": date(2025, 2, 27)}, {"every_months": 0}, {"every_months": 61}])
def test_a_schedule_begins_today_or_later_and_repeats_after_months(change):
    tests.when(replace(schedule, **change)).refuses(DueDayNotPossible)


def test_the_clock_reminds_once_of_a_test_that_was_not_taken():
    at = datetime(2025, 3, 7, 16, tzinfo=UTC)
    assert timers(scheduled, None) == [SetTimer(f"fitness {WEI} {TEST}", at, remind)]
    next_one = replace(taken, due_on=date(2025, 3, 8))
    assert timers(next_one, None) == timers(scheduled, None)
    assert timers(taken, None) == []
    stopped = FitnessTestStopped(member_id=WEI, test_id=TEST)
    assert timers(stopped, None) == [ClearTimer(f"fitness {WEI} {TEST}")]
    clock = tests.given(scheduled)
    clock.when(remind).then(due).when(remind).then()
    clock.given(replace(taken, due_on=date(2025, 6, 1))).when(remind).then()
    clock.given(stopped).when(remind).then()
    withdrawn = ConsentWithdrawn(member_id=WEI, purpose="health_data", network_address=None)
    clock.given(withdrawn).when(remind).then()
