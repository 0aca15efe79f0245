"""Training plans and nutrition advice: by a coach who has the member, in versions, changed because of results."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from services.members.plan import PLAN
from services.members.timers import timers
from shared.contracts.members import (
    AdjustmentNotExplained,
    EndPlan,
    HealthConsentMissing,
    HealthNotOpenToYou,
    MemberErased,
    PlanDaysNotPossible,
    PlanEnded,
    PlanNotOpen,
    PlanOfAnotherKind,
    PlanReviewDue,
    PlanWritten,
    RemindOfPlan,
    ResultUnknown,
    WritePlan,
)
from shared.timers import ClearTimer, SetTimer
from tests.members.body import (
    COACH_MO,
    HERSELF,
    LESSON,
    OTHER_COACH,
    PLAN_ID,
    TEACHER,
    WEIGHED,
    agreed,
    assigned,
    lesson,
    seat,
)
from tests.members.examples import WEI, registered
from tests.members.test_measurements import recorded
from tests.scenario import Scenario

write = WritePlan(
    plan_id=PLAN_ID, member_id=WEI, kind="training", title="Stronger", goal="10 km", content="3 × squats",
    first_day=date(2025, 3, 3), until_day=date(2025, 6, 1), review_on=date(2025, 4, 1),
)  # fmt: skip
asked = {name: value for name, value in vars(write).items() if name != "session_id"}
written = PlanWritten(**asked, plan_version=1, coach_id=TEACHER)
adjust = replace(write, content="4 × squats", because="weight fell", based_on=(WEIGHED,))
adjusted = replace(written, plan_version=2, content="4 × squats", because="weight fell", based_on=(WEIGHED,))
end = EndPlan(plan_id=PLAN_ID, member_id=WEI)
plan = Scenario(PLAN).given(*agreed, assigned).by(COACH_MO)


def test_a_plan_is_adjusted_in_versions_from_results():
    plan.given(recorded).when(write).then(written).when(write).then().when(adjust).then(adjusted).when(adjust).then()


def test_a_change_says_why_and_rests_on_results_of_this_member():
    plan.given(written).when(replace(adjust, because=None)).refuses(AdjustmentNotExplained)
    plan.given(written).when(adjust).refuses(ResultUnknown, result_id=WEIGHED)


@pytest.mark.parametrize(
    "change",
    [{"until_day": date(2025, 3, 3)}, {"review_on": date(2025, 3, 2)}, {"review_on": date(2025, 6, 2)}],
)
def test_a_plan_ends_after_it_begins_and_is_reviewed_between(change):
    plan.when(replace(write, **change)).refuses(PlanDaysNotPossible)
    plan.given(written).when(replace(adjust, kind="nutrition")).refuses(PlanOfAnotherKind, kind="training")


def test_plans_are_written_by_a_coach_who_has_the_member_and_with_consent():
    plan.by(OTHER_COACH).when(write).refuses(HealthNotOpenToYou)
    in_class = Scenario(PLAN).given(*agreed, lesson, seat).by(COACH_MO)
    in_class.when(replace(write, session_id=LESSON)).then(written)
    Scenario(PLAN).given(registered, assigned).by(COACH_MO).when(write).refuses(HealthConsentMissing)


def test_the_member_or_the_coach_ends_a_plan_and_a_new_version_takes_it_up():
    over = PlanEnded(plan_id=PLAN_ID, member_id=WEI)
    plan.when(end).refuses(PlanNotOpen, plan_id=PLAN_ID)
    for who in (HERSELF, COACH_MO):
        ended = plan.given(written).by(who).when(end).then(over)
        ended.when(end).refuses(PlanNotOpen)
    again = replace(adjust, because="back from holiday", based_on=())
    taken_up = replace(adjusted, because="back from holiday", based_on=())
    plan.given(written, over).when(again).then(taken_up).when(end).then(over)


def test_the_clock_asks_once_to_look_at_a_plan_again():
    review = RemindOfPlan(plan_id=PLAN_ID, member_id=WEI, plan_version=1)
    assert timers(written, None) == [SetTimer(f"plan {PLAN_ID}", datetime(2025, 3, 31, 16, tzinfo=UTC), review)]
    over = PlanEnded(plan_id=PLAN_ID, member_id=WEI)
    for quiet in (replace(written, review_on=None), over):
        assert timers(quiet, None) == [ClearTimer(f"plan {PLAN_ID}")]
    told = PlanReviewDue(**vars(review), coach_id=TEACHER)
    plan.given(written).when(review).then(told).when(review).then()
    for past in ((written, adjusted), (written, over), (written, MemberErased(member_id=WEI, phone_index="x")), ()):
        plan.given(*past).when(review).then()
