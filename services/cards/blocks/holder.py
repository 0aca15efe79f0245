"""A member as a holder of cards: which ones, and what is owed. So a debt finds every card of its member. Pure.

So does the end of an employment with a partner.

A card that comes into the hands of a member is told at once what that member owes, and so is each card when it changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import assert_never

from shared.contracts.cards import (
    Debt,
    DebtorNoted,
    HolderNoted,
    NoteDebtor,
    NoteHolder,
    NotePartnerOfHolder,
    PartnerOfHolderNoted,
)
from shared.decider import Context, Decider

HolderCommand = NoteHolder | NoteDebtor | NotePartnerOfHolder
HolderEvent = HolderNoted | DebtorNoted | PartnerOfHolderNoted


@dataclass(frozen=True)
class Holder:
    """The cards of a member in the order in which they came, and the last word about the member's debt.

    And until when the member belongs to which partner (None: still).
    """

    card_ids: tuple[str, ...] = ()
    debt: Debt | None = None
    partners: Mapping[str, date | None] = field(default_factory=dict)


def holder_stream(member_id: str) -> str:
    return f"holder-{member_id}"


def streams(wish: HolderCommand, context: Context) -> list[str]:
    return [holder_stream(wish.member_id)]


def decide(wish: HolderCommand, holder: Holder, context: Context) -> list[HolderEvent]:
    match wish:
        case NoteHolder():
            if (wish.card_id in holder.card_ids) == wish.holds:
                return []
            return [HolderNoted(**vars(wish), debt=holder.debt)]
        case NoteDebtor():
            if wish.debt == holder.debt:
                return []
            return [DebtorNoted(member_id=wish.member_id, debt=wish.debt, card_ids=holder.card_ids)]
        case NotePartnerOfHolder():
            if wish.agreement_id in holder.partners and holder.partners[wish.agreement_id] == wish.until:
                return []
            partners = {**holder.partners, wish.agreement_id: wish.until}
            return [PartnerOfHolderNoted(**vars(wish), to_any=to_any(partners), card_ids=holder.card_ids)]
    assert_never(wish)


def to_any(partners: Mapping[str, date | None]) -> date | None:
    """Until when the member belongs to some partner; None: still."""
    days = [day for day in partners.values() if day is not None]
    return max(days) if len(days) == len(partners) else None


def evolve(holder: Holder, event: HolderEvent) -> Holder:
    match event:
        case HolderNoted(card_id=card_id):
            others = tuple(other for other in holder.card_ids if other != card_id)
            return replace(holder, card_ids=(*others, card_id) if event.holds else others)
        case DebtorNoted(debt=debt):
            return replace(holder, debt=debt)
        case PartnerOfHolderNoted(agreement_id=agreement_id, until=until):
            return replace(holder, partners={**holder.partners, agreement_id: until})
    assert_never(event)


HOLDER: Decider[Holder] = Decider((NoteHolder, NoteDebtor, NotePartnerOfHolder), Holder(), streams, decide, evolve)
