"""Memberships of an older system are taken over as they stand, and are never sales."""

from dataclasses import replace
from datetime import date

import pytest

from services.cards.gate.gate import GATE
from services.cards.sale.issue import ISSUE
from shared.contracts import DayRange
from shared.contracts.cards import GateNotOpen, ImportCard, MoreThanGranted, ProductNotPublished
from tests.cards.examples import (
    CARD,
    FOUR_THOUSAND,
    NOON,
    PRODUCT,
    PUDONG,
    TEN_VISITS,
    WEI,
    claimed,
    gate_opened,
    month_card,
    published,
    swipe,
    yuan,
)
from tests.scenario import Scenario

DAYS = DayRange(date(2024, 12, 15), date(2025, 3, 15))
take_over = ImportCard(
    card_id=CARD,
    product_id=PRODUCT,
    member_id=WEI,
    venue_id=PUDONG,
    valid=DAYS,
    left=6,
    price=yuan(6_000),
    currency="CNY",
)
pack = replace(published, terms=TEN_VISITS)
taken_over = replace(
    month_card, order_id=None, price=yuan(6_000), terms=replace(TEN_VISITS, visits=6), valid=DAYS, kind="import"
)
desk = Scenario(ISSUE).given(gate_opened, pack)


def test_a_pack_is_taken_over_with_its_days_and_what_is_left_of_it():
    done = desk.when(take_over).then(taken_over, claimed)
    done.when(take_over).then()


def test_its_price_may_be_unknown_and_is_nothing_then():
    desk.when(replace(take_over, price=None, left=None)).then(
        replace(taken_over, price=yuan(0), terms=TEN_VISITS), claimed
    )


def test_of_a_value_the_bonus_is_taken_over_in_proportion():
    purse = Scenario(ISSUE).given(gate_opened, replace(published, terms=FOUR_THOUSAND))
    (issued, _) = purse.when(replace(take_over, left=100_000))._decide()
    assert (issued.terms.value, issued.terms.bonus) == (yuan(100_000), yuan(25_000))


@pytest.mark.parametrize("left", [-1, 11])
def test_no_more_is_left_than_the_product_grants(left):
    desk.when(replace(take_over, left=left)).refuses(MoreThanGranted, left=left, granted=10)


def test_a_term_has_nothing_to_count():
    Scenario(ISSUE).given(gate_opened, published).when(take_over).refuses(MoreThanGranted, granted=0)


def test_product_and_venue_are_known_first():
    Scenario(ISSUE).given(gate_opened).when(take_over).refuses(ProductNotPublished)
    Scenario(ISSUE).given(pack).when(take_over).refuses(GateNotOpen)


def test_its_visits_open_the_door_and_name_no_order():
    (entry,) = Scenario(GATE).at(NOON).given(gate_opened, taken_over).when(swipe)._decide()
    assert (entry.order_id, entry.lots[0].order_id, entry.visits_left) == (None, None, 5)
