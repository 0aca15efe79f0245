from services.engagement.reactions import react
from shared.contracts.booking import SeatAttended, SeatMissed
from shared.contracts.engagement import EarnForAttendance, EarnForPayment, TakeBackPoints
from shared.contracts.finance import OrderPaid, OrderRefunded
from shared.contracts.samples import sample
from shared.envelope import Envelope
from shared.log import Meta, Recorded
from tests.scenario import NOON


def heard(event):
    recorded = Recorded(1, event.stream_name, 1, "e", type(event).__name__, 1, b"{}", NOON, NOON, Meta("a", (), "c"))
    return list(react(event, Envelope.of("finance", recorded, 0)))


def test_a_paid_order_earns_points_on_the_day_it_was_paid():
    paid = sample(OrderPaid)
    assert heard(paid) == [
        EarnForPayment(member_id=paid.member_id, order_id=paid.order_id, total=paid.total, day=paid.day)
    ]


def test_an_attended_seat_earns_points():
    seat = sample(SeatAttended)
    assert heard(seat) == [EarnForAttendance(member_id=seat.member_id, booking_id=seat.booking_id, day=seat.day)]


def test_a_refund_takes_points_back_by_the_sum_refunded_so_far():
    refund = sample(OrderRefunded)
    assert heard(refund) == [
        TakeBackPoints(
            member_id=refund.member_id,
            order_id=refund.order_id,
            refund_id=refund.refund_id,
            refunded=refund.refunded,
            total=refund.total,
        )
    ]


def test_a_missed_seat_earns_nothing():
    assert heard(sample(SeatMissed)) == []
