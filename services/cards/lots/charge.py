"""What a step costs: what it used up of which lots, and what can still be used after it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from services.cards.card import Card
from services.cards.lots.holding import Claim, Holding
from services.cards.lots.visits import Step
from shared.contracts import Money
from shared.contracts.cards import LotUse
from shared.replacing import replace


@dataclass(frozen=True)
class Balance:
    """What can be used from a day on, of lots that have not ended; None: the card holds no visits, or no value."""

    visits_left: int | None
    balance: Money | None


@dataclass(frozen=True)
class Charge(Balance):
    """What a step costs, named as the fields of the events that carry it."""

    visits_used: int
    value_used: Money | None
    lot_value: Money
    lots: tuple[LotUse, ...]


def balance(card: Card, today: date) -> Balance:
    every = card.lots.values()
    visits = [h for h in every if h.terms.kind == "visits"]
    values = [h for h in every if h.terms.kind == "stored_value"]
    return Balance(
        visits_left=sum(h.left for h in visits if h.valid.until > today) if visits else None,
        balance=worth(values, today) if values else None,
    )


def worth(values: list[Holding], today: date) -> Money:
    """What is left of stored values, bonus included, in the currency of the first."""
    moneys = [(h.terms.value, h.left) for h in values if h.terms.value]
    currency = next(money.currency for money, _ in moneys)
    live = (h for h in values if h.valid.until > today and h.terms.value and h.terms.value.currency == currency)
    return Money(sum(h.left for h in live), currency)


def charge(card: Card, happened: Step, then: Card, today: date) -> Charge:
    """The cost of the step from `card` to `then`; nothing of a price whose money went back."""
    assert card.issued is not None
    lots = tuple(used(card, then, happened.spent))
    nothing = Money(0, card.issued.price.currency)
    values = [use.value for use in lots if use.value]
    left = balance(then, today)
    return Charge(
        visits_left=left.visits_left,
        balance=left.balance,
        visits_used=sum(use.visits for use in lots),
        value_used=sum(values[1:], values[0]) if values else None,
        lot_value=sum((use.paid for use in lots if use.paid.currency == nothing.currency), nothing),
        lots=lots,
    )


def used(card: Card, then: Card, claims: Iterable[Claim]) -> Iterator[LotUse]:
    """What these claims use up of the card's lots for good, on the step from `card` to `then`."""
    lots = dict(card.lots)
    for take in (take for claim in claims for take in claim):
        holding = lots[take.lot_id]
        use = replace(holding.taken(take.amount), left=then.lots[take.lot_id].left)
        lots[take.lot_id] = holding.use(take.amount)
        yield unpaid(use) if card.cancelled else use


def set_aside(then: Card, claims: Iterable[Claim]) -> tuple[LotUse, ...]:
    """What these claims took, or gave back, on the way to `then`, without using any of the price up."""
    return tuple(unpaid(then.lots[take.lot_id].taken(take.amount)) for claim in claims for take in claim)


def unpaid(use: LotUse) -> LotUse:
    return replace(use, paid=Money(0, use.paid.currency))
