"""Measurements, tests, plans and workouts on a real PostgreSQL: shown, taken along, and gone after an erasure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from shared.contracts import HEAD_OFFICE, Actor, Query
from shared.contracts.members import (
    CorrectMeasurement,
    DueFitnessTests,
    EndPlan,
    EraseMember,
    ExportMember,
    FitnessSchedule,
    GiveConsent,
    HireStaff,
    ListFitnessTests,
    MemberFitnessTests,
    MemberMeasurements,
    MemberPlans,
    MemberWorkouts,
    NoteClass,
    NoteClassSeat,
    RemoveWorkout,
    StopFitnessTest,
)
from tests.members.body import COACH_MO, HERSELF, PLAN_ID, RUN, SEAT, TEACHER, TEST, WEIGHED, assign, lesson, seat
from tests.members.examples import PUDONG, WEI
from tests.members.test_body_on_postgres import give
from tests.members.test_fitness_tests import define, schedule, take
from tests.members.test_measurements import record as weigh
from tests.members.test_plans import adjust, write
from tests.members.test_workouts import attend, withdraw
from tests.members.test_workouts import record as train
from tests.standing import Standing

SECRETS = ("72.5", "71.3", "2400", "Stronger", "4 × squats", "intervals", "running", "fine pace")


@pytest.fixture
def told(members: Standing) -> Standing:
    """Wei is weighed, tested, given a plan, and trains."""
    give(members, HireStaff(staff_id=TEACHER, name="Mo", roles=("coach",), venues=(PUDONG,)))
    give(members, GiveConsent(member_id=WEI, purpose="health_data", edition="1"), HERSELF)
    for command in (assign, NoteClass(**vars(lesson)), NoteClassSeat(**vars(seat)), define, attend):
        give(members, command)
    give(members, weigh, HERSELF)
    correct = CorrectMeasurement(measurement_id=WEIGHED, member_id=WEI, figure="71.3")
    more = replace(train, workout_id=SEAT, activity="yoga")
    tested = replace(take, assessment="fine pace")
    for command in (correct, replace(schedule, due_on=date(2025, 3, 1)), tested, write, adjust, train, more):
        give(members, command, COACH_MO)
    return members


def shown(members: Standing, query: Query, *names: str) -> list[tuple]:
    return [tuple(row[name] for name in names) for row in members.ask(query)]


def test_figures_show_what_stands_and_what_stood(told: Standing) -> None:
    weights = MemberMeasurements(member_id=WEI, kind="weight")
    assert shown(told, weights, "figure", "unit", "current") == [("71.3", "kg", True), ("72.5", "kg", False)]
    assert len(told.ask(MemberMeasurements(member_id=WEI))) == 4
    give(told, CorrectMeasurement(measurement_id=WEIGHED, member_id=WEI), HERSELF)
    assert {current for _, current in shown(told, weights, "figure", "current")} == {False}


def test_tests_show_their_results_and_when_the_next_is_due(told: Standing) -> None:
    results = shown(told, MemberFitnessTests(member_id=WEI), "name", "kind", "activity", "figure", "assessment")
    assert results == [
        ("Endurance", "activity_count", "push-ups", "35", "fine pace"),
        ("Endurance", "run_12min", None, "2400", "fine pace"),
    ]
    next_one = FitnessSchedule(member_id=WEI)
    assert shown(told, next_one, "name_zh", "due_on", "due") == [("耐力", "2025-06-01", False)]
    assert shown(told, ListFitnessTests(), "edition", "every_months") == [(1, 3)]
    give(told, StopFitnessTest(member_id=WEI, test_id=TEST), HERSELF)
    assert told.ask(next_one) == []


def test_the_coach_is_told_of_tests_and_plans_whose_day_has_come(told: Standing) -> None:
    told.tick()
    assert told.ask(DueFitnessTests(), COACH_MO) == []
    give(told, replace(schedule, due_on=date(2025, 3, 20)), COACH_MO)
    told.now += timedelta(days=20)
    told.tick()
    assert [row["member_id"] for row in told.ask(DueFitnessTests(), COACH_MO)] == [WEI]
    assert told.ask(DueFitnessTests()) == []
    told.now += timedelta(days=12)
    told.tick()
    assert shown(told, MemberPlans(member_id=WEI), "plan_version", "due") == [(2, True), (1, False)]
    assert told.ask(DueFitnessTests(), COACH_MO) == []  # the contract ended with March


def test_plans_show_every_version_with_its_reason(told: Standing) -> None:
    versions = shown(told, MemberPlans(member_id=WEI), "plan_version", "content", "because", "based_on", "current")
    assert versions == [(2, "4 × squats", "weight fell", (WEIGHED,), True), (1, "3 × squats", None, (), False)]
    give(told, EndPlan(plan_id=PLAN_ID, member_id=WEI), HERSELF)
    assert {row["current"] for row in told.ask(MemberPlans(member_id=WEI))} == {False}


def test_workouts_show_what_was_attended_and_what_was_entered(told: Standing) -> None:
    names = ("workout_id", "begins", "attended", "scheduled_minutes", "minutes", "activity", "entered_by")
    assert shown(told, MemberWorkouts(member_id=WEI), *names) == [
        (SEAT, "18:00", True, 60, "45", "yoga", TEACHER),
        (RUN, "07:30", False, None, "45", "running", TEACHER),
    ]
    give(told, RemoveWorkout(workout_id=SEAT, member_id=WEI), HERSELF)
    attended = {row["workout_id"]: row for row in told.ask(MemberWorkouts(member_id=WEI))}[SEAT]
    assert (attended["attended"], attended["activity"], attended["scheduled_minutes"]) == (True, None, 60)
    give(told, withdraw)
    assert shown(told, MemberWorkouts(member_id=WEI), "workout_id") == [(RUN,)]
    assert told.ask(MemberWorkouts(member_id=WEI, first=date(2025, 3, 2))) == []
    assert told.ask(MemberWorkouts(member_id=WEI, until=date(2025, 3, 1))) == []


def exported(members: Standing, actor: Actor) -> list[tuple[str, str]]:
    rows = members.ask(ExportMember(member_id=WEI, reason="asked"), actor)
    return [(row["section"], row["sealed"] or row["value"]) for row in rows]


BODILY = {"measurement", "fitness_due", "fitness_taken", "plan", "workout"}


def test_the_member_takes_all_of_it_along_and_head_office_none(told: Standing) -> None:
    whole = exported(told, HERSELF)
    assert {section for section, _ in whole} >= BODILY
    assert {value for _, value in whole} >= set(SECRETS)
    assert not BODILY & {section for section, _ in exported(told, Actor(id="office", roles=(HEAD_OFFICE,)))}


def test_nothing_of_it_lies_open(told: Standing) -> None:
    stored = str(told.rows()) + str([e.data for e in told.store.page(0, 1000).events])
    assert not [secret for secret in SECRETS if secret in stored]


def test_after_an_erasure_nothing_of_it_is_read(told: Standing) -> None:
    give(told, EraseMember(member_id=WEI))
    assert not set(SECRETS) & {value for _, value in exported(told, HERSELF)}
    assert {row["figure"] for row in told.ask(MemberMeasurements(member_id=WEI))} == {"[erased]"}
    assert {row["content"] for row in told.ask(MemberPlans(member_id=WEI))} == {"[erased]"}
    assert {row["activity"] for row in told.ask(MemberWorkouts(member_id=WEI))} == {"[erased]"}
    assert {row["assessment"] for row in told.ask(MemberFitnessTests(member_id=WEI))} == {"[erased]"}
    told.now += timedelta(days=400)
    told.tick()
    assert not [e.type for e in told.store.page(0, 1000).events if e.type in ("FitnessTestDue", "PlanReviewDue")]


def test_told_twice_or_rebuilt_it_is_the_same(told: Standing) -> None:
    before = told.rows()
    told.project_again()
    assert told.rows() == before
    told.rebuild()
    assert told.rows() == before
