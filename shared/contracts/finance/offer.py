"""Offers to some: a lower price on some days, for members whose level gives custom offers."""

from __future__ import annotations

from shared.contracts import (
    FINANCE_CLERK,
    HEAD_OFFICE,
    MEMBER,
    STAFF,
    Command,
    Day,
    Event,
    Id,
    Money,
    Name,
    NotAllowed,
    Query,
    Refusal,
    Row,
    Text,
)
from shared.contracts.finance.price import PriceOutOfRange, Purpose


class OfferDaysOutOfRange(Refusal):
    """An offer lasts a day or more."""

    valid_from: Day
    valid_until: Day
    status = 422
    says = Text(
        "No day lies between {valid_from} and {valid_until}.", "{valid_from} 至 {valid_until} 之间没有有效日期。"
    )
    remedy = Text("Give the first day, and the day after the last one.", "请填写首日及末日的次日。")


class OfferOfAnotherProduct(Refusal):
    """An offer id stands for one product."""

    offer_id: str
    product_id: str
    says = Text("Offer {offer_id} is of product {product_id}.", "优惠 {offer_id} 属于商品 {product_id}。")
    remedy = Text("Use a new id for another product.", "其他商品请使用新的编号。")


class PublishOffer(
    Command,
    by=(HEAD_OFFICE, FINANCE_CLERK),
    refuses=(NotAllowed, PriceOutOfRange, OfferDaysOutOfRange, OfferOfAnotherProduct),
):
    """Sell a product cheaper to members whose level gives `custom_offers`, from a day up to, not including, another.

    At one venue, or (none given) at all of that currency. The same offer published again replaces it, such as to end it
    earlier; orders keep their price. Who has a discount of the level, too, has the larger of the two.
    """

    offer_id: Id
    product_id: Id
    title: Name
    price: Money  # tax included
    valid_from: Day
    valid_until: Day
    for_venue: Id | None = None
    purpose: Purpose = "sale"


class OfferClaimed(Event, stream="offer-{offer_id}", unreported="said elsewhere"):
    """An offer id stands for an offer of this product."""

    offer_id: Id
    product_id: Id


class OfferPublished(Event, stream="offers-{product_id}", unreported="said elsewhere"):
    """The product has this price on these days for members whose level gives custom offers; the latest of an id holds."""

    offer_id: Id
    product_id: Id
    title: Name
    price: Money
    valid_from: Day
    valid_until: Day
    for_venue: Id | None
    purpose: Purpose


class OfferRow(Row):
    """An offer as it was published last; `valid_until` is the first day on which it does not hold any more."""

    offer_id: Id
    product_id: Id
    title: str
    price: Money
    valid_from: Day
    valid_until: Day
    for_venue: Id | None
    purpose: str


class ListOffers(Query, by=(*STAFF, MEMBER), answers=OfferRow):
    """The offers that hold somewhere today and those to come, by product and day; 500 at most."""

    product_id: Id | None = None
