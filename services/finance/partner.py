"""What a partner's people pay: by which agreement, on which day, and how much of it their company pays. Pure.

Members says who belongs to a partner and when; the price of each product is published here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from shared.contracts import Command, Refusal
from shared.contracts.finance import (
    NotePartner,
    NotePartnerRight,
    OrderPlaced,
    PartnerAgreementOver,
    PartnerNoted,
    PartnerPart,
    PartnerPriceForOne,
    PartnerPricePublished,
    PartnerPriceWrong,
    PartnerProductOnly,
    PartnerRightNoted,
    PricedLine,
    PublishPartnerPrice,
)
from shared.contracts.members import PartnerAgreed, PartnerJoined, PartnerLeft
from shared.decider import Context, Decider
from shared.hearsay import noting
from shared.ids import derived_id
from shared.money import Money, share

WHOLE = 1000  # per mille
Published = tuple[PartnerPricePublished, ...]


@dataclass(frozen=True)
class Partners:
    """The agreements by which a person may have prices: since when and until when, where, and which."""

    rights: Mapping[tuple[str, str], PartnerRightNoted] = field(default_factory=dict)  # by record and agreement
    agreements: Mapping[str, PartnerNoted] = field(default_factory=dict)
    prices: Published = ()

    def offers(self, venue_id: str, day: date) -> Offers:
        """The prices that the person has at a venue on a day."""
        now = {right.agreement_id for right in self.rights.values() if holds(right.from_day, right.until, day)}
        here = {a.agreement_id for a in self.agreements.values() if a.venues is None or venue_id in a.venues}
        held = {a.agreement_id for a in self.agreements.values() if holds(a.from_day, a.until, day)}
        valid = now & here & held
        prices = tuple(p for p in self.prices if p.agreement_id in valid and p.valid_from <= day)
        return Offers(prices, None if now & held else self.over(day))

    def over(self, day: date) -> date | None:
        """The last day on which an agreement ended by which the person belonged to a partner until it did."""
        ends = {agreement_id: a.until for agreement_id, a in self.agreements.items() if a.until <= day}
        kept = (r for r in self.rights.values() if r.agreement_id in ends)
        return max((ends[r.agreement_id] for r in kept if (r.until or day) >= ends[r.agreement_id]), default=None)


def holds(first: date, until: date | None, day: date) -> bool:
    return first <= day and (until is None or day < until)


@dataclass(frozen=True)
class Offers:
    """The partner prices that hold for somebody here and now; if none do, when their company's agreement ended."""

    prices: Published = ()
    over: date | None = None

    def of(self, product_id: str, purpose: str, full: Money) -> PartnerPricePublished | None:
        """The newest price of each agreement; of several agreements, the one by which the member pays the least."""
        newest = {
            price.agreement_id: price
            for price in sorted(self.prices, key=lambda price: price.valid_from)
            if (price.product_id, price.purpose) == (product_id, purpose) and same_currency(price, full)
        }
        return min(newest.values(), key=lambda price: own_price(price, full).amount, default=None)

    def of_upgrade(self, product_id: str, full: Money) -> PartnerPricePublished | None:
        """What is agreed for upgrades to the product, else for its sale."""
        return self.of(product_id, "upgrade", full) or self.of(product_id, "sale", full)

    def name(self, product_id: str) -> bool:
        """Whether any of them is for this product."""
        return any(price.product_id == product_id for price in self.prices)


def not_of_partner(product_id: str, offers: Offers) -> Refusal:
    """Why a product for partners' people is not sold to somebody."""
    if offers.over:
        return PartnerAgreementOver(product_id=product_id, until=offers.over)
    return PartnerProductOnly(product_id=product_id)


def same_currency(price: PartnerPricePublished, full: Money) -> bool:
    return price.price is None or price.price.currency == full.currency


def agreed_price(offer: PartnerPricePublished, full: Money) -> Money:
    return offer.price or share(full, offer.per_mille or 0, WHOLE)


def own_price(offer: PartnerPricePublished, full: Money) -> Money:
    agreed = agreed_price(offer, full)
    return agreed - share(agreed, offer.employer_per_mille, WHOLE)


