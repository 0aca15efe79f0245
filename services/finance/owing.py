"""What finance does about news of what is owed: a member's debts follow the orders on account. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from shared.contracts import Command
from shared.contracts.cards import AutoRenewalLapsed, AutoRenewalWithdrawn, CardCancelledAfterRefund, NoticeGiven
from shared.contracts.finance import DebtChanged, DropRenewalDebts, NoteDebt, OrderPaid, OrderPutOnAccount

GOES_ON = ("sale", "renewal", "upgrade")
"""Purposes of a line that, paid, makes an unpaid renewal of the same card pointless."""


def debts_after(
    event: OrderPutOnAccount
    | DebtChanged
    | OrderPaid
    | AutoRenewalLapsed
    | AutoRenewalWithdrawn
    | NoticeGiven
    | CardCancelledAfterRefund,
) -> Iterator[Command]:
    match event:
        case OrderPutOnAccount() | DebtChanged():
            yield owed(event)
        case OrderPaid():
            for line in event.lines:
                if line.card_id and line.purpose in GOES_ON:
                    yield DropRenewalDebts(member_id=event.member_id, card_id=line.card_id, paid_by=event.order_id)
        case AutoRenewalLapsed() | AutoRenewalWithdrawn() | NoticeGiven() if event.order_id:
            yield DropRenewalDebts(member_id=event.member_id, card_id=event.card_id, order_id=event.order_id)
        case CardCancelledAfterRefund():
            yield DropRenewalDebts(member_id=event.member_id, card_id=event.card_id)


def owed(event: OrderPutOnAccount | DebtChanged) -> NoteDebt:
    """The debt is the payer's, where there is one."""
    told = {name: value for name, value in vars(event).items() if name != "payer_id"}
    if event.payer_id is None:
        return NoteDebt(**told)
    return NoteDebt(**{**told, "member_id": event.payer_id, "for_id": event.member_id})
