"""Grades: the chain's own ranks of its products, by which a change is named, and an area asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from services.cards.gate.gate_policy import GATE_POLICY
from services.cards.sale.change import CHANGE
from services.cards.sale.grades import CARD_GRADES, direction
from services.cards.sale.product import PRODUCT
from shared.contracts.cards import (
    AreaNotCovered,
    CardGradesInThePast,
    CardGradesSet,
    CardGradesWrong,
    CardIssued,
    ChangeQuoted,
    DowngradeAtEnd,
    GatePolicySet,
    Grade,
    GradeLeftOut,
    GradeUnknown,
    ProductPublished,
    ReviseProduct,
    SetCardGrades,
    SetGatePolicy,
    Terms,
)
from tests.cards.examples import MONTH, gate_opened, month_card, published
from tests.cards.test_areas import came, entered, gate, into, policy, shut, wall, wish
from tests.cards.test_change_product import APRIL_26, april, better, change, changed, quote, quoted
from tests.scenario import Scenario

BASIC, SILVER, GOLD = (
    Grade(grade=word, name=word.title(), name_zh=zh)
    for word, zh in (("basic", "基础"), ("silver", "银卡"), ("gold", "金卡"))
)
ladder = SetCardGrades(grades=(BASIC, SILVER, GOLD), effective=date(2025, 3, 1))
ladder_set = CardGradesSet(**vars(ladder))
office = Scenario(CARD_GRADES)
TURNED = CardGradesSet(grades=(GOLD, BASIC, SILVER), effective=date(2025, 5, 1))


def graded(event: CardIssued | ProductPublished, grade: str | None, **more: str) -> CardIssued | ProductPublished:
    return replace(event, terms=replace(event.terms, grade=grade, **more))


def test_head_office_ranks_its_products_under_its_own_names():
    office.when(ladder).then(ladder_set)


def test_a_grade_can_be_moved_renamed_and_put_between_but_never_left_out():
    platinum = Grade(grade="platinum", name="Platinum", name_zh="白金")
    again = SetCardGrades(grades=(BASIC, replace(SILVER, name="Steel"), platinum, GOLD), effective=date(2025, 4, 1))
    office.given(ladder_set).when(again).then(CardGradesSet(**vars(again)))
    short = replace(ladder, grades=(BASIC, GOLD), effective=date(2025, 4, 1))
    office.given(ladder_set).when(short).refuses(GradeLeftOut, grade="silver")


def test_a_ladder_names_each_grade_once_and_does_not_change_the_past():
    office.when(replace(ladder, grades=(GOLD, GOLD))).refuses(CardGradesWrong)
    office.when(replace(ladder, grades=())).refuses(CardGradesWrong)
    office.when(replace(ladder, grades=(replace(GOLD, grade="Gold Card!"),))).refuses(CardGradesWrong)
    office.when(replace(ladder, effective=date(2025, 2, 28))).refuses(CardGradesInThePast, earliest="2025-03-01")


def test_a_product_is_of_a_grade_that_the_ladder_has():
    gold = replace(MONTH, grade="gold")
    revise = ReviseProduct(**vars(published) | {"terms": gold}, effective=date(2025, 3, 5))
    office = Scenario(PRODUCT).given(published)
    office.when(revise).refuses(GradeUnknown, grade="gold", known="—")
    (event,) = office.given(ladder_set).when(revise)._decide()
    assert event.terms.grade == "gold"
    bronze = replace(revise, terms=replace(MONTH, grade="bronze"))
    office.given(ladder_set).when(bronze).refuses(GradeUnknown, known="basic, silver, gold")


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("silver", "gold", "upgrade"),
        ("gold", "silver", "downgrade"),
        ("gold", "gold", "change"),
        (None, "gold", "change"),
        ("gold", None, "change"),
    ],
)
def test_a_change_to_a_higher_grade_is_an_upgrade_to_a_lower_one_a_downgrade(old: str | None, new: str | None, named):
    desk = Scenario(CHANGE).at(APRIL_26).given(ladder_set, graded(better, new), graded(april, old))
    desk.when(quote).then(replace(quoted, direction=named))
    lot = replace(changed.lot, terms=replace(changed.lot.terms, grade=new))
    desk.when(change).then(replace(changed, lot=lot, direction=named))


def test_grades_rank_as_the_ladder_of_the_day_says():
    silver, gold = Terms(kind="term", grade="silver"), Terms(kind="term", grade="gold")
    ladders = (ladder_set, TURNED)
    days = (date(2025, 1, 1), date(2025, 4, 30), date(2025, 5, 1))
    assert [direction(silver, gold, ladders, day) for day in days] == ["upgrade", "upgrade", "downgrade"]
    assert direction(silver, gold, (), date(2025, 1, 1)) == "change"


def test_a_card_whose_terms_say_so_goes_to_a_lower_grade_only_when_its_period_ends():
    strict = graded(april, "gold", downgrades="at_end")
    desk = Scenario(CHANGE).at(APRIL_26).given(ladder_set, strict)
    down = desk.given(graded(better, "silver")).when(quote)
    down.refuses(DowngradeAtEnd, product_id=quote.product_id, ends="2025-05-11")
    (up,) = desk.given(graded(better, "gold")).when(quote)._decide()
    assert isinstance(up, ChangeQuoted) and up.direction == "change"


def test_what_was_paid_for_before_the_terms_forbade_it_is_changed_all_the_same():
    strict = graded(april, "gold", downgrades="at_end")
    desk = Scenario(CHANGE).at(APRIL_26).given(ladder_set, strict, graded(better, "silver"))
    (event,) = desk.when(change)._decide()
    assert event.direction == "downgrade"


lounge = replace(wall, rooms=(), from_grade="silver")


@pytest.mark.parametrize("grade", ["silver", "gold"])
def test_an_area_opens_from_a_grade_on(grade: str):
    at_lounge(grade).when(replace(wish, area="wall")).then(replace(entered, area="wall"), into("wall"))


@pytest.mark.parametrize("grade", ["basic", None])
def test_an_area_stays_shut_below_its_grade(grade: str | None):
    at_lounge(grade).when(replace(wish, area="wall")).then(shut(AreaNotCovered(area="wall"), "wall"))


def at_lounge(grade: str | None) -> Scenario:
    return gate.given(policy(lounge), ladder_set, graded(month_card, grade), *came)


def test_a_policy_asks_for_no_grade_that_there_is_not():
    set_it = SetGatePolicy(**vars(policy(lounge)) | {"effective": date(2025, 3, 2)})
    office = Scenario(GATE_POLICY).given(gate_opened)
    office.when(set_it).refuses(GradeUnknown, grade="silver", known="—")
    office.given(ladder_set).when(set_it).then(GatePolicySet(**vars(set_it)))
