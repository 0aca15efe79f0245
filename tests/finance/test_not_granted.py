"""What was paid and could not be put onto a card is the member's credit: nothing of it is owed as service for ever."""

from dataclasses import replace
from datetime import date

import pytest

from services.finance.reactions import react
from shared.contracts.cards import LotNotGranted, QuoteChange
from shared.contracts.finance import UnusedCredited
from shared.contracts.samples import sample
from tests.finance.examples import WEI, cny
from tests.finance.test_terms_of_cards import OVER, refund
from tests.finance.till_and_cards import BETTER, PRODUCT, TillAndCards


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
