"""What finance has heard of cards and their products: enough to say what something for a card costs. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from shared.contracts.cards import Terms
from shared.contracts.finance import (
    CardNoted,
    NoteCard,
    NotePlannedChange,
    NoteProduct,
    NoteUpgrade,
    PlannedChangeNoted,
    ProductNoted,
    UpgradeNoted,
)
from shared.decider import Context, Decider


@dataclass(frozen=True)
class KnownCard:
    """A card as its owner told of it; `planned` is what its next period is to be of, `upgrades` are what was worked out
    last, one a product."""

    member_id: str | None = None
    product_id: str | None = None
    valid_until: date | None = None
    over: bool = False
    planned: str | None = None
    upgrades: tuple[UpgradeNoted, ...] = ()


Noted = tuple[ProductNoted, ...]
NoteOfCard = NoteCard | NotePlannedChange | NoteUpgrade
NotedOfCard = CardNoted | PlannedChangeNoted | UpgradeNoted


def terms_on(products: Sequence[ProductNoted], product_id: str, day: date) -> Terms | None:
    """The terms on which a product is sold on `day`; None: cards has not announced it, or it is no card."""
    known = (p for p in reversed(products) if p.product_id == product_id)
    return next((p.terms for p in known if p.effective is None or p.effective <= day), None)


def note_product(wish: NoteProduct, noted: Noted, context: Context) -> list[ProductNoted]:
    news = ProductNoted(**vars(wish))
    return [] if news in noted else [news]


def note_card(wish: NoteOfCard, card: KnownCard, context: Context) -> list[NotedOfCard]:
    """Nothing for what is known already."""
    news = told(wish)
    return [] if remember_card(card, news) == card else [news]


def told(wish: NoteOfCard) -> NotedOfCard:
    match wish:
        case NoteCard():
            return CardNoted(**vars(wish))
        case NotePlannedChange():
            return PlannedChangeNoted(**vars(wish))
        case NoteUpgrade():
            return UpgradeNoted(**vars(wish))


def remember_product(noted: Noted, event: ProductNoted) -> Noted:
    return (*noted, event)


def remember_card(card: KnownCard, event: NotedOfCard) -> KnownCard:
    if isinstance(event, PlannedChangeNoted):
        return replace(card, planned=event.product_id)
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


def card_stream(wish: NoteOfCard, context: Context) -> list[str]:
    return [f"card-{wish.card_id}"]


KNOWN_PRODUCT: Decider[Noted] = Decider((NoteProduct,), (), product_stream, note_product, remember_product)
KNOWN_CARD: Decider[KnownCard] = Decider(
    (NoteCard, NotePlannedChange, NoteUpgrade), KnownCard(), card_stream, note_card, remember_card
)
