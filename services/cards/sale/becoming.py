"""What a card is to become with its next period: as was asked for, else as planned, else what it is. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Literal

from services.cards.card import Card
from services.cards.lots.holding import Holding
from shared.contracts.cards import (
    ChangePlanned,
    PlannedChangeMade,
    PlannedChangeWithdrawn,
    Terms,
)


def last_product(card: Card) -> str:
    """The product that the card is at its end; a gift is none."""
    bought = [h for h in card.open_lots if h.lot.kind != "gift"] or card.open_lots
    return max(bought, key=lambda h: h.valid.until).lot.product_id


def last_term(card: Card) -> Holding | None:
    """The term that was bought last, which is what a plan changes; None: the card has none."""
    return max(card.bought_terms, key=lambda h: h.base.until, default=None)


def charged_as(card: Card, order_id: str) -> str:
    """The product that the order of a period is for: what was asked for once stays so, whatever is planned since."""
    planned = card.planned.product_id if card.planned else None
    return card.asked.get(order_id) or planned or last_product(card)


def next_terms(card: Card) -> Terms:
    """Those of the next period, as far as they are known today."""
    if card.planned:
        return card.planned.terms
    return max((h for h in card.lots.values() if h.chained and not h.closed), key=lambda h: h.valid.until).terms


def stays(
    card: Card, by: Literal["word", "change", "purchase", "transfer", "erasure"]
) -> Iterator[PlannedChangeWithdrawn]:
    """The plan is given up; nothing where there is none."""
    if card.planned and card.issued:
        yield PlannedChangeWithdrawn(
            card_id=card.issued.card_id, member_id=card.holder, product_id=card.planned.product_id, by=by
        )


def planned_again(card: Card, taken: Iterable[Holding], today: date) -> Iterator[ChangePlanned]:
    """The money of the period that made a change went back: the plan stands as before, for the end as it is now.

    Who wants the old product again withdraws it. Not where the card passed on, ends, or is planned otherwise since.
    """
    last = last_term(card)
    if card.planned or card.notice or last is None or today >= card.valid.until:
        return
    for holding in taken:
        plan = card.made.get(holding.lot.lot_id)
        if plan and card.is_of(plan.member_id) and last.lot.product_id == plan.former_id:
            yield replace(plan, begins=card.chain_end)
            return


def made(card: Card, event: ChangePlanned | PlannedChangeWithdrawn | PlannedChangeMade) -> Mapping[str, ChangePlanned]:
    """With the plan that this made, if it is the one that stood."""
    plan = card.planned
    if not isinstance(event, PlannedChangeMade) or plan is None or plan.product_id != event.product_id:
        return card.made
    return {**card.made, event.lot_id: plan}


def after(
    planned: ChangePlanned | None, event: ChangePlanned | PlannedChangeWithdrawn | PlannedChangeMade
) -> ChangePlanned | None:
    """none -> planned -> made | withdrawn; one that was planned while another was charged outlives that one."""
    match event:
        case ChangePlanned():
            return event
        case PlannedChangeWithdrawn():
            return None
        case PlannedChangeMade(product_id=made):
            return None if planned is None or planned.product_id == made else planned
