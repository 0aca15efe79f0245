"""Offers to members whose level gives them: published, and the lowest that holds here and now. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from services.finance.price_list import check_price
from shared.contracts import Money, NotAllowed
from shared.contracts.finance import (
    OfferClaimed,
    OfferDaysOutOfRange,
    OfferOfAnotherProduct,
    OfferPublished,
    OrderLine,
    PublishOffer,
    TillOpened,
)
from shared.decider import Context, Decider
from shared.money import share

Published = Mapping[str, OfferPublished]
"""Of some products, by offer; as published last."""


Part = tuple[int, int]
"""So many days of so many: what an upgrade buys of a period."""

WHOLE: Part = (1, 1)


@dataclass(frozen=True)
class Offered:
    """The offers of one product, and which product an offer id stands for."""

    known: Published = field(default_factory=dict)
    claim: OfferClaimed | None = None


def lowest(known: Published, line: OrderLine, till: TillOpened, day: date) -> OfferPublished | None:
    """At this till on this day, for the purpose of the line."""
    here = (
        offer
        for offer in known.values()
        if (offer.product_id, offer.purpose) == (line.product_id, line.purpose)
        and offer.valid_from <= day < offer.valid_until
        and offer.for_venue in (None, till.venue_id)
        and offer.price.currency == till.currency
    )
    return min(here, key=lambda offer: offer.price, default=None)


def saved(offer: OfferPublished, line: OrderLine, full: Money, of: Part = WHOLE) -> Money:
    """What it takes off a line that costs `full`, for this part of the offered days; nothing where it is dearer."""
    return max(full - share(offer.price * line.quantity, *of), Money(0, full.currency))


def streams(wish: PublishOffer, context: Context) -> list[str]:
    return [f"offer-{wish.offer_id}", offers_stream(wish.product_id)]


def decide(wish: PublishOffer, offered: Offered, context: Context) -> list[OfferClaimed | OfferPublished]:
    if not context.actor.covers(wish.for_venue):
        raise NotAllowed(why="an offer is made for the venues one works for")
    check_price(wish.price)
    if wish.valid_until <= wish.valid_from:
        raise OfferDaysOutOfRange(valid_from=wish.valid_from, valid_until=wish.valid_until)
    claim = OfferClaimed(offer_id=wish.offer_id, product_id=wish.product_id)
    if offered.claim not in (None, claim):
        raise OfferOfAnotherProduct(offer_id=wish.offer_id, product_id=str(offered.claim and offered.claim.product_id))
    published = OfferPublished(**vars(wish))
    if offered.known.get(wish.offer_id) == published:
        return []
    return [published] if offered.claim else [claim, published]


def evolve(offered: Offered, event: OfferClaimed | OfferPublished) -> Offered:
    if isinstance(event, OfferClaimed):
        return replace(offered, claim=event)
    return replace(offered, known=remember(offered.known, event))


def remember(known: Published, event: OfferPublished) -> Published:
    return {**known, event.offer_id: event}


def offers_stream(product_id: str) -> str:
    return f"offers-{product_id}"


CUSTOM_OFFERS: Decider[Offered] = Decider((PublishOffer,), Offered(), streams, decide, evolve)
