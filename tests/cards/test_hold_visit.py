from dataclasses import replace
from datetime import date

import pytest

from services.cards.lots.holds import HOLDS
from shared.contracts import Event, Reason, Refusal
from shared.contracts.cards import (
    BalanceTooLow,
    CardCancelled,
    CardCancelledAfterRefund,
    CardExpired,
    CardFrozen,
    CardFrozenNow,
    CardLost,
    CardNotIssued,
    CardOfAnotherMember,
    CardReportedLost,
    HoldReleased,
    NoVisitsLeft,
    VenueNotCovered,
    VisitNotHeld,
)
from tests.cards.examples import (
    ADA,
    BOOKING,
    CARD,
    EVENING,
    LONDON,
    NOON,
    ORDER,
    PUDONG,
    WEI,
    days,
    exited,
    granted,
    held,
    held_by_value,
    held_on_term,
    hold,
    january,
    month_card,
    one_visit,
    value_card,
    visit_card,
    yuan,
)
from tests.scenario import Scenario

card = Scenario(HOLDS).at(january(2))
last_visit = replace(visit_card, terms=replace(visit_card.terms, visits=1))
evening = replace(hold, hold_id=EVENING)


def not_held(no: Refusal, wish=hold) -> VisitNotHeld:
    return VisitNotHeld(**vars(wish), reason=Reason.of(no))


def test_a_visit_is_set_aside_and_no_longer_left():
    card.given(visit_card).when(hold).then(held)


def test_a_term_covers_the_booking():
    card.given(month_card).when(hold).then(held_on_term)


def test_a_stored_value_sets_the_price_of_a_visit_aside():
    card.given(value_card).when(hold).then(held_by_value)


def test_a_booking_is_answered_once():
    card.given(visit_card, held).when(hold).then()
    card.given(last_visit, not_held(NoVisitsLeft(card_id=CARD))).when(hold).then()
    released = HoldReleased(hold_id=BOOKING, card_id=CARD, member_id=WEI)
    card.given(visit_card, held, released).when(hold).then()


def test_the_last_visit_pays_for_one_booking():
    card.given(last_visit, held).when(evening).then(not_held(NoVisitsLeft(card_id=CARD), evening))


def test_a_balance_set_aside_cannot_be_set_aside_again():
    once = replace(value_card, terms=replace(value_card.terms, value=yuan(15_000)))
    no = BalanceTooLow(balance=yuan(5_000), needed=yuan(10_000))
    card.given(once, held_by_value).when(evening).then(not_held(no, evening))


def test_the_visit_of_the_morning_pays_for_the_first_class_of_the_day():
    card.given(last_visit, one_visit, exited).when(hold).then(replace(held, visits_left=0, lots=()))


def test_a_second_class_of_the_day_needs_a_second_visit():
    card.given(last_visit, one_visit, exited, held).when(evening).then(not_held(NoVisitsLeft(card_id=CARD), evening))


@pytest.mark.parametrize(
    ("past", "reason"),
    [
        ([], CardNotIssued(card_id=CARD)),
        ([replace(month_card, member_id=ADA)], CardOfAnotherMember(card_id=CARD)),
        (
            [month_card, CardCancelledAfterRefund(card_id=CARD, member_id=WEI, order_id=ORDER)],
            CardCancelled(card_id=CARD),
        ),
        ([month_card, CardReportedLost(card_id=CARD, member_id=WEI, at=january(1))], CardLost(card_id=CARD)),
        (
            [month_card, CardFrozen(card_id=CARD, member_id=WEI, rest=days(7, 17), valid_until=date(2025, 2, 11))],
            CardFrozenNow(first_day=date(2025, 1, 7), until=date(2025, 1, 17)),
        ),
        ([replace(month_card, valid=days(1, 8))], CardExpired(valid_until=date(2025, 1, 8))),
        ([replace(month_card, terms=replace(month_card.terms, venues=(LONDON,)))], VenueNotCovered(venue_id=PUDONG)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_card_that_cannot_pay_on_the_day_of_the_session_says_why(past: list[Event], reason: Refusal):
    card.given(*past).when(hold).then(not_held(reason))


def test_a_member_who_is_inside_may_book_the_next_class():
    card.at(NOON).given(month_card, granted).when(hold).then(replace(held_on_term, lots=()))
