from datetime import timedelta

from services.booking.seat import SEAT
from shared.contracts import Reason
from shared.contracts.booking import ArrivalNoted, ConfirmSeat, DeclineSeat, SessionNotScheduled
from shared.contracts.cards import NoVisitsLeft
from tests.booking.examples import (
    ADA,
    LI,
    MORNING,
    NINE,
    WEI,
    attended,
    booking_of,
    cancelled,
    card_of,
    confirmed,
    id_of,
    place_in_queue,
    released,
    reserved,
    scheduled,
    seat,
    session_cancelled,
)
from tests.scenario import NOON, Scenario

session = Scenario(SEAT).given(scheduled)
NO_VISITS = Reason.of(NoVisitsLeft(card_id=card_of(WEI)))


def confirm(member_id=WEI):
    return ConfirmSeat(booking_id=booking_of(member_id), session_id=MORNING)


def decline(member_id=WEI, reason=None):
    return DeclineSeat(booking_id=booking_of(member_id), session_id=MORNING, reason=reason)


def test_a_paid_seat_is_confirmed():
    session.given(reserved(WEI)).when(confirm()).then(confirmed(WEI))


def test_a_seat_is_confirmed_once():
    session.given(*seat(WEI)).when(confirm()).then()


def test_a_member_who_arrived_before_the_card_had_paid_has_attended():
    arrived = ArrivalNoted(booking_id=booking_of(WEI), session_id=MORNING)
    session.given(reserved(WEI), arrived).when(confirm()).then(confirmed(WEI), attended(WEI))


def test_a_card_that_cannot_pay_gives_the_seat_back_with_its_reason():
    session.given(reserved(WEI)).when(decline(reason=NO_VISITS)).then(released(WEI, NO_VISITS))


def test_a_card_that_does_not_answer_gives_the_seat_back():
    session.given(reserved(WEI)).when(decline()).then(released(WEI))


def test_an_answer_that_comes_too_late_changes_nothing():
    over = session.given(reserved(WEI), released(WEI))
    over.when(confirm()).then()
    over.when(decline(reason=NO_VISITS)).then()


def test_an_answer_to_a_cancelled_booking_changes_nothing():
    session.given(reserved(WEI), cancelled(WEI)).when(confirm()).then()
    session.given(reserved(WEI), session_cancelled, cancelled(WEI)).when(confirm()).then()


def test_the_clock_does_not_take_a_paid_seat():
    session.given(*seat(WEI)).when(decline()).then()


def test_an_answer_for_a_booking_that_nobody_made_changes_nothing():
    session.when(confirm()).then()
    session.when(decline()).then()


def test_an_answer_for_a_session_that_nobody_scheduled_is_refused():
    Scenario(SEAT).when(confirm()).refuses(SessionNotScheduled)
    Scenario(SEAT).when(decline()).refuses(SessionNotScheduled)


def test_a_released_seat_goes_to_the_first_who_waits_and_from_there_to_the_next():
    tom = id_of(501)
    waiting = session.given(reserved(ADA), *seat(LI), *place_in_queue(WEI), *place_in_queue(tom, 2))
    first = waiting.when(decline(ADA)).then(released(ADA), reserved(WEI, promoted_at=NOON))
    second = first.when(decline(WEI, NO_VISITS)).then(released(WEI, NO_VISITS), reserved(tom, promoted_at=NOON))
    second.when(confirm(tom)).then(confirmed(tom))


def test_nobody_is_promoted_once_the_session_has_started():
    waiting = session.given(reserved(ADA), *seat(LI), *place_in_queue(WEI))
    waiting.at(NINE).when(decline(ADA)).then(released(ADA))
    waiting.at(NINE - timedelta(seconds=1)).when(decline(ADA)).then(
        released(ADA), reserved(WEI, promoted_at=NINE - timedelta(seconds=1))
    )
