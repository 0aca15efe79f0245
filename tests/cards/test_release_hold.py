from dataclasses import replace

from services.cards.lots.holds import HOLDS
from shared.contracts.cards import HoldReleased, HoldSettled, ReleaseHold
from tests.cards.examples import (
    BOOKING,
    CARD,
    EVENING,
    NOON,
    ORDER,
    PRODUCT,
    PUDONG,
    TODAY,
    WEI,
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
from tests.scenario import Scenario

card = Scenario(HOLDS).at(NOON)
release = ReleaseHold(hold_id=BOOKING, card_id=CARD)
released = HoldReleased(hold_id=BOOKING, card_id=CARD, member_id=WEI, visits_left=10, lots=of_lot(1, left=10))
settled = HoldSettled(
    hold_id=BOOKING,
    card_id=CARD,
    member_id=WEI,
    venue_id=PUDONG,
    day=TODAY,
    visits_left=9,
    order_id=ORDER,
    product_id=PRODUCT,
    lot_value=yuan(1_000),
    visits_used=1,
    lots=of_lot(1, 1_000, left=9),
)
came_on_hold = replace(granted, hold_id=BOOKING, visits_left=9, lots=())
evening = replace(held, hold_id=EVENING, visits_left=8, lots=of_lot(1, left=8))


def test_a_booking_cancelled_in_time_gives_the_visit_back():
    card.given(visit_card, held).when(release).then(released)


def test_a_term_card_has_nothing_to_give_back_and_says_so():
    card.given(month_card, held_on_term).when(release).then(replace(released, visits_left=None, lots=of_lot()))


def test_a_stored_value_is_whole_again():
    whole = replace(released, visits_left=None, balance=yuan(400_000), lots=of_lot(value=10_000, left=400_000))
    card.given(value_card, held_by_value).when(release).then(whole)


def test_a_visit_is_given_back_once():
    card.given(visit_card, held, released).when(release).then()


def test_what_was_never_held_is_not_given_back():
    card.given(visit_card).when(release).then()


def test_a_visit_that_was_used_is_not_given_back():
    card.given(visit_card, held, settled).when(release).then()


def test_who_came_in_on_the_booking_and_then_cancels_it_has_used_the_visit():
    card.given(visit_card, held, came_on_hold).when(release).then(settled)


def test_a_second_booking_of_the_day_carries_the_entry_when_the_first_is_cancelled():
    card.given(visit_card, held, evening, came_on_hold).when(release).then(
        replace(released, visits_left=9, lots=of_lot(1, left=9))
    )


def test_a_member_who_paid_at_the_gate_gets_the_class_back():
    card.given(visit_card, one_visit, held).when(release).then(replace(released, visits_left=9, lots=()))


def test_a_term_card_that_came_in_is_released_all_the_same():
    came = replace(granted, hold_id=BOOKING, lots=())
    card.given(month_card, held_on_term, came).when(release).then(replace(released, visits_left=None, lots=()))
