"""How a debt finds every card of its member: from finance to the holder, from the holder to each card. Pure.

So are noted the cards of others that a member shares, which no debt of theirs shuts.
"""

from __future__ import annotations

from collections.abc import Iterator

from shared.contracts import Command
from shared.contracts.cards import (
    CardIssued,
    CardTransferred,
    Debt,
    DebtorNoted,
    HolderAdded,
    HolderNoted,
    HolderRemoved,
    ImportedCardWithdrawn,
    NoteDebtor,
    NoteHolder,
    NoteSharedCard,
    PersonNoted,
    PersonOwes,
    ReviewHolder,
    TellDebt,
)
from shared.contracts.finance import DebtFellDue, DebtOverdue, DebtSettled


def told_of_debt(
    event: DebtOverdue
    | DebtFellDue
    | DebtSettled
    | CardIssued
    | ImportedCardWithdrawn
    | CardTransferred
    | HolderAdded
    | HolderRemoved
    | HolderNoted
    | PersonNoted
    | DebtorNoted
    | PersonOwes,
) -> Iterator[Command]:
    match event:
        case DebtOverdue():
            yield NoteDebtor(member_id=event.member_id, debt=Debt(amount=event.amount, since=event.since, shut=True))
        case DebtFellDue():
            due = Debt(amount=event.amount, since=event.since, shut=False, blocks_on=event.blocks_on)
            yield NoteDebtor(member_id=event.member_id, debt=due)
        case DebtSettled():
            yield NoteDebtor(member_id=event.member_id, debt=None)
        case CardIssued():
            yield NoteHolder(member_id=event.member_id, card_id=event.card_id)
        case ImportedCardWithdrawn():
            yield NoteHolder(member_id=event.member_id, card_id=event.card_id, holds=False)
        case CardTransferred():
            yield NoteHolder(member_id=event.member_id, card_id=event.card_id, holds=False)
            yield NoteHolder(member_id=event.to_member_id, card_id=event.card_id)
        case HolderAdded() | HolderRemoved():
            shares = isinstance(event, HolderAdded)
            yield NoteSharedCard(member_id=event.holder_id, card_id=event.card_id, shares=shares)
        case HolderNoted(holds=True):
            yield TellDebt(card_id=event.card_id, member_id=event.member_id, debt=event.debt)
        case PersonNoted(heard="merged" | "apart" | "took_in" | "let_go"):
            for record in (event.member_id, event.other_id):
                if record:
                    yield ReviewHolder(member_id=record)
        case DebtorNoted() | PersonOwes():
            for card_id in event.card_ids:
                yield TellDebt(card_id=card_id, member_id=event.member_id, debt=event.debt)
