"""What the audit checks in cards' log: visits, values and holds. Pure; borrows no rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from shared.audit import Check, Rows, Violation
from shared.contracts import Event, Money
from shared.contracts.cards import (
    CardIssued,
    CardNumberClaimed,
    EntryGranted,
    HoldReleased,
    HoldSettled,
    VisitHeld,
    VisitNotHeld,
)
from shared.log import Recorded

LEFT = "SELECT card_id::text, visits_left, balance_amount FROM card"


@dataclass
class Lot:
    """A card: what it may use (None: no limit), what it has used, what is set aside, what it says is left."""

    visits: int | None
    value: int | None
    price: int
    used: int = 0
    spent: int = 0
    earned: int = 0
    held: set[str] = field(default_factory=set)
    left: tuple[int | None, int | None] = (None, None)

    @staticmethod
    def of(event: CardIssued) -> Lot:
        terms = event.terms
        visits = terms.visits if terms.kind == "visits" else None
        value = terms.value.amount if terms.kind == "stored_value" and terms.value else None
        return Lot(visits, value, event.price.amount, left=(visits, value))

    def use(self, visits: int, value: Money | None, earned: Money) -> None:
        self.used += visits
        self.spent += value.amount if value else 0
        self.earned += earned.amount

    def wrong(self) -> Iterator[str]:
        visits_left, balance = self.left
        if (visits_left or 0) < 0 or (balance or 0) < 0:
            yield f"has {visits_left} visits and a balance of {balance}"
        if self.visits is not None and self.used + (visits_left or 0) > self.visits:
            yield f"has used {self.used} of {self.visits} visits and says that {visits_left} are left"
        if self.value is not None and self.spent + (balance or 0) > self.value:
            yield f"has spent {self.spent} of {self.value} and says that {balance} is left"
        if self.earned > self.price:
            yield f"was sold for {self.price}, of which {self.earned} is used up"


class Visits(Check):
    """Keeps every card's lot, and every hold's id."""

    invariant = "I3"
    promise = "no card gives more than was bought, each hold is settled or released once, cards show what is left"

    def __init__(self) -> None:
        self.lots: dict[str, Lot] = {}
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
            case CardIssued():
                if event.card_id in self.lots:
                    yield f"card {event.card_id} is issued twice"
                self.lots[event.card_id] = Lot.of(event)
            case VisitNotHeld():
                yield from self._asked(event.hold_id)
            case EntryGranted() | VisitHeld() | HoldReleased() | HoldSettled():
                lot = self.lots.get(event.card_id)
                if lot is None:
                    yield f"card {event.card_id} was never issued"
                else:
                    yield from self._move(lot, event)
                    yield from (f"card {event.card_id} {says}" for says in lot.wrong())

    def _move(self, lot: Lot, event: EntryGranted | VisitHeld | HoldReleased | HoldSettled) -> Iterator[str]:
        lot.left = (event.visits_left, event.balance.amount if event.balance else None)
        if isinstance(event, EntryGranted | HoldSettled):
            lot.use(event.visits_used, event.value_used, event.lot_value)
        if isinstance(event, VisitHeld):
            yield from self._asked(event.hold_id)
            lot.held.add(event.hold_id)
        elif isinstance(event, HoldReleased | HoldSettled):
            if event.hold_id not in lot.held:
                yield f"hold {event.hold_id} is not held"
            lot.held.discard(event.hold_id)

    def _asked(self, hold_id: str) -> Iterator[str]:
        if hold_id in self.asked:
            yield f"hold {hold_id} is answered twice"
        self.asked.add(hold_id)

    def shown(self) -> Mapping[str, Rows]:
        return {LEFT: [(card_id, *lot.left) for card_id, lot in self.lots.items()]}

    def checked(self) -> str:
        held = sum(len(lot.held) for lot in self.lots.values())
        return f"{len(self.lots):,} cards, {len(self.asked):,} holds, {held:,} of them open"


CHECKS = (Visits,)
