"""What engagement does about its neighbours' news: thank for what was paid and attended, or take it back. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from shared.contracts import Command, Money
from shared.contracts.booking import SeatAttended
from shared.contracts.cards import GiftPointsGranted, GiftPointsWithdrawn
from shared.contracts.engagement import (
    EarnForAttendance,
    EarnForPayment,
    EarnGift,
    JoinPoints,
    SeparatePoints,
    TakeBackGift,
    TakeBackPoints,
)
from shared.contracts.finance import OrderPaid, OrderRefunded, UnusedCredited
from shared.contracts.finance.own_money import own_money
from shared.contracts.members import MembersMerged, MergeUndone
from shared.hearing import reacting


def thanked(
    event: OrderPaid
    | SeatAttended
    | OrderRefunded
    | UnusedCredited
    | GiftPointsGranted
    | GiftPointsWithdrawn
    | MembersMerged
    | MergeUndone,
) -> Sequence[Command]:
    match event:
        case OrderPaid():
            own = own_money(event)
            return [EarnForPayment(member_id=event.member_id, order_id=event.order_id, total=own, day=event.day)]
        case SeatAttended():
            return [EarnForAttendance(member_id=event.member_id, booking_id=event.booking_id, day=event.day)]
        case OrderRefunded():
            return [
                TakeBackPoints(
                    member_id=event.member_id,
                    order_id=event.order_id,
                    refund_id=event.refund_id,
                    refunded=event.refunded,
                    total=event.total,
                )
            ]
        case UnusedCredited(
            member_id=member_id, order_id=order_id, refunded=Money() as refunded, total=Money() as total
        ):
            back = {"member_id": member_id, "order_id": order_id, "refund_id": event.credit_id}
            return [TakeBackPoints(**back, refunded=refunded, total=total)]
        case GiftPointsGranted():
            return [gift_of(event)]
        case GiftPointsWithdrawn(lot_id=gift_id):
            return [TakeBackGift(member_id=event.member_id, gift_id=gift_id)]
        case MembersMerged(merged_id=member_id, survivor_id=survivor_id):
            return [JoinPoints(member_id=member_id, survivor_id=survivor_id)]
        case MergeUndone(merged_id=member_id, survivor_id=survivor_id):
            return [SeparatePoints(member_id=member_id, survivor_id=survivor_id)]
    return []


def gift_of(event: GiftPointsGranted) -> EarnGift:
    return EarnGift(
        member_id=event.member_id,
        gift_id=event.lot_id,
        points=event.points,
        day=event.day,
        last_days=event.last_days,
    )


react = reacting(thanked)
