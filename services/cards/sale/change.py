"""A term card becomes another product in the middle of its days: fold what it was worth, charge the difference. Pure.

The unused part of the old lot is credited and the same days of the new product are charged, each as its part of the
whole period, rounded once: 20.00 a month from 11 April, to 30.00 on 26 April, is -10.00 and +15.00. What a cheaper one
leaves over is credited to the orders that paid for the old one, also those from before an earlier change.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import assert_never

from services.cards.card import Card, asked_of
from services.cards.gate.admission import not_on
from services.cards.lots.holding import Holding, carried_over
from services.cards.lots.reach import valid_days
from services.cards.rest.still import still
from services.cards.sale.becoming import stays
from services.cards.sale.grades import LADDER, direction
from services.cards.sale.leaving import check_stays
from services.cards.sale.product import Version, product_stream
from services.cards.sale.purchase import Purchase, evolve
from shared.contracts import DayRange, Money, Reason
from shared.contracts.cards import (
    CardCancelled,
    CardGivenUp,
    ChangeNotPossible,
    ChangeProduct,
    ChangeQuoted,
    ChangeToSame,
    DowngradeAtEnd,
    Lot,
    LotCredit,
    LotNotGranted,
    PlannedChangeWithdrawn,
    ProductChanged,
    ProductNotPublished,
    ProductUnknown,
    QuoteChange,
)
from shared.decider import Context, Decider
from shared.money import share
from shared.venue_time import local_day

ChangeCommand = QuoteChange | ChangeProduct
ChangeEvent = ChangeQuoted | ProductChanged | PlannedChangeWithdrawn | LotNotGranted


def streams(wish: ChangeCommand, context: Context) -> list[str]:
    return [product_stream(wish.product_id), LADDER, *asked_of(wish)]


def decide(wish: ChangeCommand, purchase: Purchase, context: Context) -> list[ChangeEvent]:
    match wish:
        case QuoteChange():
            return quote(wish, purchase, context)
        case ChangeProduct():
            return change(wish, purchase)
    assert_never(wish)


def quote(wish: QuoteChange, purchase: Purchase, context: Context) -> list[ChangeEvent]:
    """Nothing if the same was worked out today already."""
    card = purchase.card
    issued = card.owned(wish.card_id, wish.member_id)
    today = local_day(context.at, issued.zone)
    if card.cancelled:
        raise CardCancelled(card_id=wish.card_id)
    if no := not_on(card, today):
        raise no
    version = purchase.version_on(wish.product_id, today)
    if version is None:
        raise ProductUnknown(product_id=wish.product_id)
    old = term_of(card, today)
    if old is None or version.terms.kind != "term":
        raise ChangeNotPossible(card_id=wish.card_id, kind=card.terms_on(today).kind, other=version.terms.kind)
    if (old.lot.product_id, old.lot.product_version) == (wish.product_id, version.number):
        raise ChangeToSame(product_id=wish.product_id)
    check_stays(card.notice)
    way = direction(old.terms, version.terms, purchase.ladders, today)
    if way == "downgrade" and old.terms.downgrades == "at_end":
        raise DowngradeAtEnd(product_id=wish.product_id, ends=card.chain_end)
    quoted = replace(quoted_on(wish, card, old, version, today), direction=way)
    return [] if card.changes.get(wish.product_id) == quoted else [quoted]


def quoted_on(wish: QuoteChange, card: Card, old: Holding, version: Version, today: date) -> ChangeQuoted:
    part = days_left(old, still(card), today)
    credit = unused_part(old, part)
    return ChangeQuoted(
        card_id=wish.card_id,
        member_id=wish.member_id,
        lot_id=old.lot.lot_id,
        product_id=wish.product_id,
        product_version=version.number,
        day=today,
        part=part,
        whole=valid_days(version.terms, old.base.first).days,
        credit=credit,
        paid=sum((each.amount for each in carried_over(old, credit)), credit - credit),
    )


def unused_part(old: Holding, part: int) -> Money:
    """The price of the days that are left, less what went back of it before; never below nothing."""
    return max(share(old.lot.price, part, old.base.days) - old.given_back, Money(0, old.lot.price.currency))


def term_of(card: Card, today: date) -> Holding | None:
    """The term that runs today, which is what changes; what was renewed ahead stays as it was bought."""
    return next((h for h in card.open_lots if h.chained and today in h.valid), None)


def days_left(holding: Holding, still_days: Sequence[DayRange], today: date) -> int:
    """The days from today to the end on which the card does not stand still."""
    resting = (DayRange(max(rest.first, today), min(rest.until, holding.valid.until)).days for rest in still_days)
    return (holding.valid.until - today).days - sum(resting)


def change(wish: ChangeProduct, purchase: Purchase) -> list[ChangeEvent]:
    """Nothing for what was changed already; what became impossible since it was paid is told: the money goes back."""
    card = purchase.card
    if wish.lot_id in card.lots or wish.lot_id in card.not_granted:
        return []
    version = purchase.version_on(wish.product_id, wish.day)
    if version is None:
        raise ProductNotPublished(product_id=wish.product_id)
    old = term_of(card, wish.day)
    given_up = card.notice is not None and wish.day >= card.notice.until
    if card.cancelled or not card.is_of(wish.member_id) or old is None or given_up:
        no = CardGivenUp(valid_until=card.valid.until) if given_up else CardCancelled(card_id=wish.card_id)
        return [
            LotNotGranted(
                card_id=wish.card_id,
                lot_id=wish.lot_id,
                order_id=wish.order_id,
                member_id=wish.member_id,
                price=wish.paid,
                reason=Reason.of(no),
                product_id=wish.product_id,
            )
        ]
    surplus = max(wish.credit - wish.price, Money(0, wish.price.currency))
    return [
        ProductChanged(
            card_id=wish.card_id,
            member_id=wish.member_id,
            old_lot_id=old.lot.lot_id,
            credit=wish.credit,
            paid=wish.paid,
            surplus=surplus,
            refunds=tuple(credits(tuple(carried_over(old, wish.credit)), surplus)),
            lot=new_lot(wish, card, old, version),
            valid_until=card.valid.until,
            direction=direction(old.terms, version.terms, purchase.ladders, wish.day),
        ),
        *stays(card, "change"),
    ]


def credits(paid_by: Sequence[LotCredit], surplus: Money) -> Iterator[LotCredit]:
    """What is over goes to the orders whose money stands in the lot, the latest first, to each up to that."""
    for paid in paid_by:
        amount = min(surplus, paid.amount)
        if amount:
            yield replace(paid, amount=amount)
        surplus -= amount


def new_lot(wish: ChangeProduct, card: Card, old: Holding, version: Version) -> Lot:
    """Of days to rest it brings, or takes, what the new product differs by; those rested already are not taken."""
    rested = sum(rest.days for rest in card.rests)
    may_rest = max(version.terms.freeze_days, min(old.may_rest, rested))
    return Lot(
        lot_id=wish.lot_id,
        kind="upgrade",
        product_id=wish.product_id,
        product_version=version.number,
        order_id=wish.order_id,
        venue_id=wish.venue_id,
        price=wish.price,
        terms=replace(version.terms, freeze_days=may_rest - old.may_rest),
        valid=DayRange(wish.day, old.valid.until),
        employer=companys(wish, old),
    )


def companys(wish: ChangeProduct, old: Holding) -> Money | None:
    """Of the new lot's price, the same part of what stands over from the old one, and what a company pays now."""
    before, stays = old.lot.employer, min(wish.credit, wish.price)
    over = share(stays, before.amount, old.lot.price.amount) if before and old.lot.price else None
    return over + wish.employer if over and wish.employer else over or wish.employer


CHANGE: Decider[Purchase] = Decider((QuoteChange, ChangeProduct), Purchase(), streams, decide, evolve)
