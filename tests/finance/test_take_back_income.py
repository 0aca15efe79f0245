"""A visit that the venue gives back is a liability again."""

from dataclasses import replace

from services.finance.decider import ORDER as DECIDER
from shared.contracts.finance import IncomeTakenBack, OrderNotPlaced, RecogniseIncome, TakeBackIncome
from tests.finance.examples import ORDER, PACK, PUDONG, REFUND, TODAY, XUHUI, cny, paid_in_cash, placed
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
