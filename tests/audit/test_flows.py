"""What one service began and another must end."""

from dataclasses import replace

from stadion.auditing.flows import CardsLife, EndedBookings, PaidOrders
from tests.audit.judging import BEGAN, judged, said
from tests.booking.examples import attended, cancelled, reserved
from tests.cards.examples import held, visit_card
from tests.finance.examples import paid


def test_a_paid_order_has_its_card():
    cards = CardsLife()
    assert judged(cards, replace(visit_card, order_id=paid.order_id)) == []
    assert said(PaidOrders(cards), paid) == []


def test_an_order_whose_card_was_never_issued_is_named_unless_it_is_fresh():
    (late,) = judged(PaidOrders(CardsLife()), paid)
    assert (late.says, late.position) == (f"order {paid.order_id} paid for 1 cards, 0 are issued", 1)
    assert said(PaidOrders(CardsLife()), paid, before=BEGAN) == []


def test_a_visit_that_stays_set_aside_for_a_booking_that_is_over_is_named():
    cards = CardsLife()
    judged(cards, replace(held, hold_id=reserved().booking_id))
    (late,) = judged(EndedBookings(cards), reserved(), attended())
    assert (late.position, reserved().booking_id in late.says) == (2, True)
    assert said(EndedBookings(CardsLife()), reserved(), cancelled()) == []
