"""What the clock finds at a card's end; automatic renewal: charged once a period, tried again by cause, given up."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from services.cards.sale.auto_renewal import AUTO_RENEWAL
from services.cards.sale.watch import WATCH
from services.cards.timers import timers
from services.finance.decider import ORDER as ORDERS
from services.finance.reactions import charge_of
from shared.contracts.cards import (
    AgreeAutoRenewal,
    AutoRenewalAgreed,
    AutoRenewalLapsed,
    AutoRenewalNotOffered,
    AutoRenewalWithdrawn,
    CardCancelled,
    CardCancelledAfterRefund,
    CardEnded,
    CardExpiring,
    CardNotIssued,
    CardOfAnotherMember,
    CardWatched,
    FailRenewal,
    LimitOutOfRange,
    RenewalDue,
    RenewalFailed,
    WatchCard,
    WithdrawAutoRenewal,
)
from shared.contracts.finance import (
    CardNoted,
    CardNotKnown,
    OrderPlaced,
    PaymentRequested,
    PricePublished,
    RenewalNotCharged,
    TillNotOpen,
    TillOpened,
)
from shared.ids import derived_id
from shared.log import Meta, Recorded
from shared.timers import SetTimer
from tests.cards.examples import (
    ADA,
    CARD,
    MONTH,
    ORDER,
    PRODUCT,
    PUDONG,
    WEI,
    january,
    month_card,
    value_card,
    yuan,
)
from tests.cards.test_grant_lot import granted as renewed_lot
from tests.scenario import Scenario

PERIOD = date(2025, 2, 1)
END = datetime(2025, 1, 31, 16, tzinfo=UTC)  # 1 February, 00:00 in Shanghai
WARN = END - timedelta(days=7)
DAY_BEFORE = END - timedelta(hours=24)
look = WatchCard(card_id=CARD)
card = Scenario(WATCH).given(month_card)
warned = CardExpiring(card_id=CARD, member_id=WEI, product_id=PRODUCT, valid_until=PERIOD, days_left=7)
ended = CardEnded(card_id=CARD, member_id=WEI, product_id=PRODUCT, valid_until=PERIOD)


def sleeps(until: datetime) -> CardWatched:
    return CardWatched(card_id=CARD, wake_at=until)


def test_a_card_whose_end_is_far_sleeps_until_its_member_is_to_be_reminded():
    card.at(january(8)).when(look).then(sleeps(WARN))


def test_its_member_is_reminded_some_days_before_the_end_and_once():
    reminded = card.at(WARN).when(look).then(warned, sleeps(END))
    reminded.at(WARN + timedelta(days=1)).when(look).then(sleeps(END))


def test_when_its_days_are_over_it_says_so_once():
    over = card.given(warned).at(END).when(look).then(ended)
    over.at(END + timedelta(days=1)).when(look).then()


def test_a_renewal_makes_a_new_end_of_which_is_reminded_again():
    renewed = card.given(warned, renewed_lot(PERIOD, date(2025, 3, 1)))
    march = datetime(2025, 2, 28, 16, tzinfo=UTC)
    renewed.at(END).when(look).then(sleeps(march - timedelta(days=7)))
    again = replace(warned, valid_until=date(2025, 3, 1))
    renewed.at(march - timedelta(days=7)).when(look).then(again, sleeps(march))


def test_a_card_without_end_or_that_was_refunded_is_not_looked_at():
    Scenario(WATCH).given(value_card).when(look).then()
    card.given(CardCancelledAfterRefund(card_id=CARD, member_id=WEI, order_id=ORDER)).at(END).when(look).then()
    Scenario(WATCH).when(look).then()


def test_the_clock_wakes_a_card_when_it_was_told_to():
    at = january(8)
    recorded = Recorded(1, f"card-{CARD}", 1, "e", "CardIssued", 1, b"{}", at, at, Meta("a", (), "c"))
    assert timers(month_card, recorded) == [SetTimer(f"watch {CARD}", WARN, look)]
    assert timers(sleeps(END), recorded) == [SetTimer(f"watch {CARD}", END, look)]
    assert timers(renewed_lot(PERIOD, date(2025, 3, 1)), recorded) == [SetTimer(f"watch {CARD}", at, look)]


# --- automatic renewal ---

RENEWABLE = replace(MONTH, auto_renew_most=yuan(50_000))
renewable = replace(month_card, terms=RENEWABLE)
agree = AgreeAutoRenewal(card_id=CARD, member_id=WEI, most=yuan(30_000))
agreed = AutoRenewalAgreed(**vars(agree))
withdraw = WithdrawAutoRenewal(card_id=CARD, member_id=WEI)
withdrawn = AutoRenewalWithdrawn(card_id=CARD, member_id=WEI)
consent = Scenario(AUTO_RENEWAL).at(january(8)).given(renewable)
ORDER_OF_PERIOD = derived_id("automatic renewal", CARD, PERIOD)


def due(attempt: int = 1) -> RenewalDue:
    return RenewalDue(
        card_id=CARD,
        member_id=WEI,
        product_id=PRODUCT,
        venue_id=PUDONG,
        period=PERIOD,
        attempt=attempt,
        order_id=ORDER_OF_PERIOD,
        payment_id=derived_id(ORDER_OF_PERIOD, attempt),
        most=yuan(30_000),
        base=PERIOD,
        off=(),
    )


def failed(attempt: int, cause: str, next_at: datetime | None) -> RenewalFailed:
    return RenewalFailed(
        card_id=CARD,
        member_id=WEI,
        period=PERIOD,
        attempt=attempt,
        payment_id=derived_id(ORDER_OF_PERIOD, attempt),
        cause=cause,
        next_at=next_at,
    )


lapsed = AutoRenewalLapsed(card_id=CARD, member_id=WEI, period=PERIOD, order_id=ORDER_OF_PERIOD)


def fail(attempt: int, cause: str) -> FailRenewal:
    return FailRenewal(
        card_id=CARD, order_id=ORDER_OF_PERIOD, payment_id=derived_id(ORDER_OF_PERIOD, attempt), cause=cause
    )


def test_a_member_consents_up_to_a_limit_and_withdraws():
    done = consent.when(agree).then(agreed)
    done.when(agree).then()
    done.when(replace(agree, most=yuan(20_000))).then(replace(agreed, most=yuan(20_000)))
    gone = done.when(withdraw).then(withdrawn)
    gone.when(withdraw).then()


def test_what_cannot_be_agreed_is_refused():
    consent.when(replace(agree, most=yuan(50_001))).refuses(LimitOutOfRange)
    consent.when(replace(agree, most=yuan(0))).refuses(LimitOutOfRange)
    consent.when(replace(agree, member_id=ADA)).refuses(CardOfAnotherMember)
    consent.when(replace(withdraw, member_id=ADA)).refuses(CardOfAnotherMember)
    Scenario(AUTO_RENEWAL).given(month_card).when(agree).refuses(AutoRenewalNotOffered)
    Scenario(AUTO_RENEWAL).when(agree).refuses(CardNotIssued)
    over = CardCancelledAfterRefund(card_id=CARD, member_id=WEI, order_id=ORDER)
    consent.given(over).when(agree).refuses(CardCancelled)


agreeing = Scenario(WATCH).given(renewable, agreed, warned)


def test_a_renewal_is_charged_24_hours_before_the_end_and_once_a_period():
    agreeing.at(DAY_BEFORE - timedelta(minutes=1)).when(look).then(sleeps(DAY_BEFORE))
    charged = agreeing.at(DAY_BEFORE).when(look).then(due(), sleeps(END))
    charged.at(DAY_BEFORE + timedelta(hours=1)).when(look).then(sleeps(END))
    charged.at(END).when(look).then(ended)


def test_a_paid_renewal_makes_the_next_period_due_before_the_next_end():
    march = datetime(2025, 2, 28, 16, tzinfo=UTC)
    paid = agreeing.given(due(), renewed_lot(PERIOD, date(2025, 3, 1), terms=RENEWABLE))
    second = replace(warned, valid_until=date(2025, 3, 1))
    events = paid.given(second).at(march - timedelta(hours=24)).when(look)._decide()
    assert isinstance(events[0], RenewalDue)
    assert (events[0].period, events[0].attempt) == (date(2025, 3, 1), 1)
    assert events[0].order_id != ORDER_OF_PERIOD


@pytest.mark.parametrize("cause", ["must_act", "declined"])
def test_a_word_about_an_attempt_says_nothing_once_the_period_is_paid_otherwise(cause):
    by_hand = renewed_lot(PERIOD, date(2025, 3, 1), terms=RENEWABLE)
    Scenario(AUTO_RENEWAL).given(renewable, agreed, warned, due(), by_hand).at(DAY_BEFORE).when(fail(1, cause)).then()


def test_without_consent_nothing_is_charged():
    agreeing.given(withdrawn).at(DAY_BEFORE).when(look).then(sleeps(END))


@pytest.mark.parametrize(("cause", "wait"), [("declined", timedelta(days=8)), ("gateway", timedelta(seconds=300))])
def test_a_failed_attempt_is_tried_again_by_its_cause_and_then_given_up(cause, wait):
    past = (renewable, agreed, warned, due())
    at = DAY_BEFORE
    for attempt in (1, 2, 3):
        no = failed(attempt, cause, at + wait)
        Scenario(AUTO_RENEWAL).given(*past).at(at).when(fail(attempt, cause)).then(no)
        at, past = at + wait, (*past, no)
        events = Scenario(WATCH).given(*past).at(at).when(look)._decide()
        (again,) = [event for event in events if isinstance(event, RenewalDue)]
        assert again == due(attempt + 1)
        past = (*past, *events)
    last = Scenario(AUTO_RENEWAL).given(*past).at(at).when(fail(4, cause))
    done = last.then(failed(4, cause, None), lapsed)
    assert not [e for e in Scenario(WATCH).given(*done.past).at(at + wait).when(look)._decide() if e == due(5)]


@pytest.mark.parametrize("cause", ["must_act", "over_limit", "no_price"])
def test_where_trying_again_would_change_nothing_it_lapses_at_once(cause):
    Scenario(AUTO_RENEWAL).given(renewable, agreed, due()).at(DAY_BEFORE).when(fail(1, cause)).then(
        failed(1, cause, None), lapsed
    )


def test_a_lapsed_period_that_is_agreed_to_again_is_asked_for_with_a_payment_that_finance_has_not_answered():
    past = (renewable, agreed, warned, due(), failed(1, "over_limit", None), lapsed)
    more = replace(agreed, most=yuan(40_000))
    again = replace(due(), most=yuan(40_000), payment_id=derived_id(ORDER_OF_PERIOD, 2))
    (asked, *_) = Scenario(WATCH).given(*past, more).at(DAY_BEFORE).when(look)._decide()
    assert asked == again


def test_who_takes_a_consent_back_and_gives_it_again_is_not_charged_a_second_time_meanwhile():
    gone = replace(withdrawn, order_id=ORDER_OF_PERIOD)
    (asked, *_) = (
        Scenario(WATCH).given(renewable, agreed, warned, due(), gone, agreed).at(DAY_BEFORE).when(look)._decide()
    )
    assert asked == due(), "the payment that is on its way"


def test_a_charge_that_fails_after_its_consent_was_withdrawn_is_asked_for_anew_when_agreed_again():
    """It stood for the one on its way for ever: finance had answered it, and nothing was asked for any more."""
    gone = replace(withdrawn, order_id=ORDER_OF_PERIOD)
    late = Scenario(AUTO_RENEWAL).at(DAY_BEFORE).given(renewable, agreed, warned, due(), gone)
    no = late.when(fail(1, "declined")).then(failed(1, "declined", None))
    no.when(fail(1, "declined")).then()
    (asked, *_) = Scenario(WATCH).given(*no.past, agreed).at(DAY_BEFORE).when(look)._decide()
    assert asked == replace(due(), payment_id=derived_id(ORDER_OF_PERIOD, 2))
    charged = Scenario(AUTO_RENEWAL).given(*no.past, agreed, asked).at(DAY_BEFORE)
    again = fail(2, "declined")
    (second,) = charged.when(again)._decide()
    assert (second.attempt, second.next_at) == (1, DAY_BEFORE + timedelta(days=8))


def test_a_charge_that_fails_after_it_was_agreed_anew_and_before_the_card_was_looked_at_is_asked_for_anew():
    gone = replace(withdrawn, order_id=ORDER_OF_PERIOD)
    past = (renewable, agreed, warned, due(), gone, agreed)
    no = Scenario(AUTO_RENEWAL).at(DAY_BEFORE).given(*past).when(fail(1, "gateway")).then(failed(1, "gateway", None))
    (asked, *_) = Scenario(WATCH).given(*no.past).at(DAY_BEFORE).when(look)._decide()
    assert asked.payment_id == derived_id(ORDER_OF_PERIOD, 2)


def test_a_late_word_about_an_earlier_attempt_changes_nothing():
    past = (renewable, agreed, due(), failed(1, "declined", END), due(2))
    Scenario(AUTO_RENEWAL).given(*past).at(END).when(fail(1, "declined")).then()
    Scenario(AUTO_RENEWAL).given(renewable).when(fail(1, "declined")).then()
    Scenario(AUTO_RENEWAL).given(*past[:4]).at(END).when(fail(1, "declined")).then()


def test_a_renewal_withdrawn_while_its_period_is_unpaid_names_the_order_that_is_not_wanted():
    wish = WithdrawAutoRenewal(card_id=CARD, member_id=WEI)
    unpaid = Scenario(AUTO_RENEWAL).given(renewable, agreed, due())
    unpaid.when(wish).then(replace(withdrawn, order_id=ORDER_OF_PERIOD))
    unpaid.given(renewed_lot(PERIOD, date(2025, 3, 1))).when(wish).then(withdrawn)


# --- finance charges ---

charge = charge_of(due())
till = TillOpened(venue_id=PUDONG, zone="Asia/Shanghai", currency="CNY")
price = PricePublished(
    product_id=PRODUCT,
    title="Month",
    kind="card",
    price=yuan(30_000),
    tax_basis_points=0,
    prepaid=True,
    valid_from=date(2025, 1, 1),
    for_venue=None,
)
noted = CardNoted(card_id=CARD, member_id=WEI, product_id=PRODUCT, valid_until=PERIOD, over=False)
office = Scenario(ORDERS).at(DAY_BEFORE).given(till, price, noted)
asked = PaymentRequested(payment_id=charge.payment_id, order_id=ORDER_OF_PERIOD, amount=yuan(30_000))


def test_the_period_has_one_order_and_each_attempt_one_payment():
    placed, requested, owed = office.when(charge)._decide()
    assert isinstance(placed, OrderPlaced) and requested == asked
    assert (placed.order_id, placed.lines[0].card_id, placed.lines[0].purpose) == (ORDER_OF_PERIOD, CARD, "renewal")
    assert (owed.due_day, owed.left, owed.cause, owed.card_id) == (PERIOD, yuan(30_000), "renewal", CARD)
    assert owed.asked_on == date(2025, 1, 31), "the bank has time to answer"
    once = office.given(placed, requested, owed)
    once.when(charge).then()
    second = charge_of(due(2))
    once.when(second).then(replace(asked, payment_id=second.payment_id))


def test_nothing_is_asked_for_above_the_agreed_limit_or_without_a_price():
    def no(cause: str) -> RenewalNotCharged:
        return RenewalNotCharged(order_id=ORDER_OF_PERIOD, payment_id=charge.payment_id, card_id=CARD, cause=cause)

    dearer = office.given(replace(price, price=yuan(30_001)))
    dearer.when(charge).then(no("over_limit"))
    Scenario(ORDERS).at(DAY_BEFORE).given(till, noted).when(charge).then(no("no_price"))


def test_a_charge_before_the_news_of_card_and_venue_waits_for_it():
    Scenario(ORDERS).given(price, noted).when(charge).refuses(TillNotOpen)
    Scenario(ORDERS).given(till, price).when(charge).refuses(CardNotKnown)
