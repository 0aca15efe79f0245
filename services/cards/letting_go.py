"""Bookings that a card can no longer pay for, because it rests or is over on their day: booking is told. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from services.cards.card import Card
from shared.contracts import Reason, Refusal
from shared.contracts.cards import HoldWithdrawn


def withdrawn(card: Card, card_id: str, concerned: Callable[[date], bool], why: Refusal) -> Iterator[HoldWithdrawn]:
    """Each hold on a day that is concerned, once; booking lets its seat go, and with it the visit is given back."""
    for hold_id, hold in card.holds.items():
        if hold.status == "held" and not hold.withdrawn and concerned(hold.day) and hold.session_id:
            yield HoldWithdrawn(
                hold_id=hold_id,
                session_id=hold.session_id,
                card_id=card_id,
                member_id=card.holder,
                day=hold.day,
                reason=Reason.of(why),
            )
