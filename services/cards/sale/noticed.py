"""A card after news of its notice: given, withdrawn, over. Pure."""

from __future__ import annotations

from dataclasses import replace

from services.cards.card import Card
from services.cards.events import NoticeEvent
from services.cards.sale.leaving import Notice
from services.cards.sale.renewing import Renewing
from shared.contracts.cards import MembershipEnded, NoticeGiven, NoticeWithdrawn


def noticed(card: Card, event: NoticeEvent) -> Card:
    """A period that was asked for and is not wanted now is forgotten; if the notice is withdrawn, it is due again."""
    match event:
        case NoticeGiven(order_id=order_id):
            plan = Renewing(card.renewing.most) if card.renewing and order_id else card.renewing
            return replace(card, renewing=plan, notice=Notice(event.ends, event.last_day))
        case NoticeWithdrawn():
            return replace(card, notice=None)
        case MembershipEnded():
            return replace(card, notice=replace(card.notice, over=True) if card.notice else None, planned=None)
