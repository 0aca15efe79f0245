"""Figures of a body in fixed units: what a person can have, corrected and not overwritten, compared by stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.members.answers.changes import CHANGES
from services.members.measures import BODY, MEASURES
from shared.contracts import Event
from shared.contracts.members import (
    ActivityNotFit,
    CorrectMeasurement,
    FigureNotPossible,
    HealthConsentMissing,
    HealthDayNotPossible,
    HealthNotOpenToYou,
    MeasurementChanges,
    MeasurementCorrected,
    MeasurementRecorded,
    MeasurementUnknown,
    RecordMeasurement,
)
from shared.history import Told
from tests.members.body import COACH_MO, DESK, HERSELF, LESSON, WEIGHED, agreed, lesson, seat
from tests.members.examples import WEI, registered
from tests.scenario import AT_THE_DESK, Scenario

record = RecordMeasurement(measurement_id=WEIGHED, member_id=WEI, kind="weight", figure="72.5", day=date(2025, 3, 1))
recorded = MeasurementRecorded(
    measurement_id=WEIGHED, member_id=WEI, kind="weight", activity=None, unit="kg", figure="72.5",
    day=date(2025, 3, 1), taken_id=None,
)  # fmt: skip
correct = CorrectMeasurement(measurement_id=WEIGHED, member_id=WEI, figure="71")
corrected = MeasurementCorrected(**vars(recorded) | {"figure": "71"})
body = Scenario(BODY).given(*agreed).by(HERSELF)


def test_a_member_is_measured_and_a_wrong_figure_corrected_then_struck_out():
    known = body.when(record).then(recorded).when(record).then()
    known = known.when(correct).then(corrected).when(correct).then()
    strike = replace(correct, figure=None)
    struck = known.when(strike).then(replace(corrected, figure=None))
    for late in (strike, correct):
        struck.when(late).refuses(MeasurementUnknown, measurement_id=WEIGHED)


@pytest.mark.parametrize(
    ("kind", "figure"), [("weight", "501"), ("height", "1.75"), ("body_fat", "0.9"), ("squat", "-1")]
)
def test_figures_that_no_person_has_are_refused_and_not_repeated(kind, figure):
    wish = body.when(replace(record, kind=kind, figure=figure))
    wish.refuses(FigureNotPossible, kind=kind, unit=MEASURES[kind].unit)
    with pytest.raises(FigureNotPossible) as refused:
        wish._decide()
    assert figure not in refused.value.facts.values()
    body.given(recorded).when(replace(correct, figure="501")).refuses(FigureNotPossible)


@pytest.mark.parametrize("kind", MEASURES)
def test_the_bounds_of_every_measure_are_themselves_possible(kind):
    activity = "push-ups" if kind == "activity_count" else None
    for figure in MEASURES[kind][1:]:
        body.when(replace(record, kind=kind, activity=activity, figure=figure)).then(
            replace(recorded, kind=kind, activity=activity, figure=figure, unit=MEASURES[kind].unit)
        )


def test_counts_name_their_activity_and_nothing_else_does():
    body.when(replace(record, kind="activity_count", figure="40")).refuses(ActivityNotFit)
    body.when(replace(record, activity="badminton hits")).refuses(ActivityNotFit)


def test_only_the_member_and_their_coach_enter_and_only_with_consent():
    Scenario(BODY).given(registered).by(HERSELF).when(record).refuses(HealthConsentMissing)
    body.by(DESK).when(record).refuses(HealthNotOpenToYou)
    body.by(COACH_MO).given(lesson, seat).when(replace(record, session_id=LESSON)).then(recorded)
    body.when(replace(record, day=date(2025, 3, 3))).refuses(HealthDayNotPossible)
    body.at(datetime(2025, 3, 1, 20, tzinfo=UTC)).when(replace(record, day=date(2025, 3, 2))).then(
        replace(recorded, day=date(2025, 3, 2))
    )


# --- stages ---


def weighed(day: date, figure: str, number: int = 0, **more: object) -> MeasurementRecorded:
    id_ = f"00000000-0000-4000-8000-{day:%Y%m%d}{number:04d}"
    return replace(recorded, measurement_id=id_, day=day, figure=figure, **more)  # type: ignore[arg-type]


def told(events: Sequence[Event]) -> list[Told]:
    return [Told(event, None) for event in events]  # type: ignore[arg-type]


def changes(*events: Event, stage: str = "month") -> list[tuple]:
    query = MeasurementChanges(member_id=WEI, stage=stage)  # type: ignore[arg-type]
    rows = CHANGES.rows(query, told(events), AT_THE_DESK)
    return [(r.stage_first.isoformat(), r.measured, r.first, r.last, r.change, r.since_start) for r in rows]


WINTER = (
    weighed(date(2025, 1, 5), "75"),
    weighed(date(2025, 1, 31), "73.8"),
    weighed(date(2025, 3, 1), "72.5"),
    weighed(date(2025, 2, 1), "74"),
    weighed(date(2025, 4, 1), "72.45"),
)


def test_the_change_of_each_month_is_against_the_last_figure_before_it():
    assert changes(*WINTER) == [
        ("2025-01-01", 2, "75", "73.8", None, "-1.2"),
        ("2025-02-01", 1, "74", "74", "0.2", "-1"),
        ("2025-03-01", 1, "72.5", "72.5", "-1.5", "-2.5"),
        ("2025-04-01", 1, "72.45", "72.45", "-0.05", "-2.55"),
    ]


def test_quarters_and_years_of_the_calendar():
    assert changes(*WINTER, stage="quarter") == [
        ("2025-01-01", 4, "75", "72.5", None, "-2.5"),
        ("2025-04-01", 1, "72.45", "72.45", "-0.05", "-2.55"),
    ]
    assert changes(*WINTER, stage="year") == [("2025-01-01", 5, "75", "72.45", None, "-2.55")]


def test_a_corrected_figure_counts_as_it_stands_and_a_struck_one_not():
    first = WINTER[0]
    right = MeasurementCorrected(**vars(first) | {"figure": "76"})
    assert changes(first, right) == [("2025-01-01", 1, "76", "76", None, "0")]
    assert changes(first, replace(right, figure=None)) == []


def test_each_measure_and_each_activity_stands_alone():
    count = {"kind": "activity_count", "unit": "times"}
    rows = CHANGES.rows(
        MeasurementChanges(member_id=WEI),
        told([weighed(date(2025, 1, 1), "40", 1, activity="push-ups", **count),
              weighed(date(2025, 1, 2), "300", 2, activity="badminton hits", **count), WINTER[0]]),
        AT_THE_DESK,
    )  # fmt: skip
    assert [(row.kind, row.activity, row.last) for row in rows] == [
        ("activity_count", "badminton hits", "300"), ("activity_count", "push-ups", "40"), ("weight", None, "75"),
    ]  # fmt: skip


figures = st.decimals(40, 120, places=1)
days = st.dates(date(2024, 1, 1), date(2025, 12, 31))


@given(st.lists(st.tuples(days, figures), min_size=1, max_size=12), st.sampled_from(["month", "quarter", "year"]))
def test_the_changes_of_all_stages_sum_to_the_change_since_the_first_stage(series, stage):
    events = [weighed(day, str(figure), number) for number, (day, figure) in enumerate(series)]
    rows = CHANGES.rows(MeasurementChanges(member_id=WEI, stage=stage), told(events), AT_THE_DESK)
    assert sum(row.measured for row in rows) == len(series)
    assert sum(Decimal(row.change or "0") for row in rows) == Decimal(rows[-1].last) - Decimal(rows[0].last)
    assert all(
        Decimal(r.lowest) <= Decimal(r.first) <= Decimal(r.highest) and r.stage_first < r.stage_until for r in rows
    )
