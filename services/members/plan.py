"""Plans of training and nutrition: versions by a coach, each change with its reason and results. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, assert_never

from services.members import access
from services.members.access import Access, check_may_write
from shared.contracts import Event
from shared.contracts.members import (
    AdjustmentNotExplained,
    EndPlan,
    FitnessTestTaken,
    MeasurementCorrected,
    MeasurementRecorded,
    PlanDaysNotPossible,
    PlanEnded,
    PlanNotOpen,
    PlanOfAnotherKind,
    PlanReviewDue,
    PlanWritten,
    RemindOfPlan,
    ResultUnknown,
    WorkoutNoted,
    WorkoutRecorded,
    WritePlan,
)
from shared.decider import Context, Decider

Wish = WritePlan | EndPlan | RemindOfPlan


@dataclass(frozen=True)
class Plans:
    """The last version of each of a member's plans, by id; and the results that a plan may rest on."""

    access: Access = field(default_factory=Access)
    written: Mapping[str, PlanWritten] = field(default_factory=dict)
    ended: frozenset[str] = frozenset()
    reminded: frozenset[tuple[str, int]] = frozenset()
    results: frozenset[str] = frozenset()


def streams(wish: Wish, context: Context) -> Sequence[str]:
    session_id = None if isinstance(wish, RemindOfPlan) else wish.session_id
    own = [f"plans-{wish.member_id}", *access.streams(wish.member_id, session_id)]
    results = [f"{part}-{wish.member_id}" for part in ("body", "fitness", "workouts")]
    return [*own, *(results if isinstance(wish, WritePlan) else ())]


def decide(wish: Wish, plans: Plans, context: Context) -> list[Event]:
    if isinstance(wish, RemindOfPlan):
        return remind(wish, plans)
    check_may_write(plans.access, wish.member_id, context)
    match wish:
        case WritePlan():
            return write(wish, plans, context)
        case EndPlan(plan_id=plan_id, member_id=member_id):
            if plan_id not in plans.written or plan_id in plans.ended:
                raise PlanNotOpen(plan_id=plan_id)
            return [PlanEnded(plan_id=plan_id, member_id=member_id)]
    assert_never(wish)


def write(wish: WritePlan, plans: Plans, context: Context) -> list[Event]:
    until, review = wish.until_day, wish.review_on
    if (until and until <= wish.first_day) or (review and not wish.first_day <= review <= (until or review)):
        raise PlanDaysNotPossible()
    before = plans.written.get(wish.plan_id)
    if before and before.kind != wish.kind:
        raise PlanOfAnotherKind(plan_id=wish.plan_id, kind=before.kind)
    asked = {name: value for name, value in vars(wish).items() if name != "session_id"}
    number = before.plan_version if before else 0
    written = PlanWritten(**asked, plan_version=number + 1, coach_id=context.actor.id)
    if before and before == replace(written, plan_version=number, coach_id=before.coach_id):
        return []
    if before and wish.because is None:
        raise AdjustmentNotExplained(plan_id=wish.plan_id)
    if unknown := [result_id for result_id in wish.based_on if result_id not in plans.results]:
        raise ResultUnknown(result_id=unknown[0])
    return [written]


def remind(wish: RemindOfPlan, plans: Plans) -> list[Event]:
    written = plans.written.get(wish.plan_id)
    last = written is not None and written.plan_version == wish.plan_version and wish.plan_id not in plans.ended
    told = (wish.plan_id, wish.plan_version) in plans.reminded
    if written is None or not last or told or not (plans.access.life.active and plans.access.consented):
        return []
    return [PlanReviewDue(**vars(wish), coach_id=written.coach_id)]


def evolve(plans: Plans, event: Any) -> Plans:
    match event:
        case PlanWritten(plan_id=plan_id):
            return replace(plans, written={**plans.written, plan_id: event}, ended=plans.ended - {plan_id})
        case PlanEnded(plan_id=plan_id):
            return replace(plans, ended=plans.ended | {plan_id})
        case PlanReviewDue(plan_id=plan_id, plan_version=number):
            return replace(plans, reminded=plans.reminded | {(plan_id, number)})
        case MeasurementRecorded(measurement_id=id_) | MeasurementCorrected(measurement_id=id_):
            return replace(plans, results=plans.results | {id_})
        case FitnessTestTaken(taken_id=id_) | WorkoutNoted(workout_id=id_) | WorkoutRecorded(workout_id=id_):
            return replace(plans, results=plans.results | {id_})
    return replace(plans, access=access.evolve(plans.access, event))


PLAN: Decider[Plans] = Decider((WritePlan, EndPlan, RemindOfPlan), Plans(), streams, decide, evolve)
