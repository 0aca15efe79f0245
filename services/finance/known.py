"""What finance has heard of cards and their products: enough to say what something for a card costs. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from shared.contracts.cards import Terms
from shared.contracts.finance import CardNoted, NoteCard, NoteProduct, NoteUpgrade, ProductNoted, UpgradeNoted
from shared.decider import Context, Decider


@dataclass(frozen=True)
class KnownCard:
    """A card as its owner told of it; `upgrades` are what was worked out last, one a product."""

    member_id: str | None = None
    product_id: str | None = None
    valid_until: date | None = None
    over: bool = False
    upgrades: tuple[UpgradeNoted, ...] = ()


Noted = tuple[ProductNoted, ...]


def terms_on(products: Sequence[ProductNoted], product_id: str, day: date) -> Terms | None:
    """The terms on which a product is sold on `day`; None: cards has not announced it, or it is no card."""
    known = (p for p in reversed(products) if p.product_id == product_id)
    return next((p.terms for p in known if p.effective is None or p.effective <= day), None)


def note_product(wish: NoteProduct, noted: Noted, context: Context) -> list[ProductNoted]:
    news = ProductNoted(**vars(wish))
    return [] if news in noted else [news]


def note_card(wish: NoteCard | NoteUpgrade, card: KnownCard, context: Context) -> list[CardNoted | UpgradeNoted]:
    """Nothing for what is known already."""
    news = CardNoted(**vars(wish)) if isinstance(wish, NoteCard) else UpgradeNoted(**vars(wish))
    return [] if remember_card(card, news) == card else [news]


def remember_product(noted: Noted, event: ProductNoted) -> Noted:
    return (*noted, event)


def remember_card(card: KnownCard, event: CardNoted | UpgradeNoted) -> KnownCard:
    if isinstance(event, UpgradeNoted):
        others = tuple(u for u in card.upgrades if u.product_id != event.product_id)
        return replace(card, upgrades=(*others, event))
    return replace(
        card,
        member_id=event.member_id or card.member_id,
        product_id=event.product_id or card.product_id,
        valid_until=event.valid_until or card.valid_until,
        over=card.over or event.over,
    )


def product_stream(wish: NoteProduct, context: Context) -> list[str]:
    return [f"product-{wish.product_id}"]


def card_stream(wish: NoteCard | NoteUpgrade, context: Context) -> list[str]:
    return [f"card-{wish.card_id}"]


KNOWN_PRODUCT: Decider[Noted] = Decider((NoteProduct,), (), product_stream, note_product, remember_product)
KNOWN_CARD: Decider[KnownCard] = Decider((NoteCard, NoteUpgrade), KnownCard(), card_stream, note_card, remember_card)
