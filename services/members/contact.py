"""What was said with a member, and what was promised until when. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, assert_never

from services.members import life
from services.members.life import Life, check_registered
from shared.contracts import Event
from shared.contracts.members import (
    CloseFollowUp,
    ContactRecorded,
    FollowUpClosed,
    FollowUpDue,
    FollowUpNotOpen,
    FollowUpNotPossible,
    RecordContact,
    RemindOfFollowUp,
)
from shared.decider import Context, Decider

Wish = RecordContact | CloseFollowUp | RemindOfFollowUp


@dataclass(frozen=True)
class Contacts:
    """The contacts of one member; `promised` by contact, with the owner."""

    life: Life = field(default_factory=Life)
    recorded: frozenset[str] = frozenset()
    promised: dict[str, str] = field(default_factory=dict)
    due: frozenset[str] = frozenset()


def streams(wish: Wish, context: Context) -> Sequence[str]:
    return [life.stream(wish.member_id), f"contacts-{wish.member_id}"]


def decide(wish: Wish, contacts: Contacts, context: Context) -> list[Event]:
    match wish:
        case RecordContact():
            return record(wish, contacts, context)
        case CloseFollowUp():
            if wish.contact_id not in contacts.promised or not contacts.life.has_data:
                raise FollowUpNotOpen(contact_id=wish.contact_id)
            return [FollowUpClosed(**vars(wish))]
        case RemindOfFollowUp(contact_id=contact_id, member_id=member_id):
            owner = contacts.promised.get(contact_id)
            if owner is None or contact_id in contacts.due or contacts.life.status != "registered":
                return []
            return [FollowUpDue(contact_id=contact_id, member_id=member_id, owner_id=owner)]
    assert_never(wish)


def record(wish: RecordContact, contacts: Contacts, context: Context) -> list[Event]:
    check_registered(contacts.life, wish.member_id)
    if wish.contact_id in contacts.recorded:
        return []
    halves = (wish.follow_up_by is None) != (wish.follow_up_on is None)
    if halves or (wish.follow_up_on is not None and wish.follow_up_on < context.at.date()):
        raise FollowUpNotPossible()
    return [ContactRecorded(**vars(wish))]


def evolve(contacts: Contacts, event: Any) -> Contacts:
    match event:
        case ContactRecorded(contact_id=contact_id, follow_up_by=owner):
            promised = {**contacts.promised, contact_id: owner} if owner else contacts.promised
            return replace(contacts, recorded=contacts.recorded | {contact_id}, promised=promised)
        case FollowUpClosed(contact_id=closed):
            return replace(contacts, promised={i: owner for i, owner in contacts.promised.items() if i != closed})
        case FollowUpDue(contact_id=contact_id):
            return replace(contacts, due=contacts.due | {contact_id})
    return replace(contacts, life=life.evolve(contacts.life, event))


CONTACT: Decider[Contacts] = Decider(
    (RecordContact, CloseFollowUp, RemindOfFollowUp), Contacts(), streams, decide, evolve
)
