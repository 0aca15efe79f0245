"""A course of the programme. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from shared.contracts.booking import CourseAlreadyDefined, CourseDefined, DefineCourse
from shared.decider import Context, Decider


@dataclass(frozen=True)
class Course:
    defined: CourseDefined | None = None


def streams(wish: DefineCourse, context: Context) -> list[str]:
    return [f"course-{wish.course_id}"]


def decide(wish: DefineCourse, course: Course, context: Context) -> list[CourseDefined]:
    names = {"name": wish.name, "name_zh": wish.name_zh}
    defined = CourseDefined(course_id=wish.course_id, category=wish.category, **names)
    if course.defined not in (None, defined):
        raise CourseAlreadyDefined(course_id=wish.course_id)
    return [] if course.defined else [defined]


def evolve(course: Course, event: CourseDefined) -> Course:
    return Course(event)


COURSE: Decider[Course] = Decider((DefineCourse,), Course(), streams, decide, evolve)
