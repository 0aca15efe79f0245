"""Fitness tests: what each consists of, how often a member takes it, what came out, when the next one is due."""

from __future__ import annotations

from shared.contracts import (
    COACH,
    HEAD_OFFICE,
    MEMBER,
    SERVICE,
    STAFF,
    Command,
    Day,
    Event,
    Id,
    Name,
    Note,
    Part,
    Personal,
    PersonalFigure,
    Query,
    Refusal,
    Row,
    Text,
)
from shared.contracts.members.access import RecordHealthRead
from shared.contracts.members.body import FigureNotPossible, MeasureKind
from shared.contracts.members.health import CLOSED_TO_WRITE, HealthDayNotPossible


class FitnessTestNotPossible(Refusal):
    """A test takes measures, each once, and is repeated after months."""

    status = 422
    says = Text("This makes no fitness test.", "该体能测试设置不合理。")
    remedy = Text(
        "Name one measure or more, each once, counts with their activity; repeat it after 1 to 60 months.",
        "请至少选择一项指标，不得重复，计次指标须填写项目；间隔为 1 至 60 个月。",
    )


class FitnessTestUnknown(Refusal):
    """Tests are taken as head office offers them on the day."""

    test_id: Id
    status = 404
    says = Text("No fitness test {test_id} is offered.", "没有可用的体能测试 {test_id}。")
    remedy = Text("See the list of fitness tests.", "请查看体能测试列表。")


class ResultsNotFit(Refusal):
    """A test has a result of each of its measures, and of no others."""

    measures: str
    status = 422
    says = Text("Not measured as the test has it: {measures}.", "以下指标与测试内容不符：{measures}。")
    remedy = Text("Give each measure of the test once.", "请按测试内容逐项填写一次。")


class DueDayNotPossible(Refusal):
    """A test is due from today on, and again after months."""

    status = 422
    says = Text("This schedule is not possible.", "该测试安排不合理。")
    remedy = Text("Give today or a later day, and 1 to 60 months.", "请填写今天或以后的日期，间隔为 1 至 60 个月。")


class FitnessMeasure(Part):
    """What a test measures."""

    kind: MeasureKind
    activity: Name | None = None


class FitnessResult(Part):
    """What was measured in a test."""

    kind: MeasureKind
    activity: Name | None = None
    figure: PersonalFigure


class DefineFitnessTest(Command, by=(HEAD_OFFICE,), refuses=(FitnessTestNotPossible,)):
    """Offer a test from a day on, or change it; `offered` false: it is taken no more."""

    test_id: Id
    from_day: Day
    name: Name
    name_zh: Name
    content: Note
    content_zh: Note
    measures: tuple[FitnessMeasure, ...]
    every_months: int = 3
    offered: bool = True


class FitnessTestDefined(Event, stream="fitnesstests", unreported="rule"):
    """This edition of a test is taken from `from_day` on, until a later one."""

    test_id: Id
    edition: int
    from_day: Day
    name: Name
    name_zh: Name
    content: Note
    content_zh: Note
    measures: tuple[FitnessMeasure, ...]
    every_months: int
    offered: bool


class ScheduleFitnessTest(
    Command, by=(MEMBER, COACH), refuses=(*CLOSED_TO_WRITE, FitnessTestUnknown, DueDayNotPossible)
):
    """Let a member take a test regularly, first on a day; as often as the test has it, or otherwise."""

    member_id: Id
    test_id: Id
    due_on: Day
    every_months: int | None = None
    session_id: Id | None = None


class FitnessTestScheduled(Event, stream="fitness-{member_id}", unreported="health"):
    """The member takes the test on `due_on` and then every so many months."""

    member_id: Id
    test_id: Id
    due_on: Day
    every_months: int


class StopFitnessTest(Command, by=(MEMBER, COACH), refuses=CLOSED_TO_WRITE):
    """Take a test regularly no more; results stay."""

    member_id: Id
    test_id: Id
    session_id: Id | None = None


class FitnessTestStopped(Event, stream="fitness-{member_id}", unreported="health"):
    """The test is due no more."""

    member_id: Id
    test_id: Id


class TakeFitnessTest(
    Command,
    by=(MEMBER, COACH),
    refuses=(*CLOSED_TO_WRITE, FitnessTestUnknown, ResultsNotFit, FigureNotPossible, HealthDayNotPossible),
):
    """Note the results of a test; each is a measurement, too. The next one is due after the months of the schedule."""

    taken_id: Id
    member_id: Id
    test_id: Id
    day: Day
    results: tuple[FitnessResult, ...]
    assessment: Personal | None = None
    session_id: Id | None = None


class FitnessTestTaken(Event, stream="fitness-{member_id}", person="member_id", unreported="health"):
    """A test was taken on this day; `due_on` is the next one (None: not scheduled). Results are measurements."""

    taken_id: Id
    member_id: Id
    test_id: Id
    edition: int
    day: Day
    assessment: Personal | None
    due_on: Day | None


class RemindOfFitnessTest(Command, by=(SERVICE,)):
    """The clock says that a test is due."""

    member_id: Id
    test_id: Id
    due_on: Day


class FitnessTestDue(Event, stream="fitness-{member_id}", unreported="health"):
    """The day of a test has come and it is not taken."""

    member_id: Id
    test_id: Id
    due_on: Day


class FitnessTestRow(Row):
    """An edition of a test."""

    test_id: Id
    edition: int
    from_day: Day
    name: str
    name_zh: str
    content: str
    content_zh: str
    measures: tuple[FitnessMeasure, ...]
    every_months: int
    offered: bool


class ListFitnessTests(Query, by=(*STAFF, MEMBER), answers=FitnessTestRow):
    """Every edition of every fitness test; the one with the latest day that has begun is in force."""


class FitnessResultRow(Row):
    """One result of a test; a corrected figure is shown as it stands now."""

    taken_id: Id
    test_id: Id
    name: str
    name_zh: str
    day: Day
    by: str
    assessment: Personal | None
    kind: str
    activity: str | None
    unit: str
    figure: PersonalFigure | None


class MemberFitnessTests(Query, by=(MEMBER, *STAFF), answers=FitnessResultRow, recorded_by=RecordHealthRead):
    """All results of a member's tests, the newest first."""

    member_id: Id
    session_id: Id | None = None
    reason: Personal | None = None


class FitnessScheduleRow(Row):
    """When a member's next test is due; `due`: its day has come."""

    member_id: Id
    test_id: Id
    name: str
    name_zh: str
    every_months: int
    due_on: Day
    due: bool


class FitnessSchedule(Query, by=(MEMBER, *STAFF), answers=FitnessScheduleRow, recorded_by=RecordHealthRead):
    """The tests that a member takes regularly, the next one first."""

    member_id: Id
    session_id: Id | None = None
    reason: Personal | None = None


class DueFitnessTests(Query, by=(COACH,), answers=FitnessScheduleRow):
    """Tests whose day has come, of the members whom the asking coach has by contract now; the longest due first."""
