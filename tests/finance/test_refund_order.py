from dataclasses import replace

from services.finance.decider import ORDER as DECIDER
from shared.contracts.finance import (
    AmountNotPositive,
    IncomeRecognised,
    MoneyInAnotherCurrency,
    OrderNotPlaced,
    OrderOfAnotherVenue,
    OrderRefunded,
    OverpaymentHeld,
    PaymentReturned,
    ReferenceReused,
    RefundExceedsPaid,
    RefundShare,
)
from shared.ids import derived_id
from shared.money import Money
from tests.finance.examples import (
    CASH,
    ORDER,
    PACK,
    PHONE_PAY,
    PUDONG,
    REFUND,
    TODAY,
    TOTAL,
    WATER,
    WEI,
    XUHUI,
    cny,
    entry,
    paid_in_cash,
    placed,
    received,
    record,
    refund,
    requested,
    share,
)
from tests.scenario import Scenario

sold = Scenario(DECIDER).given(placed, *paid_in_cash)
who = {"order_id": ORDER, "member_id": WEI, "venue_id": PUDONG, "day": TODAY}


def of_pack(amount, tax, unused):
    return RefundShare(product_id=PACK, kind="card", amount=cny(amount), tax=cny(tax), unused=cny(unused))


def of_water(amount, tax):
    return RefundShare(product_id=WATER, kind="retail", amount=cny(amount), tax=cny(tax), unused=cny(0))


def refunded(amount, shares, ways, so_far=0, refund_id=REFUND):
    return OrderRefunded(
        refund_id=refund_id,
        **who,
        amount=cny(amount),
        refunded=cny(amount + so_far),
        total=cny(TOTAL),
        lines=placed.lines,
        shares=shares,
        returned_by=ways,
        reason=refund.reason,
    )


whole = refunded(TOTAL, (of_pack(63600, 3600, 60000), of_water(299, 12)), (share(CASH, "cash", TOTAL),))
half = refunded(31950, (of_pack(31800, 1800, 30000), of_water(150, 6)), (share(CASH, "cash", 31950),))


