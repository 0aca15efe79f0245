"""A member: one person in the whole chain, known by a number and a phone that nobody else has. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import assert_never
from uuid import UUID

from shared.contracts.members import (
    EraseMember,
    MemberAlreadyRegistered,
    MemberErased,
    MemberNotRegistered,
    MemberNumberClaimed,
    MemberRegistered,
    PhoneClaimed,
    PhoneReleased,
    PhoneTaken,
    RegisterMember,
    ReleasePhone,
    VenueNotOpen,
    VenueOpened,
)
from shared.decider import Context, Decider
from shared.ids import check_digit, derived_id

MemberCommand = RegisterMember | EraseMember | ReleasePhone
MemberEvent = MemberRegistered | MemberNumberClaimed | PhoneClaimed | PhoneReleased | MemberErased | VenueOpened
NUMBERS_TRIED = 4


@dataclass(frozen=True)
class Member:
    """One member with what stands in the way of registering: the phone, the numbers and the venue asked for."""

    status: str = "none"  # none -> registered -> erased
    phone: str = ""
    phone_holder: str | None = None
    numbers_taken: frozenset[str] = frozenset()
    venue_open: bool = False


def streams(wish: MemberCommand, context: Context) -> list[str]:
    match wish:
        case RegisterMember(member_id=member_id, phone=phone, venue_id=venue_id):
            numbers = (f"number-{number}" for number in numbers_for(member_id))
            return [f"member-{member_id}", f"phone-{context.blind(phone)}", f"venue-{venue_id}", *numbers]
        case EraseMember(member_id=member_id):
            return [f"member-{member_id}"]
        case ReleasePhone(phone_index=phone_index):
            return [f"phone-{phone_index}"]
    assert_never(wish)


def numbers_for(member_id: str) -> list[str]:
    """The nine-digit numbers, the last a check digit, that this member would take; the first free one is taken.

    >>> numbers_for("01890a5d-ac96-774b-bcce-b302099a8057")[0]
    '859740961'
    """
    bodies = (f"{UUID(derived_id(member_id, n)).int % 10**8:08d}" for n in range(NUMBERS_TRIED))
    return [body + check_digit(body) for body in bodies]


def decide(wish: MemberCommand, member: Member, context: Context) -> list[MemberEvent]:
    match wish:
        case RegisterMember():
            return register(wish, member, context)
        case EraseMember():
            return erase(wish, member, context)
        case ReleasePhone():
            return release(wish, member)
    assert_never(wish)


def register(wish: RegisterMember, member: Member, context: Context) -> list[MemberEvent]:
    if member.status != "none":
        raise MemberAlreadyRegistered(member_id=wish.member_id)
    if member.phone_holder is not None:
        raise PhoneTaken()
    if not member.venue_open:
        raise VenueNotOpen(venue_id=wish.venue_id)
    number = next(n for n in numbers_for(wish.member_id) if n not in member.numbers_taken)
    return [
        MemberRegistered(number=number, **vars(wish)),
        MemberNumberClaimed(number=number, member_id=wish.member_id),
        PhoneClaimed(phone_index=context.blind(wish.phone), member_id=wish.member_id),
    ]


def erase(wish: EraseMember, member: Member, context: Context) -> list[MemberEvent]:
    if member.status != "registered":
        raise MemberNotRegistered(member_id=wish.member_id)
    return [MemberErased(member_id=wish.member_id, phone_index=context.blind(member.phone))]


def release(wish: ReleasePhone, member: Member) -> list[MemberEvent]:
    if member.phone_holder != wish.member_id:
        return []
    return [PhoneReleased(phone_index=wish.phone_index, member_id=wish.member_id)]


def evolve(member: Member, event: MemberEvent) -> Member:
    match event:
        case MemberRegistered(phone=phone):
            return replace(member, status="registered", phone=phone)
        case MemberErased():
            return replace(member, status="erased", phone="")
        case MemberNumberClaimed(number=number):
            return replace(member, numbers_taken=member.numbers_taken | {number})
        case PhoneClaimed(member_id=holder):
            return replace(member, phone_holder=holder)
        case PhoneReleased():
            return replace(member, phone_holder=None)
        case VenueOpened():
            return replace(member, venue_open=True)
    assert_never(event)


MEMBER: Decider[Member] = Decider((RegisterMember, EraseMember, ReleasePhone), Member(), streams, decide, evolve)
