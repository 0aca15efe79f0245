"""The day on which a card begins: on its sale, on its first visit, or on a day that its member chooses. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Literal

from services.cards.card import Card, asked_of
from services.cards.evolve import evolve
from services.cards.lots.lots import begun
from services.cards.rest.rests import with_rests
from services.cards.rest.still import still
from shared.contracts.cards import (
    ActivateCard,
    BeginningOutOfRange,
    CardActivated,
    CardBegun,
    CardCancelled,
    CardIssued,
    LotDays,
)
from shared.decider import Context, Decider
from shared.venue_time import local_day


def streams(wish: ActivateCard, context: Context) -> list[str]:
    return asked_of(wish)


def decide(wish: ActivateCard, card: Card, context: Context) -> list[CardActivated]:
    issued = card.owned(wish.card_id, wish.member_id)
    today = local_day(context.at, issued.zone)
    if card.cancelled:
        raise CardCancelled(card_id=wish.card_id)
    if card.began == (wish.first_day, "choice"):
        return []  # the same wish again
    if not waiting(card, today) or card.activate_by is None:
        raise CardBegun(card_id=wish.card_id)
    if not today <= wish.first_day <= card.activate_by:
        raise BeginningOutOfRange(asked=wish.first_day, latest=card.activate_by)
    return [activated(card, issued, wish.first_day, "choice")]


def waiting(card: Card, today: date) -> bool:
    """Whether the card has not begun: left alone it begins on its latest day."""
    return card.activate_by is not None and today < card.activate_by


def begins_on_first_visit(card: Card, issued: CardIssued, day: date) -> bool:
    return waiting(card, day) and issued.terms.activation == "first_visit" and not card.cancelled


def begun_by_visit(card: Card, issued: CardIssued, day: date) -> tuple[list[CardActivated], Card]:
    """What a visit on this day begins, if anything, and the card after it."""
    if not begins_on_first_visit(card, issued, day):
        return [], card
    begun = activated(card, issued, day, "first_visit")
    return [begun], evolve(card, begun)


def activated(card: Card, issued: CardIssued, first_day: date, by: Literal["choice", "first_visit"]) -> CardActivated:
    after = begun(card, first_day)
    lots = {lot.lot_id: lot.valid for lot in with_rests(after.lots.values(), still(after))}
    after = replace(after, lots={i: replace(h, valid=lots.get(i, h.valid)) for i, h in after.lots.items()})
    return CardActivated(
        card_id=issued.card_id,
        member_id=card.holder,
        first_day=first_day,
        by=by,
        valid_until=after.valid.until,
        lots=tuple(
            LotDays(lot_id=lot_id, valid=holding.valid)
            for lot_id, holding in after.lots.items()
            if holding.valid != card.lots[lot_id].valid
        ),
    )


BEGIN: Decider[Card] = Decider((ActivateCard,), Card(), streams, decide, evolve)
