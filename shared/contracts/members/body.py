"""Measurements of a member over time: figures in fixed units, entered by the member or a coach, compared by stage."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    COACH,
    MEMBER,
    STAFF,
    Command,
    Day,
    Event,
    Id,
    Name,
    Personal,
    PersonalFigure,
    Query,
    Refusal,
    Row,
    Text,
)
from shared.contracts.members.access import RecordHealthRead
from shared.contracts.members.health import CLOSED_TO_WRITE, HealthDayNotPossible

MeasureKind = Literal[
    "height", "weight", "body_fat", "chest", "waist", "hip", "pulse_at_rest", "systolic", "diastolic",
    "bench_press", "squat", "deadlift", "grip", "sit_and_reach", "swim_100m", "run_1000m", "run_12min",
    "activity_count",
]  # fmt: skip
Stage = Literal["month", "quarter", "year"]


class FigureNotPossible(Refusal):
    """A measure has its unit, and figures that a person can have."""

    kind: str
    unit: str
    lowest: str
    highest: str
    status = 422
    says = Text("This is no {kind} in {unit}.", "该数值不是合理的 {kind}（单位 {unit}）。")
    remedy = Text("Give {lowest} to {highest} {unit}.", "请填写 {lowest} 至 {highest} {unit}。")


class ActivityNotFit(Refusal):
    """A count is of an activity; other measures speak for themselves."""

    kind: str
    status = 422
    says = Text("The activity does not fit the measure {kind}.", "项目名称与指标 {kind} 不符。")
    remedy = Text(
        "Name the activity of an activity_count, such as push-ups, and of nothing else.",
        "仅 activity_count 需填写项目名称，如俯卧撑。",
    )


class MeasurementUnknown(Refusal):
    """Only what was measured, and not struck out, is corrected."""

    measurement_id: Id
    status = 404
    says = Text("There is no measurement {measurement_id}.", "没有测量记录 {measurement_id}。")
    remedy = Text("See the member's measurements.", "请查看该会员的测量记录。")


class RecordMeasurement(
    Command, by=(MEMBER, COACH), refuses=(*CLOSED_TO_WRITE, FigureNotPossible, ActivityNotFit, HealthDayNotPossible)
):
    """Note a figure of a member's body or strength, or how often something was done, on a day.

    Lengths in cm (run_12min in m), weights in kg, body_fat in %, times in s, pulse in bpm, pressure in mmHg.
    """

    measurement_id: Id
    member_id: Id
    kind: MeasureKind
    activity: Name | None = None
    figure: PersonalFigure
    day: Day
    session_id: Id | None = None


class MeasurementRecorded(Event, stream="body-{member_id}", person="member_id", unreported="health"):
    """A figure was measured on this day; `taken_id` is the fitness test that it came from."""

    measurement_id: Id
    member_id: Id
    kind: MeasureKind
    activity: Name | None
    unit: str
    figure: PersonalFigure
    day: Day
    taken_id: Id | None


class CorrectMeasurement(
    Command, by=(MEMBER, COACH), refuses=(*CLOSED_TO_WRITE, MeasurementUnknown, FigureNotPossible)
):
    """Say a figure right, or strike it out (no figure); what was told before stays in the history."""

    measurement_id: Id
    member_id: Id
    figure: PersonalFigure | None = None
    session_id: Id | None = None


class MeasurementCorrected(Event, stream="body-{member_id}", person="member_id", unreported="health"):
    """This figure stands instead; None: what was told was never measured."""

    measurement_id: Id
    member_id: Id
    kind: MeasureKind
    activity: Name | None
    unit: str
    figure: PersonalFigure | None
    day: Day
    taken_id: Id | None


class MeasurementRow(Row):
    """A figure; what is not `current` was corrected or struck out (no figure)."""

    measurement_id: Id
    kind: str
    activity: str | None
    unit: str
    figure: PersonalFigure | None
    day: Day
    taken_id: Id | None
    at: str
    by: str
    current: bool


class MemberMeasurements(Query, by=(MEMBER, *STAFF), answers=MeasurementRow, recorded_by=RecordHealthRead):
    """The measurements of a member, of one kind or all, the newest day first, corrections included."""

    member_id: Id
    kind: MeasureKind | None = None
    session_id: Id | None = None
    reason: Personal | None = None


class ChangeRow(Row):
    """One measure in one stage: what it began and ended with, its bounds, and what changed since the stage before.

    `change` is the last figure less the last of the stage before; `since_start` less the very first one.
    """

    kind: str
    activity: str | None
    unit: str
    stage_first: Day
    stage_until: Day
    measured: int
    first: PersonalFigure
    last: PersonalFigure
    lowest: PersonalFigure
    highest: PersonalFigure
    change: PersonalFigure | None
    since_start: PersonalFigure


class MeasurementChanges(Query, by=(MEMBER, *STAFF), answers=ChangeRow, recorded_by=RecordHealthRead):
    """How each measure of a member changed from stage to stage: months, quarters or years of the calendar."""

    member_id: Id
    stage: Stage = "month"
    session_id: Id | None = None
    reason: Personal | None = None
