from dataclasses import replace

import pytest

from services.cards.sale.product import PRODUCT as DECIDER
from shared.contracts import Money
from shared.contracts.cards import (
    ProductAlreadyPublished,
    ProductFigureOutOfRange,
    ProductIncomplete,
    PublishProduct,
    Terms,
)
from tests.cards.examples import FOUR_THOUSAND, MONTH, PRODUCT, TEN_VISITS, published, yuan
from tests.scenario import Scenario

product = Scenario(DECIDER)
publish = PublishProduct(**vars(published))


@pytest.mark.parametrize("terms", [MONTH, TEN_VISITS, FOUR_THOUSAND], ids=lambda terms: terms.kind)
def test_a_product_is_published_with_its_terms(terms):
    product.given().when(replace(publish, terms=terms)).then(replace(published, terms=terms))


def test_a_product_is_published_once():
    product.given(published).when(publish).refuses(ProductAlreadyPublished, product_id=PRODUCT)


@pytest.mark.parametrize(
    ("terms", "missing"),
    [
        (Terms(kind="term"), "months or days"),
        (Terms(kind="visits", months=3), "visits"),
        (Terms(kind="stored_value", visit_price=yuan(100)), "value"),
        (Terms(kind="stored_value", value=yuan(100)), "visit_price"),
        (Terms(kind="stored_value", value=yuan(100), visit_price=Money(100, "EUR")), "one currency"),
    ],
)
def test_a_product_cannot_do_without(terms, missing):
    product.given().when(replace(publish, terms=terms)).refuses(ProductIncomplete, kind=terms.kind, missing=missing)


@pytest.mark.parametrize(
    ("terms", "figure"),
    [
        (replace(MONTH, months=-1), "months"),
        (replace(MONTH, months=121), "months"),
        (replace(MONTH, days=-1), "days"),
        (replace(MONTH, freeze_days=-1), "freeze_days"),
        (replace(MONTH, passback_minutes=1441), "passback_minutes"),
        (replace(TEN_VISITS, visits=0), "visits"),
        (replace(FOUR_THOUSAND, value=yuan(0)), "value"),
        (replace(FOUR_THOUSAND, visit_price=yuan(0)), "visit_price"),
        (replace(FOUR_THOUSAND, visit_price=yuan(400_001)), "visit_price"),
        (replace(FOUR_THOUSAND, bonus=yuan(400_001)), "bonus"),
    ],
)
def test_a_figure_that_makes_no_sense_is_refused(terms, figure):
    product.given().when(replace(publish, terms=terms)).refuses(ProductFigureOutOfRange, figure=figure)