def by_agreement(line: PricedLine, offer: PartnerPricePublished, full: Money) -> PricedLine:
    """A line that was priced by the offer, with the company's part of it, rounded once."""
    employer = share(line.total, offer.employer_per_mille, WHOLE)
    return replace(line, partner=PartnerPart(agreement_id=offer.agreement_id, listed=full, employer=employer))


def check_one(product_id: str, quantity: int) -> None:
    if quantity != 1:
        raise PartnerPriceForOne(product_id=product_id)


def own_part(line: PricedLine) -> Money:
    """What the member pays of a line."""
    return line.total - line.partner.employer if line.partner else line.total


def owed_by_partners(placed: OrderPlaced) -> dict[str, Money]:
    """What companies pay of an order, by agreement."""
    owed: dict[str, Money] = {}
    for part in (line.partner for line in placed.lines if line.partner and line.partner.employer):
        owed[part.agreement_id] = owed.get(part.agreement_id, Money(0, placed.total.currency)) + part.employer
    return owed


def partner_payment_id(order_id: str, agreement_id: str) -> str:
    """By which a company's part of an order is paid."""
    return derived_id(order_id, "partner", agreement_id)


# --- what is published and heard ---


def publish(wish: PublishPartnerPrice, published: Published, context: Context) -> list[PartnerPricePublished]:
    if wrong := next(wrong_figures(wish), None):
        raise PartnerPriceWrong(field=wrong)
    price = PartnerPricePublished(**vars(wish))
    return [] if price in published else [price]


def wrong_figures(wish: PublishPartnerPrice) -> Iterator[str]:
    if (wish.price is None) == (wish.per_mille is None):
        yield "price or per_mille"
    if wish.price is not None and wish.price.amount < 0:
        yield "price"
    if wish.per_mille is not None and not 0 <= wish.per_mille <= WHOLE:
        yield "per_mille"
    if not 0 <= wish.employer_per_mille <= WHOLE:
        yield "employer_per_mille"


def partner_news(event: PartnerAgreed | PartnerJoined | PartnerLeft) -> Sequence[Command]:
    """What an event of members means here."""
    match event:
        case PartnerAgreed(agreement_id=agreement_id):
            days = {"from_day": event.from_day, "until": event.until}
            return [NotePartner(agreement_id=agreement_id, venues=event.venues, **days)]
        case PartnerJoined(member_id=member_id, agreement_id=agreement_id):
            return [NotePartnerRight(member_id=member_id, agreement_id=agreement_id, from_day=event.from_day)]
        case PartnerLeft(member_id=member_id, agreement_id=agreement_id):
            over = {"from_day": event.from_day, "until": event.from_day}
            return [NotePartnerRight(member_id=member_id, agreement_id=agreement_id, **over)]
    return []


def after(partners: Partners, event: PartnerNoted | PartnerRightNoted | PartnerPricePublished) -> Partners:
    match event:
        case PartnerNoted():
            return replace(partners, agreements={**partners.agreements, event.agreement_id: event})
        case PartnerRightNoted():
            key = (event.member_id, event.agreement_id)
            return replace(partners, rights={**partners.rights, key: ended(partners.rights.get(key), event)})
        case PartnerPricePublished():
            return replace(partners, prices=(*partners.prices, event))


def ended(known: PartnerRightNoted | None, event: PartnerRightNoted) -> PartnerRightNoted:
    """Who leaves keeps the day since when: the news of leaving tells only until when."""
    return replace(known, until=event.until) if known and event.until else event


def right_stream(member_id: str) -> str:
    return f"partnerright-{member_id}"


def agreement_streams(partners: Partners) -> Iterable[str]:
    for right in partners.rights.values():
        yield f"partner-{right.agreement_id}"
        yield f"partnerprice-{right.agreement_id}"


def price_stream(wish: PublishPartnerPrice, context: Context) -> list[str]:
    return [f"partnerprice-{wish.agreement_id}"]


def remember(published: Published, event: Any) -> Published:
    return (*published, event)


PARTNER_PRICE: Decider[Published] = Decider((PublishPartnerPrice,), (), price_stream, publish, remember)
PARTNER = noting(NotePartner, PartnerNoted)
PARTNER_RIGHT = noting(NotePartnerRight, PartnerRightNoted)
