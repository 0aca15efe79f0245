"""The interest that finance would pay beside a refund of a lot, by whose fault it is. Pure.

A lot may stand on the money of several orders, after changes of product: each part bears it since its own day. The
latest order gives back first, as it does when a cheaper product leaves something over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from services.cards.lots.holding import Holding
from services.cards.sale.change import credits
from shared.contracts import Money
from shared.contracts.cards import NoteRefundInterest, RefundInterestNoted
from shared.contracts.finance import Fault, RefundInterestPublished
from shared.contracts.finance.bearing import bears, rate_of
from shared.dated import in_force
from shared.hearsay import noting

STREAM = "refundinterest"
FAULTS: Mapping[str, Fault] = {"at_discount": "operator", "at_list": "member"}
"""The readings that say whose fault it is; `unused` is everybody's right, and the others say nothing of it."""


@dataclass(frozen=True)
class Bearing:
    """The rates that were noted, and on which day each order, or a lot without one, was handed over."""

    noted: Sequence[RefundInterestNoted] = ()
    since: Mapping[str, date] = field(default_factory=dict)

    def of(self, holding: Holding, fault: Fault, refund: Money, day: date) -> tuple[Money, str] | None:
        """What the refund bears until `day`, and its arithmetic; None: no rate is known for one of its parts."""
        here = [rates for rates in self.noted if rates.for_venue == holding.lot.venue_id]
        total, how = refund - refund, list[str]()
        for since, principal in self.parts(holding, refund):
            rates = in_force(here, since)
            if rates is None:
                return None
            days = (day - since).days
            total += (part := bears(principal, rates, fault, days))
            how.append(f"{principal} × {rate_of(rates, fault)}/10000 × {days}/{rates.year_days} = {part}")
        return total, "; ".join(how)

    def parts(self, holding: Holding, refund: Money) -> Iterator[tuple[date, Money]]:
        """Since when how much of the refund was in the operator's hands."""
        first = self.since[holding.lot.lot_id]
        for paid in credits(holding.paid_by, refund):
            yield self.since.get(paid.order_id, first), paid.amount
            refund -= paid.amount
        if refund:
            yield first, refund


def told_of_interest(event: RefundInterestPublished) -> Sequence[NoteRefundInterest]:
    """What an event of finance means here."""
    rates = {name: value for name, value in vars(event).items() if name != "region"}
    return [NoteRefundInterest(**rates)]


REFUND_INTEREST = noting(NoteRefundInterest, RefundInterestNoted)
