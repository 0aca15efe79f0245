"""The venue cancels a session: the visit comes back, also one that attendance had used; and bookings that rest lose."""

from dataclasses import replace
from datetime import date

from services.cards.blocks.blocking import BLOCKING
from services.cards.lots.holds import HOLDS
from services.cards.rest.freeze import FREEZE
from services.finance.reactions import react
from shared.contracts import Reason
from shared.contracts.cards import (
    CancelCards,
    CardCancelled,
    CardCancelledAfterRefund,
    CardFrozenNow,
    FreezeCard,
    GiveBackVisit,
    HoldWithdrawn,
    VisitGivenBack,
)
from shared.contracts.finance import TakeBackIncome
from tests.cards.examples import (
    BOOKING,
    CARD,
    EVENING,
    NOON,
    ORDER,
    PUDONG,
    SESSION,
    TODAY,
    WEI,
    days,
    held,
    held_on_term,
    january,
    month_card,
    of_lot,
    one_visit,
    visit_card,
    yuan,
)
from tests.cards.test_freeze_card import frozen
from tests.cards.test_release_hold import came_on_hold, released, settled
from tests.scenario import Scenario

give_back = GiveBackVisit(hold_id=BOOKING, card_id=CARD)
given_back = VisitGivenBack(
    hold_id=BOOKING,
    card_id=CARD,
    member_id=WEI,
    venue_id=PUDONG,
    day=TODAY,
    lot_value=yuan(1_000),
    visits_left=10,
    balance=None,
    lots=of_lot(1, 1_000, left=10),
    use_id=BOOKING,
)
card = Scenario(HOLDS).at(NOON)


def test_a_visit_that_attendance_had_used_comes_back_when_the_venue_cancels():
    done = card.given(visit_card, held, settled).when(give_back).then(given_back)
    done.when(give_back).then()


def test_a_visit_still_set_aside_is_released_as_ever():
    card.given(visit_card, held).when(give_back).then(released)


def test_who_came_in_on_it_that_day_has_used_it_all_the_same():
    kept = replace(given_back, lot_value=yuan(0), visits_left=9, lots=(), use_id=None)
    card.given(visit_card, held, came_on_hold, settled).when(give_back).then(kept)


def test_a_visit_deducted_at_the_gate_stays_used():
    free = replace(settled, visits_used=0, lot_value=yuan(0), lots=())
    kept = replace(given_back, lot_value=yuan(0), visits_left=9, lots=(), use_id=None)
    card.given(visit_card, one_visit, replace(held, lots=()), free).when(give_back).then(kept)


def test_what_was_never_held_is_not_given_back():
    card.given(visit_card).when(give_back).then()


def test_the_income_of_the_visit_is_taken_back():
    assert react(given_back, None) == [TakeBackIncome(order_id=ORDER, use_id=BOOKING, day=TODAY)]  # type: ignore[arg-type]


# --- bookings of days on which the card rests or is over ---

later = replace(held_on_term, hold_id=EVENING, day=date(2025, 1, 20))


def lost(day: date, why: CardFrozenNow | CardCancelled, hold_id: str = BOOKING) -> HoldWithdrawn:
    return HoldWithdrawn(
        hold_id=hold_id, session_id=SESSION, card_id=CARD, member_id=WEI, day=day, reason=Reason.of(why)
    )


def test_a_freeze_lets_go_of_the_bookings_inside_it_and_no_others():
    rest = FreezeCard(card_id=CARD, member_id=WEI, rest=days(7, 17))
    why = CardFrozenNow(first_day=date(2025, 1, 7), until=date(2025, 1, 17))
    past = Scenario(FREEZE).at(january(2)).given(month_card, held_on_term, later)
    past.when(rest).then(frozen(days(7, 17), date(2025, 2, 11)), lost(TODAY, why))


def test_a_refunded_card_lets_go_of_its_bookings_from_today_on():
    over = CardCancelledAfterRefund(card_id=CARD, member_id=WEI, order_id=ORDER)
    past = Scenario(BLOCKING).at(january(9)).given(month_card, held_on_term, later)
    past.when(CancelCards(card_id=CARD, order_id=ORDER)).then(
        over, lost(date(2025, 1, 20), CardCancelled(card_id=CARD), EVENING)
    )
