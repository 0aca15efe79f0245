"""I7: what one service began and another must end. Pure; cards' log is read before those that are held against it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from shared.audit import Check, Violation
from shared.contracts import Event
from shared.contracts.booking import BookingCancelled, SeatAttended, SeatMissed, SeatReleased
from shared.contracts.cards import CardCancelledAfterRefund, CardIssued, HoldReleased, HoldSettled, VisitHeld
from shared.contracts.finance import OrderPaid, OrderRefunded
from shared.log import Recorded


class CardsLife(Check):
    """What cards did: how many it issued and cancelled of each order, and which visits it still sets aside."""

    invariant = "I7"

    def __init__(self) -> None:
        self.issued: Counter[str] = Counter()
        self.cancelled: Counter[str] = Counter()
        self.held: set[str] = set()

    def see(self, recorded: Recorded, event: Event) -> Iterator[Violation]:
        match event:
            case CardIssued(order_id=str() as order_id):
                self.issued[order_id] += 1
            case CardCancelledAfterRefund(order_id=order_id):
                self.cancelled[order_id] += 1
            case VisitHeld(hold_id=hold_id):
                self.held.add(hold_id)
            case HoldReleased(hold_id=hold_id) | HoldSettled(hold_id=hold_id):
                self.held.discard(hold_id)
        yield from ()


class PaidOrders(Check):
    """Finance against cards: keeps nothing of an order that has its cards."""

    invariant = "I7"
    promise = "every card that was paid for is issued"

    def __init__(self, cards: CardsLife) -> None:
        self.issued = cards.issued
        self.missing: list[tuple[datetime, Violation]] = []
        self.count = 0

    def see(self, recorded: Recorded, event: Event) -> Iterator[Violation]:
        if isinstance(event, OrderPaid):
            sold = sum(line.quantity for line in event.lines if line.kind == "card")
            self.count += sold
            if (issued := self.issued[event.order_id]) < sold:
                says = f"order {event.order_id} paid for {sold} cards, {issued} are issued"
                self.missing.append((recorded.recorded_at, Violation.at(recorded, says)))
        yield from ()

    def end(self, before: datetime) -> Iterator[Violation]:
        yield from (violation for at, violation in self.missing if at < before)

    def checked(self) -> str:
        return f"{self.count:,} cards sold"


class RefundedOrders(Check):
    """Finance against cards: keeps nothing of an order whose cards are cancelled."""

    invariant = "I7"
    promise = "no card stays open whose whole price was returned"

    def __init__(self, cards: CardsLife) -> None:
        self.cards = cards
        self.open: list[tuple[datetime, Violation]] = []
        self.count = 0

    def see(self, recorded: Recorded, event: Event) -> Iterator[Violation]:
        if isinstance(event, OrderRefunded) and event.refunded == event.total:
            self.count += 1
            issued, cancelled = self.cards.issued[event.order_id], self.cards.cancelled[event.order_id]
            if cancelled < issued:
                says = f"order {event.order_id} was returned whole, {issued - cancelled} of its {issued} cards are open"
                self.open.append((recorded.recorded_at, Violation.at(recorded, says)))
        yield from ()

    def end(self, before: datetime) -> Iterator[Violation]:
        yield from (violation for at, violation in self.open if at < before)

    def checked(self) -> str:
        return f"{self.count:,} orders returned whole"


class EndedBookings(Check):
    """Booking against cards: a booking that is over sets no visit aside."""

    invariant = "I7"
    promise = "no visit stays set aside for a booking that is over"

    def __init__(self, cards: CardsLife) -> None:
        self.held = cards.held
        self.open: list[tuple[datetime, Violation]] = []
        self.count = 0

    def see(self, recorded: Recorded, event: Event) -> Iterator[Violation]:
        if isinstance(event, BookingCancelled | SeatReleased | SeatAttended | SeatMissed):
            self.count += 1
            if event.booking_id in self.held:
                says = f"booking {event.booking_id} is over, and card {event.card_id} still sets a visit aside"
                self.open.append((recorded.recorded_at, Violation.at(recorded, says)))
        yield from ()

    def end(self, before: datetime) -> Iterator[Violation]:
        yield from (violation for at, violation in self.open if at < before)

    def checked(self) -> str:
        return f"{self.count:,} endings"
