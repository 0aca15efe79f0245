"""Who shares a card, by the rules alone: README of cards (*Shared cards*), features-and-rules 52.

So many people as the terms of one of its lots say, its own member included; whose card it is, or a guardian of that
child, adds and removes them, and who shares it may go by themselves.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from shared.contracts import Refusal
from shared.contracts import cards as c
from tests.machine import Answer, told


@dataclass
class SharingModel:
    """One card; `wards` are the children of each guardian, as members told."""

    card: c.CardIssued
    sharing: list[str] = field(default_factory=list)
    wards: set[tuple[str, str]] = field(default_factory=set)
    cancelled: bool = False

    def stranger(self, card_id: str, who: str) -> set[type[Refusal]]:
        if card_id != self.card.card_id:
            return {c.CardNotIssued}
        owner = self.card.member_id
        return set() if who == owner or (who, owner) in self.wards else {c.CardOfAnotherMember}

    def ward(self, wish: c.NoteWard) -> Answer:
        tie = (wish.member_id, wish.child_id)
        if (tie in self.wards) == wish.guards:
            return []
        (self.wards.add if wish.guards else self.wards.discard)(tie)
        return [told(c.WardNoted, **vars(wish))]

    def add(self, wish: c.AddHolder) -> Answer:
        if against := self.stranger(wish.card_id, wish.member_id):
            return against
        if wish.holder_id in (self.card.member_id, *self.sharing):
            return []
        against = {c.CardCancelled} if self.cancelled else set()
        if not self.card.terms.named:
            against.add(c.BearerCardShared)
        if len(self.sharing) + 1 >= self.card.terms.holders:
            against.add(c.HoldersFull)
        if against:
            return against
        self.sharing.append(wish.holder_id)
        return [told(c.HolderAdded, member_id=self.card.member_id, holder_id=wish.holder_id)]

    def remove(self, wish: c.RemoveHolder) -> Answer:
        against = self.stranger(wish.card_id, wish.member_id)
        if against and (wish.member_id != wish.holder_id or wish.card_id != self.card.card_id):
            return against
        if wish.holder_id == self.card.member_id:
            return {c.OwnerStays}
        if wish.holder_id not in self.sharing:
            return []
        self.sharing.remove(wish.holder_id)
        return [told(c.HolderRemoved, member_id=self.card.member_id, holder_id=wish.holder_id)]

    def come_in(self, wish: c.SwipeCard) -> Answer:
        """For who is named on it, the door opens; for nobody else."""
        named = wish.holder_id in (None, self.card.member_id, *self.sharing)
        if self.cancelled:
            return [told(c.EntryRefused, swipe_id=wish.swipe_id)]
        return [told(c.EntryGranted if named else c.EntryRefused, swipe_id=wish.swipe_id)]

    def refund(self, wish: c.CancelCards) -> Answer:
        if self.cancelled or wish.order_id != self.card.order_id:
            return []
        self.cancelled = True
        return [told(c.CardCancelledAfterRefund, order_id=wish.order_id)]
