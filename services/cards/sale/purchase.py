"""Putting what was bought onto a card that there is: renewals, top-ups, more of the same. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from services.cards.card import Card, asked_of
from services.cards.events import CardEvent
from services.cards.evolve import evolve as evolve_card
from services.cards.sale import grades, product
from services.cards.sale.becoming import last_term
from services.cards.sale.becoming import stays as stays_what_it_is
from services.cards.sale.grades import LADDER, Grades, direction
from services.cards.sale.notice import as_before
from services.cards.sale.onto import days_on, granted
from services.cards.sale.product import Version, Versions, product_stream, version_on
from services.cards.sale.renewal_gift import given_with
from shared.contracts import Reason, Refusal
from shared.contracts.cards import (
    CardCancelled,
    CardFrozen,
    CardGivenUp,
    CardGradesSet,
    CardNotIssued,
    CardOfAnotherMember,
    GiftPointsGranted,
    GrantLot,
    Lot,
    LotGranted,
    LotNotGranted,
    NoticeWithdrawn,
    PlannedChangeMade,
    PlannedChangeWithdrawn,
    ProductNotPublished,
    ProductPublished,
    ProductRevised,
    RenewalGift,
)
from shared.decider import Context, Decider

Change = PlannedChangeMade | PlannedChangeWithdrawn
Granted = LotGranted | LotNotGranted | NoticeWithdrawn | CardFrozen | GiftPointsGranted | Change


@dataclass(frozen=True)
class Purchase:
    """The card, the versions of what is put onto it and of what is given beside that, and the ladder of grades."""

    card: Card = field(default_factory=Card)
    products: Mapping[str, Versions] = field(default_factory=dict)
    ladders: Grades = ()

    def version_on(self, product_id: str | None, day: date) -> Version | None:
        return version_on(self.products.get(product_id or "", ()), day)


def streams(wish: GrantLot, context: Context) -> list[str]:
    return [product_stream(wish.product_id), LADDER, *asked_of(wish)]


def further(wish: GrantLot, purchase: Purchase) -> Iterator[str]:
    """The product of which the offer gives a lot."""
    gift = gift_of(wish, purchase)
    if gift and gift.product_id:
        yield product_stream(gift.product_id)


def gift_of(wish: GrantLot, purchase: Purchase) -> RenewalGift | None:
    """By the terms of the day on which it was paid."""
    version = purchase.version_on(wish.product_id, wish.day)
    return version.terms.renewal.gift if wish.offered and version and version.terms.renewal else None


def decide(wish: GrantLot, purchase: Purchase, context: Context) -> list[Granted]:
    card = purchase.card
    if wish.lot_id in card.lots or wish.lot_id in card.not_granted:
        return []
    version = purchase.version_on(wish.product_id, wish.day)
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
        employer=wish.employer,
    )
    own = replace(granted(card, lot), off=wish.off)
    gift = gift_of(wish, purchase)
    other = purchase.version_on(gift.product_id, wish.day) if gift else None
    beside = given_with(evolve_card(card, own), lot, gift, other, wish.day) if gift else ()
    return [*stays, own, *change_by(wish, lot, purchase), *beside]


def change_by(wish: GrantLot, lot: Lot, purchase: Purchase) -> Iterator[Change]:
    """The planned change is made by what is bought of its product; a term of another, bought at the desk, undoes it."""
    card, last = purchase.card, last_term(purchase.card)
    planned = card.planned.product_id if card.planned else None
    if last is None or lot.terms.kind != "term":
        return
    if lot.product_id in (planned, card.asked.get(wish.order_id)) and lot.product_id != last.lot.product_id:
        yield PlannedChangeMade(
            card_id=wish.card_id,
            member_id=card.holder,
            former_id=last.lot.product_id,
            product_id=lot.product_id,
            direction=direction(last.terms, lot.terms, purchase.ladders, wish.day),
            lot_id=lot.lot_id,
            begins=lot.valid.first,
        )
    elif not automatic(wish, card):
        yield from stays_what_it_is(card, "purchase")


def refusal(wish: GrantLot, card: Card) -> Refusal | None:
    """Why the card takes nothing more. Finance asks first; this is what changed between order and payment."""
    try:
        card.owned(wish.card_id, wish.member_id)
    except (CardNotIssued, CardOfAnotherMember) as no:
        return no
    if card.notice and card.notice.ends == "notice" and (card.notice.over or charged_too_late(wish, card)):
        return CardGivenUp(valid_until=card.valid.until)
    return CardCancelled(card_id=wish.card_id) if card.cancelled else None


def stays_after_all(wish: GrantLot, card: Card) -> Iterator[NoticeWithdrawn | CardFrozen]:
    """Who buys more on a card that a notice ends early stays; what the notice itself charges is no such purchase."""
    if card.leaving and card.leaving.ends == "notice" and not automatic(wish, card):
        yield from as_before(wish.card_id, card, "purchase", wish.day)


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


def evolve(purchase: Purchase, event: ProductPublished | ProductRevised | CardGradesSet | CardEvent) -> Purchase:
    if isinstance(event, CardGradesSet):
        return replace(purchase, ladders=grades.evolve(purchase.ladders, event))
    if isinstance(event, ProductPublished | ProductRevised):
        versions = product.evolve(purchase.products.get(event.product_id, ()), event)
        return replace(purchase, products={**purchase.products, event.product_id: versions})
    return replace(purchase, card=evolve_card(purchase.card, event))


PURCHASE: Decider[Purchase] = Decider((GrantLot,), Purchase(), streams, decide, evolve, further)
