"""A card that will rest or is over lets go of its seats: the next who waits gets them."""

from dataclasses import replace
from datetime import date

from services.booking.reactions import react
from services.booking.seat import SEAT
from shared.contracts import Reason
from shared.contracts.booking import SessionNotScheduled, WithdrawSeat
from shared.contracts.cards import CardFrozenNow, HoldWithdrawn
from shared.contracts.samples import sample
from tests.booking.examples import (
    EVE,
    MORNING,
    NINE,
    WEI,
    attended,
    booking_of,
    cancelled,
    released,
    reserved,
    scheduled,
    seat,
)
from tests.scenario import Scenario

WHY = Reason.of(CardFrozenNow(first_day=date(2025, 3, 9), until=date(2025, 3, 19)))
withdraw = WithdrawSeat(booking_id=booking_of(WEI), session_id=MORNING, reason=WHY)
session = Scenario(SEAT).at(EVE).given(scheduled)


def test_a_paid_seat_whose_card_will_rest_is_free_again():
    session.given(*seat(WEI)).when(withdraw).then(released(WEI, WHY))


def test_so_is_a_seat_that_is_not_paid_yet():
    session.given(reserved(WEI)).when(withdraw).then(released(WEI, WHY))


def test_a_booking_that_is_over_and_a_session_that_has_begun_stay_as_they_are():
    session.when(withdraw).then()
    session.given(*seat(WEI), cancelled(WEI)).when(withdraw).then()
    session.given(*seat(WEI), attended(WEI)).when(withdraw).then()
    session.at(NINE).given(*seat(WEI)).when(withdraw).then()


def test_a_seat_belongs_to_a_session():
    Scenario(SEAT).when(withdraw).refuses(SessionNotScheduled)


def test_cards_says_which_bookings_it_no_longer_pays():
    event = replace(sample(HoldWithdrawn), hold_id=booking_of(WEI), session_id=MORNING, reason=WHY)
    assert list(react(event, None)) == [withdraw]  # type: ignore[arg-type]
