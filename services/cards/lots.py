"""How a card's lots come and how their days move while it rests. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from services.cards.holding import Holding
from services.cards.reach import moved
from shared.contracts import DayRange
from shared.contracts.cards import CardIssued, Lot, LotDays


def issued_lot(event: CardIssued) -> Lot:
    """The lot that a card is issued with; its id is the card's."""
    return Lot(
        lot_id=event.card_id,
        kind=event.kind,
        product_id=event.product_id,
        product_version=event.product_version,
        order_id=event.order_id,
        venue_id=event.venue_id,
        price=event.price,
        terms=event.terms,
        valid=event.valid,
    )


def follows(holding: Holding) -> bool:
    """Whether its days are a link of the card's chain of days; visits and values have days of their own."""
    return holding.terms.kind == "term"


def by_rest(holdings: Iterable[Holding], rest: DayRange) -> tuple[LotDays, ...]:
    """The lots whose days a rest moves, with their new days."""
    days = ((h, rested(h.valid, follows(h), rest)) for h in holdings)
    return tuple(LotDays(lot_id=h.lot.lot_id, valid=valid) for h, valid in days if valid != h.valid)


def by_return(holdings: Iterable[Holding], rest: DayRange, back: int) -> tuple[LotDays, ...]:
    """The lots whose days move back when the last `back` days of a rest are not rested."""
    days = ((h, returned(h.valid, follows(h), rest, back)) for h in holdings)
    return tuple(LotDays(lot_id=h.lot.lot_id, valid=valid) for h, valid in days if valid != h.valid)


def rested(valid: DayRange, chained: bool, rest: DayRange) -> DayRange:
    """A lot's days, moved by a rest: of a chain everything that comes after it, else what overlaps with it.

    >>> from datetime import date
    >>> january = DayRange(date(2025, 1, 1), date(2025, 2, 1))
    >>> str(rested(january, True, DayRange(date(2025, 1, 7), date(2025, 1, 17))).until)
    '2025-02-11'
    """
    if valid.until <= rest.first:
        return valid
    if chained:
        first = moved(valid.first, rest.days) if valid.first >= rest.first else valid.first
        return DayRange(first, moved(valid.until, rest.days))
    overlap = DayRange(max(valid.first, rest.first), rest.until).days
    return DayRange(valid.first, moved(valid.until, overlap))


def returned(valid: DayRange, chained: bool, rest: DayRange, back: int) -> DayRange:
    """A lot's days when the last `back` days of a rest, that had moved them, are not rested."""
    if valid.until <= rest.first:
        return valid
    if chained:
        first = moved(valid.first, -back) if valid.first >= rest.until else valid.first
        return DayRange(first, moved(valid.until, -back))
    overlap = DayRange(max(valid.first, rest.first), rest.until).days
    return DayRange(valid.first, moved(valid.until, -min(back, overlap)))
