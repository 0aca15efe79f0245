"""What an order's terms are to earn, and what of it is booked: a fold of the order's own events. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from fractions import Fraction

from services.finance.line import Line
from services.finance.terms.earning import Cut, begins, earned, ends
from services.finance.terms.rhythm import Rhythms
from shared.contracts.finance import (
    IncomePolicyPublished,
    IncomeReviewed,
    RefundShare,
    Spread,
    TermIncomeRecognised,
    TermSpread,
)
from shared.money import Money, allocate, round_half_up


@dataclass(frozen=True)
class Term:
    """The money of one lot of days: `net`, in minor units without tax, less its `cuts`; `paid` is with tax.

    `booked` became income, in so many `bookings`, for the days before `through` (None: nothing yet).
    """

    lot_id: str
    product_id: str
    paid: int
    net: int
    spread: tuple[Spread, ...]
    cuts: tuple[Cut, ...] = ()
    booked: int = 0
    bookings: int = 0
    through: date | None = None

    @property
    def first(self) -> date:
        return begins(self.spread)

    @property
    def end(self) -> date:
        return ends(self.spread)

    @property
    def liability(self) -> int:
        return max(0, self.net - self.booked - sum(cut.net for cut in self.cuts))

    def earned(self, day: date) -> int:
        """What its days before `day` come to, rounded once; every booking is the difference to what is booked."""
        return round_half_up(earned(self.net, self.spread, self.cuts, day))


@dataclass(frozen=True)
class Earnings:
    """The terms by lot; `wake_at` is when the clock looks next (None: it does at once, or not any more)."""

    terms: Mapping[str, Term] = field(default_factory=dict)
    wake_at: datetime | None = None
    rhythms: Rhythms = ()

    def hearing(self, event: IncomeReviewed | IncomePolicyPublished) -> Earnings:
        if isinstance(event, IncomeReviewed):
            return replace(self, wake_at=event.wake_at)
        return replace(self, rhythms=(*self.rhythms, event))

    def of(self, product_id: str) -> list[Term]:
        return [term for term in self.terms.values() if term.product_id == product_id]

    def having(self, *terms: Term) -> Earnings:
        return replace(self, terms={**self.terms, **{term.lot_id: term for term in terms}})


def spread_anew(earnings: Earnings, lines: Sequence[Line], event: TermSpread) -> Earnings:
    known = earnings.terms.get(event.lot_id)
    earnings = replace(earnings, wake_at=None)
    if known:
        return earnings.having(replace(known, spread=event.spread))
    net = net_of(earnings, lines, event)
    return earnings.having(Term(event.lot_id, event.product_id, event.paid.amount, net, event.spread))


def net_of(earnings: Earnings, lines: Sequence[Line], event: TermSpread) -> int:
    """The lot's part of its line's liability: several cards of one line share it by price, the last takes the rest."""
    line = next((line for line in lines if line.sold.product_id == event.product_id), None)
    if line is None or not line.sold.prepaid or not line.sold.total.amount:
        return 0
    others = earnings.of(event.product_id)
    paid = sum(term.paid for term in others) + event.paid.amount
    net, total = line.sold.total.amount - line.sold.tax.amount, line.sold.total.amount
    given_back = line.net_unused - sum(cut.net for term in others for cut in term.cuts)
    so_far = round_half_up(Fraction(net * min(paid, total), total)) - sum(term.net for term in others)
    return max(0, so_far - given_back)


def booked(earnings: Earnings, event: TermIncomeRecognised) -> Earnings:
    term = earnings.terms[event.lot_id]
    net = term.booked + event.net.amount
    return earnings.having(replace(term, booked=net, bookings=term.bookings + 1, through=event.until))


def cut(earnings: Earnings, day: date, shares: Sequence[RefundShare]) -> Earnings:
    """What went back of a line is earned no more: of several lots, by what each still owed."""
    for share in shares:
        terms = [term for term in earnings.of(share.product_id) if term.liability]
        if not share.unused or not terms:
            continue
        parts = allocate(Money(share.unused.amount, share.unused.currency), [term.liability for term in terms])
        earnings = earnings.having(
            *(replace(term, cuts=(*term.cuts, Cut(day, part.amount))) for term, part in zip(terms, parts, strict=True))
        )
    return earnings
