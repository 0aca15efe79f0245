"""Days given to a card: a term gets a lot at price zero, visits and value end later. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from services.cards.card import Card
from services.cards.lots.lots import by_days, rescheduled
from services.cards.sale.leaving import check_stays
from services.cards.sale.onto import days_on, granted
from shared.contracts import Money
from shared.contracts.cards import (
    CardCancelled,
    CardWithoutEnd,
    DaysGiven,
    DaysOutOfRange,
    ExtensionRequested,
    GiveDays,
    Lot,
    LotGranted,
    RequestExtension,
    Terms,
)
from shared.ids import derived_id

MOST_DAYS = 366


def give(wish: GiveDays, card: Card) -> Iterator[LotGranted | DaysGiven]:
    """Nothing where the gift was given before."""
    if wish.gift_id not in card.gifts:
        check(wish, card)
        yield from given(wish, wish.gift_id, card)


def extended(asked: ExtensionRequested, card: Card) -> Iterator[LotGranted | DaysGiven]:
    check(asked, card)
    yield from given(asked, asked.application_id, card)


def check(wish: GiveDays | RequestExtension | ExtensionRequested, card: Card) -> None:
    card.owned(wish.card_id, wish.member_id)
    if card.cancelled:
        raise CardCancelled(card_id=wish.card_id)
    if not 1 <= wish.days <= MOST_DAYS:
        raise DaysOutOfRange(asked=wish.days)
    if card.valid.until == date.max:
        raise CardWithoutEnd(card_id=wish.card_id)
    check_stays(card.notice)


def given(wish: GiveDays | ExtensionRequested, gift_id: str, card: Card) -> Iterator[LotGranted | DaysGiven]:
    """A card that ended is good for its days again from where it ended: who gives them sees that in its end."""
    later = by_days(card, wish.days)
    after = rescheduled(card, later, card.valid.until)
    if card.reach is not None:
        gift = free_lot(card, derived_id("gift", gift_id), wish.days)
        yield granted(card, gift)
        after_until = max(gift.valid.until, after.valid.until)
    else:
        after_until = after.valid.until
    yield DaysGiven(
        card_id=wish.card_id,
        member_id=wish.member_id,
        gift_id=gift_id,
        days=wish.days,
        cause=wish.cause,
        reason=wish.reason,
        valid_until=after_until,
        lots=later,
    )


def free_lot(card: Card, lot_id: str, days: int) -> Lot:
    """A lot of days at price zero that goes on where the card's days end, on the terms of its last term."""
    last = max((h for h in card.lots.values() if h.chained and not h.closed), key=lambda h: h.valid.until)
    terms: Terms = replace(last.terms, months=0, days=days, freeze_days=0, renewal=None, guest_passes=0)
    return Lot(
        lot_id=lot_id,
        kind="gift",
        product_id=last.lot.product_id,
        product_version=last.lot.product_version,
        venue_id=last.lot.venue_id,
        price=Money(0, last.lot.price.currency),
        terms=terms,
        valid=days_on(card, terms, card.chain_end),
    )
