"""The money of a planned product's renewal goes back: the plan stands again, as the member asked for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from services.cards.blocks.blocking import BLOCKING
from services.cards.evolve import evolve
from services.cards.sale.becoming import last_product
from services.cards.sale.planning import PLANNING
from shared.contracts import Event
from shared.contracts.cards import CancelCards, ChangePlanned, LotWithdrawn
from tests.cards.examples import CARD, ORDER, PRODUCT, january, month_card
from tests.cards.test_applications import transferred
from tests.cards.test_change_product import BETTER, NEW
from tests.cards.test_freeze_card import frozen
from tests.cards.test_grades import graded
from tests.cards.test_plan_change import (
    SILVER,
    charged,
    granted,
    made,
    past,
    plan,
    planned,
    renew,
    silver,
    stay,
    withdrawn,
)
from tests.scenario import Scenario

RENEWAL = "00000000-0000-4000-8000-0000000000d9"
lot, change = granted(planned, wish=renew(SILVER, RENEWAL))
renewed = (planned, lot, change)
LATER = january(20)
refund = CancelCards(card_id=CARD, order_id=RENEWAL)
taken = LotWithdrawn(
    card_id=CARD, member_id=planned.member_id, lot_id=NEW, order_id=RENEWAL, valid_until=date(2025, 2, 1)
)


def refunding(*told: Event, at: datetime = LATER) -> list[Event]:
    return Scenario(BLOCKING).at(at).given(*past[3:], *told).when(refund)._decide()


def test_the_plan_stands_again_and_the_card_is_the_old_product_until_its_end():
    Scenario(BLOCKING).at(january(20)).given(month_card, *renewed).when(refund).then(taken, planned)
    card = BLOCKING.fold([*past[3:], *renewed, taken, planned])
    assert (last_product(card), card.planned, card.valid.until) == (PRODUCT, planned, date(2025, 2, 1))


def test_so_the_next_renewal_is_of_the_other_product_and_makes_the_change_again():
    due = charged(*renewed, taken, planned)
    assert due.product_id == SILVER
    again, event = granted(*renewed, taken, planned, wish=replace(renew(SILVER, due.order_id), lot_id=BETTER))
    assert (again.lot.lot_id, event) == (BETTER, replace(made, lot_id=BETTER))  # type: ignore[attr-defined]


def test_who_wants_the_old_product_again_withdraws_it():
    desk = Scenario(PLANNING).at(january(20)).given(*past, *renewed, taken, planned)
    desk.when(stay).then(withdrawn("word"))


def test_a_rest_since_has_moved_the_day():
    rest = frozen(replace(month_card.valid, first=date(2025, 1, 10), until=date(2025, 1, 20)), date(2025, 2, 11))
    *_, again = refunding(planned, rest, *granted(planned, rest, wish=renew(SILVER, RENEWAL)))
    assert again == replace(planned, begins=date(2025, 2, 11))


@pytest.mark.parametrize(
    "told",
    [
        (),  # no change was planned: a lot of another product as ever
        (planned, withdrawn("word")),
    ],
)
def test_a_period_that_made_no_change_plans_none(told: tuple[Event, ...]):
    assert refunding(*told, *granted(*told, wish=renew(SILVER, RENEWAL))) == [taken]


def test_what_is_planned_since_stays():
    plus = graded(replace(silver, product_id=BETTER), "gold")
    desk = Scenario(PLANNING).at(january(20)).given(*past, plus, *renewed)
    (later,) = desk.when(replace(plan, product_id=BETTER))._decide()
    assert isinstance(later, ChangePlanned)
    assert refunding(*renewed, later) == [taken]


def test_not_of_a_card_that_is_over_without_the_money_or_passed_on():
    over = datetime(2025, 2, 3, 4, tzinfo=UTC)
    assert [type(event).__name__ for event in refunding(*renewed, at=over)] == ["LotWithdrawn"]
    assert not [event for event in refunding(*renewed, transferred) if isinstance(event, ChangePlanned)]


def test_a_refund_of_the_old_product_alone_leaves_what_the_card_became():
    first = replace(refund, order_id=ORDER)
    events = Scenario(BLOCKING).at(january(20)).given(*past[3:], *renewed).when(first)._decide()
    card = BLOCKING.fold([*past[3:], *renewed])
    for event in events:
        card = evolve(card, event)
    assert (last_product(card), card.planned) == (SILVER, None)
