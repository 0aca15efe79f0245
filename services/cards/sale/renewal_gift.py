"""What a renewal at the preferential offer brings beside its own days: nothing that anybody paid for. Pure.

The gifts hang on the lot of the renewal. Where its order is refunded they go back with it: days and visits that are
left, and the points, of which engagement takes back those that were spent from what comes next.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from services.cards.card import Card
from services.cards.evolve import evolve
from services.cards.lots.holding import Holding
from services.cards.sale.extending import free_lot
from services.cards.sale.onto import days_on, granted
from services.cards.sale.product import Version
from shared.contracts import Money
from shared.contracts.cards import (
    GiftPointsGranted,
    GiftPointsWithdrawn,
    Lot,
    LotGranted,
    RenewalGift,
)
from shared.ids import derived_id


def given_with(
    card: Card, lot: Lot, gift: RenewalGift, other: Version | None, day: date
) -> Iterator[LotGranted | GiftPointsGranted]:
    """Beside the renewal's lot, which the card holds already. A product that is not for sale brings nothing."""
    if gift.days:
        days = replace(free_lot(card, derived_id("renewal days", lot.lot_id), gift.days), given_with=lot.lot_id)
        yield granted(card, days)
        card = evolve(card, granted(card, days))
    if more := more_visits(card, lot, gift, other, day):
        yield granted(card, more)
    if gift.points:
        assert card.issued is not None
        yield GiftPointsGranted(
            card_id=card.issued.card_id,
            member_id=card.holder,
            lot_id=lot.lot_id,
            points=gift.points,
            day=day,
            last_days=gift.points_last_days,
        )


def more_visits(card: Card, lot: Lot, gift: RenewalGift, other: Version | None, day: date) -> Lot | None:
    """A lot of another product, with so many visits where the offer says how many; or visits more of the same."""
    version = other if gift.product_id else Version(lot.product_version, lot.terms, day)
    if version is None or not (gift.product_id or gift.visits):
        return None
    visits = gift.visits if gift.visits and version.terms.kind == "visits" else version.terms.visits
    terms = replace(version.terms, visits=visits, freeze_days=0, guest_passes=0, renewal=None)
    return Lot(
        lot_id=derived_id("renewal gift", lot.lot_id),
        kind="gift",
        product_id=gift.product_id or lot.product_id,
        product_version=version.number,
        venue_id=lot.venue_id,
        price=Money(0, lot.price.currency),
        terms=terms,
        valid=days_on(card, terms, day),
        given_with=lot.lot_id,
    )


def with_gifts(card: Card, refunded: list[Holding]) -> list[Holding]:
    """The lots that were given beside these go first: what is left of them is where the card would be without."""
    lots = {holding.lot.lot_id for holding in refunded}
    gifts = [h for h in card.lots.values() if not h.closed and h.lot.given_with in lots]
    return [*reversed(gifts), *refunded]


def points_back(card: Card, refunded: list[Holding]) -> Iterator[GiftPointsWithdrawn]:
    """From whoever got them, also where the card is another member's by now."""
    for given in (card.gift_points.get(holding.lot.lot_id) for holding in refunded):
        if given:
            told = {"card_id": given.card_id, "member_id": given.member_id, "lot_id": given.lot_id}
            yield GiftPointsWithdrawn(**told, points=given.points)
