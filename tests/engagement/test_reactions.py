from dataclasses import replace

from services.engagement.reactions import react
from shared.contracts.booking import SeatAttended, SeatMissed
from shared.contracts.engagement import EarnForAttendance, EarnForPayment, TakeBackPoints
from shared.contracts.finance import OrderPaid, OrderRefunded, UnusedCredited
from shared.contracts.samples import sample
from shared.envelope import Envelope
from shared.log import Meta, Recorded
from tests.finance.examples import cny
from tests.finance.test_partner_prices import sold
from tests.scenario import NOON


def heard(event):
    recorded = Recorded(1, event.stream_name, 1, "e", type(event).__name__, 1, b"{}", NOON, NOON, Meta("a", (), "c"))
    return list(react(event, Envelope.of("finance", recorded, 0)))


def test_a_paid_order_earns_points_on_the_day_it_was_paid():
    paid = replace(sample(OrderPaid), lines=())
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


def test_what_a_cheaper_product_leaves_over_earns_no_points_any_more():
    """Else who buys the dear card and changes to the cheap one the day after keeps the points of the dear one."""
    credited = replace(sample(UnusedCredited), refunded=cny(70_000), total=cny(80_000))
    who = {"member_id": credited.member_id, "order_id": credited.order_id, "refund_id": credited.credit_id}
    assert heard(credited) == [TakeBackPoints(**who, refunded=cny(70_000), total=cny(80_000))]
    assert heard(replace(credited, refunded=None, total=None)) == [], "an older event does not say how much"


def test_a_companys_money_earns_its_people_no_points():
    half = replace(sample(OrderPaid), lines=(sold(),), total=cny(80_000))
    (earn,) = heard(half)
    assert earn.total == cny(40_000)


def test_a_missed_seat_earns_nothing():
    assert heard(sample(SeatMissed)) == []
