"""A cheaper product leaves money over: it is owed to the member, and can be paid out like any overpayment."""

from dataclasses import replace

from services.finance.decider import ORDER as DECIDER
from shared.contracts.finance import (
    CreditUnused,
    OrderNotPlaced,
    PaymentReturned,
    RefundExceedsPaid,
    UnusedCredited,
)
from tests.finance.examples import (
    ORDER,
    PACK,
    PUDONG,
    REFUND,
    TODAY,
    TOTAL,
    WEI,
    cny,
    paid_in_cash,
    placed,
    refund,
)
from tests.scenario import Scenario

CREDIT = "00000000-0000-4000-8000-0000000000f7"
order = Scenario(DECIDER).given(placed, *paid_in_cash)
wish = CreditUnused(order_id=ORDER, credit_id=CREDIT, product_id=PACK, amount=cny(10_600))
credited = UnusedCredited(
    order_id=ORDER,
    credit_id=CREDIT,
    member_id=WEI,
    venue_id=PUDONG,
    product_id=PACK,
    kind="card",
    day=TODAY,
    amount=cny(10_600),
    tax=cny(600),
    unused=cny(10_000),
    refunded=cny(10_600),
    total=cny(TOTAL),
)


def test_what_was_not_used_becomes_the_members_credit_with_its_tax():
    event, books = order.when(wish)._decide()
    assert event == credited
    moved = {posting.account: posting.amount for posting in books.postings}
    assert moved == {"deferred:card": 10_000, "tax": 600, "member_credit": -10_600}


def test_it_is_credited_once_and_only_of_what_was_paid():
    done = order.given(*order.when(wish)._decide())
    done.when(wish).then()
    Scenario(DECIDER).given(placed).when(wish).then()
    order.when(replace(wish, product_id=REFUND)).then()
    Scenario(DECIDER).when(wish).refuses(OrderNotPlaced, order_id=ORDER)


def test_never_more_than_what_is_left_of_the_line():
    (event, _) = order.when(replace(wish, amount=cny(999_999)))._decide()
    assert event.amount == cny(63_600)


def test_the_credit_is_paid_out_without_touching_what_was_bought():
    done = order.given(*order.when(wish)._decide())
    events = done.when(replace(refund, amount=cny(10_600)))._decide()
    assert [type(event) for event in events][:1] == [PaymentReturned]
    done.when(replace(refund, amount=cny(TOTAL + 1))).refuses(RefundExceedsPaid)
