"""What was said with a member, and what was promised until when. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, assert_never

from services.members import entry, life, policy
from services.members.life import Life, check_registered
from services.members.policy import Policies
from shared.contracts import Event
from shared.contracts.members import (
    CloseFollowUp,
    ContactCorrected,
    ContactRecorded,
    ContactUnknown,
    CorrectContact,
    FollowUpClosed,
    FollowUpDue,
    FollowUpNotOpen,
    FollowUpNotPossible,
    MemberPolicySet,
    RecordContact,
    RemindOfFollowUp,
)
from shared.decider import Context, Decider

ByHand = RecordContact | CorrectContact | CloseFollowUp
Wish = ByHand | RemindOfFollowUp


Said = tuple[str, bool, str]
"""By which way, whether the member began it, and what was said."""


@dataclass(frozen=True)
class Contacts:
    """The contacts of one member by id, as they stand; `promised` by contact, with the owner."""

    life: Life = field(default_factory=Life)
    recorded: Mapping[str, Said] = field(default_factory=dict)
    promised: dict[str, str] = field(default_factory=dict)
    due: frozenset[str] = frozenset()
    policies: Policies = field(default_factory=Policies)


def streams(wish: Wish, context: Context) -> Sequence[str]:
    own = [life.stream(wish.member_id), f"contacts-{wish.member_id}"]
    return own if isinstance(wish, RemindOfFollowUp) else [*own, *entry.streams_of("contact", wish.member_id, context)]


def decide(wish: Wish, contacts: Contacts, context: Context) -> list[Event]:
    if isinstance(wish, RemindOfFollowUp):
        return remind(wish, contacts)
    events = by_hand(wish, contacts, context)
    return entry.entered("contact", wish.member_id, wish, events, contacts.policies, context, wish.contact_id)


def by_hand(wish: ByHand, contacts: Contacts, context: Context) -> list[Event]:
    match wish:
        case RecordContact():
            return record(wish, contacts, context)
        case CorrectContact():
            return correct(wish, contacts)
        case CloseFollowUp():
            if wish.contact_id not in contacts.promised or not contacts.life.has_data:
                raise FollowUpNotOpen(contact_id=wish.contact_id)
            return [FollowUpClosed(**vars(wish))]
    assert_never(wish)


def remind(wish: RemindOfFollowUp, contacts: Contacts) -> list[Event]:
    owner = contacts.promised.get(wish.contact_id)
    if owner is None or wish.contact_id in contacts.due or contacts.life.status != "registered":
        return []
    return [FollowUpDue(contact_id=wish.contact_id, member_id=wish.member_id, owner_id=owner)]


def correct(wish: CorrectContact, contacts: Contacts) -> list[Event]:
    check_registered(contacts.life, wish.member_id)
    if wish.contact_id not in contacts.recorded:
        raise ContactUnknown(contact_id=wish.contact_id)
    same = contacts.recorded[wish.contact_id] == (wish.way, wish.from_member, wish.note)
    return [] if same else [ContactCorrected(**vars(wish))]


def record(wish: RecordContact, contacts: Contacts, context: Context) -> list[Event]:
    check_registered(contacts.life, wish.member_id)
    if wish.contact_id in contacts.recorded:
        return []
    halves = (wish.follow_up_by is None) != (wish.follow_up_on is None)
    if halves or (wish.follow_up_on is not None and wish.follow_up_on < context.at.date()):
        raise FollowUpNotPossible()
    return [ContactRecorded(**vars(wish))]


def said(event: ContactRecorded | ContactCorrected) -> Said:
    return event.way, event.from_member, event.note


def evolve(contacts: Contacts, event: Any) -> Contacts:
    match event:
        case ContactRecorded(contact_id=contact_id, follow_up_by=owner):
            promised = {**contacts.promised, contact_id: owner} if owner else contacts.promised
            return replace(contacts, recorded={**contacts.recorded, contact_id: said(event)}, promised=promised)
        case ContactCorrected(contact_id=contact_id):
            return replace(contacts, recorded={**contacts.recorded, contact_id: said(event)})
        case MemberPolicySet():
            return replace(contacts, policies=policy.evolve(contacts.policies, event))
        case FollowUpClosed(contact_id=closed):
            return replace(contacts, promised={i: owner for i, owner in contacts.promised.items() if i != closed})
        case FollowUpDue(contact_id=contact_id):
            return replace(contacts, due=contacts.due | {contact_id})
    return replace(contacts, life=life.evolve(contacts.life, event))


CONTACT: Decider[Contacts] = Decider(
    (RecordContact, CorrectContact, CloseFollowUp, RemindOfFollowUp), Contacts(), streams, decide, evolve
)
