from dataclasses import replace
from datetime import UTC, date, datetime

from services.finance.decider import ORDER as DECIDER
from shared.contracts.finance import (
    AmountNotDue,
    MoneyInAnotherCurrency,
    OrderAlreadyPaid,
    OrderNotPlaced,
    OrderOfAnotherVenue,
    ReferenceReused,
)
from shared.ids import derived_id
from shared.money import Money
from tests.finance.examples import (
    CASH,
    PHONE_PAY,
    TOTAL,
    XUHUI,
    cny,
    entry,
    paid,
    paid_in_cash,
    part,
    placed,
    received,
    record,
)
from tests.scenario import Scenario

order = Scenario(DECIDER).given(placed)
first_part = (received(CASH, 20000, "cash"), entry("payment", CASH, cash=20000, advance=-20000))
REST = TOTAL - 20000
by_terminal = replace(record, payment_id=PHONE_PAY, amount=cny(REST), method="terminal")


def test_an_order_paid_in_full_becomes_income_liability_and_tax():
    order.when(record).then(*paid_in_cash)


def test_a_part_is_held_as_an_advance_and_sells_nothing():
    order.when(part).then(*first_part)


def test_the_last_part_completes_the_order():
    order.given(*first_part).when(by_terminal).then(
        received(PHONE_PAY, REST, "terminal"),
        entry("payment", PHONE_PAY, terminal=REST, advance=-REST),
        paid,
        entry("sale", PHONE_PAY, advance=TOTAL, deferred__card=-60000, tax=-3612, income__retail=-287),
    )


def test_a_payment_belongs_to_the_venues_day():
    late = datetime(2025, 3, 1, 16, 0, tzinfo=UTC)  # 2 March, 00:00 in Shanghai
    second = date(2025, 3, 2)
    order.at(late).when(part).then(
        replace(first_part[0], day=second), entry("payment", CASH, day=second, cash=20000, advance=-20000)
    )


def test_the_same_payment_again_changes_nothing_even_when_the_order_is_paid():
    order.given(*first_part).when(part).then()
    order.given(*paid_in_cash).when(record).then()


def test_a_payment_id_stands_for_one_payment():
    order.given(*first_part).when(replace(part, amount=cny(1))).refuses(ReferenceReused)
    order.given(*first_part).when(replace(part, method="transfer")).refuses(ReferenceReused)


def test_more_than_is_due_is_not_taken():
    too_much = replace(by_terminal, amount=cny(REST + 1))
    order.given(*first_part).when(too_much).refuses(AmountNotDue, due={"amount": REST, "currency": "CNY"})


def test_nothing_or_less_is_not_taken():
    order.when(replace(record, amount=cny(0))).refuses(AmountNotDue)
    order.when(replace(record, amount=cny(-5))).refuses(AmountNotDue)


def test_a_paid_order_takes_no_more_money():
    order.given(*paid_in_cash).when(replace(record, payment_id=derived_id("other"))).refuses(OrderAlreadyPaid)


def test_another_currency_is_not_taken():
    order.when(replace(record, amount=Money(100, "EUR"))).refuses(MoneyInAnotherCurrency, expected="CNY")


def test_money_is_taken_at_the_venue_that_sold():
    order.when(replace(record, venue_id=XUHUI)).refuses(OrderOfAnotherVenue)


def test_there_is_nothing_to_pay_without_an_order():
    Scenario(DECIDER).given().when(record).refuses(OrderNotPlaced)
