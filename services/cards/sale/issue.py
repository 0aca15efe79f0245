"""Issuing a card for what was paid, under a number that no other card has. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never
from uuid import UUID

from services.cards.card import card_stream
from services.cards.events import CardEvent
from services.cards.lots.reach import valid_days
from services.cards.sale import product
from services.cards.sale.product import Versions, product_stream, version_on
from shared.contracts import DayRange, Money
from shared.contracts.cards import (
    CardIssued,
    CardNumberClaimed,
    GateNotOpen,
    GateOpened,
    ImportCard,
    ImportedCardWithdrawn,
    ImportTakenBack,
    IssueCard,
    MoreThanGranted,
    ProductNotPublished,
    ProductPublished,
    ProductRevised,
    Terms,
)
from shared.decider import Context, Decider
from shared.ids import check_digit, derived_id
from shared.money import share
from shared.venue_time import add_days

NUMBERS_TRIED = 3
SaleEvent = ProductPublished | ProductRevised | GateOpened | CardNumberClaimed | CardEvent


@dataclass(frozen=True)
class Sale:
    """What issuing a card stands on: the product's versions, the venue's zone, the numbers that are taken."""

    versions: Versions = ()
    zone: str | None = None
    numbers_taken: frozenset[str] = frozenset()
    issued: bool = False
    taken_back: bool = False


def streams(wish: IssueCard | ImportCard, context: Context) -> list[str]:
    numbers = (f"cardnumber-{number}" for number in numbers_for(wish.card_id))
    return [product_stream(wish.product_id), f"gate-{wish.venue_id}", card_stream(wish.card_id), *numbers]


def numbers_for(card_id: str) -> Iterator[str]:
    """The twelve-digit numbers, the last a check digit, that this card would take; the first free one is taken.

    >>> next(numbers_for("01890a5d-ac96-774b-bcce-b302099a8057"))
    '706392573012'
    """
    for attempt in range(NUMBERS_TRIED):
        body = f"{UUID(derived_id('card number', card_id, attempt)).int % 10**11:011d}"
        yield body + check_digit(body)


def decide(wish: IssueCard | ImportCard, sale: Sale, context: Context) -> list[CardIssued | CardNumberClaimed]:
    match wish:
        case IssueCard():
            return issue(wish, sale)
        case ImportCard():
            return take_over(wish, sale)
    assert_never(wish)


def take_over(wish: ImportCard, sale: Sale) -> list[CardIssued | CardNumberClaimed]:
    """The card as it stands: its lot grants what is left, and has no order."""
    version = version_on(sale.versions, wish.valid.first) or next(iter(sale.versions), None)
    if sale.taken_back:
        raise ImportTakenBack(card_id=wish.card_id)
    if sale.issued:
        return []
    if version is None:
        raise ProductNotPublished(product_id=wish.product_id)
    if sale.zone is None:
        raise GateNotOpen(venue_id=wish.venue_id)
    number = next(number for number in numbers_for(wish.card_id) if number not in sale.numbers_taken)
    issued = CardIssued(
        card_id=wish.card_id,
        number=number,
        order_id=None,
        product_id=wish.product_id,
        member_id=wish.member_id,
        venue_id=wish.venue_id,
        price=wish.price or Money(0, wish.currency),
        terms=what_is_left(version.terms, wish.left),
        valid=wish.valid,
        zone=sale.zone,
        kind="import",
        product_version=version.number,
    )
    return [issued, CardNumberClaimed(number=number, card_id=wish.card_id)]


def what_is_left(terms: Terms, left: int | None) -> Terms:
    """The terms with only so much to use; raises MoreThanGranted."""
    if left is None:
        return terms
    granted = {"visits": terms.visits, "stored_value": terms.value.amount if terms.value else 0}.get(terms.kind) or 0
    if not 0 <= left <= granted:
        raise MoreThanGranted(left=left, granted=granted)
    if terms.kind == "visits":
        return replace(terms, visits=left)
    assert terms.value is not None
    bonus = share(terms.bonus, left, granted) if terms.bonus else None
    return replace(terms, value=replace(terms.value, amount=left), bonus=bonus)


def issue(wish: IssueCard, sale: Sale) -> list[CardIssued | CardNumberClaimed]:
    """Nothing for a card that is issued already, or for what is no card product (a drink, a class)."""
    version = version_on(sale.versions, wish.first_day)
    if sale.issued or (version is None and not wish.sold_as_card):
        return []
    if version is None:
        raise ProductNotPublished(product_id=wish.product_id)
    if sale.zone is None:
        raise GateNotOpen(venue_id=wish.venue_id)
    number = next(number for number in numbers_for(wish.card_id) if number not in sale.numbers_taken)
    begins, valid = beginning(version.terms, wish.first_day)
    issued = CardIssued(
        card_id=wish.card_id,
        number=number,
        order_id=wish.order_id,
        product_id=wish.product_id,
        member_id=wish.member_id,
        venue_id=wish.venue_id,
        price=wish.price,
        terms=version.terms,
        valid=valid,
        zone=sale.zone,
        product_version=version.number,
        activate_by=begins,
        employer=wish.employer,
    )
    return [issued, CardNumberClaimed(number=number, card_id=wish.card_id)]


def beginning(terms: Terms, sold: date) -> tuple[date | None, DayRange]:
    """The day on which the card begins at the latest (None: it begins now), and its days if it begins then."""
    if terms.activation == "on_sale" or terms.activate_within_days is None:
        return None, valid_days(terms, sold)
    latest = add_days(sold, terms.activate_within_days)
    return latest, valid_days(terms, latest)


def evolve(sale: Sale, event: SaleEvent) -> Sale:
    match event:
        case ProductPublished() | ProductRevised():
            return replace(sale, versions=product.evolve(sale.versions, event))
        case GateOpened(zone=zone):
            return replace(sale, zone=zone)
        case CardNumberClaimed(number=number):
            return replace(sale, numbers_taken=sale.numbers_taken | {number})
        case CardIssued():
            return replace(sale, issued=True)
        case ImportedCardWithdrawn():
            return replace(sale, taken_back=True)
        case _:
            return sale  # the card's later life


ISSUE: Decider[Sale] = Decider((IssueCard, ImportCard), Sale(), streams, decide, evolve)
