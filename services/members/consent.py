"""What a member allows: each purpose by itself. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, assert_never

from services.members import guardian
from services.members.age import is_under
from services.members.guardian import Guardians
from services.members.life import check_registered
from shared.contracts import Event
from shared.contracts.members import (
    BirthDateMissing,
    ConsentForChild,
    ConsentGiven,
    ConsentWithdrawn,
    GiveConsent,
    GuardianMustConsent,
    WithdrawConsent,
)
from shared.decider import Context, Decider

Wish = GiveConsent | ConsentForChild | WithdrawConsent
GUARDED_UNDER = 14  # years: by China's law all data of a younger child are sensitive, for whatever purpose


@dataclass(frozen=True)
class Consents:
    """The edition allowed, by purpose; and who may decide."""

    allowed: dict[str, str] = field(default_factory=dict)
    guardians: Guardians = field(default_factory=Guardians)


def subject(wish: Wish) -> str:
    """The member about whom the consent is."""
    return wish.child_id if isinstance(wish, ConsentForChild) else wish.member_id


def guardian_of(wish: Wish) -> str | None:
    match wish:
        case GiveConsent():
            return wish.guardian_id
        case ConsentForChild():
            return wish.member_id
        case WithdrawConsent():
            return None
    assert_never(wish)


def streams(wish: Wish, context: Context) -> Sequence[str]:
    member_id = subject(wish)
    return [f"consent-{member_id}", *guardian.streams_of(member_id, guardian_of(wish) or member_id)]


def decide(wish: Wish, consents: Consents, context: Context) -> list[Event]:
    member_id, guardian_id = subject(wish), guardian_of(wish)
    check_registered(consents.guardians.persons.life(member_id), member_id)
    if guardian_id is not None:
        consents.guardians.check(member_id, guardian_id, context.now)
    if isinstance(wish, WithdrawConsent) or (isinstance(wish, ConsentForChild) and not wish.given):
        return withdraw(wish, consents)
    if guardian_id is None and is_child(member_id, consents, context.at):
        raise GuardianMustConsent()
    if consents.allowed.get(wish.purpose) == wish.edition:
        return []
    return [
        ConsentGiven(
            member_id=member_id,
            purpose=wish.purpose,
            edition=wish.edition,
            guardian_id=guardian_id,
            network_address=wish.network_address,
        )
    ]


def withdraw(wish: WithdrawConsent | ConsentForChild, consents: Consents) -> list[Event]:
    if wish.purpose not in consents.allowed:
        return []
    return [ConsentWithdrawn(member_id=subject(wish), purpose=wish.purpose, network_address=wish.network_address)]


def is_child(member_id: str, consents: Consents, at: datetime) -> bool:
    try:
        return is_under(consents.guardians.persons.born(member_id), GUARDED_UNDER, at.date())
    except BirthDateMissing:
        return False


def evolve(consents: Consents, event: Any) -> Consents:
    match event:
        case ConsentGiven(purpose=purpose, edition=edition):
            return replace(consents, allowed={**consents.allowed, purpose: edition})
        case ConsentWithdrawn(purpose=purpose):
            return replace(consents, allowed={p: e for p, e in consents.allowed.items() if p != purpose})
    return replace(consents, guardians=guardian.evolve(consents.guardians, event))


CONSENT: Decider[Consents] = Decider(
    (GiveConsent, ConsentForChild, WithdrawConsent), Consents(), streams, decide, evolve
)
