"""A desk with three cards over a real database: ten visits, a purse, and a month with freeze days."""

from __future__ import annotations

from datetime import date
from typing import Any

from shared.contracts import DEVICE, FRONT_DESK, Actor
from shared.contracts.cards import (
    GrantLot,
    MemberCards,
    PublishProduct,
    Terms,
)
from tests.cards.examples import LONDON, ORDER, PUDONG, WEI, yuan
from tests.standing import Standing

PURSE = "00000000-0000-4000-8000-0000000000c2"
YEAR = "00000000-0000-4000-8000-0000000000c3"
PUDONG_DESK = Actor(id="desk", roles=(FRONT_DESK,), venues=(PUDONG,))
LONDON_DESK = Actor(id="desk", roles=(FRONT_DESK,), venues=(LONDON,))
LONDON_GATE = Actor(id="gate", roles=(DEVICE,), venues=(LONDON,))
LOT = "00000000-0000-4000-8000-0000000000b3"
GIFT = "00000000-0000-4000-8000-0000000000b7"
ASKED = "00000000-0000-4000-8000-0000000000b8"


def publish(card_id: str, terms: Terms) -> PublishProduct:
    return PublishProduct(product_id=card_id, name=terms.kind, name_zh="卡", terms=terms)


def of(cards: Standing, card_id: str) -> dict[str, Any]:
    (row,) = [row for row in cards.ask(MemberCards(member_id=WEI)) if row["card_id"] == card_id]
    return row


def renewal(card_id: str) -> GrantLot:
    return GrantLot(
        card_id=card_id,
        lot_id=LOT,
        kind="renewal",
        order_id=ORDER,
        product_id=card_id,
        member_id=WEI,
        venue_id=PUDONG,
        price=yuan(8_500),
        day=date(2025, 1, 2),
    )
