"""A member's phone, account and end: who holds which number, and erasing a person. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, assert_never

from services.members import life, proof
from services.members.life import Life, check_registered
from services.members.proof import Proof
from shared.contracts import FRONT_DESK, HEAD_OFFICE, SERVICE, VENUE_MANAGER, Event
from shared.contracts.members import (
    ChangePhone,
    ClaimAccount,
    CodeMade,
    ContactNotProven,
    ContactProven,
    EraseMember,
    MemberErased,
    MemberNotRegistered,
    PhoneChanged,
    PhoneClaimed,
    PhoneReleased,
    PhoneTaken,
    ProofForgotten,
    ProofUsed,
    ReleasePhone,
)
from shared.decider import Context, Decider

Wish = EraseMember | ReleasePhone | ClaimAccount | ChangePhone


@dataclass(frozen=True)
class Member:
    """One member, who holds the phone number asked for, and the proof that came with the wish."""

    life: Life = field(default_factory=Life)
    phone_holder: str | None = None
    proof: Proof = field(default_factory=Proof)


def streams(wish: Wish, context: Context) -> Sequence[str]:
    own = life.stream(wish.member_id)
    match wish:
        case EraseMember():
            return [own]
        case ReleasePhone(phone_index=phone_index):
            return [own, f"phone-{phone_index}"]
        case ClaimAccount(phone=phone, proof_id=proof_id) | ChangePhone(phone=phone, proof_id=proof_id):
            return [own, f"phone-{context.blind(phone)}", *([f"proof-{proof_id}"] if proof_id else [])]
    assert_never(wish)


def decide(wish: Wish, member: Member, context: Context) -> list[Event]:
    match wish:
        case EraseMember():
            return erase(wish, member, context)
        case ReleasePhone():
            return release(wish, member, context)
        case ClaimAccount():
            return claim(wish, member, context)
        case ChangePhone():
            return change_phone(wish, member, context)
    assert_never(wish)


def release(wish: ReleasePhone, member: Member, context: Context) -> list[Event]:
    """Nothing where somebody else has the phone by now, or the member took it back before the news was heard."""
    own_again = member.life.keeps_phone and context.blind(member.life.phone) == wish.phone_index
    if member.phone_holder != wish.member_id or own_again:
        return []
    return [PhoneReleased(phone_index=wish.phone_index, member_id=wish.member_id)]


def erase(wish: EraseMember, member: Member, context: Context) -> list[Event]:
    """A record that was merged may be erased before the one that took it in: the platform asks again for nothing."""
    if not member.life.has_data:
        if context.actor.has(SERVICE):
            return []
        raise MemberNotRegistered(member_id=wish.member_id)
    index = context.blind(member.life.phone)
    return [
        MemberErased(member_id=wish.member_id, phone_index=index, also=member.life.absorbed, guests=member.life.guests)
    ]


def claim(wish: ClaimAccount, member: Member, context: Context) -> list[Event]:
    check_registered(member.life, wish.member_id)
    if member.phone_holder != wish.member_id:
        raise ContactNotProven()
    return [proof.use(wish.proof_id, "claim", member.proof, context.blind(wish.phone), context.now)]


def change_phone(wish: ChangePhone, member: Member, context: Context) -> list[Event]:
    check_registered(member.life, wish.member_id)
    if member.life.phone == wish.phone:
        return []
    index, former = context.blind(wish.phone), context.blind(member.life.phone)
    events: list[Event] = []
    if wish.proof_id:
        events.append(proof.use(wish.proof_id, "change", member.proof, index, context.now))
    elif not context.actor.has(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK):
        raise ContactNotProven()
    if member.phone_holder not in (None, wish.member_id):
        raise PhoneTaken()
    claimed = [] if member.phone_holder else [PhoneClaimed(phone_index=index, member_id=wish.member_id)]
    changed = PhoneChanged(member_id=wish.member_id, phone=wish.phone, former_index=former)
    return [*events, changed, *claimed]


def evolve(member: Member, event: Any) -> Member:
    match event:
        case PhoneClaimed(member_id=holder):
            return replace(member, phone_holder=holder)
        case PhoneReleased():
            return replace(member, phone_holder=None)
        case CodeMade() | ContactProven() | ProofUsed() | ProofForgotten():
            return replace(member, proof=proof.evolve(member.proof, event))
    return replace(member, life=life.evolve(member.life, event))


MEMBER: Decider[Member] = Decider(
    (EraseMember, ReleasePhone, ClaimAccount, ChangePhone), Member(), streams, decide, evolve
)
