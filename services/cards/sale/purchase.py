"""Putting what was bought onto a card that there is: renewals, top-ups, more of the same. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from services.cards.card import Card, asked_of
from services.cards.events import CardEvent
from services.cards.evolve import evolve as evolve_card
from services.cards.lots.lots import placed
from services.cards.lots.reach import valid_days
from services.cards.rest.rests import after_rests
from services.cards.rest.still import still
from services.cards.sale import grades, product
from services.cards.sale.grades import Grades
from services.cards.sale.notice import taken_back
from services.cards.sale.product import Versions, product_stream, version_on
from shared.contracts import DayRange, Reason, Refusal
from shared.contracts.cards import (
    CardCancelled,
    CardGivenUp,
    CardGradesSet,
    CardNotIssued,
    CardOfAnotherMember,
    GrantLot,
    Lot,
    LotGranted,
    LotNotGranted,
    NoticeWithdrawn,
    ProductNotPublished,
    ProductPublished,
    ProductRevised,
    Terms,
)
from shared.decider import Context, Decider


@dataclass(frozen=True)
class Purchase:
    """The card, the versions of the product that is put onto it, and the ladder by which a change is named."""

    card: Card = field(default_factory=Card)
    versions: Versions = ()
    ladders: Grades = ()


def streams(wish: GrantLot, context: Context) -> list[str]:
    return [product_stream(wish.product_id), *asked_of(wish)]


def decide(wish: GrantLot, purchase: Purchase, context: Context) -> list[LotGranted | LotNotGranted | NoticeWithdrawn]:
    card = purchase.card
    if wish.lot_id in card.lots or wish.lot_id in card.not_granted:
        return []
    version = version_on(purchase.versions, wish.day)
    if version is None:
        raise ProductNotPublished(product_id=wish.product_id)
    if no := refusal(wish, card):
        return [not_granted(wish, no)]
    stays = list(stays_after_all(wish, card))
    for event in stays:
        card = evolve_card(card, event)
    lot = Lot(
        lot_id=wish.lot_id,
        kind=wish.kind,
        product_id=wish.product_id,
        product_version=version.number,
        order_id=wish.order_id,
        venue_id=wish.venue_id,
        price=wish.price,
        terms=version.terms,
        valid=days_on(card, version.terms, wish.day),
    )
    return [*stays, replace(granted(card, lot), off=wish.off)]


def refusal(wish: GrantLot, card: Card) -> Refusal | None:
    """Why the card takes nothing more. Finance asks first; this is what changed between order and payment."""
    try:
        card.owned(wish.card_id, wish.member_id)
    except (CardNotIssued, CardOfAnotherMember) as no:
        return no
    if card.notice and card.notice.ends == "notice" and (card.notice.over or charged_too_late(wish, card)):
        return CardGivenUp(valid_until=card.valid.until)
    return CardCancelled(card_id=wish.card_id) if card.cancelled else None


def stays_after_all(wish: GrantLot, card: Card) -> Iterator[NoticeWithdrawn]:
    """Who buys more on a card that a notice ends early stays; what the notice itself charges is no such purchase."""
    if card.leaving and card.leaving.ends == "notice" and not automatic(wish, card):
        yield taken_back(wish.card_id, card, "purchase")


def charged_too_late(wish: GrantLot, card: Card) -> bool:
    """A charge that was under way when the notice was given, for a period behind its end: nobody wanted it any more."""
    return card.leaving is not None and automatic(wish, card) and card.paid_until >= card.leaving.until


def automatic(wish: GrantLot, card: Card) -> bool:
    """Whether it is the card's own charge; one under way is, also after what it was for is not wanted any more."""
    charges = (card.renewing and card.renewing.order_id, card.under_way and card.under_way.order_id)
    return wish.order_id in charges


def not_granted(wish: GrantLot, no: Refusal) -> LotNotGranted:
    return LotNotGranted(
        card_id=wish.card_id,
        lot_id=wish.lot_id,
        order_id=wish.order_id,
        member_id=wish.member_id,
        price=wish.price,
        reason=Reason.of(no),
        product_id=wish.product_id,
    )


def granted(card: Card, lot: Lot) -> LotGranted:
    """The lot as the card's event."""
    assert card.issued is not None
    ends = card.notice.until if card.notice else date.max
    until = min(max(lot.valid.until, card.paid_until), ends)
    return LotGranted(card_id=card.issued.card_id, member_id=card.holder, lot=lot, valid_until=until)


def days_on(card: Card, terms: Terms, day: date) -> DayRange:
    """The days of a lot put onto the card on `day`, moved by the rests that are still to come.

    A term goes on where the days of the card end, so that the 31st stays the 31st; if they are over, it begins anew.
    """
    follows = terms.kind == "term" and card.reach is not None and day <= card.chain_end < date.max
    valid = DayRange(card.chain_end, card.chain_end) if follows else valid_days(terms, day)
    base, since, _ = placed(card, terms, valid)
    return after_rests(base, since, still(card))


def evolve(purchase: Purchase, event: ProductPublished | ProductRevised | CardGradesSet | CardEvent) -> Purchase:
    if isinstance(event, CardGradesSet):
        return replace(purchase, ladders=grades.evolve(purchase.ladders, event))
    if isinstance(event, ProductPublished | ProductRevised):
        return replace(purchase, versions=product.evolve(purchase.versions, event))
    return replace(purchase, card=evolve_card(purchase.card, event))


PURCHASE: Decider[Purchase] = Decider((GrantLot,), Purchase(), streams, decide, evolve)
