"""What the audit checks in cards' log: visits, values, holds, guest passes and houses. Pure; borrows no rule."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field

from services.cards.audit_guests import GuestPasses
from services.cards.audit_houses import Houses
from shared.audit import Check, Rows, Violation
from shared.contracts import Event, Money
from shared.contracts.cards import (
    CardIssued,
    CardNumberClaimed,
    CardNumberFreed,
    EntryGranted,
    EntryTakenBack,
    HoldReleased,
    HoldSettled,
    ImportedCardWithdrawn,
    LotGranted,
    ProductChanged,
    Terms,
    VisitGivenBack,
    VisitHeld,
    VisitNotHeld,
)
from shared.log import Recorded

Moving = EntryGranted | VisitHeld | HoldReleased | HoldSettled | VisitGivenBack | EntryTakenBack
LEFT = "SELECT lot_id::text, remaining FROM card_lot"


@dataclass
class Lot:
    """What was granted (None: no limit) at which price, what of both is used up, and what it says is left."""

    granted: int | None
    price: int
    used: int = 0
    paid: int = 0
    left: int = 0

    @staticmethod
    def of(terms: Terms, price: Money) -> Lot:
        granted = terms.visits if terms.kind == "visits" else None
        if terms.kind == "stored_value" and terms.value:
            granted = terms.value.amount
        return Lot(granted, price.amount, left=granted or 0)

    def wrong(self) -> Iterator[str]:
        if self.left < 0:
            yield f"has {self.left} left"
        if self.granted is not None and self.used + self.left > self.granted:
            yield f"has used {self.used} of {self.granted} and says that {self.left} are left"
        if self.paid > self.price:
            yield f"was sold for {self.price}, of which {self.paid} is used up"


@dataclass
class Holding:
    """A card: its lots, and the holds that are open on it."""

    lots: dict[str, Lot]
    held: set[str] = field(default_factory=set)


class Visits(Check):
    """Keeps every card's lots, and every hold's id."""

    invariant = "I3"
    promise = "no lot gives more than was bought, each hold is settled or released once, lots show what is left"

    def __init__(self) -> None:
        self.cards: dict[str, Holding] = {}
        self.asked: set[str] = set()
        self.numbers: set[str] = set()

    def see(self, recorded: Recorded, event: Event) -> Iterator[Violation]:
        for says in self._wrong(event):
            yield Violation.at(recorded, says)

    def _wrong(self, event: Event) -> Iterator[str]:
        match event:
            case CardNumberClaimed(number=number):
                if number in self.numbers:
                    yield f"card number {number} stands for two cards"
                self.numbers.add(number)
            case CardNumberFreed(number=number):
                self.numbers.discard(number)
            case CardIssued():
                if event.card_id in self.cards:
                    yield f"card {event.card_id} is issued twice"
                self.cards[event.card_id] = Holding({event.card_id: Lot.of(event.terms, event.price)})
            case ImportedCardWithdrawn():
                self.cards.pop(event.card_id, None)
            case VisitNotHeld():
                yield from self._asked(event.hold_id)
            case LotGranted() | ProductChanged():
                if card := (yield from self._issued(event.card_id)):
                    yield from self._granted(card, event)
            case EntryGranted() | VisitHeld() | HoldReleased() | HoldSettled() | VisitGivenBack() | EntryTakenBack():
                if card := (yield from self._issued(event.card_id)):
                    yield from self._move(card, event)
                    for lot_id, lot in card.lots.items():
                        yield from (f"lot {lot_id} of card {event.card_id} {says}" for says in lot.wrong())

    def _issued(self, card_id: str) -> Generator[str, None, Holding | None]:
        if card_id not in self.cards:
            yield f"card {card_id} was never issued"
        return self.cards.get(card_id)

    def _granted(self, card: Holding, event: LotGranted | ProductChanged) -> Iterator[str]:
        if event.lot.lot_id in card.lots:
            yield f"lot {event.lot.lot_id} is granted twice"
        card.lots[event.lot.lot_id] = Lot.of(event.lot.terms, event.lot.price)

    def _move(self, card: Holding, event: Moving) -> Iterator[str]:
        for lot_id, used, paid, left in moves(event):
            lot = card.lots.get(lot_id)
            if lot is None:
                yield f"card {event.card_id} has no lot {lot_id}"
            elif event.lots or len(card.lots) == 1:
                lot.used, lot.paid, lot.left = lot.used + used, lot.paid + paid, left
        if isinstance(event, VisitHeld):
            yield from self._asked(event.hold_id)
            card.held.add(event.hold_id)
        elif isinstance(event, HoldReleased | HoldSettled):
            if event.hold_id not in card.held:
                yield f"hold {event.hold_id} is not held"
            card.held.discard(event.hold_id)

    def _asked(self, hold_id: str) -> Iterator[str]:
        if hold_id in self.asked:
            yield f"hold {hold_id} is answered twice"
        self.asked.add(hold_id)

    def shown(self) -> Mapping[str, Rows]:
        lots = (pair for card in self.cards.values() for pair in card.lots.items())
        return {LEFT: [(lot_id, lot.left) for lot_id, lot in lots]}

    def checked(self) -> str:
        held = sum(len(card.held) for card in self.cards.values())
        lots = sum(len(card.lots) for card in self.cards.values())
        return f"{len(self.cards):,} cards, {lots:,} lots, {len(self.asked):,} holds, {held:,} of them open"


def moves(event: Moving) -> Iterator[tuple[str, int, int, int]]:
    """Lot, what was used of it, what was paid for that, what is left; an older event speaks of the first lot."""
    back = isinstance(event, VisitGivenBack | EntryTakenBack)
    sign = 1 if isinstance(event, EntryGranted | HoldSettled) else -1 if back else 0
    for use in event.lots:
        used = use.value.amount if use.value else use.visits
        yield use.lot_id, sign * used, sign * use.paid.amount, use.left
    if not event.lots:
        left = event.balance.amount if event.balance else event.visits_left or 0
        if isinstance(event, EntryGranted | HoldSettled):
            used = event.value_used.amount if event.value_used else event.visits_used
            yield event.card_id, used, event.lot_value.amount, left
        else:
            yield event.card_id, 0, 0, left


CHECKS = (Visits, GuestPasses, Houses)
