"""Money of a lot that went back while the lot stays: a refund in part, as a gesture. Pure.

Money given back is money given back: what is left of a lot at a change of product or at its end is less by it, as by
earlier credit notes. It is found by the order, also where a later product stands in the place of what the order bought.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from services.cards.card import Card, card_stream
from services.cards.evolve import evolve
from services.cards.lots.holding import Holding
from shared.contracts.cards import LotCredit, LotPriceReturned, NotePriceReturned
from shared.contracts.finance import OrderRefunded
from shared.decider import Context, Decider
from shared.money import allocate


def returned_of(event: OrderRefunded, bought: Sequence[Sequence[str]]) -> Iterator[NotePriceReturned]:
    """What a refund in part gave back of each card's price; `bought` are the cards of each line."""
    shares = {share.product_id: share.amount for share in event.shares}
    for line, cards in zip(event.lines, bought, strict=True):
        if amount := shares.get(line.product_id):
            for card_id, part in zip(cards, allocate(amount, [1] * len(cards)), strict=True):
                yield NotePriceReturned(
                    card_id=card_id,
                    order_id=event.order_id,
                    product_id=line.product_id,
                    refund_id=event.refund_id,
                    amount=part,
                )


def decide(wish: NotePriceReturned, card: Card, context: Context) -> list[LotPriceReturned]:
    """Nothing for what was noted, for what is no card, or for money that bought no lot of it (a fee)."""
    noted = (wish.refund_id, wish.product_id) in card.returned
    holding = standing_on(card, wish.order_id, wish.product_id)
    if card.issued is None or noted or holding is None or not wish.amount:
        return []
    return [LotPriceReturned(**vars(wish), member_id=card.holder, lot_id=holding.lot.lot_id)]


def standing_on(card: Card, order_id: str, product_id: str) -> Holding | None:
    """The lot that stands on the money of this order now."""
    on_it = [h for h in card.lots.values() if any(is_of(paid, order_id, product_id) for paid in h.paid_by)]
    return max((h for h in on_it if not h.closed), key=lambda h: h.place, default=None)


def is_of(paid: LotCredit, order_id: str, product_id: str) -> bool:
    return (paid.order_id, paid.product_id) == (order_id, product_id)


def streams(wish: NotePriceReturned, context: Context) -> list[str]:
    return [card_stream(wish.card_id)]


PRICE_RETURNED: Decider[Card] = Decider((NotePriceReturned,), Card(), streams, decide, evolve)
