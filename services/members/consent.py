"""What a member allows: each purpose by itself. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from services.members import life
from services.members.life import Life, check_registered
from shared.contracts import Event
from shared.contracts.members import (
    ConsentGiven,
    ConsentWithdrawn,
    GiveConsent,
    GuardianMustConsent,
    ProfileChanged,
    WithdrawConsent,
)
from shared.decider import Context, Decider

GUARDED_UNDER = 14  # years, by China's rules on face recognition


@dataclass(frozen=True)
class Consents:
    """The edition allowed, by purpose."""

    life: Life = field(default_factory=Life)
    allowed: dict[str, str] = field(default_factory=dict)
    birth_date: date | None = None


def streams(wish: GiveConsent | WithdrawConsent, context: Context) -> Sequence[str]:
    member_id = wish.member_id
    return [life.stream(member_id), f"consent-{member_id}", f"profile-{member_id}"]


def decide(wish: GiveConsent | WithdrawConsent, consents: Consents, context: Context) -> list[Event]:
    check_registered(consents.life, wish.member_id)
    if isinstance(wish, WithdrawConsent):
        return [ConsentWithdrawn(**vars(wish))] if wish.purpose in consents.allowed else []
    if wish.purpose == "face_recognition" and wish.guardian_id is None and is_child(consents, context.at.date()):
        raise GuardianMustConsent()
    known = consents.allowed.get(wish.purpose) == wish.edition
    return [] if known else [ConsentGiven(**vars(wish))]


def is_child(consents: Consents, today: date) -> bool:
    born = consents.birth_date
    if born is None:
        return False
    birthday_comes = (today.month, today.day) < (born.month, born.day)
    return today.year - born.year - birthday_comes < GUARDED_UNDER


def evolve(consents: Consents, event: Any) -> Consents:
    match event:
        case ConsentGiven(purpose=purpose, edition=edition):
            return replace(consents, allowed={**consents.allowed, purpose: edition})
        case ConsentWithdrawn(purpose=purpose):
            return replace(consents, allowed={p: e for p, e in consents.allowed.items() if p != purpose})
        case ProfileChanged(birth_date=birth_date, clear=clear):
            known = None if "birth_date" in clear else consents.birth_date
            return replace(consents, birth_date=date.fromisoformat(birth_date) if birth_date else known)
    return replace(consents, life=life.evolve(consents.life, event))


CONSENT: Decider[Consents] = Decider((GiveConsent, WithdrawConsent), Consents(), streams, decide, evolve)
