from dataclasses import replace
from datetime import date

import pytest

from services.cards.sale.issue import ISSUE
from services.cards.sale.product import PRODUCT as DECIDER
from services.cards.sale.product import version_on
from shared.contracts import DayRange
from shared.contracts.cards import (
    ProductFigureOutOfRange,
    ProductHoursWrong,
    ProductIncomplete,
    ProductKindFixed,
    ProductRevised,
    ProductTermsDisagree,
    ProductUnknown,
    PublishProduct,
    RenewalOffer,
    ReviseProduct,
    RevisionNotDated,
    Terms,
    WeeklyHours,
)
from tests.cards.examples import (
    FOUR_THOUSAND,
    MONTH,
    PRODUCT,
    TEN_VISITS,
    claimed,
    gate_opened,
    issue,
    january,
    month_card,
    published,
    yuan,
)
from tests.scenario import Scenario

product = Scenario(DECIDER).at(january(8)).given(published)
QUARTER = replace(MONTH, months=3)
revise = ReviseProduct(product_id=PRODUCT, name="Quarter", name_zh="季卡", terms=QUARTER, effective=date(2025, 1, 10))
revised = ProductRevised(**vars(revise), product_version=2)


def test_a_further_version_holds_from_its_day_on():
    product.when(revise).then(revised)


def test_the_same_version_announced_again_changes_nothing():
    product.given(revised).when(revise).then()


def test_versions_follow_each_other_and_the_newest_that_holds_is_sold():
    third = replace(revise, terms=replace(MONTH, months=6), effective=date(2025, 2, 1))
    done = product.given(revised).when(third).then(ProductRevised(**vars(third), product_version=3))
    versions = DECIDER.fold(done.past).versions
    days = [date(2024, 1, 1), date(2025, 1, 9), date(2025, 1, 10), date(2025, 1, 31), date(2025, 2, 1)]
    assert [version_on(versions, day).number for day in days] == [1, 1, 2, 2, 3]


@pytest.mark.parametrize("effective", [date(2025, 1, 7), date(2025, 1, 9)])
def test_no_version_reaches_into_the_past_or_before_the_last(effective):
    announced = replace(revised, effective=date(2025, 1, 20))
    product.given(announced).when(replace(revise, effective=effective)).refuses(RevisionNotDated, earliest="2025-01-20")
    Scenario(DECIDER).at(january(8)).given(published).when(replace(revise, effective=date(2025, 1, 7))).refuses(
        RevisionNotDated, earliest="2025-01-08"
    )


def test_a_product_that_was_never_published_cannot_be_revised():
    Scenario(DECIDER).when(revise).refuses(ProductUnknown, product_id=PRODUCT)


def test_a_month_does_not_turn_into_a_pack_of_visits():
    product.when(replace(revise, terms=TEN_VISITS)).refuses(ProductKindFixed, kind="term")


def test_a_version_is_checked_like_a_new_product():
    product.when(replace(revise, terms=replace(QUARTER, months=-3))).refuses(ProductFigureOutOfRange, figure="months")


def test_old_sales_keep_old_terms_and_new_sales_get_the_version_of_their_day():
    sale = Scenario(ISSUE).given(gate_opened, published, revised)
    sale.when(replace(issue, first_day=date(2025, 1, 9))).then(
        replace(month_card, valid=DayRange(date(2025, 1, 9), date(2025, 2, 9))), claimed
    )
    sale.when(replace(issue, first_day=date(2025, 1, 10))).then(
        replace(
            month_card,
            terms=QUARTER,
            valid=DayRange(date(2025, 1, 10), date(2025, 4, 10)),
            product_version=2,
        ),
        claimed,
    )


publish = PublishProduct(**vars(published))
EARLY = WeeklyHours(weekdays=(1, 2, 3, 4, 5), opens="06:30", closes="16:00")


@pytest.mark.parametrize(
    ("terms", "one", "other"),
    [
        (replace(MONTH, trial=True, renewal=RenewalOffer(per_mille=900)), "trial", "renewal"),
        (replace(MONTH, trial=True, auto_renew_most=yuan(50_000)), "trial", "auto_renew_most"),
        (replace(TEN_VISITS, auto_renew_most=yuan(50_000)), "auto_renew_most", "visits"),
        (replace(MONTH, bonus=yuan(1)), "bonus", "term"),
        (replace(MONTH, lessons=True), "lessons", "term"),
        (replace(MONTH, activate_within_days=30), "activation on_sale", "activate_within_days"),
        (replace(MONTH, named=False, holders=2), "a bearer card", "holders"),
        (replace(MONTH, visits_a_day=3, visits_a_week=2), "visits_a_day", "visits_a_week"),
        (replace(MONTH, venues=()), "a card", "no venue at all"),
    ],
)
def test_terms_that_contradict_each_other_are_refused(terms: Terms, one: str, other: str):
    Scenario(DECIDER).when(replace(publish, terms=terms)).refuses(ProductTermsDisagree, one=one, other=other)


@pytest.mark.parametrize(
    ("terms", "missing"),
    [
        (replace(MONTH, activation="first_visit"), "activate_within_days"),
        (replace(MONTH, freezing=replace(MONTH.freezing, fee="monthly")), "freezing.fee_price"),
        (replace(MONTH, renewal=RenewalOffer()), "renewal.price or renewal.per_mille, one of the two"),
    ],
)
def test_a_rule_needs_its_figure(terms: Terms, missing: str):
    Scenario(DECIDER).when(replace(publish, terms=terms)).refuses(ProductIncomplete, missing=missing)


@pytest.mark.parametrize(
    ("terms", "figure"),
    [
        (replace(MONTH, holders=0), "holders"),
        (replace(MONTH, priority=51), "priority"),
        (replace(MONTH, foreign_per_mille=1001), "foreign_per_mille"),
        (replace(MONTH, freezing=replace(MONTH.freezing, least_days=15)), "freezing.least_days"),
        (replace(MONTH, freezing=replace(MONTH.freezing, least_days=7, most_days=6)), "freezing.most_days"),
        (replace(MONTH, renewal=RenewalOffer(per_mille=1001)), "renewal.per_mille"),
        (replace(FOUR_THOUSAND, list_price=yuan(-1)), "list_price"),
    ],
)
def test_a_figure_of_a_rule_lies_in_its_range(terms: Terms, figure: str):
    Scenario(DECIDER).when(replace(publish, terms=terms)).refuses(ProductFigureOutOfRange, figure=figure)


@pytest.mark.parametrize(
    "hours",
    [
        replace(EARLY, opens="6:30"),
        replace(EARLY, closes="24:30"),
        replace(EARLY, opens="16:00"),
        replace(EARLY, weekdays=()),
        replace(EARLY, weekdays=(0,)),
    ],
)
def test_hours_are_times_of_a_day_and_days_of_a_week(hours: WeeklyHours):
    Scenario(DECIDER).when(replace(publish, terms=replace(MONTH, hours=(hours,)))).refuses(ProductHoursWrong)


def test_hours_may_run_to_midnight():
    terms = replace(MONTH, hours=(EARLY, replace(EARLY, weekdays=(6, 7), closes="24:00")))
    Scenario(DECIDER).when(replace(publish, terms=terms)).then(replace(published, terms=terms))
