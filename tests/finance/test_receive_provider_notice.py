from dataclasses import replace

from services.finance.decider import ORDER as DECIDER
from shared.contracts.finance import (
    AmountNotPositive,
    MoneyInAnotherCurrency,
    OrderRefunded,
    OverpaymentHeld,
    PaymentFailed,
    PaymentReturned,
    PaymentUnknown,
    ProviderNoticeReceived,
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
    clock,
    cny,
    entry,
    notice,
    paid,
    paid_in_cash,
    placed,
    received,
    refund,
    requested,
    share,
)
from tests.scenario import Scenario

asked = Scenario(DECIDER).given(placed, requested).at(clock(12))
captured = notice(1, "captured", hour=10)
failed = notice(2, "failed", hour=9)
bounced = notice(3, "failed", hour=11)
sent_back = notice(4, "refunded", hour=11, amount=20000)


def kept(wish):
    return ProviderNoticeReceived(**vars(wish))


def taken(wish):
    """What a capture of the whole amount leads to."""
    cause = wish.notice_id
    return (
        kept(wish),
        received(PHONE_PAY, TOTAL, "sandbox"),
        entry("payment", cause, provider=TOTAL, advance=-TOTAL),
        paid,
        entry("sale", cause, advance=TOTAL, deferred__card=-60000, tax=-3612, income__retail=-287),
    )


def whole_refund(refund_id, **changes):
    whole = OrderRefunded(
        refund_id=refund_id,
        order_id=ORDER,
        member_id=WEI,
        venue_id=PUDONG,
        day=TODAY,
        amount=cny(TOTAL),
        refunded=cny(TOTAL),
        total=cny(TOTAL),
        lines=placed.lines,
        shares=(
            RefundShare(product_id=PACK, kind="card", amount=cny(63600), tax=cny(3600), unused=cny(60000)),
            RefundShare(product_id=WATER, kind="retail", amount=cny(299), tax=cny(12), unused=cny(0)),
        ),
        returned_by=(share(PHONE_PAY, "sandbox", TOTAL),),
    )
    return replace(whole, **changes)


def returned(refund_id, amount, of):
    return PaymentReturned(
        refund_id=refund_id,
        order_id=ORDER,
        member_id=WEI,
        venue_id=PUDONG,
        day=TODAY,
        amount=cny(amount),
        of=of,
        returned_by=(share(PHONE_PAY, "sandbox", amount),),
        reason=None,
    )


def all_back(cause):
    return entry("refund", cause, provider=-TOTAL, deferred__card=60000, tax=3612, income__retail=287)


def test_a_capture_pays_the_order():
    asked.when(captured).then(*taken(captured))


def test_money_counts_on_the_day_on_which_the_provider_took_it_and_never_in_the_future():
    tomorrow = asked.at(clock(18)).when(captured)  # 2 March in Shanghai
    tomorrow.then(*taken(captured))
    ahead = notice(1, "captured", hour=23)
    asked.when(ahead).then(*taken(ahead))


def test_the_same_notice_twice_counts_once():
    asked.given(*taken(captured)).when(captured).then()


def test_a_second_notice_of_the_same_capture_is_kept_and_changes_nothing():
    again = notice(5, "captured", hour=10)
    asked.given(*taken(captured)).when(again).then(kept(again))


def test_a_failure_moves_no_money():
    asked.when(failed).then(kept(failed), PaymentFailed(payment_id=PHONE_PAY, order_id=ORDER))


def test_a_failure_is_announced_once():
    once = asked.given(kept(failed), PaymentFailed(payment_id=PHONE_PAY, order_id=ORDER))
    once.when(bounced).then(kept(bounced))


def test_a_capture_after_a_failure_pays_the_order():
    asked.given(kept(failed)).when(captured).then(*taken(captured))


def test_a_failure_that_arrives_after_the_later_capture_changes_nothing():
    asked.given(*taken(captured)).when(failed).then(kept(failed))


def test_a_failure_later_than_the_capture_takes_the_money_back():
    asked.given(*taken(captured)).when(bounced).then(
        kept(bounced), whole_refund(bounced.notice_id), all_back(bounced.notice_id)
    )


def test_a_capture_that_arrives_after_its_own_reversal_moves_no_money():
    asked.given(kept(bounced)).when(captured).then(kept(captured))


def test_a_capture_after_a_reversal_is_owed_to_the_member():
    gone = (kept(bounced), whole_refund(bounced.notice_id), all_back(bounced.notice_id))
    retried = notice(6, "captured", hour=12)
    asked.given(*taken(captured), *gone).when(retried).then(
        kept(retried),
        received(PHONE_PAY, TOTAL, "sandbox"),
        OverpaymentHeld(payment_id=PHONE_PAY, order_id=ORDER, member_id=WEI, amount=cny(TOTAL)),
        entry("overpayment", retried.notice_id, provider=TOTAL, member_credit=-TOTAL),
    )


