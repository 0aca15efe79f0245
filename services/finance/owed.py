"""What the audit checks of what was prepaid: for each line, income, what went back and what is owed are what was paid.

Pure; borrows no rule.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from shared.audit import Check, Violation
from shared.contracts import Event
from shared.contracts.finance import (
    EntryPosted,
    IncomeRecognised,
    IncomeTakenBack,
    OrderPaid,
    OrderPlaced,
    OrderRefunded,
    TermIncomeRecognised,
    TermSpread,
    UnusedCredited,
)
from shared.log import Recorded
from shared.venue_time import day_start

MOVES = (
    OrderPaid,
    IncomeRecognised,
    IncomeTakenBack,
    TermIncomeRecognised,
    OrderRefunded,
    UnusedCredited,
    TermSpread,
    EntryPosted,
)


@dataclass
class Owed:
    """A prepaid line: what was sold, and where it went, without tax."""

    sold: int = 0
    units: int = 0
    income: int = 0
    given_back: int = 0
    lots: Counter[str] = field(default_factory=Counter)  # what days have turned into income, by lot
    until: dict[str, datetime] = field(default_factory=dict)  # when a lot's days are over, unless it stopped

    @property
    def left(self) -> int:
        return self.sold - self.income - self.given_back


class Deferred(Check):
    """Keeps, of each prepaid line, where its liability went, and the liability of its order in the ledger."""

    invariant = "I3"
    promise = "what was prepaid is income, given back or owed, as the ledger says; no term is owed after its days"

    def __init__(self) -> None:
        self.orders: defaultdict[str, defaultdict[str, Owed]] = defaultdict(lambda: defaultdict(Owed))
        self.booked: Counter[str] = Counter()
        self.zones: dict[str, str] = {}
        self.apart: dict[str, Recorded] = {}  # the event since which an order's lines and ledger differ

    def see(self, recorded: Recorded, event: Event) -> Iterator[Violation]:
        if isinstance(event, OrderPlaced):
            self.zones[event.order_id] = event.zone
        if not isinstance(event, MOVES):
            return
        lines = self.orders[event.order_id]
        if isinstance(event, EntryPosted):
            self.booked[event.order_id] -= sum(p.amount for p in event.postings if p.account.startswith("deferred:"))
        self._move(lines, event)
        for product_id, owed in lines.items():
            if owed.left < 0:
                yield Violation.at(recorded, f"{-owed.left} more of {product_id} became income than was prepaid")
            if owed.lots and min(owed.lots.values()) < 0:
                yield Violation.at(recorded, f"days of {product_id} took back more than they had earned")
        if sum(owed.left for owed in lines.values()) == self.booked[event.order_id]:
            self.apart.pop(event.order_id, None)
        else:
            self.apart.setdefault(event.order_id, recorded)

    def _move(self, lines: defaultdict[str, Owed], event: Event) -> None:
        match event:
            case OrderPaid():
                for line in (line for line in event.lines if line.prepaid):
                    lines[line.product_id].sold += line.total.amount - line.tax.amount
                    lines[line.product_id].units += line.quantity
            case IncomeRecognised():
                lines[event.product_id].income += event.net.amount
            case IncomeTakenBack():
                lines[event.product_id].income -= event.net.amount
            case TermIncomeRecognised():
                lines[event.product_id].income += event.net.amount
                lines[event.product_id].lots[event.lot_id] += event.net.amount
            case OrderRefunded():
                for share in event.shares:
                    lines[share.product_id].given_back += share.unused.amount
            case UnusedCredited():
                lines[event.product_id].given_back += event.unused.amount
            case TermSpread():
                self._spread(lines[event.product_id], event)

    def _spread(self, owed: Owed, event: TermSpread) -> None:
        owed.until.pop(event.lot_id, None)
        if days := event.spread[-1].days:
            over = max(each.until for each in days)
            owed.until[event.lot_id] = day_start(over, self.zones.get(event.order_id, "UTC"))

    def end(self, before: datetime) -> Iterator[Violation]:
        for order_id, since in sorted(self.apart.items(), key=lambda item: item[1].position):
            left = sum(owed.left for owed in self.orders[order_id].values())
            yield Violation.at(since, f"order {order_id} owes {left}, the ledger says {self.booked[order_id]}")
        for order_id, lines in self.orders.items():
            for product_id, owed in lines.items():
                if owed.left > 0 and len(owed.until) == owed.units and max(owed.until.values()) < before:
                    yield Violation(f"{owed.left} of {product_id} is owed after its days", stream=f"order-{order_id}")

    def checked(self) -> str:
        owed = [owed for lines in self.orders.values() for owed in lines.values() if owed.sold]
        return f"{len(owed):,} prepaid lines, {sum(len(each.lots) for each in owed):,} lots of days"
