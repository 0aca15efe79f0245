"""A visit that can be used again was used by a swipe or a booking: its income is turned round under that name."""

from __future__ import annotations

from dataclasses import replace

from services.cards.gate.taking_back import TAKING_BACK
from services.cards.lots.holds import HOLDS
from services.finance.reactions import react as finance
from shared.contracts.cards import EntryTakenBack, GiveBackVisit, VisitGivenBack
from shared.contracts.finance import TakeBackIncome
from tests.cards.examples import (
    BOOKING,
    EVENING,
    NOON,
    ORDER,
    TODAY,
    gate_opened,
    held,
    january,
    of_lot,
    one_visit,
    swipe_id,
    visit_card,
    yuan,
)
from tests.cards.test_give_back_visit import give_back, given_back
from tests.cards.test_release_hold import came_on_hold, evening, settled
from tests.cards.test_take_back_entry import back, take_back
from tests.scenario import Scenario

HELD_FREE = replace(held, lots=())
SETTLED_FREE = replace(settled, visits_used=0, lot_value=yuan(0), lots=())
desk = Scenario(TAKING_BACK).given(gate_opened, visit_card).at(january(9))
venue = Scenario(HOLDS).given(visit_card).at(NOON)


def turned_round(event: VisitGivenBack | EntryTakenBack) -> list[str]:
    return [wish.use_id for wish in finance(event, None) if isinstance(wish, TakeBackIncome)]  # type: ignore[arg-type]


def test_of_a_wrong_swipe_whose_visit_a_booking_took_over_the_swipes_income_goes_when_the_venue_gives_it_back():
    """The swipe used the visit; the booking of that day stood for it when the swipe was taken back; then it fell."""
    nothing = replace(back, use_id=None, lot_value=yuan(0), visits_left=9, lots=(), absent=False)
    wrong = desk.given(one_visit, HELD_FREE, SETTLED_FREE).when(take_back).then(nothing)
    venue.given(*wrong.past[2:]).when(give_back).then(replace(given_back, use_id=swipe_id(1)))
    assert turned_round(replace(given_back, use_id=swipe_id(1))) == [swipe_id(1)]


def test_of_a_booking_whose_visit_an_entry_took_over_the_bookings_income_goes_when_the_entry_is_taken_back():
    kept = replace(given_back, lot_value=yuan(0), visits_left=9, lots=(), use_id=None)
    (told,) = desk.given(held, came_on_hold, settled, kept).when(take_back)._decide()
    assert (told.use_id, told.lots) == (BOOKING, of_lot(1, 1_000, left=10))
    assert turned_round(told) == [BOOKING]


def test_of_two_bookings_the_visit_that_comes_back_was_used_by_the_later_one():
    later = replace(settled, hold_id=EVENING, visits_left=8, lots=of_lot(1, 1_000, left=8))
    both = venue.given(held, evening, settled, later)
    first = replace(given_back, visits_left=9, lots=of_lot(1, 1_000, left=9), use_id=EVENING)
    one = both.when(give_back).then(first)
    one.when(GiveBackVisit(hold_id=EVENING, card_id=give_back.card_id)).then(
        replace(given_back, hold_id=EVENING, use_id=BOOKING)
    )


def test_an_older_event_means_its_own_booking():
    assert finance(replace(given_back, use_id=None), None) == [  # type: ignore[arg-type]
        TakeBackIncome(order_id=ORDER, use_id=BOOKING, day=TODAY)
    ]
