from dataclasses import replace

from services.finance.decider import ORDER as DECIDER
from shared.contracts.finance import IncomeRecognised, OrderNotPlaced, RecogniseIncome
from shared.ids import derived_id
from tests.finance.examples import (
    ORDER,
    PACK,
    PUDONG,
    TODAY,
    WATER,
    WEI,
    XUHUI,
    cny,
    entry,
    paid_in_cash,
    placed,
)
from tests.finance.test_refund_order import half, whole
from tests.scenario import Scenario

sold = Scenario(DECIDER).given(placed, *paid_in_cash)
FIRST = derived_id("first visit")
SECOND = derived_id("second visit")
visit = RecogniseIncome(order_id=ORDER, use_id=FIRST, product_id=PACK, venue_id=PUDONG, day=TODAY, amount=cny(6360))


def income(net, use_id=FIRST, amount=6360, venue_id=PUDONG):
    return IncomeRecognised(
        order_id=ORDER,
        use_id=use_id,
        product_id=PACK,
        kind="card",
        venue_id=venue_id,
        day=TODAY,
        amount=cny(amount),
        net=cny(net),
        member_id=WEI,
    )


def test_a_visit_turns_its_part_of_the_liability_into_income():
    sold.when(visit).then(income(6000), entry("recognition", FIRST, deferred__card=6000, income__card=-6000))


def test_a_visit_at_another_venue_is_its_income_and_the_seller_owes_it():
    sold.when(replace(visit, venue_id=XUHUI)).then(
        income(6000, venue_id=XUHUI),
        entry("recognition", FIRST, deferred__card=6000, **{f"settlement__{XUHUI}": -6000}),
        entry("recognition", FIRST, venue_id=XUHUI, **{f"settlement__{PUDONG}": 6000}, income__card=-6000),
    )


def test_a_visit_counts_once():
    sold.given(income(6000)).when(visit).then()


def test_visits_of_uneven_parts_add_up_to_the_net_price():
    third = replace(visit, amount=cny(21200))
    steps = sold.when(third).then(
        income(20000, amount=21200),
        entry("recognition", FIRST, deferred__card=20000, income__card=-20000),
    )
    rest = replace(visit, use_id=SECOND, amount=cny(42400))
    steps.when(rest).then(
        income(40000, use_id=SECOND, amount=42400),
        entry("recognition", SECOND, deferred__card=40000, income__card=-40000),
    )


def test_no_more_becomes_income_than_was_deferred():
    almost = income(59999, amount=63599)
    sold.given(almost).when(replace(visit, use_id=SECOND)).then(
        income(1, use_id=SECOND), entry("recognition", SECOND, deferred__card=1, income__card=-1)
    )


def test_what_was_refunded_can_no_longer_become_income():
    sold.given(whole).when(visit).then()
    dear = replace(visit, amount=cny(63600))
    sold.given(half).when(dear).then(
        income(30000, amount=63600), entry("recognition", FIRST, deferred__card=30000, income__card=-30000)
    )


def test_a_use_that_is_worth_less_than_a_minor_unit_is_made_up_by_the_next():
    odd = replace(visit, amount=cny(1))  # 0.94 net
    sold.given(income(1, amount=1)).when(replace(odd, use_id=SECOND, amount=cny(8))).then(
        income(7, use_id=SECOND, amount=8),  # nine are 8.49 net
        entry("recognition", SECOND, deferred__card=7, income__card=-7),
    )


def test_a_use_that_was_free_recognises_nothing():
    sold.when(replace(visit, amount=cny(0))).then()


def test_what_was_income_at_the_sale_is_not_recognised_again():
    sold.when(replace(visit, product_id=WATER)).then()
    sold.when(replace(visit, product_id=derived_id("nothing of the order"))).then()


def test_nothing_becomes_income_before_the_order_is_paid():
    Scenario(DECIDER).given(placed).when(visit).then()


def test_there_is_nothing_to_recognise_without_an_order():
    Scenario(DECIDER).given().when(visit).refuses(OrderNotPlaced)
