from dataclasses import replace

from services.cards.lots.holds import HOLDS
from shared.contracts.cards import CardCancelledAfterRefund, HoldReleased, SettleHold
from tests.cards.examples import (
    BOOKING,
    CARD,
    EVENING,
    NOON,
    ORDER,
    WEI,
    exited,
    granted,
    held,
    held_by_value,
    held_on_term,
    month_card,
    of_lot,
    one_visit,
    value_card,
    visit_card,
    yuan,
)
from tests.cards.test_release_hold import came_on_hold, evening, settled
from tests.scenario import Scenario

card = Scenario(HOLDS).at(NOON)
settle = SettleHold(hold_id=BOOKING, card_id=CARD)


def test_a_class_attended_missed_or_cancelled_too_late_uses_the_visit():
    card.given(visit_card, held).when(settle).then(settled)


def test_a_visit_is_used_once():
    card.given(visit_card, held, settled).when(settle).then()


def test_what_was_given_back_is_not_used():
    released = HoldReleased(hold_id=BOOKING, card_id=CARD, member_id=WEI)
    card.given(visit_card, held, released).when(settle).then()


def test_what_was_never_held_is_not_used():
    card.given(visit_card).when(settle).then()


def test_the_entry_on_the_booking_and_the_class_are_one_visit():
    card.given(visit_card, held, came_on_hold).when(settle).then(settled)


def test_a_visit_deducted_at_the_gate_that_day_is_the_first_class_of_the_day():
    free = replace(settled, visits_used=0, lot_value=yuan(0), lots=())
    card.given(visit_card, one_visit, exited, held).when(settle).then(free)


def test_the_second_class_of_the_day_is_a_second_visit():
    first = replace(settled, visits_used=0, lot_value=yuan(0), visits_left=8, lots=())
    second = replace(settled, hold_id=EVENING, visits_left=8, lots=of_lot(1, 1_000, left=8))
    past = card.given(visit_card, one_visit, exited, held, evening)
    past.given(first).when(replace(settle, hold_id=EVENING)).then(second)


def test_a_term_is_not_used_up_by_a_class():
    card.given(month_card, held_on_term, replace(granted, hold_id=BOOKING, lots=())).when(settle).then(
        replace(settled, visits_used=0, visits_left=None, lot_value=yuan(0), lots=of_lot())
    )


def test_a_stored_value_pays_the_class_of_which_the_bonus_is_not_earned():
    paid = replace(
        settled,
        visits_used=0,
        visits_left=None,
        value_used=yuan(10_000),
        lot_value=yuan(7_500),
        balance=yuan(390_000),
        lots=of_lot(paid=7_500, value=10_000, left=390_000),
    )
    card.given(value_card, held_by_value).when(settle).then(paid)


def test_a_refunded_card_has_no_price_left_to_earn():
    refunded = CardCancelledAfterRefund(card_id=CARD, member_id=WEI, order_id=ORDER)
    card.given(visit_card, held, refunded).when(settle).then(
        replace(settled, lot_value=yuan(0), lots=of_lot(1, left=9))
    )
