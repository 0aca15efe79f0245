"""A member as a holder of cards: which ones, and what is owed. So a debt finds every card of its member. Pure.

So do the end of an employment with a partner, and a rest of a membership, with which lessons on other cards rest.

A card that comes into the hands of a member is told at once what that member owes, and so is each card when it changes.
Records that are one person owe together: what is owed under one shuts the cards of all, until they are apart again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import assert_never

from services.cards.blocks import resting
from services.cards.blocks.resting import Rests
from services.cards.people.person import person_stream
from shared.contracts.cards import (
    Debt,
    DebtorNoted,
    HolderErased,
    HolderNoted,
    MembershipRestNoted,
    NoteDebtor,
    NoteHolder,
    NoteHolderErased,
    NoteMembershipOver,
    NoteMembershipRest,
    NotePartnerOfHolder,
    NoteSharedCard,
    PartnerOfHolderNoted,
    PersonNoted,
    PersonOwes,
    ReviewHolder,
    SharedCardNoted,
)
from shared.decider import Context, Decider
from shared.standing import People, records, told

HolderCommand = (
    NoteHolder
    | NoteSharedCard
    | NoteDebtor
    | NotePartnerOfHolder
    | ReviewHolder
    | NoteMembershipRest
    | NoteMembershipOver
    | NoteHolderErased
)
HolderEvent = (
    HolderNoted | SharedCardNoted | DebtorNoted | PartnerOfHolderNoted | PersonOwes | MembershipRestNoted | HolderErased
)


@dataclass(frozen=True)
class Holder:
    """The cards of a record in the order in which they came, and the last word about what is owed under it.

    `told` is what its cards know: what the person owes under all records. And until when the member belongs to which
    partner (None: still).
    """

    card_ids: tuple[str, ...] = ()
    debt: Debt | None = None
    told: Debt | None = None
    partners: Mapping[str, date | None] = field(default_factory=dict)
    rests: Rests = field(default_factory=dict)
    erased: bool = False
    shared: tuple[str, ...] = ()  # cards of others with which the member comes in too


@dataclass(frozen=True)
class Holders:
    """The records of one person, as far as they are known, each as a holder."""

    of: Mapping[str, Holder] = field(default_factory=dict)
    people: People = field(default_factory=dict)

    def holder(self, member_id: str) -> Holder:
        return self.of.get(member_id, Holder())

    def records(self, member_id: str) -> list[str]:
        return sorted(records(self.people, member_id))

    def owes(self, member_id: str) -> Debt | None:
        """What the person owes under all records."""
        return together([debt for r in self.records(member_id) if (debt := self.holder(r).debt)])


def together(debts: list[Debt]) -> Debt | None:
    """One debt of several: what shuts doors goes before what does not, then the oldest; its currency's are added up."""
    if not debts:
        return None
    first = min(debts, key=lambda debt: (not debt.shut, debt.since))
    same = [debt for debt in debts if debt.amount.currency == first.amount.currency]
    days = [debt.blocks_on for debt in debts if debt.blocks_on]
    return Debt(
        amount=sum((debt.amount for debt in same), first.amount - first.amount),
        since=min(debt.since for debt in same),
        shut=first.shut,
        blocks_on=None if first.shut else min(days, default=None),
    )


def holder_stream(member_id: str) -> str:
    return f"holder-{member_id}"


def streams(wish: HolderCommand, context: Context) -> list[str]:
    return [holder_stream(wish.member_id), person_stream(wish.member_id)]


def further(wish: HolderCommand, holders: Holders) -> Iterable[str]:
    """The other records of the person, with their cards and debts."""
    for record in holders.records(wish.member_id):
        yield from (person_stream(record), holder_stream(record))


