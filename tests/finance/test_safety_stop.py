"""The safety stop: more order lines for a card on a day than are allowed charge nothing more until a person looked."""

from dataclasses import replace
from datetime import date

import pytest

from services.cards.sale.auto_renewal import LADDER
from services.finance.safety import CHARGING, SAFETY_STOP, charges_after
from shared.contracts.finance import (
    ChargeNoted,
    ChargingNotStopped,
    ChargingResumed,
    ChargingStopped,
    FeeHeld,
    HeldFee,
    NoteCharge,
    OrderPlaced,
    PublishSafetyStop,
    RenewalNotCharged,
    ResumeCharging,
    SafetyStop,
    SafetyStopDated,
    SafetyStopOutOfRange,
    SafetyStopPublished,
)
from shared.ids import derived_id
from tests.finance.examples import ORDER, PHONE_PAY, TODAY, WEI, cny
from tests.finance.test_order_for_a_card import CARD, MONTH, counter, noted, order
from tests.finance.test_payer import charge, fee
from tests.scenario import Scenario


def charged(n: int, day: date = TODAY, lines: int = 1) -> ChargeNoted:
    return ChargeNoted(card_id=CARD, order_id=derived_id("earlier", n), day=day, lines=lines)


def times(n: int, day: date = TODAY) -> list[ChargeNoted]:
    return [charged(each, day) for each in range(n)]


sixteenth = NoteCharge(card_id=CARD, order_id=derived_id("sixteenth"), day=TODAY, lines=1)
stopped = ChargingStopped(card_id=CARD, day=TODAY, cause="too_many_lines", lines=16, most=15)
not_charged = RenewalNotCharged(order_id=ORDER, payment_id=PHONE_PAY, card_id=CARD, cause="stopped")
waits = HeldFee(order_id=ORDER, member_id=WEI, product_id=MONTH, venue_id=fee.venue_id, fee=cny(1_000), day=TODAY)
resume = ResumeCharging(card_id=CARD, reason="a gate that sold by itself")
resumed = ChargingResumed(card_id=CARD, reason=resume.reason, held=())


def test_the_fifteenth_line_of_a_day_is_sold_and_the_sixteenth_is_refused():
    assert isinstance(counter.given(*times(14)).when(order)._decide()[0], OrderPlaced)
    counter.given(*times(15)).when(order).refuses(SafetyStop, card_id=CARD, lines=16, most=15)


def test_lines_of_another_day_do_not_count():
    assert isinstance(counter.given(*times(15, date(2025, 2, 28))).when(order)._decide()[0], OrderPlaced)


def test_an_automatic_charge_beyond_it_stops_and_asks_for_no_money():
    counter.given(*times(15)).when(charge).then(stopped, not_charged)


def test_a_stopped_card_is_charged_no_more_on_any_day_and_sold_nothing():
    still = counter.given(replace(stopped, day=date(2025, 2, 27)))
    still.when(charge).then(not_charged)
    still.when(order).refuses(SafetyStop, card_id=CARD, lines=16)


def test_a_renewal_of_a_card_that_was_given_back_is_no_state_to_charge_in():
    over = replace(noted, member_id=None, product_id=None, valid_until=None, over=True)
    events = counter.given(over).when(charge)._decide()
    assert events == [replace(stopped, cause="card_over", lines=1), not_charged]


def test_what_the_stop_held_back_is_tried_again_three_mornings_long():
    assert [wait.days for wait in LADDER["stopped"]] == [1, 1, 1]


def test_a_fee_that_is_due_meanwhile_waits_and_is_charged_when_charging_goes_on():
    held = FeeHeld(card_id=CARD, fee=waits)
    counter.given(*times(15)).when(fee).then(stopped, held).when(fee).then()
    going_on = replace(resumed, held=(waits,))
    Scenario(CHARGING).given(*times(15), stopped, held).when(resume).then(going_on)
    assert charges_after(going_on) == [fee]
    (placed, *_) = counter.given(*times(15), stopped, held, going_on).when(fee)._decide()
    assert isinstance(placed, OrderPlaced)


def test_orders_that_were_placed_in_one_second_stop_what_follows():
    known = Scenario(CHARGING).given(*times(15))
    noted_too = ChargeNoted(**vars(sixteenth))
    known.when(sixteenth).then(noted_too, stopped).when(sixteenth).then()
    Scenario(CHARGING).given(*times(14)).when(sixteenth).then(noted_too)


def test_every_line_of_an_order_counts_once():
    lines = [NoteCharge(card_id=CARD, order_id=ORDER, day=TODAY, lines=1)]
    (placed, *_) = counter.when(order)._decide()
    assert charges_after(placed) == lines
    assert charges_after(replace(placed, lines=(*placed.lines, replace(placed.lines[0], card_id=None)))) == lines
    assert charges_after(replace(placed, lines=placed.lines * 2)) == [replace(lines[0], lines=2)]


def test_a_person_who_looked_lets_it_go_on_and_the_day_counts_anew():
    Scenario(CHARGING).given(*times(15), stopped).when(resume).then(resumed)
    after = counter.given(*times(15), stopped, resumed)
    assert isinstance(after.when(order)._decide()[0], OrderPlaced)
    assert isinstance(after.when(charge)._decide()[0], OrderPlaced)
    late = NoteCharge(card_id=CARD, order_id=derived_id("earlier", 3), day=TODAY, lines=1)
    Scenario(CHARGING).given(*times(15), stopped, resumed).when(late).then()


def test_a_full_day_of_which_only_a_clerk_was_told_may_go_on_too():
    Scenario(CHARGING).given(*times(15)).when(resume).then(resumed)


def test_what_was_not_stopped_does_not_go_on():
    for past in ((), times(14), (*times(15), resumed)):
        Scenario(CHARGING).given(*past).when(resume).refuses(ChargingNotStopped, card_id=CARD)


def test_head_office_says_from_which_day_on_how_many_are_too_many():
    two = PublishSafetyStop(most_lines=2, valid_from=TODAY)
    published = SafetyStopPublished(**vars(two))
    Scenario(SAFETY_STOP).when(two).then(published)
    counter.given(published, *times(2)).when(order).refuses(SafetyStop, lines=3, most=2)
    tomorrow = replace(published, valid_from=date(2025, 3, 2))
    assert isinstance(counter.given(tomorrow, *times(2)).when(order)._decide()[0], OrderPlaced)


@pytest.mark.parametrize("asked", [0, 1001])
def test_a_stop_is_from_one_line_up(asked: int):
    Scenario(SAFETY_STOP).when(PublishSafetyStop(most_lines=asked, valid_from=TODAY)).refuses(SafetyStopOutOfRange)


def test_a_stop_does_not_hold_for_yesterday():
    wish = PublishSafetyStop(most_lines=5, valid_from=date(2025, 2, 28))
    Scenario(SAFETY_STOP).when(wish).refuses(SafetyStopDated, earliest="2025-03-01")
