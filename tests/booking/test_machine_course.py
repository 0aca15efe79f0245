"""Courses and past bookings: every command in every state, against the model."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from services.booking.service import SERVICE
from shared.contracts.booking import DefineCourse, RecordPastBooking
from tests.booking.examples import NINE, PUDONG, XUHUI, id_of, timetable_opened
from tests.booking.model_course import CourseModel
from tests.machine import Desk, lives

pytestmark = pytest.mark.thorough

ids = st.integers(1, 3).map(id_of)
words = st.sampled_from(["Yoga", "Spin"])
past = st.fixed_dictionaries(
    {"booking_id": ids, "venue_id": st.sampled_from([PUDONG, XUHUI]), "attended": st.booleans(), "category": words}
)


class CourseMachine(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.desk = Desk(SERVICE.deciders, NINE, [timetable_opened])
        self.model = CourseModel({PUDONG})

    @rule(course=ids, name=words, category=words)
    def define(self, course: str, name: str, category: str) -> None:
        wish = DefineCourse(course_id=course, name=name, name_zh="课", category=category)
        self.desk.give(wish, self.model.define(wish))

    @rule(facts=past)
    def take_over(self, facts: dict) -> None:
        wish = RecordPastBooking.load(
            {"file": "old.csv", "row": "2", "weekday": "Mon", "half_day": "AM", "days_before": 3, **facts}
            | {"months_as_member": 7}
        )
        self.desk.give(wish, self.model.take_over(wish))

    @rule(pick=st.integers(0, 20))
    def again(self, pick: int) -> None:
        self.desk.repeat(pick)
        self.desk.reuse(pick, DefineCourse(course_id=id_of(9), name="Other", name_zh="别的", category="Other"))


CourseMachine.TestCase.settings = lives(20, 20)
TestCourseMachine = CourseMachine.TestCase
