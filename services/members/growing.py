"""What neighbours tell that counts for a member's level: paid, refunded, came, attended. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from shared.contracts import Command, Money
from shared.contracts.booking import SeatAttended
from shared.contracts.cards import EntryGranted, EntryTakenBack
from shared.contracts.finance import OrderPaid, OrderRefunded, UnusedCredited
from shared.contracts.finance.own_money import own_money
from shared.contracts.members import EarnGrowth, TakeBackGrowth, WithdrawGrowth
from shared.ids import derived_id


def growing(
    event: OrderPaid | OrderRefunded | UnusedCredited | EntryGranted | EntryTakenBack | SeatAttended,
) -> Sequence[Command]:
    match event:
        case OrderPaid(member_id=member_id, order_id=order_id, venue_id=venue_id, day=day):
            return [
                EarnGrowth(
                    member_id=member_id,
                    cause="payment",
                    cause_id=order_id,
                    venue_id=venue_id,
                    day=day,
                    paid=own_money(event),
                )
            ]
        case OrderRefunded(member_id=member_id, order_id=order_id):
            return [
                TakeBackGrowth(
                    member_id=member_id,
                    order_id=order_id,
                    refund_id=event.refund_id,
                    refunded=event.refunded,
                    total=event.total,
                )
            ]
        case UnusedCredited(
            member_id=member_id, order_id=order_id, refunded=Money() as refunded, total=Money() as total
        ):
            back = {"member_id": member_id, "order_id": order_id, "refund_id": event.credit_id}
            return [TakeBackGrowth(**back, refunded=refunded, total=total)]
        case EntryGranted(member_id=member_id, venue_id=venue_id, day=day):
            return [visited(member_id, venue_id, day)]
        case EntryTakenBack() if event.use_id or event.absent:  # else somebody came in on that day otherwise
            came = visited(event.member_id, event.venue_id, event.day)
            return [WithdrawGrowth(member_id=came.member_id, cause=came.cause, cause_id=came.cause_id)]
        case SeatAttended(member_id=member_id, booking_id=booking_id, venue_id=venue_id, day=day):
            attended = EarnGrowth(
                member_id=member_id, cause="attendance", cause_id=booking_id, venue_id=venue_id, day=day
            )
            return [visited(member_id, venue_id, day), attended]
    return []


def visited(member_id: str, venue_id: str, day: date) -> EarnGrowth:
    """One visit a day and venue, whether the gate told it, or the roster, or both, and however often."""
    visit_id = derived_id("visit", venue_id, day.isoformat())
    return EarnGrowth(member_id=member_id, cause="visit", cause_id=visit_id, venue_id=venue_id, day=day)
