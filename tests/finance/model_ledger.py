"""The books of an order by the chart of accounts alone (services/finance/README.md; features-and-rules 23, 24, 44, 47).

Debits are positive. Tax is due at the sale; what is prepaid is a liability until it is used; a refund falls on all
lines by what is left of each, releases the liability first, and takes back tax in proportion.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

HOLDS = {"cash": "cash", "terminal": "terminal", "transfer": "bank", "sandbox": "provider"}


def nearest(exact: Fraction) -> int:
    """Halves up; of amounts that are not negative."""
    return int(exact + Fraction(1, 2))


def fair(amount: int, weights: list[int]) -> list[int]:
    """The largest remainders get what whole parts leave over, the earlier line where they tie."""
    exact = [Fraction(amount * weight, sum(weights)) for weight in weights]
    parts = [int(part) for part in exact]
    for _ in range(amount - sum(parts)):
        most = max(range(len(parts)), key=lambda i: (exact[i] - parts[i], -i))
        parts[most] += 1
    return parts


@dataclass
class Sold:
    """A line and what became of it; amounts with the tax in them are named `gross`."""

    product_id: str
    kind: str
    gross: int
    tax: int
    prepaid: bool
    gross_back: int = 0
    tax_back: int = 0
    gross_used: int = 0
    net_used: int = 0
    net_released: int = 0

    @property
    def net(self) -> int:
        return self.gross - self.tax

    @property
    def liability(self) -> int:
        return self.net - self.net_used - self.net_released if self.prepaid else 0

    def so_far(self, whole: int, gross: int) -> int:
        """The part of a whole that falls on so much of the line: all parts together are exactly the whole."""
        return nearest(Fraction(whole * min(gross, self.gross), self.gross)) if self.gross else 0


class LedgerModel:
    def __init__(self, venue_id: str) -> None:
        self.venue_id = venue_id
        self.balances: Counter[tuple[str, str]] = Counter()  # by venue and account
        self.lines: list[Sold] = []

    def move(self, venue_id: str | None = None, **postings: int) -> None:
        """Names of accounts have two underscores where a colon belongs."""
        assert sum(postings.values()) == 0
        for name, amount in postings.items():
            self.balances[venue_id or self.venue_id, name.replace("__", ":")] += amount

    def pay(self, way: str, due: int, over: int) -> None:
        self.move(**{HOLDS[way]: due + over, "advance": -due, "member_credit": -over})

    def sell(self, lines: list[Sold]) -> None:
        self.lines = lines
        for line in lines:
            self.move(advance=line.gross, tax=-line.tax, **{self.owed(line): -line.net})

    def owed(self, line: Sold) -> str:
        return f"{'deferred' if line.prepaid else 'income'}__{line.kind}"

    def give_back(self, ways: list[tuple[str, int]], advance: int, credit: int, own: int) -> None:
        for way, amount in ways:
            self.balances[self.venue_id, HOLDS[way]] -= amount
        self.balances[self.venue_id, "advance"] += advance
        self.balances[self.venue_id, "member_credit"] += credit
        if own:
            parts = fair(own, [line.gross - line.gross_back for line in self.lines])
            for line, part in zip(self.lines, parts, strict=True):
                self.take_from(line, part)

    def take_from(self, line: Sold, part: int) -> None:
        tax = line.so_far(line.tax, line.gross_back + part) - line.tax_back
        released = min(part - tax, line.liability)
        line.gross_back, line.tax_back, line.net_released = (
            line.gross_back + part, line.tax_back + tax, line.net_released + released,
        )  # fmt: skip
        self.balances[self.venue_id, "tax"] += tax
        self.balances[self.venue_id, f"deferred:{line.kind}"] += released
        self.balances[self.venue_id, f"income:{line.kind}"] += part - tax - released

    def use(self, line: Sold, gross: int, venue_id: str) -> int:
        """The net income of a use; between two venues it is owed."""
        net = min(line.so_far(line.net, line.gross_used + gross) - line.net_used, line.liability)
        line.gross_used, line.net_used = line.gross_used + gross, line.net_used + net
        deferred, income = f"deferred__{line.kind}", f"income__{line.kind}"
        if venue_id == self.venue_id:
            self.move(**{deferred: net, income: -net})
        else:
            self.move(**{deferred: net, f"settlement__{venue_id}": -net})
            self.move(venue_id, **{f"settlement__{self.venue_id}": net, income: -net})
        return net
