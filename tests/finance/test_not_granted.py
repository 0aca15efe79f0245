"""What was paid and could not be put onto a card is the member's credit: nothing of it is owed as service for ever."""

from dataclasses import replace
from datetime import date

import pytest

from services.finance.reactions import react
from shared.contracts.cards import LotNotGranted, QuoteChange, ReplacementNotMade
from shared.contracts.finance import UnusedCredited
from shared.contracts.samples import sample
from tests.finance.examples import WEI, cny
from tests.finance.test_terms_of_cards import OVER, refund
from tests.finance.till_and_cards import BETTER, PRODUCT, YEAR, TillAndCards


@pytest.mark.parametrize(("purpose", "product_id"), [("sale", PRODUCT), ("upgrade", BETTER)])
def test_who_pays_for_a_card_that_was_refunded_meanwhile_has_the_money_as_credit(purpose, product_id):
    town = TillAndCards()
    town.buy(1)
    town.on(date(2025, 7, 1))
    if purpose == "upgrade":
        town.give("cards", QuoteChange(card_id=town.card_id, member_id=WEI, product_id=BETTER))
    placed = town.place(2, product_id, town.card_id, purpose)
    town.give("finance", refund(1, 365_000))
    town.pay(placed)
    (no,), (credited,) = town.of(LotNotGranted), town.of(UnusedCredited)
    assert (credited.order_id, credited.amount) == (no.order_id, no.price) == (placed.order_id, placed.total)
    assert (town.balance("member_credit"), town.balance("deferred:card")) == (-placed.total, cny(0))
    town.give("finance", refund(2, placed.total.amount))
    assert town.balance("member_credit") == town.balance("cash") == cny(0)
    assert town.on(OVER).audited() == []


def test_an_older_event_does_not_say_of_which_product_and_is_left_to_people():
    assert react(replace(sample(LotNotGranted), product_id=None), None) == []  # type: ignore[arg-type]
    assert react(replace(sample(ReplacementNotMade), product_id=None), None) == []  # type: ignore[arg-type]


def test_the_fee_of_a_number_that_could_not_be_made_is_credited_once():
    no = replace(sample(ReplacementNotMade), fee=cny(2_000), product_id=PRODUCT)
    (wish,) = react(no, None)  # type: ignore[arg-type]
    assert (wish.order_id, wish.product_id, wish.amount) == (no.order_id, PRODUCT, cny(2_000))
    assert react(no, None) == [wish]  # type: ignore[arg-type]


def test_a_fee_paid_for_a_card_that_was_refunded_meanwhile_is_the_members_credit():
    town = TillAndCards(terms=replace(YEAR, replacement_fee=cny(2_000)))
    town.buy(1)
    placed = town.place(2, PRODUCT, town.card_id, "replacement")
    town.give("finance", refund(1, 365_000))
    town.pay(placed)
    (no,), (credited,) = town.of(ReplacementNotMade), town.of(UnusedCredited)
    assert credited.amount == no.fee == cny(2_000)
    assert (town.balance("member_credit"), town.balance("income:fee")) == (cny(-2_000), cny(0))
