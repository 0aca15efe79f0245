"""A refund over several lines is split to the last unit: the cent that is over goes to the largest remainder
(features-and-rules 23), and what went back of a line is never more than it cost."""

from dataclasses import replace

from services.finance.decider import ORDER as DECIDER
from shared.contracts.finance import OrderPaid, OrderPlaced, OrderRefunded, PaymentReceived, PricedLine
from shared.ids import derived_id
from shared.money import allocate
from tests.finance.examples import CASH, ORDER, PUDONG, TODAY, WEI, cny
from tests.finance.examples import refund as give_back
from tests.scenario import Scenario

WHO = {"order_id": ORDER, "member_id": WEI, "venue_id": PUDONG, "day": TODAY}


def sold(*prices: int) -> Scenario:
    """An order of so many lines, without tax, paid in cash."""
    lines = tuple(
        PricedLine(
            product_id=derived_id("product", n),
            title="Water",
            kind="retail",
            quantity=1,
            price=cny(price),
            total=cny(price),
            tax=cny(0),
            prepaid=False,
        )
        for n, price in enumerate(prices)
    )
    total = cny(sum(prices))
    return Scenario(DECIDER).given(
        OrderPlaced(**WHO, zone="Asia/Shanghai", lines=lines, total=total),
        PaymentReceived(**WHO, payment_id=CASH, amount=total, method="cash"),
        OrderPaid(**WHO, lines=lines, total=total),
    )


def parts(order: Scenario, *amounts: int) -> list[tuple[int, ...]]:
    """What each refund, one after the other, takes from each line."""
    found = []
    for number, amount in enumerate(amounts):
        wish = replace(give_back, refund_id=derived_id("refund", number), amount=cny(amount))
        events = order.when(wish)._decide()
        (refunded,) = [event for event in events if isinstance(event, OrderRefunded)]
        found.append(tuple(share.amount.amount for share in refunded.shares))
        order = order.given(*events)
    return found


def test_1_00_of_three_lines_of_1_00_is_34_33_and_33():
    """Where remainders are equal the cent goes to the earlier line; then to the one of which more is left."""
    assert parts(sold(100, 100, 100), 100, 100, 100) == [(34, 33, 33), (33, 34, 33), (33, 33, 34)]


def test_the_cent_goes_to_the_largest_remainder_and_not_to_the_first_line():
    """1.00 of lines of 1.01 and 2.02 is 33 1/3 and 66 2/3: 0.33 and 0.67."""
    assert parts(sold(101, 202), 100, 203) == [(33, 67), (68, 135)]


def test_two_cents_are_over_and_go_to_two_lines():
    """2.00 of 0.99, 1.01 and 2.99: 39.68, 40.48 and 119.84; the two cents go to the third and the first."""
    assert parts(sold(99, 101, 299), 200, 299) == [(40, 40, 120), (59, 61, 179)]


def test_ten_percent_of_1_01_leave_a_cent_to_the_larger_part():
    """0.10 and 0.91 are the parts of 1.01 by 1 to 9 (10.1 and 90.9), and together they are 1.01."""
    assert allocate(cny(101), [1, 9]) == [cny(10), cny(91)]
