"""Grades: the ranks of the chain's products, from the lowest to the highest, under head office's own names."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    DEVICE,
    HEAD_OFFICE,
    MEMBER,
    STAFF,
    Command,
    Day,
    Event,
    Name,
    Part,
    Query,
    Refusal,
    Row,
    Text,
)

ChangeKind = Literal["upgrade", "downgrade", "change"]


class Grade(Part):
    """A rank of products. `grade` is how terms and policies name it, for ever; the names are what people read."""

    grade: str
    name: Name
    name_zh: Name


class CardGradesWrong(Refusal):
    """Each grade stands once in the ladder, under a short word of its own."""

    asked: str
    expected: str
    status = 422
    says = Text("The grades are {asked}; expected is {expected}.", "卡种等级为 {asked}，应为 {expected}。")
    remedy = Text("Name each grade once, from the lowest to the highest.", "请由低到高，每个等级只列一次。")


class GradeLeftOut(Refusal):
    """Cards of a grade that was announced may be in people's hands: it can be moved and renamed, not left out."""

    grade: str
    says = Text("Grade {grade} is left out.", "缺少卡种等级 {grade}。")
    remedy = Text("Give it a place in the ladder too.", "请为该等级保留一个位置。")


class CardGradesInThePast(Refusal):
    """What was an upgrade on its day stays one."""

    effective: Day
    earliest: Day
    status = 422
    says = Text("{effective} is over; {earliest} is the first day to set.", "{effective} 已过，最早可设 {earliest}。")
    remedy = Text("Choose that day or a later one.", "请选择该日或之后的日期。")


class GradeUnknown(Refusal):
    """A product, or a rule, has a grade of the chain's ladder, or none."""

    grade: str
    known: str
    status = 422
    says = Text("There is no grade {grade}; known are {known}.", "没有卡种等级 {grade}，现有：{known}。")
    remedy = Text(
        "Put it into the ladder of grades first, or choose one of these.", "请先将其加入卡种等级表，或选择现有等级。"
    )


class SetCardGrades(Command, by=(HEAD_OFFICE,), refuses=(CardGradesWrong, GradeLeftOut, CardGradesInThePast)):
    """Let this be the ladder of grades from a day on, the lowest first, in place of the one before."""

    grades: tuple[Grade, ...]
    effective: Day


class CardGradesSet(Event, stream="cardgrades", unreported="rule"):
    """From `effective` on products rank so, the lowest grade first; of several ladders for a day, the last one set."""

    grades: tuple[Grade, ...]
    effective: Day


class CardGradeRow(Row):
    """A grade of the ladder that holds from `effective` on; `rank` 1 is the lowest."""

    effective: Day
    rank: int
    grade: str
    name: str
    name_zh: str


class CardGrades(Query, by=(*STAFF, MEMBER, DEVICE), answers=CardGradeRow):
    """The ladders of grades, the one that holds last first, each from its lowest grade on."""
