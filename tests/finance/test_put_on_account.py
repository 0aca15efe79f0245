"""An order on account: to be paid by a day, and told of whenever what is left of it changes."""

from dataclasses import replace
from datetime import date

from services.finance.decider import ORDER as ORDERS
from services.finance.owing import debts_after
from shared.contracts.cards import AutoRenewalLapsed, AutoRenewalWithdrawn
from shared.contracts.finance import (
    DebtChanged,
    DropRenewalDebts,
    DueDayPast,
    NoteDebt,
    OrderAlreadyPaid,
    OrderNotPlaced,
    OrderOfAnotherVenue,
    OrderOnAccount,
    OrderPutOnAccount,
    PutOnAccount,
)
from shared.contracts.samples import sample
from tests.finance.examples import (
    ORDER,
    PUDONG,
    TODAY,
    TOTAL,
    WEI,
    XUHUI,
    cny,
    notice,
    pack_line,
    paid,
    placed,
    record,
    refund,
    request,
    requested,
)
from tests.scenario import Scenario

DUE = date(2025, 3, 15)
wish = PutOnAccount(order_id=ORDER, venue_id=PUDONG, due_day=DUE)
owed = OrderPutOnAccount(
    order_id=ORDER,
    member_id=WEI,
    venue_id=PUDONG,
    zone="Asia/Shanghai",
    due_day=DUE,
    left=cny(TOTAL),
    cause="on_account",
)
order = Scenario(ORDERS).given(placed)
on_account = order.given(owed)


def left(amount: int, asked_on: date | None = None) -> DebtChanged:
    return DebtChanged(order_id=ORDER, member_id=WEI, left=cny(amount), asked_on=asked_on)


def changes(scenario: Scenario) -> list[DebtChanged]:
    return [event for event in scenario._decide() if isinstance(event, DebtChanged)]


def test_an_order_may_be_paid_later_and_hands_nothing_over_until_then():
    order.when(wish).then(owed).when(wish).then()


def test_it_is_put_on_account_once_for_today_or_later_at_the_venue_that_sold():
    on_account.when(replace(wish, due_day=date(2025, 3, 16))).refuses(OrderOnAccount, due_day="2025-03-15")
    order.when(replace(wish, due_day=date(2025, 2, 28))).refuses(DueDayPast, earliest="2025-03-01")
    order.when(replace(wish, venue_id=XUHUI)).refuses(OrderOfAnotherVenue)
    Scenario(ORDERS).when(wish).refuses(OrderNotPlaced)
    order.given(paid).when(wish).refuses(OrderAlreadyPaid)


def test_each_payment_leaves_less_and_the_last_one_nothing():
    assert changes(on_account.when(replace(record, amount=cny(60000)))) == [left(3899)]
    assert changes(on_account.when(record)) == [left(0)]
    assert changes(order.when(record)) == []


def test_money_that_goes_back_before_the_order_is_paid_is_owed_again():
    part = replace(record, amount=cny(60000))
    events = on_account.when(part)._decide()
    back = on_account.given(*events).when(replace(refund, amount=cny(10000)))
    assert changes(back) == [left(13899)]


def test_while_the_provider_does_not_answer_it_says_since_when_it_was_asked_for_the_first_time():
    assert changes(on_account.when(request)) == [left(TOTAL, asked_on=TODAY)]
    asked = on_account.given(requested, left(TOTAL, asked_on=TODAY))
    no = asked.when(notice(1, "failed", 13))
    assert changes(no) == [left(TOTAL)]
    answered = asked.given(*no._decide())
    again = replace(request, payment_id="00000000-0000-4000-8000-0000000000e3")
    assert changes(answered.when(again)) == [], "the bank has its time once"


def test_a_members_debts_follow_the_orders():
    assert list(debts_after(owed)) == [
        NoteDebt(**{name: told for name, told in vars(owed).items() if name != "payer_id"})
    ]
    assert list(debts_after(left(5))) == [NoteDebt(member_id=WEI, order_id=ORDER, left=cny(5))]


def test_a_card_renewed_by_another_order_owes_its_unpaid_renewal_no_more():
    card_id = sample(AutoRenewalLapsed).card_id
    renewed = replace(paid, lines=(replace(pack_line, card_id=card_id, purpose="renewal"),))
    assert list(debts_after(renewed)) == [DropRenewalDebts(member_id=WEI, card_id=card_id, paid_by=ORDER)]
    fee = replace(paid, lines=(replace(pack_line, card_id=card_id, purpose="replacement"),))
    assert list(debts_after(fee)) == []


def test_a_renewal_that_is_given_up_is_owed_no_more():
    for event in (sample(AutoRenewalLapsed), sample(AutoRenewalWithdrawn)):
        drop = DropRenewalDebts(member_id=event.member_id, card_id=event.card_id, order_id=event.order_id)
        assert list(debts_after(event)) == [drop]
        assert list(debts_after(replace(event, order_id=None))) == []
