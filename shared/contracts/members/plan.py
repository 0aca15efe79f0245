"""Training plans and nutrition advice: written by a coach, adjusted from results in versions that all stay."""

from __future__ import annotations

from typing import Literal

from shared.contracts import COACH, MEMBER, SERVICE, STAFF, Command, Day, Event, Id, Personal, Query, Refusal, Row, Text
from shared.contracts.members.access import RecordHealthRead
from shared.contracts.members.health import CLOSED_TO_WRITE

PlanKind = Literal["training", "nutrition"]


class PlanDaysNotPossible(Refusal):
    """A plan ends after it begins, and is looked at again within its days."""

    status = 422
    says = Text("The days of this plan are not possible.", "计划日期不合理。")
    remedy = Text(
        "Let it end after its first day, and be reviewed between them.",
        "结束日期须晚于开始日期，复查日期须在计划期内。",
    )


class PlanOfAnotherKind(Refusal):
    """A plan id stands for one plan of one kind."""

    plan_id: Id
    kind: str
    says = Text("Plan {plan_id} is a {kind} plan.", "计划 {plan_id} 的类型为 {kind}。")
    remedy = Text("Use a new id for another plan.", "新计划请使用新的编号。")


class AdjustmentNotExplained(Refusal):
    """A plan is changed because of something."""

    plan_id: Id
    status = 422
    says = Text(
        "Plan {plan_id} has a version before this; say why it changes.", "计划 {plan_id} 已有版本，请说明调整原因。"
    )
    remedy = Text(
        "Fill in `because`, and name the results it rests on.", "请填写调整原因（because），并注明所依据的结果。"
    )


class ResultUnknown(Refusal):
    """A plan rests on what was measured or tested of this member."""

    result_id: Id
    status = 404
    says = Text(
        "There is no measurement, test or workout {result_id} of this member.", "该会员没有结果记录 {result_id}。"
    )
    remedy = Text(
        "Name a measurement, a fitness test or a workout of the member.", "请填写该会员的测量、体测或训练记录编号。"
    )


class PlanNotOpen(Refusal):
    """Only a plan that was written and not ended is ended."""

    plan_id: Id
    status = 404
    says = Text("No plan {plan_id} is open.", "没有进行中的计划 {plan_id}。")
    remedy = Text("See the member's plans.", "请查看该会员的计划。")


class WritePlan(
    Command,
    by=(COACH,),
    refuses=(*CLOSED_TO_WRITE, PlanDaysNotPossible, PlanOfAnotherKind, AdjustmentNotExplained, ResultUnknown),
):
    """Write a plan, or its next version, and say why it changes and by which results."""

    plan_id: Id
    member_id: Id
    kind: PlanKind
    title: Personal
    goal: Personal | None = None
    content: Personal
    first_day: Day
    until_day: Day | None = None
    review_on: Day | None = None
    because: Personal | None = None
    based_on: tuple[Id, ...] = ()
    session_id: Id | None = None


class PlanWritten(Event, stream="plans-{member_id}", person="member_id", unreported="health"):
    """This version of a plan binds from now on; `coach_id` wrote it."""

    plan_id: Id
    member_id: Id
    plan_version: int
    kind: PlanKind
    coach_id: str
    title: Personal
    goal: Personal | None
    content: Personal
    first_day: Day
    until_day: Day | None
    review_on: Day | None
    because: Personal | None
    based_on: tuple[Id, ...]


class EndPlan(Command, by=(MEMBER, COACH), refuses=(*CLOSED_TO_WRITE, PlanNotOpen)):
    """A plan is followed no more."""

    plan_id: Id
    member_id: Id
    session_id: Id | None = None


class PlanEnded(Event, stream="plans-{member_id}", unreported="health"):
    """A plan is followed no more."""

    plan_id: Id
    member_id: Id


class RemindOfPlan(Command, by=(SERVICE,)):
    """The clock says that a plan is to be looked at again."""

    plan_id: Id
    member_id: Id
    plan_version: int


class PlanReviewDue(Event, stream="plans-{member_id}", unreported="health"):
    """The day has come to adjust a plan from its results."""

    plan_id: Id
    member_id: Id
    plan_version: int
    coach_id: str


class PlanRow(Row):
    """A version of a plan; `current`: the last one of a plan that is followed. `due`: to be looked at again."""

    plan_id: Id
    plan_version: int
    kind: str
    coach_id: str
    at: str
    title: Personal
    goal: Personal | None
    content: Personal
    first_day: Day
    until_day: Day | None
    review_on: Day | None
    because: Personal | None
    based_on: tuple[Id, ...]
    current: bool
    due: bool


class MemberPlans(Query, by=(MEMBER, *STAFF), answers=PlanRow, recorded_by=RecordHealthRead):
    """All versions of a member's training plans and nutrition advice, the newest first."""

    member_id: Id
    session_id: Id | None = None
    reason: Personal | None = None
