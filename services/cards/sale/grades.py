"""The ladder of grades, dated, and what a change from one to another is called by it. Pure."""

from __future__ import annotations

import re
from datetime import date

from shared.contracts.cards import (
    CardGradesInThePast,
    CardGradesSet,
    CardGradesWrong,
    ChangeKind,
    GradeLeftOut,
    GradeUnknown,
    SetCardGrades,
    Terms,
)
from shared.decider import Context, Decider

LADDER = "cardgrades"
MOST = 50
WORD = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")

Grades = tuple[CardGradesSet, ...]
"""The ladders in the order in which they were set."""


def streams(wish: SetCardGrades, context: Context) -> list[str]:
    return [LADDER]


def decide(wish: SetCardGrades, ladders: Grades, context: Context) -> list[CardGradesSet]:
    """Nothing for what holds on that day already; the days of the past are closed."""
    names = [grade.grade for grade in wish.grades]
    if len(set(names)) != len(names) or not 1 <= len(names) <= MOST or not all(map(WORD.fullmatch, names)):
        raise CardGradesWrong(asked=", ".join(names) or "—", expected=f"1 … {MOST}: basic, silver, gold")
    if ladders and ladder_on(ladders, wish.effective) == CardGradesSet(**vars(wish)):
        return []
    for grade in known(ladders):
        if grade not in names:
            raise GradeLeftOut(grade=grade)
    if wish.effective < context.at.date():
        raise CardGradesInThePast(effective=wish.effective, earliest=context.at.date())
    return [CardGradesSet(**vars(wish))]


def ladder_on(ladders: Grades, day: date) -> CardGradesSet | None:
    """That of the latest day that has come; of one day, the last one set; before the first, the first."""
    begun = [(known.effective, place) for place, known in enumerate(ladders) if known.effective <= day]
    if begun:
        return ladders[max(begun)[1]]
    return min(ladders, key=lambda known: known.effective, default=None)


def known(ladders: Grades) -> list[str]:
    """Every grade that was ever announced."""
    return list(dict.fromkeys(grade.grade for ladder in ladders for grade in ladder.grades))


def check_grade(grade: str | None, ladders: Grades) -> None:
    """Raises GradeUnknown."""
    names = known(ladders)
    if grade is not None and grade not in names:
        raise GradeUnknown(grade=grade, known=", ".join(names) or "—")


def rank(grade: str | None, ladders: Grades, day: date) -> int | None:
    """Its place from below; None: no grade, or one that no ladder has on that day."""
    ladder = ladder_on(ladders, day)
    names = [each.grade for each in ladder.grades] if ladder else []
    return names.index(grade) if grade in names else None


def at_least(grade: str | None, least: str | None, ladders: Grades, day: date) -> bool:
    """Whether it is that grade or a higher one; no grade is none."""
    mine, other = rank(grade, ladders, day), rank(least, ladders, day)
    return mine is not None and other is not None and mine >= other


def direction(old: Terms, new: Terms, ladders: Grades, day: date) -> ChangeKind:
    """What it is called to go from one product to another."""
    before, after = rank(old.grade, ladders, day), rank(new.grade, ladders, day)
    if before is None or after is None or before == after:
        return "change"
    return "upgrade" if after > before else "downgrade"


def evolve(ladders: Grades, event: CardGradesSet) -> Grades:
    return (*ladders, event)


CARD_GRADES: Decider[Grades] = Decider((SetCardGrades,), (), streams, decide, evolve)
