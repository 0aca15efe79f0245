"""A card product: a kind of card on offer, in versions that each hold from a day on. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from services.cards.sale import figures, grades
from services.cards.sale.grades import LADDER, Grades, check_grade
from shared.contracts.cards import (
    CardGradesSet,
    ProductAlreadyPublished,
    ProductKindFixed,
    ProductPublished,
    ProductRevised,
    ProductUnknown,
    PublishProduct,
    ReviseProduct,
    RevisionNotDated,
    Terms,
)
from shared.decider import Context, Decider

ProductCommand = PublishProduct | ReviseProduct
ProductEvent = ProductPublished | ProductRevised


@dataclass(frozen=True)
class Version:
    """What the product is sold as from `effective` on."""

    number: int
    terms: Terms
    effective: date


Versions = tuple[Version, ...]
"""In the order in which they were announced, which is that of their days."""


def version_on(versions: Sequence[Version], day: date) -> Version | None:
    """The version that is sold on `day`; before the first, the first: a product is sold as soon as it is published."""
    return next((version for version in reversed(versions) if version.effective <= day), None)


@dataclass(frozen=True)
class Catalogue:
    """A product's versions, and the ladder that its grade is of."""

    versions: Versions = ()
    ladders: Grades = ()


def streams(wish: ProductCommand, context: Context) -> list[str]:
    return [product_stream(wish.product_id), LADDER]


def product_stream(product_id: str) -> str:
    return f"product-{product_id}"


def decide(wish: ProductCommand, known: Catalogue, context: Context) -> list[ProductEvent]:
    match wish:
        case PublishProduct():
            return publish(wish, known)
        case ReviseProduct():
            return revise(wish, known, context)
    assert_never(wish)


def publish(wish: PublishProduct, known: Catalogue) -> list[ProductEvent]:
    if known.versions:
        raise ProductAlreadyPublished(product_id=wish.product_id)
    figures.check(wish.terms)
    check_grade(wish.terms.grade, known.ladders)
    return [ProductPublished(**vars(wish))]


def revise(wish: ReviseProduct, known: Catalogue, context: Context) -> list[ProductEvent]:
    """Nothing for terms that hold from that day already. Days of the past are closed: what was sold stays sold."""
    if not known.versions:
        raise ProductUnknown(product_id=wish.product_id)
    last = known.versions[-1]
    if (last.terms, last.effective) == (wish.terms, wish.effective):
        return []
    if last.terms.kind != wish.terms.kind:
        raise ProductKindFixed(product_id=wish.product_id, kind=last.terms.kind)
    earliest = max(context.at.date(), last.effective)
    if wish.effective < earliest:
        raise RevisionNotDated(effective=wish.effective, earliest=earliest)
    figures.check(wish.terms)
    check_grade(wish.terms.grade, known.ladders)
    return [ProductRevised(**vars(wish), product_version=last.number + 1)]


def evolve(versions: Versions, event: ProductEvent) -> Versions:
    if isinstance(event, ProductPublished):
        return (*versions, Version(1, event.terms, date.min))
    return (*versions, Version(event.product_version, event.terms, event.effective))


def after(known: Catalogue, event: ProductEvent | CardGradesSet) -> Catalogue:
    if isinstance(event, CardGradesSet):
        return replace(known, ladders=grades.evolve(known.ladders, event))
    return replace(known, versions=evolve(known.versions, event))


PRODUCT: Decider[Catalogue] = Decider((PublishProduct, ReviseProduct), Catalogue(), streams, decide, after)
