"""Workouts: what was trained, when, how long and how hard; attended sessions note themselves. And the figures of it."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    COACH,
    MEMBER,
    SERVICE,
    STAFF,
    Command,
    Day,
    Event,
    Id,
    Personal,
    PersonalFigure,
    Query,
    Refusal,
    Row,
    Text,
)
from shared.contracts.members.access import RecordHealthRead
from shared.contracts.members.health import CLOSED_TO_WRITE, HealthDayNotPossible


class WorkoutFiguresNotPossible(Refusal):
    """A workout lasts from a minute to a day; intensity is felt from 1 to 10; the clock goes to 23:59."""

    status = 422
    says = Text("Time, duration or intensity of this workout is not possible.", "训练时间、时长或强度不合理。")
    remedy = Text(
        "Give the begin as 18:30, 1 to 1440 minutes, an intensity of 1 (easy) to 10 (all out).",
        "开始时间如 18:30，时长 1 至 1440 分钟，强度 1（轻松）至 10（极限）。",
    )


class WorkoutUnknown(Refusal):
    """Only what was entered can be taken out; an attended session stays."""

    workout_id: Id
    status = 404
    says = Text("There is no entered workout {workout_id}.", "没有手工录入的训练记录 {workout_id}。")
    remedy = Text(
        "See the member's workouts; attendance is corrected in booking.", "请查看训练记录；出勤请在预约中更正。"
    )


class NoteAttendance(Command, by=(SERVICE,)):
    """Booking says that a member came to a session."""

    workout_id: Id
    member_id: Id
    session_id: Id
    venue_id: Id
    day: Day


class WorkoutNoted(Event, stream="workouts-{member_id}", unreported="health"):
    """A member attended a session: its begin in the venue's time and its minutes, as they were scheduled."""

    workout_id: Id
    member_id: Id
    session_id: Id
    venue_id: Id
    coach_id: Id | None
    day: Day
    begins: str | None
    minutes: int | None


class WithdrawAttendance(Command, by=(SERVICE,)):
    """The session was cancelled after all."""

    workout_id: Id
    member_id: Id


class AttendanceWithdrawn(Event, stream="workouts-{member_id}", unreported="health"):
    """What was noted as attended did not take place."""

    workout_id: Id
    member_id: Id


class RecordWorkout(
    Command, by=(MEMBER, COACH), refuses=(*CLOSED_TO_WRITE, WorkoutFiguresNotPossible, HealthDayNotPossible)
):
    """Note a workout, say more about an attended session (its id is the booking's), or correct what was entered.

    `begins` is the time of the place as 18:30; `intensity` is felt, from 1 (easy) to 10 (all out). Day and begin of an
    attended session stay booking's.
    """

    workout_id: Id
    member_id: Id
    day: Day
    begins: str | None = None
    minutes: PersonalFigure
    intensity: PersonalFigure | None = None
    activity: Personal
    content: Personal | None = None
    session_id: Id | None = None


class WorkoutRecorded(Event, stream="workouts-{member_id}", person="member_id", unreported="health"):
    """So a workout went; a later one of the same id stands in its place."""

    workout_id: Id
    member_id: Id
    day: Day
    begins: str | None
    minutes: PersonalFigure
    intensity: PersonalFigure | None
    activity: Personal
    content: Personal | None


class RemoveWorkout(Command, by=(MEMBER, COACH), refuses=(*CLOSED_TO_WRITE, WorkoutUnknown)):
    """Take out what was entered by mistake."""

    workout_id: Id
    member_id: Id
    session_id: Id | None = None


class WorkoutRemoved(Event, stream="workouts-{member_id}", unreported="health"):
    """What was entered about this workout counts no more."""

    workout_id: Id
    member_id: Id


class WorkoutRow(Row):
    """A workout: as attended, as entered, or both."""

    workout_id: Id
    day: Day
    begins: str | None
    attended: bool
    session_id: Id | None
    coach_id: Id | None
    scheduled_minutes: int | None
    minutes: PersonalFigure | None
    intensity: PersonalFigure | None
    activity: Personal | None
    content: Personal | None
    entered_by: str | None


class MemberWorkouts(Query, by=(MEMBER, *STAFF), answers=WorkoutRow, recorded_by=RecordHealthRead):
    """The workouts of a member from a day on up to, not including, another; the newest first, 500 at most."""

    member_id: Id
    first: Day | None = None
    until: Day | None = None
    session_id: Id | None = None
    reason: Personal | None = None


class StatisticRow(Row):
    """One figure of a member's own statistics, ready to be printed; `name` is a month, a weekday, a measure."""

    section: Literal["training", "months", "weekdays", "times", "activities", "coach", "body", "tests"]
    section_zh: str
    name: str
    name_zh: str
    value: str
    unit: str
    unit_zh: str


class MemberStatistics(Query, by=(MEMBER, *STAFF), answers=StatisticRow, recorded_by=RecordHealthRead):
    """A member's own figures for reading and printing: how much, how long, how hard, when, with whom, what changed.

    The days run from `first` up to, not including, `until`; left open: the year until today.
    """

    member_id: Id
    first: Day | None = None
    until: Day | None = None
    session_id: Id | None = None
    reason: Personal | None = None
