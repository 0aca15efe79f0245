from dataclasses import replace
from datetime import date

import pytest

from services.cards.lots.reach import NO_END
from services.cards.sale.issue import ISSUE, numbers_for
from shared.contracts import DayRange
from shared.contracts.cards import CardNumberClaimed, GateNotOpen, ProductNotPublished, Terms
from shared.ids import is_checked
from tests.cards.examples import (
    BOOKING,
    CARD,
    NUMBER,
    PRODUCT,
    PUDONG,
    claimed,
    gate_opened,
    issue,
    month_card,
    published,
)
from tests.scenario import Scenario

sale = Scenario(ISSUE).given(gate_opened)


def test_a_paid_card_is_issued_with_a_checked_number():
    sale.given(published).when(issue).then(month_card, claimed)
    assert is_checked(NUMBER) and len(NUMBER) == 12


def test_a_card_is_issued_once_however_often_the_payment_is_told():
    sale.given(published, month_card, claimed).when(issue).then()


def test_a_card_whose_number_is_taken_gets_the_next():
    second = list(numbers_for(CARD))[1]
    stranger = CardNumberClaimed(number=NUMBER, card_id=BOOKING)
    sale.given(published, stranger).when(issue).then(
        replace(month_card, number=second), CardNumberClaimed(number=second, card_id=CARD)
    )


def test_what_is_no_card_product_gives_no_card():
    sale.when(issue).then()


def test_what_was_sold_as_a_card_waits_until_its_product_is_published():
    sale.when(replace(issue, sold_as_card=True)).refuses(ProductNotPublished, product_id=PRODUCT)


def test_a_card_sold_before_the_venue_is_heard_of_waits_for_it():
    Scenario(ISSUE).given(published).when(issue).refuses(GateNotOpen, venue_id=PUDONG)


@pytest.mark.parametrize(
    ("terms", "first", "until"),
    [
        (Terms(kind="term", months=1), date(2025, 1, 31), date(2025, 2, 28)),
        (Terms(kind="term", months=2), date(2025, 1, 31), date(2025, 3, 31)),
        (Terms(kind="term", months=1), date(2024, 1, 31), date(2024, 2, 29)),
        (Terms(kind="term", months=12), date(2024, 2, 29), date(2025, 2, 28)),
        (Terms(kind="term", months=48), date(2024, 2, 29), date(2028, 2, 29)),
        (Terms(kind="term", days=30), date(2025, 1, 31), date(2025, 3, 2)),
        (Terms(kind="term", months=1, days=7), date(2025, 1, 31), date(2025, 3, 7)),
        (Terms(kind="visits", visits=10), date(2025, 1, 31), NO_END),
    ],
)
def test_months_end_on_the_day_on_which_they_began(terms, first, until):
    wish, card = replace(issue, first_day=first), replace(month_card, terms=terms, valid=DayRange(first, until))
    sale.given(replace(published, terms=terms)).when(wish).then(card, claimed)
