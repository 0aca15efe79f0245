"""The money in a visit: parts of the price that always sum to it."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cards.visits import balance_after, earned, granted
from shared.contracts.cards import Terms
from tests.cards.examples import FOUR_THOUSAND, MONTH, TEN_VISITS, yuan


def test_of_a_thousand_in_three_visits_the_parts_sum_to_the_cent():
    three = replace(TEN_VISITS, visits=3)
    assert [earned(yuan(100_000), three, n).amount for n in range(4)] == [0, 33_333, 66_667, 100_000]


@given(price=st.integers(0, 10**9), visits=st.integers(1, 500))
def test_the_parts_of_all_visits_sum_to_the_price_and_differ_by_a_cent_at_most(price, visits):
    pack = replace(TEN_VISITS, visits=visits)
    gone = [earned(yuan(price), pack, n).amount for n in range(visits + 1)]
    parts = [later - before for before, later in pairwise(gone)]
    assert sum(parts) == price
    assert max(parts) - min(parts) <= 1


def test_a_bonus_is_used_up_evenly_with_what_was_paid():
    """3,000 paid, 1,000 given: of 3,594 spent 2,695.50 was paid for, and 304.50 would go back."""
    pack = Terms(kind="stored_value", value=yuan(400_000), bonus=yuan(100_000), visit_price=yuan(179_700))
    assert granted(pack) == 2
    assert earned(yuan(300_000), pack, 2) == yuan(269_550)
    assert balance_after(pack, 2) == yuan(40_600)


@pytest.mark.parametrize(("terms", "visits"), [(MONTH, None), (TEN_VISITS, 10), (FOUR_THOUSAND, 40)])
def test_a_card_grants(terms, visits):
    assert granted(terms) == visits


def test_a_term_is_not_earned_by_visits():
    assert earned(yuan(10_000), MONTH, 30) == yuan(0)