def recognised(use, net):
    return IncomeRecognised(
        order_id=ORDER,
        use_id=derived_id(use),
        product_id=PACK,
        kind="card",
        venue_id=PUDONG,
        day=TODAY,
        amount=cny(net * 106 // 100),
        net=cny(net),
    )


def test_a_full_refund_takes_back_liability_income_and_tax():
    sold.when(refund).then(
        whole,
        entry("refund", REFUND, cash=-TOTAL, deferred__card=60000, tax=3612, income__retail=287),
    )


def test_a_partial_refund_falls_on_every_line_and_on_its_tax():
    sold.when(replace(refund, amount=cny(31950))).then(
        half, entry("refund", REFUND, cash=-31950, deferred__card=30000, tax=1806, income__retail=144)
    )


def test_two_partial_refunds_return_exactly_the_tax_of_the_sale():
    second = derived_id("second")
    rest = refunded(
        31949,
        (of_pack(31800, 1800, 30000), of_water(149, 6)),
        (share(CASH, "cash", 31949),),
        so_far=31950,
        refund_id=second,
    )
    sold.given(half).when(replace(refund, refund_id=second, amount=cny(31949))).then(
        rest, entry("refund", second, cash=-31949, deferred__card=30000, tax=1806, income__retail=143)
    )


def test_what_was_used_already_is_taken_from_income():
    used = (recognised("first visit", 30000), recognised("second visit", 10000))
    shares = (of_pack(63600, 3600, 20000), of_water(299, 12))
    sold.given(*used).when(refund).then(
        replace(whole, shares=shares),
        entry("refund", REFUND, cash=-TOTAL, deferred__card=20000, income__card=40000, tax=3612, income__retail=287),
    )


def test_money_goes_back_the_way_it_came_the_latest_first():
    paid_twice = sold_for(cash=20000, provider=TOTAL - 20000)
    ways = (share(PHONE_PAY, "sandbox", TOTAL - 20000), share(CASH, "cash", 20000))
    paid_twice.when(refund).then(
        replace(whole, returned_by=ways),
        entry(
            "refund",
            REFUND,
            provider=20000 - TOTAL,
            cash=-20000,
            deferred__card=60000,
            tax=3612,
            income__retail=287,
        ),
    )


def sold_for(cash, provider):
    first = (received(CASH, cash, "cash"), requested, received(PHONE_PAY, provider, "sandbox"))
    return Scenario(DECIDER).given(placed, *first, paid_in_cash[2])


def test_what_was_overpaid_goes_back_first_and_the_order_stays_paid():
    returned = PaymentReturned(
        refund_id=REFUND,
        **who,
        amount=cny(TOTAL),
        of="overpayment",
        returned_by=(share(PHONE_PAY, "sandbox", TOTAL),),
        reason=refund.reason,
    )
    overpaid().when(refund).then(returned, entry("refund", REFUND, provider=-TOTAL, member_credit=TOTAL))


def overpaid():
    twice = (
        requested,
        received(PHONE_PAY, TOTAL, "sandbox"),
        OverpaymentHeld(payment_id=PHONE_PAY, order_id=ORDER, member_id=WEI, amount=cny(TOTAL)),
    )
    return sold.given(*twice)


def test_a_refund_beyond_the_overpayment_goes_on_with_the_order_in_one_entry():
    everything = replace(refund, amount=cny(2 * TOTAL))
    returned = PaymentReturned(
        refund_id=REFUND,
        **who,
        amount=cny(TOTAL),
        of="overpayment",
        returned_by=(share(PHONE_PAY, "sandbox", TOTAL),),
        reason=refund.reason,
    )
    overpaid().when(everything).then(
        returned,
        whole,
        entry(
            "refund",
            REFUND,
            provider=-TOTAL,
            cash=-TOTAL,
            member_credit=TOTAL,
            deferred__card=60000,
            tax=3612,
            income__retail=287,
        ),
    ).when(everything).then()


def test_what_was_paid_in_advance_can_be_returned_before_the_order_is_complete():
    begun = Scenario(DECIDER).given(placed, received(CASH, 20000, "cash"))
    returned = PaymentReturned(
        refund_id=REFUND,
        **who,
        amount=cny(5000),
        of="advance",
        returned_by=(share(CASH, "cash", 5000),),
        reason=refund.reason,
    )
    begun.when(replace(refund, amount=cny(5000))).then(returned, entry("refund", REFUND, cash=-5000, advance=5000))


def test_the_same_refund_again_changes_nothing():
    sold.given(whole).when(refund).then()


def test_a_refund_id_stands_for_one_refund():
    sold.given(half).when(refund).refuses(ReferenceReused)


def test_never_more_than_was_paid_goes_back():
    sold.when(replace(refund, amount=cny(TOTAL + 1))).refuses(
        RefundExceedsPaid, refundable={"amount": TOTAL, "currency": "CNY"}
    )
    sold.given(half).when(replace(refund, refund_id=derived_id("second"))).refuses(
        RefundExceedsPaid, refundable={"amount": TOTAL - 31950, "currency": "CNY"}
    )


def test_nothing_goes_back_of_an_unpaid_order():
    Scenario(DECIDER).given(placed).when(refund).refuses(RefundExceedsPaid)


def test_a_refund_of_nothing_is_refused():
    sold.when(replace(refund, amount=cny(0))).refuses(AmountNotPositive)


def test_a_refund_in_another_currency_is_refused():
    sold.when(replace(refund, amount=Money(TOTAL, "EUR"))).refuses(MoneyInAnotherCurrency)


def test_a_venue_refunds_its_own_orders_only():
    sold.when(replace(refund, venue_id=XUHUI)).refuses(OrderOfAnotherVenue)


def test_there_is_nothing_to_refund_without_an_order():
    Scenario(DECIDER).given().when(refund).refuses(OrderNotPlaced)


def test_an_id_stands_for_a_payment_or_a_refund_and_never_for_both():
    sold.when(replace(refund, refund_id=CASH)).refuses(ReferenceReused, reference=CASH)
    part = replace(record, payment_id=PHONE_PAY, amount=cny(300))
    paid_in_part = (received(PHONE_PAY, 300, "cash"), entry("payment", PHONE_PAY, cash=300, advance=-300))
    gone = (
        Scenario(DECIDER)
        .given(placed, *paid_in_part)
        .when(replace(refund, amount=cny(300)))
        .then(
            PaymentReturned(
                refund_id=REFUND,
                **who,
                amount=cny(300),
                of="advance",
                returned_by=(share(PHONE_PAY, "cash", 300),),
                reason="moved away",
            ),
            entry("refund", REFUND, cash=-300, advance=300),
        )
    )
    gone.when(replace(part, payment_id=REFUND)).refuses(ReferenceReused, reference=REFUND)
