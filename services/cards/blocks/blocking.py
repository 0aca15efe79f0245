"""What shuts a card at every door of the chain at once: its loss, until it is found, and its refund, for good. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from services.cards.card import Card, asked_of
from services.cards.evolve import evolve
from services.cards.guests.setting_aside import taken_away
from services.cards.lots.holding import Holding
from services.cards.lots.letting_go import withdrawn
from services.cards.lots.lots import closed
from services.cards.sale.renewal_gift import points_back, with_gifts
from shared.contracts.cards import (
    CancelCards,
    CardCancelled,
    CardCancelledAfterRefund,
    CardFound,
    CardReportedLost,
    GiftPointsWithdrawn,
    GuestPassWithdrawn,
    HoldWithdrawn,
    LotWithdrawn,
    NoGuestPasses,
    ReplacementWithdrawn,
    ReportFound,
    ReportLost,
)
from shared.decider import Context, Decider
from shared.venue_time import local_day

BlockingCommand = ReportLost | ReportFound | CancelCards
BlockingEvent = (
    CardReportedLost
    | CardFound
    | ReplacementWithdrawn
    | CardCancelledAfterRefund
    | LotWithdrawn
    | HoldWithdrawn
    | GuestPassWithdrawn
    | GiftPointsWithdrawn
)


def streams(wish: BlockingCommand, context: Context) -> list[str]:
    return asked_of(wish)


def decide(wish: BlockingCommand, card: Card, context: Context) -> list[BlockingEvent]:
    match wish:
        case ReportLost():
            return lose(wish, card, context)
        case ReportFound():
            return find(wish, card)
        case CancelCards():
            return cancel(wish, card, context)
    assert_never(wish)


def lose(wish: ReportLost, card: Card, context: Context) -> list[BlockingEvent]:
    card.owned(wish.card_id, wish.member_id)
    if card.lost_since is not None:
        return []
    return [CardReportedLost(card_id=wish.card_id, member_id=card.concerned(wish.member_id), at=context.at)]


def find(wish: ReportFound, card: Card) -> list[BlockingEvent]:
    card.owned(wish.card_id, wish.member_id)
    if card.lost_since is None:
        return []
    found, asked = CardFound(card_id=wish.card_id, member_id=card.concerned(wish.member_id)), card.keys.asked
    if asked is None:
        return [found]
    told = {"replacement_id": asked.replacement_id, "card_id": wish.card_id, "member_id": card.holder}
    return [found, ReplacementWithdrawn(**told)]


def cancel(wish: CancelCards, card: Card, context: Context) -> list[BlockingEvent]:
    """The lots of the refunded order are withdrawn; a card that holds nothing else is over.

    Nothing for what was never a card, or is cancelled already. A gift that came with it goes with it.
    """
    if card.issued is None or card.cancelled:
        return []
    paid = [h for h in card.lots.values() if not h.closed and h.lot.order_id is not None]
    of_order = [h for h in paid if h.lot.order_id == wish.order_id]
    if of_order and len(of_order) == len(paid):
        over = CardCancelledAfterRefund(card_id=wish.card_id, member_id=card.holder, order_id=wish.order_id)
        today = local_day(context.at, card.issued.zone)
        why = CardCancelled(card_id=wish.card_id)
        holds = withdrawn(card, wish.card_id, lambda day: day >= today, why)
        return [over, *holds, *taken_away(card, wish.card_id, why), *points_back(card, of_order)]
    return [*all_taken_back(card, with_gifts(card, of_order), wish), *points_back(card, of_order)]


def all_taken_back(
    card: Card, holdings: list[Holding], wish: CancelCards
) -> Iterator[LotWithdrawn | GuestPassWithdrawn]:
    """One after the other: the last one's `valid_until` is where the card really ends."""
    for holding in holdings:
        event = taken_back(card, holding, wish)
        card = evolve(card, event)
        yield event
        yield from taken_away(card, wish.card_id, NoGuestPasses(card_id=wish.card_id), of=event.lot_id)


def taken_back(card: Card, holding: Holding, wish: CancelCards) -> LotWithdrawn:
    return LotWithdrawn(
        card_id=wish.card_id,
        member_id=card.holder,
        lot_id=holding.lot.lot_id,
        order_id=wish.order_id,
        valid_until=closed(card, holding.lot.lot_id).valid.until,
    )


BLOCKING: Decider[Card] = Decider((ReportLost, ReportFound, CancelCards), Card(), streams, decide, evolve)
