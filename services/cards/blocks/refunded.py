"""What an order that was refunded whole takes from a card: what its money bought, wherever that stands now. Pure.

After a change of product the money of the old lot stands in the new one. Whichever of the orders that paid for it is
refunded, the lot lasts as long as the rest of its price pays for: of a year for 3,650.00, 730.00 of them refunded, 292
days are left. What nothing pays any more is withdrawn; a card that holds nothing else is over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import reduce

from services.cards.card import Card
from services.cards.evolve import evolve
from services.cards.guests.setting_aside import taken_away
from services.cards.lots.holding import Holding
from services.cards.lots.letting_go import withdrawn
from services.cards.lots.lots import closed
from services.cards.lots.reach import NO_END, moved
from services.cards.rest.rests import after_rests, up_to
from services.cards.rest.still import still
from services.cards.sale.becoming import planned_again
from services.cards.sale.renewal_gift import points_back, with_gifts
from shared.contracts import DayRange, Money
from shared.contracts.cards import (
    CancelCards,
    CardCancelled,
    CardCancelledAfterRefund,
    CardExpired,
    ChangePlanned,
    GiftPointsWithdrawn,
    GuestPassWithdrawn,
    HoldWithdrawn,
    LotDays,
    LotShortened,
    LotWithdrawn,
    NoGuestPasses,
)
from shared.decider import Context
from shared.venue_time import local_day

RefundedEvent = (
    CardCancelledAfterRefund
    | LotShortened
    | LotWithdrawn
    | HoldWithdrawn
    | GuestPassWithdrawn
    | GiftPointsWithdrawn
    | ChangePlanned
)


def cancel(wish: CancelCards, card: Card, context: Context) -> list[RefundedEvent]:
    """Nothing for what was never a card, or is cancelled already. A gift that came with what is over goes with it."""
    if card.issued is None or card.cancelled:
        return []
    today = local_day(context.at, card.issued.zone)
    standing = [h for h in card.lots.values() if not h.closed and not h.changed and h.lot.order_id is not None]
    concerned = [holding for holding in standing if bought_by(holding, wish.order_id)]
    gone = [holding for holding in concerned if shortened(card, holding, wish, today) is None]
    if gone and len(gone) == len(standing):
        over = CardCancelledAfterRefund(card_id=wish.card_id, member_id=card.holder, order_id=wish.order_id)
        why = CardCancelled(card_id=wish.card_id)
        holds = withdrawn(card, wish.card_id, today.__le__, why)
        return [over, *holds, *taken_away(card, wish.card_id, why), *points_back(card, gone)]
    taken = list(all_taken_back(card, with_gifts(card, gone), wish))
    card = reduce(evolve, taken, card)
    stays = [holding for holding in concerned if holding not in gone]
    left: list[RefundedEvent] = [*taken, *points_back(card, gone), *all_shortened(card, stays, wish, today)]
    return [*left, *planned_again(reduce(evolve, left[len(taken) :], card), gone, today)]


def bought_by(holding: Holding, order_id: str) -> bool:
    """Whether money of the order stands in the lot, or it came with the order for nothing."""
    came_free = holding.lot.order_id == order_id and not holding.lot.price
    return came_free or any(paid.order_id == order_id for paid in holding.paid_by)


def all_taken_back(
    card: Card, holdings: list[Holding], wish: CancelCards
) -> Iterator[LotWithdrawn | GuestPassWithdrawn]:
    """One after the other: the last one's `valid_until` is where the card really ends."""
    for holding in holdings:
        event = taken_back(card, holding, wish)
        card = evolve(card, event)
        yield event
        yield from taken_away(card, wish.card_id, NoGuestPasses(card_id=wish.card_id), of=event.lot_id)


def all_shortened(
    card: Card, holdings: list[Holding], wish: CancelCards, today: date
) -> Iterator[LotShortened | HoldWithdrawn]:
    """Bookings that nothing pays any more are let go."""
    for holding in holdings:
        if event := shortened(card, holding, wish, today):
            card = evolve(card, event)
            yield event
    unpaid = {i: hold for i, hold in card.holds.items() if holdings and not card.usable(hold.venue_id, hold.day)}
    why = CardExpired(valid_until=card.valid.until)
    yield from withdrawn(replace(card, holds=unpaid), wish.card_id, today.__le__, why)


def shortened(card: Card, holding: Holding, wish: CancelCards, today: date) -> LotShortened | None:
    """The days, begun ones whole, that the other money in the lot pays for; None: none, or none that are to come."""
    rest = left_of(holding, wish.order_id)
    if rest.amount <= 0 or not holding.chained or holding.valid.until == NO_END:
        return None
    kept = -(-holding.base.days * rest.amount // holding.lot.price.amount)
    fewer = holding.base.days - kept
    base = DayRange(holding.base.first, moved(holding.base.until, -fewer))
    valid = up_to(holding.stop, after_rests(base, holding.since, still(card)))
    if valid.until <= today:
        return None
    event = LotShortened(
        card_id=wish.card_id,
        member_id=card.holder,
        lot_id=holding.lot.lot_id,
        order_id=wish.order_id,
        price=rest,
        days=fewer,
        lots=(LotDays(lot_id=holding.lot.lot_id, valid=valid),),
        valid_until=valid.until,
    )
    return replace(event, valid_until=evolve(card, event).valid.until)


def left_of(holding: Holding, order_id: str) -> Money:
    """What the lot was paid with, but for this order's money and what went back before."""
    price = holding.lot.price
    return (
        price
        - holding.given_back
        - sum((paid.amount for paid in holding.paid_by if paid.order_id == order_id), Money(0, price.currency))
    )


def taken_back(card: Card, holding: Holding, wish: CancelCards) -> LotWithdrawn:
    return LotWithdrawn(
        card_id=wish.card_id,
        member_id=card.holder,
        lot_id=holding.lot.lot_id,
        order_id=wish.order_id,
        valid_until=closed(card, holding.lot.lot_id).valid.until,
    )
