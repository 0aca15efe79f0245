"""Card products in dated versions by the rules alone, from the contract of cards: small, to be extended beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from shared.contracts import Refusal
from shared.contracts import cards as c
from tests.machine import Answer, told


@dataclass
class ProductModel:
    """`versions` of each product as announced: the terms, and the day from which they hold (None: since ever)."""

    versions: dict[str, list[tuple[c.Terms, date | None]]] = field(default_factory=dict)

    def publish(self, wish: c.PublishProduct) -> Answer:
        against: set[type[Refusal]] = wrong(wish.terms)
        if wish.product_id in self.versions:
            against = {*against, c.ProductAlreadyPublished}
        if against:
            return against
        self.versions[wish.product_id] = [(wish.terms, None)]
        return [told(c.ProductPublished, **vars(wish))]

    def revise(self, wish: c.ReviseProduct, today: date) -> Answer:
        versions = self.versions.get(wish.product_id)
        if versions is None:
            return {c.ProductUnknown}
        terms, effective = versions[-1]
        if (terms, effective) == (wish.terms, wish.effective):
            return []
        against = wrong(wish.terms)
        if terms.kind != wish.terms.kind:
            against.add(c.ProductKindFixed)
        if wish.effective < max(today, effective or today):
            against.add(c.RevisionNotDated)
        if against:
            return against
        versions.append((wish.terms, wish.effective))
        return [told(c.ProductRevised, **vars(wish), product_version=len(versions))]


def wrong(terms: c.Terms) -> set[type[Refusal]]:
    """Of the figures only what the machine tries: a visit product says how many, and no figure is below zero."""
    against: set[type[Refusal]] = set()
    if terms.kind == "visits" and terms.visits is None:
        against.add(c.ProductIncomplete)
    if min(terms.months, terms.freeze_days, 1 if terms.visits is None else terms.visits) < 0 or terms.visits == 0:
        against.add(c.ProductFigureOutOfRange)
    return against
