"""A lot in a card's hands: its days, what is claimed of it and what is used, and which lot pays next. Pure.

Lots are spent by their priority, then the soonest to end, then the oldest; a debit names what it took from which.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from shared.contracts import DayRange, Money
from shared.contracts.cards import Lot, LotCredit, LotUse, Terms
from shared.money import allocate, share
from shared.replacing import replace

PRIORITY = {"term": 10, "visits": 20, "stored_value": 30}


@dataclass(frozen=True)
class Take:
    """What a claim takes from one lot: nothing countable of a term, visits, or value in minor units."""

    lot_id: str
    amount: int = 0


Claim = tuple[Take, ...]
"""One visit: a stored value may pay it from several lots."""


@dataclass(frozen=True)
class Holding:
    """A lot and what became of it; `place` is its turn among the card's.

    `base` are its days without rests, `valid` as rests have moved them, `since` the first day of the chain of days that
    it is a link of.

    `stop` is the day on which it ends at the latest, whatever its days are (None: none).

    `claimed` (used or set aside) and `used` count visits, or minor units of value. A closed lot gives nothing more.
    `paid_by` are the orders whose money stands in it, the latest first; after a change of product what was left of the
    old lot's money stands in the new one, and the old one, `changed`, is worth nothing more.
    `may_rest` days the card may rest by it and by what it stands in place of.
    `returned`, in minor units, is what went back of the price while the lot stays.
    """

    lot: Lot
    place: int
    base: DayRange
    valid: DayRange
    since: date
    claimed: int = 0
    used: int = 0
    closed: bool = False
    paid_by: tuple[LotCredit, ...] = ()
    stop: date | None = None
    returned: int = 0
    changed: bool = False
    may_rest: int = 0

    @property
    def terms(self) -> Terms:
        return self.lot.terms

    @property
    def chained(self) -> bool:
        """Whether its days are a link of the card's chain of days; visits and values have days of their own."""
        return self.terms.kind == "term"

    @property
    def grant(self) -> int | None:
        """How much it granted; None: as many visits as its days allow."""
        match self.terms.kind:
            case "visits":
                return self.terms.visits
            case "stored_value":
                return self.terms.value.amount if self.terms.value else 0
        return None

    @property
    def left(self) -> int:
        """What is neither used nor set aside; 0 of a term, which is not counted."""
        return 0 if self.closed or self.grant is None else self.grant - self.claimed

    @property
    def order(self) -> tuple[int, date, int]:
        priority = PRIORITY[self.terms.kind] if self.terms.priority is None else self.terms.priority
        return priority, self.valid.until, self.place

    def paid_for(self, used: int) -> Money:
        """The part of the price that is gone when so much is used: rounded once, so that all parts sum to the price.

        A stored value with a bonus is used up evenly: pay 3,000, get 4,000, spend 1, and 0.75 of the price is gone.
        A term is gone by the day, not by the visit.
        """
        if self.grant is None or not self.grant:
            return Money(0, self.lot.price.currency)
        return share(self.lot.price, used, self.grant)

    @property
    def given_back(self) -> Money:
        return Money(self.returned, self.lot.price.currency)

    def claim(self, amount: int) -> Holding:
        return replace(self, claimed=self.claimed + amount)

    def use(self, amount: int) -> Holding:
        return replace(self, used=self.used + amount)

    def taken(self, amount: int) -> LotUse:
        """This much of it, and the part of its price that the next use of so much uses up."""
        value = self.terms.value if self.terms.kind == "stored_value" else None
        return LotUse(
            lot_id=self.lot.lot_id,
            order_id=self.lot.order_id,
            product_id=self.lot.product_id,
            venue_id=self.lot.venue_id,
            visits=amount if self.terms.kind == "visits" else 0,
            value=Money(amount, value.currency) if value else None,
            paid=self.paid_for(self.used + amount) - self.paid_for(self.used),
            left=self.left,
        )


def paid_for_by(lot: Lot, paid: Money) -> tuple[LotCredit, ...]:
    """The order of the lot and what it was paid for it, if it has one."""
    if lot.order_id is None or not paid:
        return ()
    return (LotCredit(order_id=lot.order_id, product_id=lot.product_id, amount=paid),)


def carried_over(old: Holding, credit: Money) -> Iterator[LotCredit]:
    """What stands of each order in the unused part of a lot, which is worth so much: the parts sum to no more."""
    paid = [each.amount.amount for each in old.paid_by]
    if not any(paid):
        return
    standing = old.lot.price - old.given_back
    worth = share(credit, sum(paid), standing.amount) if standing.amount > 0 else credit
    for each, part in zip(old.paid_by, allocate(worth, paid), strict=True):
        if part:
            yield replace(each, amount=part)


def in_order(holdings: Iterable[Holding]) -> list[Holding]:
    """As they are spent."""
    return sorted(holdings, key=lambda holding: holding.order)


def pay(holdings: Sequence[Holding]) -> Claim | None:
    """What one visit takes from these lots, given in their order; None: it cannot be paid.

    A visit paid by value costs what the first lot that pays for it says, and the next such lots add what it lacks.
    """
    for holding in holdings:
        match holding.terms.kind:
            case "term":
                return (Take(holding.lot.lot_id),)
            case "visits" if holding.left > 0:
                return (Take(holding.lot.lot_id, 1),)
            case "stored_value" if holding.left > 0:
                claim = pay_by_value(holding, holdings)
                if claim:
                    return claim
    return None


def pay_by_value(first: Holding, holdings: Sequence[Holding]) -> Claim | None:
    price = first.terms.visit_price
    assert price is not None
    lacking, claim = price.amount, list[Take]()
    for holding in holdings[holdings.index(first) :]:
        same = holding.terms.kind == "stored_value" and holding.terms.visit_price is not None
        if same and lacking and holding.left > 0 and currency_of(holding) == price.currency:
            part = min(lacking, holding.left)
            claim.append(Take(holding.lot.lot_id, part))
            lacking -= part
    return tuple(claim) if not lacking else None


def currency_of(holding: Holding) -> str | None:
    return holding.terms.value.currency if holding.terms.value else None


def claim_of(uses: Sequence[LotUse]) -> Claim:
    """What an event says that it took."""
    return tuple(Take(use.lot_id, use.value.amount if use.value else use.visits) for use in uses)


def first_day_of(holdings: Iterable[Holding]) -> date:
    return min(holding.valid.first for holding in holdings)


def last_end_of(holdings: Iterable[Holding]) -> date:
    return max(holding.valid.until for holding in holdings)
