"""Bookings that a card can no longer pay for, because it rests or is over on their day: booking is told. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from services.cards.card import Card
from shared.contracts import Reason, Refusal
from shared.contracts.cards import HoldWithdrawn


def withdrawn(
    card: Card, card_id: str, concerned: Callable[[date], bool], why: Refusal, of: str | None = None
) -> Iterator[HoldWithdrawn]:
    """Each hold on a day that is concerned, once; booking lets its seat go, and with it the visit is given back.

    `of`: only the bookings of this one of those who share the card.
    """
    for hold_id, hold in card.holds.items():
        open_still = hold.status == "held" and not hold.withdrawn and hold.session_id
        if open_still and concerned(hold.day) and of in (None, hold.who):
            yield HoldWithdrawn(
                hold_id=hold_id,
                session_id=hold.session_id,
                card_id=card_id,
                member_id=hold.who or card.holder,
                day=hold.day,
                reason=Reason.of(why),
            )
