from dataclasses import replace

from services.finance.decider import ORDER as DECIDER
from shared.contracts.finance import (
    AmountNotDue,
    MoneyInAnotherCurrency,
    OrderAlreadyPaid,
    OrderNotPlaced,
    ReferenceReused,
)
from shared.money import Money
from tests.finance.examples import ADA, CASH, TOTAL, cny, paid_in_cash, placed, request, requested
from tests.scenario import Scenario

order = Scenario(DECIDER).given(placed)


def test_the_provider_is_asked_and_no_money_has_moved_yet():
    order.when(request).then(requested)


def test_the_same_request_again_changes_nothing():
    order.given(requested).when(request).then()


def test_a_payment_id_stands_for_one_payment():
    order.given(requested).when(replace(request, amount=cny(1))).refuses(ReferenceReused)
    order.given(*paid_in_cash).when(replace(request, payment_id=CASH)).refuses(ReferenceReused)


def test_nobody_learns_about_the_order_of_another_member():
    order.when(replace(request, member_id=ADA)).refuses(OrderNotPlaced)


def test_at_most_what_is_due_is_asked_for():
    order.when(replace(request, amount=cny(TOTAL + 1))).refuses(AmountNotDue)


def test_an_order_is_paid_in_its_own_currency():
    order.when(replace(request, amount=Money(TOTAL, "EUR"))).refuses(MoneyInAnotherCurrency)


def test_nothing_is_asked_for_a_paid_order():
    order.given(*paid_in_cash).when(request).refuses(OrderAlreadyPaid)


def test_there_is_nothing_to_pay_without_an_order():
    Scenario(DECIDER).given().when(request).refuses(OrderNotPlaced)
