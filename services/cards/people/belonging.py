"""Which partners those belong to who may have a card. Pure."""

from __future__ import annotations

from dataclasses import replace

from services.cards.blocks.holder import HolderEvent
from services.cards.card import Card
from shared.contracts.cards import PartnerOfHolderNoted


def belonging(card: Card, event: HolderEvent) -> Card:
    """The card knows what its next member belongs to; whatever else is of a holder is not of the card."""
    if not isinstance(event, PartnerOfHolderNoted):
        return card
    known = card.partners.get(event.member_id, {})
    return replace(card, partners={**card.partners, event.member_id: {**known, event.agreement_id: event.until}})
