"""An order on the account of who agreed to pay for the member: they pay, owe and are refunded, and nobody else is."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.finance.debts import DEBTS
from services.finance.decider import ORDER as DECIDER
from services.finance.payer import PAYER
from services.finance.reactions import react
from shared.authority import allow
from shared.contracts import MEMBER, Actor
from shared.contracts.finance import (
    BuyerNoted,
    ChargeFreezeFee,
    ChargeRenewal,
    DebtNoted,
    DebtWrittenOff,
    DropRenewalDebts,
    NotAgreedToPay,
    NotePayer,
    OrderAlreadyPlaced,
    OrderNotPlaced,
    OrderPaid,
    OrderPlaced,
    OrderPutOnAccount,
    OrderRefunded,
    OverpaymentHeld,
    PayerNoted,
    PaymentReceived,
    PaymentRequested,
    PaymentReturned,
    PutOnAccount,
    RenewalNotCharged,
)
from shared.contracts.members import PayerAgreed, PayerEnded
from shared.contracts.samples import sample
from tests.finance.examples import (
    ADA,
    ORDER,
    PHONE_PAY,
    PUDONG,
    TODAY,
    TOTAL,
    WEI,
    cny,
    notice,
    pack_priced,
    place,
    placed,
    record,
    refund,
    request,
    requested,
    till_opened,
    water_priced,
)
from tests.finance.test_order_for_a_card import CARD, MONTH, counter
from tests.scenario import Scenario

LI = "00000000-0000-4000-8000-0000000000a3"
AGAIN = "00000000-0000-4000-8000-0000000000e4"
agreed = PayerNoted(member_id=WEI, payer_id=ADA, pays=True)
ended = replace(agreed, pays=False)
shop = Scenario(DECIDER).given(till_opened, pack_priced, water_priced)
on_adas = replace(place, payer_id=ADA)
hers = replace(placed, payer_id=ADA)
ordered = shop.given(agreed, hers)
later = PutOnAccount(order_id=ORDER, venue_id=PUDONG, due_day=TODAY)
charge = ChargeRenewal(
    order_id=ORDER,
    payment_id=PHONE_PAY,
    card_id=CARD,
    member_id=WEI,
    product_id=MONTH,
    venue_id=PUDONG,
    most=cny(30_000),
    period=TODAY,
)
fee = ChargeFreezeFee(
    order_id=ORDER, card_id=CARD, member_id=WEI, product_id=MONTH, venue_id=PUDONG, fee=cny(1_000), day=TODAY
)


def test_an_order_is_placed_on_the_account_of_who_agreed_to_pay():
    shop.given(agreed).when(on_adas).then(hers)
    shop.given(agreed).when(place).then(placed)


@pytest.mark.parametrize(
    "news",
    [
        (),
        (ended,),
        (agreed, ended),
        (replace(agreed, payer_id=LI),),
        (agreed, BuyerNoted(member_id=ADA, heard="erased")),
        (agreed, BuyerNoted(member_id=ADA, heard="merged", other_id=LI)),
    ],
)
def test_nobody_is_charged_without_having_agreed_or_after_that_ended(news):
    shop.given(*news).when(on_adas).refuses(NotAgreedToPay, payer_id=ADA, member_id=WEI)
    shop.given(*news).when(replace(on_adas, payer_id=WEI)).refuses(NotAgreedToPay)
    (order, *_) = counter.given(*news).when(charge)._decide()
    assert order.payer_id in (None, LI)


def test_who_agreed_to_pay_buys_for_the_member_from_their_own_log_in():
    ada = Actor(id=ADA, roles=(MEMBER,), member_id=ADA)
    buys = replace(place, member_id=ADA, for_id=WEI)
    allow(ada, buys)
    shop.given(agreed).by(ada).when(buys).then(hers).when(replace(buys, payer_id=LI)).then()
    shop.given(agreed, hers).when(on_adas).then()
    shop.by(ada).when(buys).refuses(NotAgreedToPay, payer_id=ADA, member_id=WEI)
    shop.given(replace(agreed, payer_id=LI)).by(ada).when(replace(buys, payer_id=LI)).refuses(
        NotAgreedToPay, payer_id=ADA
    )
    own = replace(buys, for_id=ADA)
    shop.given(agreed).by(ada).when(own).refuses(NotAgreedToPay, payer_id=ADA, member_id=ADA)


def test_an_agreement_that_came_before_the_end_of_the_former_one_holds():
    """Two families tell of it, and one of them may be slow."""
    former = replace(agreed, payer_id=LI)
    shop.given(former, agreed, replace(former, pays=False)).when(on_adas).then(hers)


def test_an_order_once_placed_stays_the_payers():
    ordered.given(ended).when(on_adas).then()
    ordered.when(place).refuses(OrderAlreadyPlaced)


def test_the_payer_pays_it_and_so_may_the_member_but_nobody_else():
    for who in (ADA, WEI):
        ordered.when(replace(request, member_id=who)).then(requested)
    ordered.when(replace(request, member_id=LI)).refuses(OrderNotPlaced)
    merged = BuyerNoted(member_id=LI, heard="took_in", other_id=ADA)
    ordered.given(merged).when(replace(request, member_id=LI)).then(requested)


def test_money_in_and_money_back_are_the_payers():
    events = ordered.given(requested).when(record)._decide()
    paid = ordered.given(requested, *events)
    events += paid.when(notice(1, "captured", 11))._decide()
    paid = ordered.given(requested, *events)
    events += paid.when(replace(refund, amount=cny(2 * TOTAL)))._decide()
    told = (PaymentReceived, OrderPaid, OverpaymentHeld, PaymentReturned, OrderRefunded)
    moved = [event for event in events if isinstance(event, told)]
    assert {type(event) for event in moved} == {*told}
    assert {(event.member_id, event.payer_id) for event in moved} == {(WEI, ADA)}


def test_what_is_put_on_account_is_the_payers_debt_as_long_as_they_agree():
    (owed,) = ordered.when(later)._decide()
    assert isinstance(owed, OrderPutOnAccount)
    assert (owed.member_id, owed.payer_id) == (WEI, ADA)
    (left,) = (e for e in ordered.given(owed).when(record)._decide() if hasattr(e, "asked_on"))
    assert (left.member_id, left.payer_id, left.left) == (WEI, ADA, cny(0))
    ordered.given(ended).when(later).refuses(NotAgreedToPay)
    ordered.given(owed, ended).when(later).then()


def test_an_automatic_renewal_and_a_freeze_fee_go_to_the_payer():
    order, asked, owed = counter.given(agreed).when(charge)._decide()
    assert (order.member_id, order.payer_id) == (WEI, ADA)
    assert isinstance(asked, PaymentRequested) and (owed.payer_id, owed.cause) == (ADA, "renewal")
    order, owed = counter.given(agreed).when(fee)._decide()
    assert (order.payer_id, owed.payer_id, owed.cause) == (ADA, ADA, "freeze_fee")


def test_a_payer_whose_agreement_ended_is_not_asked_again_for_a_renewal():
    events = counter.given(agreed).when(charge)._decide()
    again = replace(charge, payment_id=AGAIN)
    tried = counter.given(agreed, *events)
    assert [type(event) for event in tried.when(again)._decide()] == [PaymentRequested]
    no = RenewalNotCharged(order_id=ORDER, payment_id=AGAIN, card_id=CARD, cause="payer_ended")
    tried.given(ended).when(again).then(no)


def test_a_renewal_that_did_not_come_about_is_not_owed_by_the_payer_either():
    drop = DropRenewalDebts(member_id=WEI, card_id=CARD, order_id=ORDER)
    off = DebtWrittenOff(member_id=ADA, order_id=ORDER, left=cny(25_500), why="not_renewed")
    debt = DebtNoted(
        member_id=ADA,
        for_id=WEI,
        order_id=ORDER,
        venue_id=PUDONG,
        zone="Asia/Shanghai",
        left=cny(25_500),
        due_day=TODAY,
        cause="renewal",
        card_id=CARD,
    )
    known = Scenario(DEBTS).given(agreed, ended, hers)
    known.given(debt).when(drop).then(off).when(drop).then()
    known.given(debt).when(replace(drop, order_id=None)).then(off)
    known.when(drop).then(replace(off, left=None))


def test_what_members_says_of_agreements_is_noted_once():
    for event, pays in ((sample(PayerAgreed), True), (sample(PayerEnded), False)):
        (note,) = react(event, None)
        assert note == NotePayer(member_id=event.member_id, payer_id=event.payer_id, pays=pays)
        Scenario(PAYER).when(note).then(PayerNoted(**vars(note))).when(note).then()


news = st.sampled_from(
    [
        *(PayerNoted(member_id=WEI, payer_id=who, pays=pays) for who in (ADA, LI) for pays in (True, False)),
        *(BuyerNoted(member_id=who, heard="merged", other_id=WEI) for who in (ADA, LI)),
        *(BuyerNoted(member_id=who, heard="apart", other_id=WEI) for who in (ADA, LI)),
    ]
)


@pytest.mark.thorough
@given(st.lists(news, max_size=8))
def test_whatever_was_heard_a_new_charge_is_only_for_who_agrees_then(heard):
    pays = dict.fromkeys((ADA, LI), False)
    merged = dict.fromkeys((ADA, LI), False)
    for event in heard:
        if isinstance(event, PayerNoted):
            pays[event.payer_id] = event.pays
        else:
            merged[event.member_id] = event.heard == "merged"
    may = {who for who in pays if pays[who] and not merged[who]}
    order, *_ = counter.given(*heard).when(charge)._decide()
    assert isinstance(order, OrderPlaced)
    assert order.payer_id in may or (order.payer_id is None and (not may or len([*filter(pays.get, pays)]) > 1))
    for who in (ADA, LI):
        wish = shop.given(*heard).when(replace(place, payer_id=who))
        if order.payer_id == who:
            assert wish._decide()
        else:
            wish.refuses(NotAgreedToPay)
