"""A sold line and what became of its money. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from shared.contracts.finance import IncomeRecognised, IncomeTakenBack, PricedLine, RefundShare, TermIncomeRecognised
from shared.money import round_half_up


@dataclass(frozen=True)
class Line:
    """A sold line and what became of its money, in minor units of the order.

    `refunded` and `recognised` count as paid (tax in it); `tax_returned`, `net_recognised` and `net_unused` (the
    liability given back by refunds) are what they came to in the ledger.
    """

    sold: PricedLine
    refunded: int = 0
    tax_returned: int = 0
    net_unused: int = 0
    recognised: int = 0
    net_recognised: int = 0

    @property
    def left(self) -> int:
        """What of it did not go back, tax in it."""
        return self.sold.total.amount - self.refunded

    @property
    def deferred(self) -> int:
        """The liability that is left: neither used nor given back."""
        net = self.sold.total.amount - self.sold.tax.amount
        return net - self.net_recognised - self.net_unused if self.sold.prepaid else 0

    @property
    def income(self) -> int:
        """What of it is income by now: recognised, and not taken back by refunds."""
        return self.net_recognised - (self.refunded - self.tax_returned - self.net_unused)

    def tax_of(self, amount: int) -> int:
        """The tax in the next `amount` refunded, so that all refunds together return exactly the tax of the sale."""
        return self._part(self.sold.tax.amount, self.refunded + amount) - self.tax_returned

    def net_of(self, amount: int) -> int:
        """The net income in the next `amount` used, never more than the liability that is left."""
        net = self.sold.total.amount - self.sold.tax.amount
        return min(self._part(net, self.recognised + amount) - self.net_recognised, self.deferred)

    def _part(self, whole: int, amount: int) -> int:
        total = self.sold.total.amount
        return round_half_up(Fraction(whole * min(amount, total), total)) if total else 0


def given_back(line: Line, share: RefundShare | None) -> Line:
    if share is None:
        return line
    return replace(
        line,
        refunded=line.refunded + share.amount.amount,
        tax_returned=line.tax_returned + share.tax.amount,
        net_unused=line.net_unused + share.unused.amount,
    )


def used(line: Line, event: IncomeRecognised) -> Line:
    if line.sold.product_id != event.product_id:
        return line
    return replace(
        line,
        recognised=line.recognised + event.amount.amount,
        net_recognised=line.net_recognised + event.net.amount,
    )


def unused_again(line: Line, event: IncomeTakenBack) -> Line:
    if line.sold.product_id != event.product_id:
        return line
    return replace(
        line,
        recognised=line.recognised - event.amount.amount,
        net_recognised=line.net_recognised - event.net.amount,
    )


def earned_by_days(line: Line, event: TermIncomeRecognised) -> Line:
    """Days count in the ledger's net only: what visits use is counted by what was paid."""
    if line.sold.product_id != event.product_id:
        return line
    return replace(line, net_recognised=line.net_recognised + event.net.amount)