def test_a_capture_after_cash_paid_the_order_is_owed_to_the_member():
    asked.given(*paid_in_cash).when(captured).then(
        kept(captured),
        received(PHONE_PAY, TOTAL, "sandbox"),
        OverpaymentHeld(payment_id=PHONE_PAY, order_id=ORDER, member_id=WEI, amount=cny(TOTAL)),
        entry("overpayment", captured.notice_id, provider=TOTAL, member_credit=-TOTAL),
    )


def test_of_a_capture_that_is_partly_due_only_the_rest_is_owed():
    first = (received(CASH, 20000, "cash"), entry("payment", CASH, cash=20000, advance=-20000))
    cause = captured.notice_id
    asked.given(*first).when(captured).then(
        kept(captured),
        received(PHONE_PAY, TOTAL, "sandbox"),
        entry("payment", cause, provider=TOTAL - 20000, advance=20000 - TOTAL),
        OverpaymentHeld(payment_id=PHONE_PAY, order_id=ORDER, member_id=WEI, amount=cny(20000)),
        entry("overpayment", cause, provider=20000, member_credit=-20000),
        paid,
        entry("sale", cause, advance=TOTAL, deferred__card=-60000, tax=-3612, income__retail=-287),
    )


def test_what_the_provider_returned_by_itself_is_a_refund():
    asked.given(*taken(captured)).when(notice(4, "refunded", hour=11)).then(
        kept(notice(4, "refunded", hour=11)),
        whole_refund(sent_back.notice_id),
        all_back(sent_back.notice_id),
    )


def test_the_confirmation_of_a_refund_that_we_asked_for_changes_nothing():
    ours = whole_refund(REFUND, reason=refund.reason)
    confirmed = notice(4, "refunded", hour=11)
    asked.given(*taken(captured), ours, all_back(REFUND)).when(confirmed).then(kept(confirmed))


def test_a_provider_cannot_return_more_than_it_took():
    more = notice(4, "refunded", hour=11, amount=TOTAL + 1)
    asked.given(*taken(captured)).when(more).then(kept(more), whole_refund(more.notice_id), all_back(more.notice_id))


def test_a_refund_that_arrives_before_its_capture_waits_for_it():
    asked.when(sent_back).then(kept(sent_back))
    everything = (
        asked.given(kept(sent_back))
        .when(captured)
        .then(
            *taken(captured),
            replace(
                whole_refund(captured.notice_id),
                amount=cny(20000),
                refunded=cny(20000),
                shares=(
                    RefundShare(product_id=PACK, kind="card", amount=cny(19906), tax=cny(1127), unused=cny(18779)),
                    RefundShare(product_id=WATER, kind="retail", amount=cny(94), tax=cny(4), unused=cny(0)),
                ),
                returned_by=(share(PHONE_PAY, "sandbox", 20000),),
            ),
            entry("refund", captured.notice_id, provider=-20000, deferred__card=18779, tax=1131, income__retail=90),
        )
    )
    everything.when(sent_back).then()


def test_an_overpayment_that_the_provider_returns_leaves_the_order_paid():
    held = (
        kept(captured),
        received(PHONE_PAY, TOTAL, "sandbox"),
        OverpaymentHeld(payment_id=PHONE_PAY, order_id=ORDER, member_id=WEI, amount=cny(TOTAL)),
    )
    asked.given(*paid_in_cash, *held).when(sent_back).then(
        kept(sent_back),
        returned(sent_back.notice_id, 20000, "overpayment"),
        entry("refund", sent_back.notice_id, provider=-20000, member_credit=20000),
    )


def test_part_of_an_order_that_the_provider_takes_back_leaves_it_unpaid():
    small = notice(1, "captured", hour=10, amount=500)
    back = notice(3, "failed", hour=11, amount=500)
    so_far = (kept(small), received(PHONE_PAY, 500, "sandbox"))
    asked.given(*so_far).when(back).then(
        kept(back),
        returned(back.notice_id, 500, "advance"),
        entry("refund", back.notice_id, provider=-500, advance=500),
    )


def test_a_notice_about_an_unknown_payment_is_refused():
    asked.when(replace(captured, payment_id=derived_id("nobody's"))).refuses(PaymentUnknown)
    Scenario(DECIDER).given().when(captured).refuses(PaymentUnknown)


def test_a_provider_has_no_say_about_cash():
    asked.given(*paid_in_cash).when(replace(captured, payment_id=CASH)).refuses(PaymentUnknown)


def test_a_notice_in_another_currency_is_refused():
    asked.when(replace(captured, amount=Money(TOTAL, "EUR"))).refuses(MoneyInAnotherCurrency)


def test_a_capture_of_nothing_is_refused():
    asked.when(replace(captured, amount=cny(0))).refuses(AmountNotPositive)


def test_a_failure_may_name_no_amount():
    nothing = replace(failed, amount=cny(0))
    asked.when(nothing).then(kept(nothing), PaymentFailed(payment_id=PHONE_PAY, order_id=ORDER))
