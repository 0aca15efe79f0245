"""The money in a visit: parts of the price that always sum to it."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cards.lots.holding import Holding
from services.cards.lots.lots import issued_lot
from shared.contracts.cards import CardIssued, Terms
from tests.cards.examples import FOUR_THOUSAND, MONTH, TEN_VISITS, month_card, yuan


def holding(terms: Terms, price: int = 10_000) -> Holding:
    card: CardIssued = replace(month_card, terms=terms, price=yuan(price))
    return Holding(issued_lot(card), 0, card.valid, card.valid, card.valid.first)


def test_of_a_thousand_in_three_visits_the_parts_sum_to_the_cent():
    three = holding(replace(TEN_VISITS, visits=3), 100_000)
    assert [three.paid_for(n).amount for n in range(4)] == [0, 33_333, 66_667, 100_000]


@given(price=st.integers(0, 10**9), visits=st.integers(1, 500))
def test_the_parts_of_all_visits_sum_to_the_price_and_differ_by_a_cent_at_most(price, visits):
    pack = holding(replace(TEN_VISITS, visits=visits), price)
    gone = [pack.paid_for(n).amount for n in range(visits + 1)]
    parts = [later - before for before, later in pairwise(gone)]
    assert sum(parts) == price
    assert max(parts) - min(parts) <= 1


def test_a_bonus_is_used_up_evenly_with_what_was_paid():
    """3,000 paid, 1,000 given: of 3,594 spent 2,695.50 was paid for, and 304.50 would go back."""
    pack = holding(FOUR_THOUSAND, 300_000)
    assert pack.paid_for(359_400) == yuan(269_550)
    assert yuan(300_000) - pack.paid_for(359_400) == yuan(30_450)
    assert pack.claim(359_400).left == 40_600


@pytest.mark.parametrize(("terms", "amount"), [(MONTH, None), (TEN_VISITS, 10), (FOUR_THOUSAND, 400_000)])
def test_a_card_grants(terms, amount):
    assert holding(terms).grant == amount


def test_a_term_is_not_earned_by_visits():
    assert holding(MONTH).paid_for(30) == yuan(0)
