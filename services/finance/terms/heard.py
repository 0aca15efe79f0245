"""What finance hears of the days that were prepaid: cards tells of lots, rests, closures and ends. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shared.contracts.cards import (
    CardActivated,
    CardCancelledAfterRefund,
    CardCutShort,
    CardFrozen,
    CardIssued,
    ClosureCounted,
    FreezeEnded,
    ImportedCardWithdrawn,
    LotGranted,
    LotNotGranted,
    LotShortened,
    LotWithdrawn,
    MembershipEnded,
    ProductChanged,
)
from shared.contracts.finance import NotePaidDays, OrderPaid, OrderRefunded, PricedLine, TakenOff, TermLot


def days_after(
    event: CardIssued
    | LotGranted
    | ProductChanged
    | CardFrozen
    | FreezeEnded
    | ClosureCounted
    | CardActivated
    | LotShortened
    | CardCutShort
    | LotWithdrawn
    | LotNotGranted
    | OrderPaid
    | OrderRefunded
    | CardCancelledAfterRefund
    | ImportedCardWithdrawn
    | MembershipEnded,
) -> Iterator[NotePaidDays]:
    """Only terms are earned by the day; what a visit or a value pays is earned when it is used."""
    match event:
        case CardIssued() if event.terms.kind == "term":
            yield NotePaidDays(card_id=event.card_id, zone=event.zone, granted=first_lot(event))
        case LotGranted() if event.lot.terms.kind == "term":
            yield NotePaidDays(card_id=event.card_id, granted=lot_of(event))
        case ProductChanged() if event.lot.terms.kind == "term":
            yield NotePaidDays(card_id=event.card_id, granted=lot_of(event))
        case CardFrozen(hold="extend" | "prorate"):
            yield NotePaidDays(card_id=event.card_id, lots=event.lots, rest=event.rest, hold=event.hold)
        case FreezeEnded():
            yield NotePaidDays(card_id=event.card_id, lots=event.lots, rest=event.rest, rested_days=event.rested_days)
        case ClosureCounted():
            yield NotePaidDays(card_id=event.card_id, lots=event.lots, lost=event.lost)
        case CardActivated() | LotShortened():
            yield NotePaidDays(card_id=event.card_id, lots=event.lots)
        case CardCutShort():
            yield NotePaidDays(card_id=event.card_id, lots=event.lots, cut=event.cut, stops_on=event.stops_on)
        case LotWithdrawn():
            yield NotePaidDays(card_id=event.card_id, lots=event.lots, ended=(event.lot_id,))
        case LotNotGranted(product_id=str()):
            yield NotePaidDays(card_id=event.card_id, taken_off=TakenOff(order_id=event.order_id, days=()))
        case OrderPaid():
            yield from days_taken(event.order_id, event.lines)
        case OrderRefunded() if event.refunded == event.total:
            yield from days_taken(event.order_id, event.lines, given_back=True)
        case CardCancelledAfterRefund() | ImportedCardWithdrawn() | MembershipEnded(ends="notice"):
            yield NotePaidDays(card_id=event.card_id, over=True)


def days_taken(order_id: str, lines: Sequence[PricedLine], given_back: bool = False) -> Iterator[NotePaidDays]:
    """Days rested are taken off once an order that is less by them is paid, and no more once all of it went back."""
    for line in lines:
        if line.card_id and line.off:
            taken = TakenOff(order_id=order_id, days=() if given_back else line.off)
            yield NotePaidDays(card_id=line.card_id, taken_off=taken)


def first_lot(event: CardIssued) -> TermLot:
    return TermLot(
        lot_id=event.card_id,
        kind=event.kind,
        order_id=event.order_id,
        product_id=event.product_id,
        paid=event.price,
        valid=event.valid,
    )


def lot_of(event: LotGranted | ProductChanged) -> TermLot:
    """After a change of product only the difference was paid by its order; the rest stays the money of the old lot."""
    lot = event.lot
    return TermLot(
        lot_id=lot.lot_id,
        kind=lot.kind,
        order_id=lot.order_id,
        product_id=lot.product_id,
        paid=event.paid if isinstance(event, ProductChanged) else lot.price,
        valid=lot.valid,
        instead_of=event.old_lot_id if isinstance(event, ProductChanged) else None,
    )