def decide(wish: HolderCommand, holders: Holders, context: Context) -> list[HolderEvent]:
    holder = holders.holder(wish.member_id)
    match wish:
        case NoteHolder():
            if (wish.card_id in holder.card_ids) == wish.holds:
                return []
            lasting = tuple(resting.lasting(holder.rests, wish.card_id, context.at.date()))
            return [HolderNoted(**vars(wish), debt=holders.owes(wish.member_id), rests=lasting, erased=holder.erased)]
        case NoteSharedCard():
            return [] if (wish.card_id in holder.shared) == wish.shares else [SharedCardNoted(**vars(wish))]
        case NoteDebtor():
            return [] if wish.debt == holder.debt else list(owing(wish, holders))
        case ReviewHolder():
            return list(news(wish.member_id, holders))
        case NoteHolderErased():
            known = {record: holders.holder(record) for record in holders.records(wish.member_id)}
            return [HolderErased(member_id=r, card_ids=h.card_ids) for r, h in known.items() if not h.erased]
        case NoteMembershipRest() | NoteMembershipOver():
            return list(resting.told(wish, {r: holders.holder(r) for r in holders.records(wish.member_id)}))
        case NotePartnerOfHolder():
            if wish.agreement_id in holder.partners and holder.partners[wish.agreement_id] == wish.until:
                return []
            partners = {**holder.partners, wish.agreement_id: wish.until}
            return [PartnerOfHolderNoted(**vars(wish), to_any=to_any(partners), card_ids=holder.card_ids)]
    assert_never(wish)


def owing(wish: NoteDebtor, holders: Holders) -> Iterator[DebtorNoted | PersonOwes]:
    """Of a person with one record its cards are told at once; of one with several each record's, what all owe."""
    alone = len(holders.records(wish.member_id)) == 1
    card_ids = holders.holder(wish.member_id).card_ids if alone else ()
    noted = DebtorNoted(member_id=wish.member_id, debt=wish.debt, card_ids=card_ids, together=not alone)
    yield noted
    if not alone:
        yield from news(wish.member_id, evolve(holders, noted))


def news(member_id: str, holders: Holders) -> Iterator[PersonOwes]:
    """For each record whose cards know otherwise."""
    owes = holders.owes(member_id)
    for record in holders.records(member_id):
        holder = holders.holder(record)
        if holder.told != owes:
            yield PersonOwes(member_id=record, debt=owes, card_ids=holder.card_ids)


def to_any(partners: Mapping[str, date | None]) -> date | None:
    """Until when the member belongs to some partner; None: still."""
    days = [day for day in partners.values() if day is not None]
    return max(days) if len(days) == len(partners) else None


def evolve(holders: Holders, event: HolderEvent | PersonNoted) -> Holders:
    if isinstance(event, PersonNoted):
        return replace(holders, people=told(holders.people, event.member_id, event.heard, event.other_id))
    return replace(holders, of={**holders.of, event.member_id: after(holders.holder(event.member_id), event)})


def after(holder: Holder, event: HolderEvent) -> Holder:
    match event:
        case HolderNoted(card_id=card_id):
            others = tuple(other for other in holder.card_ids if other != card_id)
            return replace(holder, card_ids=(*others, card_id) if event.holds else others)
        case SharedCardNoted(card_id=card_id):
            shared = tuple(other for other in holder.shared if other != card_id)
            return replace(holder, shared=(*shared, card_id) if event.shares else shared)
        case DebtorNoted(debt=debt):
            return replace(holder, debt=debt, told=holder.told if event.together else debt)
        case PersonOwes(debt=debt):
            return replace(holder, told=debt)
        case HolderErased():
            return replace(holder, erased=True)
        case MembershipRestNoted():
            return replace(holder, rests=resting.after(holder.rests, event))
        case PartnerOfHolderNoted(agreement_id=agreement_id, until=until):
            return replace(holder, partners={**holder.partners, agreement_id: until})
    assert_never(event)


HOLDER: Decider[Holders] = Decider(
    (
        NoteHolder,
        NoteSharedCard,
        NoteDebtor,
        NotePartnerOfHolder,
        ReviewHolder,
        NoteMembershipRest,
        NoteMembershipOver,
        NoteHolderErased,
    ),
    Holders(),
    streams,
    decide,
    evolve,
    further,
)
