"""What something costs that is bought for a card: renewals, top-ups, upgrades and fees. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from services.finance.custom_offers import WHOLE, Part, Published, lowest
from services.finance.discount import discount_on, less
from services.finance.known import KnownCard, Noted, terms_on
from services.finance.partner import Offers, agreed_price, by_agreement, not_of_partner
from services.finance.pricing import has_price, price_on, tax_within
from services.finance.terms.paid_days import PaidDays
from services.finance.terms.rested import count, period, rested_before
from shared.contracts.cards import Terms
from shared.contracts.finance import (
    CardIsOver,
    CardNotKnown,
    CardOfSomebodyElse,
    Discount,
    NoRenewalOffer,
    OrderLine,
    PricedLine,
    PricePublished,
    Purpose,
    PurposeNeedsCard,
    RenewalNotOffered,
    SurplusNotPaidHere,
    TillOpened,
    TrialNotRenewable,
    UpgradeNoted,
    UpgradeNotQuoted,
)
from shared.contracts.members.rights import GrantedRight
from shared.money import Money, share
from shared.venue_time import add_days

FEES: tuple[Purpose, ...] = ("replacement", "freeze_fee")
"""They grant nothing, so a trial may owe them; one that nobody has priced costs nothing, never the card's price."""


GOES_ON: tuple[Purpose, ...] = ("renewal", "sale")
"""A term that is bought so for a card goes on with its days: the next charge, if days rested are taken off it."""


@dataclass(frozen=True)
class Counter:
    """What a price stands on: the till, its day, the price list, and what is known of cards and products."""

    till: TillOpened
    day: date
    prices: tuple[PricePublished, ...]
    products: Noted
    cards: Mapping[str, KnownCard]
    granted: Sequence[GrantedRight] = ()  # what the member's level makes cheaper
    custom: Published = field(default_factory=dict)  # offers to members with such a level
    offers: Offers = field(default_factory=Offers)  # prices by partner agreements
    paid_days: Mapping[str, PaidDays] = field(default_factory=dict)  # by card

    def sold_at(self, line: OrderLine, purpose: Purpose = "sale") -> PricePublished:
        """The published price; raises NoPrice, PriceInAnotherCurrency."""
        return price_on(self.prices, line.product_id, self.till, self.day, purpose)

    def terms(self, line: OrderLine) -> Terms | None:
        return terms_on(self.products, line.product_id, self.day)

    def discount(self, line: OrderLine, price: PricePublished, full: Money, of: Part = WHOLE) -> Discount | None:
        kind = "fee" if line.purpose in FEES else price.kind
        offer = lowest(self.custom, line, self.till, self.day)
        return discount_on(full, kind, self.terms(line), self.granted, (line, offer) if offer else None, of)

    def by_partner(self, line: OrderLine, price: PricePublished) -> PricedLine | None:
        """The line at a partner's price, which no level makes cheaper; None: the member has none for it."""
        offer = self.offers.of(line.product_id, line.purpose, price.price)
        if offer is None:
            return None
        return by_agreement(paid_for(line, price, agreed_price(offer, price.price), None), offer, price.price)


def priced_for_card(line: OrderLine, buyer: frozenset[str], counter: Counter) -> PricedLine:
    """The line as it is sold to the person with these records; raises what PlaceOrder may refuse."""
    card = the_card(line, buyer, counter)
    terms = counter.terms(line)
    if terms and terms.trial and line.purpose not in FEES:
        raise TrialNotRenewable(product_id=line.product_id)
    if line.purpose not in FEES:
        check_belongs(line, terms, counter)
    match line.purpose:
        case "upgrade":
            return upgraded(line, card, counter)
        case "renewal":
            check_renewal(line, card, terms, counter.day)
    price = price_for(line, terms, counter)
    if terms is None or terms.kind != "term" or line.purpose not in GOES_ON:
        return going_on(line, price, counter)
    paid = counter.paid_days.get(line.card_id or "", PaidDays())
    off = rested_before(paid, counter.day)
    return replace(going_on(line, price, counter, count(off), period(paid)), off=off)


def going_on(line: OrderLine, price: PricePublished, counter: Counter, off: int = 0, whole: int = 0) -> PricedLine:
    """At the partner's price, else at the listed one less the level's discount; less its part for the days rested.

    300.00 a month, of whose 31 days 10 rested: 96.77 off, rounded once, 203.23 to pay.
    """
    offer = counter.offers.of(line.product_id, line.purpose, price.price)
    discount = None if offer else counter.discount(line, price, price.price)
    charged = agreed_price(offer, price.price) if offer else less(price.price, discount)
    if not off:
        sold = paid_for(line, price, charged, discount)
    else:
        credit = share(charged, off, whole)
        sold = replace(paid_for(line, price, charged - credit, discount), charged=charged, credit=credit)
    return by_agreement(sold, offer, price.price) if offer else sold


