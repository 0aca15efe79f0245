"""What finance's own news means for what companies owe: sold by their agreement, or gone back. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from shared.contracts.finance import NotePartnerDue, OrderRefunded, PaymentReceived, UnusedCredited


def dues_after(event: PaymentReceived | OrderRefunded | UnusedCredited) -> Iterator[NotePartnerDue]:
    match event:
        case PaymentReceived(method="partner"):
            yield NotePartnerDue(
                order_id=event.order_id,
                payment_id=event.payment_id,
                cause_id=event.payment_id,
                venue_id=event.venue_id,
                day=event.day,
                amount=event.amount,
            )
        case OrderRefunded() | UnusedCredited():
            yield from gone_back(event)


def gone_back(event: OrderRefunded | UnusedCredited) -> Iterator[NotePartnerDue]:
    refund_id = event.refund_id if isinstance(event, OrderRefunded) else event.credit_id
    for way in event.returned_by:
        if way.method == "partner":
            yield NotePartnerDue(
                order_id=event.order_id,
                payment_id=way.payment_id,
                cause_id=refund_id,
                venue_id=event.venue_id,
                day=event.day,
                amount=-way.amount,
            )
