"""A visit that the venue gives back is a liability again."""

from collections import Counter
from dataclasses import replace

import pytest

from services.finance.decider import ORDER as DECIDER
from shared.contracts.finance import EntryPosted, IncomeTakenBack, OrderNotPlaced, RecogniseIncome, TakeBackIncome
from shared.ids import derived_id
from tests.finance.examples import (
    ORDER,
    PACK,
    PUDONG,
    REFUND,
    TODAY,
    TOTAL,
    XUHUI,
    cny,
    paid_in_cash,
    placed,
    refund,
)
from tests.scenario import Scenario

order = Scenario(DECIDER).given(placed, *paid_in_cash)
used = RecogniseIncome(order_id=ORDER, use_id=REFUND, product_id=PACK, venue_id=PUDONG, day=TODAY, amount=cny(6_360))
back = TakeBackIncome(order_id=ORDER, use_id=REFUND, day=TODAY)


def test_the_entries_of_the_visit_are_turned_round():
    recognised = order.when(used)._decide()
    after = order.given(*recognised)
    taken, books = after.when(back)._decide()
    assert isinstance(taken, IncomeTakenBack) and (taken.amount, taken.net) == (cny(6_360), cny(6_000))
    moved = {posting.account: posting.amount for posting in books.postings}
    assert moved == {"deferred:card": -6_000, "income:card": 6_000}
    again = after.given(taken, books)
    again.when(back).then()
    line = DECIDER.fold(again.past).lines[0]
    assert (line.recognised, line.net_recognised) == (0, 0)


def test_between_two_venues_the_settlement_is_turned_round_too():
    recognised = order.when(replace(used, venue_id=XUHUI))._decide()
    _, seller, server = order.given(*recognised).when(back)._decide()
    assert {p.account for p in seller.postings} == {"deferred:card", f"settlement:{XUHUI}"}
    assert {p.account for p in server.postings} == {"income:card", f"settlement:{PUDONG}"}
    assert sum(p.amount for entry in (seller, server) for p in entry.postings) == 0


def test_what_never_became_income_is_not_taken_back():
    order.when(back).then()
    Scenario(DECIDER).when(back).refuses(OrderNotPlaced, order_id=ORDER)


@pytest.mark.parametrize("venue_id", [PUDONG, XUHUI])
def test_of_what_went_back_to_the_member_nothing_is_owed_when_the_visit_is_taken_back(venue_id):
    """636.00 and 2.99, of which a visit used 63.60: all goes back, then the visit, which was a mistake, too."""
    past = order.given(*order.when(replace(used, venue_id=venue_id))._decide())
    past = past.given(*past.when(replace(refund, refund_id=derived_id("all"), amount=cny(TOTAL)))._decide())
    taken, *books = past.when(back)._decide()
    assert (taken.amount, taken.net) == (cny(6_360), cny(0))
    moved = balances(past.given(*books).past)
    assert not any(moved.values()), moved


def test_of_a_part_that_went_back_the_rest_is_owed_again():
    """600.00 of 636.00 go back after a visit of 63.60: what is left of the price is owed, and no more."""
    past = order.given(*order.when(used)._decide())
    past = past.given(*past.when(replace(refund, refund_id=derived_id("most"), amount=cny(TOTAL - 3_600)))._decide())
    taken, *books = past.when(back)._decide()
    moved = balances(past.given(*books).past)
    line = DECIDER.fold([*past.past, taken, *books]).lines[0]
    assert (moved["deferred:card"], moved["income:card"]) == (-line.deferred, 0)
    assert line.deferred == line.left - (line.sold.tax.amount - line.tax_returned) > 0


def balances(events):
    moved = Counter()
    for event in events:
        for posting in event.postings if isinstance(event, EntryPosted) else ():
            moved[posting.account] += posting.amount
    return moved