def the_card(line: OrderLine, buyer: frozenset[str], counter: Counter) -> KnownCard:
    if line.card_id is None or line.quantity != 1:
        raise PurposeNeedsCard(purpose=line.purpose)
    card = counter.cards.get(line.card_id, KnownCard())
    if card.member_id is None:
        raise CardNotKnown(card_id=line.card_id)
    if card.member_id not in buyer:
        raise CardOfSomebodyElse(card_id=line.card_id)
    if card.over:
        raise CardIsOver(card_id=line.card_id)
    return card


def check_belongs(line: OrderLine, terms: Terms | None, counter: Counter) -> None:
    """Raises PartnerProductOnly, PartnerAgreementOver: such a product is for who has a price for it now, a second year
    of it too.
    """
    if terms and terms.corporate and not counter.offers.name(line.product_id):
        raise not_of_partner(line.product_id, counter.offers)


def check_renewal(line: OrderLine, card: KnownCard, terms: Terms | None, day: date) -> None:
    """The offer is that of the card's product, or of what it is to become.

    It holds from some days before the card's last day to some days after it, both included.
    """
    assert line.card_id
    offer = terms.renewal if terms and line.product_id in (card.product_id, card.planned) else None
    if offer is None or card.valid_until is None or card.valid_until == date.max:
        raise NoRenewalOffer(card_id=line.card_id, product_id=line.product_id)
    last_day = add_days(card.valid_until, -1)
    first, last = add_days(last_day, -offer.days_before), add_days(last_day, offer.days_after)
    if not first <= day <= last:
        raise RenewalNotOffered(card_id=line.card_id, first=first, last=last)


def price_for(line: OrderLine, terms: Terms | None, counter: Counter) -> PricePublished:
    """The price list goes before the product's own terms, and what neither names is sold at the full price."""
    if has_price(counter.prices, line.product_id, counter.till, counter.day, line.purpose):
        return counter.sold_at(line, line.purpose)
    full = counter.sold_at(line)
    fees = {"replacement": terms.replacement_fee, "freeze_fee": terms.freezing.fee_price} if terms else {}
    if line.purpose in FEES:
        return replace(full, price=fees.get(line.purpose) or Money(0, full.price.currency))
    if line.purpose == "renewal" and terms and terms.renewal:
        offer = terms.renewal
        return replace(full, price=offer.price or share(full.price, offer.per_mille or 0, 1000))
    return full


def upgraded(line: OrderLine, card: KnownCard, counter: Counter) -> PricedLine:
    """The new product for the rest of the period, less what the old one was still worth; never below zero.

    20.00 a month from 11 April, on 26 April to 30.00 a month: half of it is left, -10.00 and +15.00, 5.00 to pay. At a
    partner's price of 24.00 it is +12.00, and of the 2.00 to pay the company pays its part.
    """
    assert line.card_id
    quotes = (q for q in card.upgrades if (q.product_id, q.day) == (line.product_id, counter.day))
    quote = next(quotes, None)
    if quote is None:
        raise UpgradeNotQuoted(card_id=line.card_id, product_id=line.product_id)
    full, part = price_for(line, None, counter), (quote.part, quote.whole)
    offer = counter.offers.of_upgrade(line.product_id, full.price)
    rest = share(full.price, *part)
    discount = None if offer else counter.discount(line, full, rest, part)
    charged = share(agreed_price(offer, full.price), *part) if offer else less(rest, discount)
    check_surplus(quote, charged)
    sold = paid_for(line, full, beyond(charged, quote.credit), discount)
    sold = replace(sold, credit=quote.credit, charged=charged)
    return by_agreement(sold, offer, beyond(rest, quote.credit)) if offer else sold


def check_surplus(quote: UpgradeNoted, charged: Money) -> None:
    """Raises SurplusNotPaidHere: money that no order had paid is nobody's to give back, and none of it vanishes."""
    surplus = beyond(quote.credit, charged)
    if quote.paid is not None and surplus > quote.paid:
        raise SurplusNotPaidHere(surplus=surplus - quote.paid)


def beyond(charged: Money, credit: Money) -> Money:
    return max(charged - credit, Money(0, charged.currency))


def of_card(line: OrderLine, price: PricePublished, full: Money, discount: Discount | None = None) -> PricedLine:
    return paid_for(line, price, less(full, discount), discount)


def paid_for(line: OrderLine, price: PricePublished, total: Money, discount: Discount | None) -> PricedLine:
    """`total` is what is left to pay when the discount, and whatever else there is, is taken off."""
    return PricedLine(
        product_id=line.product_id,
        title=price.title,
        kind="fee" if line.purpose in FEES else price.kind,
        quantity=1,
        price=total + discount.amount if discount else total,
        total=total,
        tax=tax_within(total, price.tax_basis_points),
        prepaid=price.prepaid and line.purpose not in FEES,
        card_id=line.card_id,
        purpose=line.purpose,
        discount=discount,
    )
