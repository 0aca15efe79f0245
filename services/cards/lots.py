"""How a card's lots come, end, and have their days moved. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from services.cards.card import Card
from services.cards.holding import Holding
from services.cards.reach import Reach
from shared.contracts import DayRange
from shared.contracts.cards import CardIssued, Lot, LotDays, Terms


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


def received(card: Card, lot: Lot) -> Card:
    """One lot more; a term that begins where the card's days end makes them longer, else begins new ones."""
    base, since, reach = placed(card, lot.terms, lot.valid)
    holding = Holding(lot, len(card.lots), base, lot.valid, since)
    return replace(card, lots={**card.lots, lot.lot_id: holding}, reach=reach)


def placed(card: Card, terms: Terms, valid: DayRange) -> tuple[DayRange, date, Reach | None]:
    """The days without rests of a lot that is valid so, the first day of its chain, and the reach of the card then."""
    if terms.kind != "term":
        return valid, valid.first, card.reach
    if card.reach and valid.first == card.chain_end:
        longer = card.reach.longer(terms)
        return DayRange(card.reach.until, longer.until), longer.first, longer
    return valid, valid.first, Reach(valid.first).longer(terms)


def closed(card: Card, lot_id: str) -> Card:
    """One lot less; the days of a chain that it ended end where it began."""
    holding = card.lots[lot_id]
    lots = {**card.lots, lot_id: replace(holding, closed=True)}
    last = card.reach is not None and holding.base.until == card.reach.until
    reach = card.reach.shorter(holding.terms) if card.reach and last and holding.chained else card.reach
    return replace(card, lots=lots, reach=reach)


def rescheduled(card: Card, days: Sequence[LotDays], until: date) -> Card:
    """The card with these days of its lots; an older event names none, and moves the end of the only one."""
    valid = {lot.lot_id: lot.valid for lot in days}
    if not days and len(card.lots) == 1:
        valid = {i: replace(only.valid, until=until) for i, only in card.lots.items()}
    return replace(card, lots={i: replace(h, valid=valid.get(i, h.valid)) for i, h in card.lots.items()})
