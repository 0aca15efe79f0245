"""Families: who belongs together, and who agreed to pay for whom. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, assert_never

from services.members import life
from services.members.age import OF_AGE, is_under
from services.members.life import check_registered
from services.members.persons import Persons
from shared.contracts import Event
from shared.contracts.members import (
    AgreeToPay,
    DropFromFamily,
    EndPaying,
    FamilyJoined,
    FamilyLeft,
    InAnotherFamily,
    JoinFamily,
    LeaveFamily,
    NotInFamily,
    NotOfAge,
    NotYourAgreement,
    OwnPayer,
    PaidForAlready,
    PayerAgreed,
    PayerEnded,
    PayerNotAgreed,
    TieEnded,
    TieNoted,
    VenueNotOpen,
    VenueOpened,
)
from shared.decider import Context, Decider
from shared.venue_time import local_day

Wish = JoinFamily | LeaveFamily | DropFromFamily | AgreeToPay | EndPaying


@dataclass(frozen=True)
class Household:
    """A family: its members, who pays for each, and its zone; `elsewhere` is the other family of who wants to join."""

    members: frozenset[str] = frozenset()
    payers: Mapping[str, str] = field(default_factory=dict)  # by the member who is paid for
    family_zone: str = ""
    persons: Persons = field(default_factory=Persons)
    zone: str | None = None  # of the venue that the command names
    ties: frozenset[str] = frozenset()


def streams(wish: Wish, context: Context) -> Sequence[str]:
    own = f"family-{wish.family_id}"
    match wish:
        case JoinFamily(member_id=member_id):
            return [own, life.stream(member_id), f"ties-{member_id}", f"venue-{wish.venue_id}"]
        case LeaveFamily(member_id=member_id) | DropFromFamily(member_id=member_id):
            return [own, f"ties-{member_id}"]
        case AgreeToPay(member_id=payer_id, for_id=for_id):
            return [own, life.stream(payer_id), f"profile-{payer_id}", life.stream(for_id)]
        case EndPaying():
            return [own]
    assert_never(wish)


def decide(wish: Wish, family: Household, context: Context) -> list[Event]:
    match wish:
        case JoinFamily():
            return join(wish, family)
        case LeaveFamily():
            if wish.member_id not in family.members:
                raise NotInFamily(member_id=wish.member_id, family_id=wish.family_id)
            return leave(wish, family, "left")
        case DropFromFamily():
            return leave(wish, family, "gone") if wish.member_id in family.members else []
        case AgreeToPay():
            return agree(wish, family, context)
        case EndPaying():
            return end(wish, family)
    assert_never(wish)


def join(wish: JoinFamily, family: Household) -> list[Event]:
    if family.zone is None:
        raise VenueNotOpen(venue_id=wish.venue_id)
    check_registered(family.persons.life(wish.member_id), wish.member_id)
    if wish.member_id in family.members:
        return []
    for other_id in family.ties:
        raise InAnotherFamily(member_id=wish.member_id, family_id=other_id)
    noted = TieNoted(member_id=wish.member_id, to="family", other_id=wish.family_id)
    return [FamilyJoined(**vars(wish), zone=family.zone), noted]


def leave(wish: LeaveFamily | DropFromFamily, family: Household, because: Literal["left", "gone"]) -> list[Event]:
    ended = [
        PayerEnded(family_id=wish.family_id, payer_id=payer_id, member_id=for_id, because=because)
        for for_id, payer_id in family.payers.items()
        if wish.member_id in (for_id, payer_id)
    ]
    left = FamilyLeft(family_id=wish.family_id, member_id=wish.member_id, because=because)
    return [*ended, left, TieEnded(member_id=wish.member_id, to="family", other_id=wish.family_id)]


def agree(wish: AgreeToPay, family: Household, context: Context) -> list[Event]:
    payer_id, for_id = wish.member_id, wish.for_id
    if payer_id == for_id:
        raise OwnPayer()
    for member_id in (payer_id, for_id):
        check_registered(family.persons.life(member_id), member_id)
        if member_id not in family.members:
            raise NotInFamily(member_id=member_id, family_id=wish.family_id)
    if is_under(family.persons.born(payer_id), OF_AGE, local_day(context.now, family.family_zone)):
        raise NotOfAge(member_id=payer_id, of_age_at=OF_AGE)
    known = family.payers.get(for_id)
    if known not in (None, payer_id):
        raise PaidForAlready(for_id=for_id, payer_id=str(known))
    agreed = PayerAgreed(
        family_id=wish.family_id, payer_id=payer_id, member_id=for_id, network_address=wish.network_address
    )
    return [] if known else [agreed]


def end(wish: EndPaying, family: Household) -> list[Event]:
    if wish.member_id not in (wish.payer_id, wish.for_id):
        raise NotYourAgreement()
    if family.payers.get(wish.for_id) != wish.payer_id:
        raise PayerNotAgreed(for_id=wish.for_id, payer_id=wish.payer_id)
    because: Literal["payer", "member"] = "payer" if wish.member_id == wish.payer_id else "member"
    return [PayerEnded(family_id=wish.family_id, payer_id=wish.payer_id, member_id=wish.for_id, because=because)]


def evolve(family: Household, event: Any) -> Household:
    match event:
        case FamilyJoined(member_id=member_id, zone=zone):
            return replace(family, members=family.members | {member_id}, family_zone=zone)
        case FamilyLeft(member_id=member_id):
            return replace(family, members=family.members - {member_id})
        case PayerAgreed(member_id=for_id, payer_id=payer_id):
            return replace(family, payers={**family.payers, for_id: payer_id})
        case PayerEnded(member_id=for_id):
            return replace(family, payers={who: payer for who, payer in family.payers.items() if who != for_id})
        case VenueOpened(zone=zone):
            return replace(family, zone=zone)
        case TieNoted(to="family", other_id=family_id):
            return replace(family, ties=family.ties | {family_id})
        case TieEnded(to="family", other_id=family_id):
            return replace(family, ties=family.ties - {family_id})
    return replace(family, persons=family.persons.after(event))


FAMILY: Decider[Household] = Decider(
    (JoinFamily, LeaveFamily, DropFromFamily, AgreeToPay, EndPaying), Household(), streams, decide, evolve
)
