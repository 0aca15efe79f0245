"""Whether a contact is a person's own: a code goes there, comes back in time, and serves once. Pure.

A code is the keyed digest of its proof's id, cut to six digits: it stands nowhere, and without the key nobody can tell.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import assert_never

from shared.contracts.members import (
    CODE_LASTS_MINUTES,
    MOST_FROM_ONE_ADDRESS,
    MOST_TO_ONE_CONTACT,
    MOST_TRIES,
    CheckCode,
    CodeCounted,
    CodeMade,
    CodeWrong,
    ContactNotProven,
    ContactProven,
    ForgetProof,
    NothingToProve,
    ProofForgotten,
    ProofUse,
    ProofUsed,
    SendCode,
    TooManyCodes,
)
from shared.decider import Context, Decider

ProofCommand = SendCode | CheckCode | ForgetProof
ProofEvent = CodeMade | CodeCounted | CodeWrong | ContactProven | ProofUsed | ProofForgotten
LASTS = timedelta(minutes=CODE_LASTS_MINUTES)
USED_WITHIN = timedelta(minutes=30)  # a form takes a while to fill in
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Proof:
    """One proof; and when codes were asked for, by the digest that counts them."""

    contact_index: str = ""
    made_until: datetime | None = None  # when the code ends; None: never made
    wrong: int = 0
    proven: bool = False
    over: bool = False  # used or forgotten
    asked: Mapping[str, tuple[datetime, ...]] = field(default_factory=dict)


def code_of(proof_id: str, blind: Callable[[str], str]) -> str:
    return f"{int(blind(f'code|{proof_id}')[:16], 16) % 10**6:06d}"


def email_index(email: str, blind: Callable[[str], str]) -> str:
    return blind(f"email|{email.strip().lower()}")


def contact_index(wish: SendCode, blind: Callable[[str], str]) -> str:
    return blind(wish.phone) if wish.phone else email_index(wish.email or "", blind)


def counted(wish: SendCode, blind: Callable[[str], str]) -> dict[str, int]:
    """How many codes an hour each digest allows."""
    sender = blind(f"address|{wish.network_address}")
    return {contact_index(wish, blind): MOST_TO_ONE_CONTACT, sender: MOST_FROM_ONE_ADDRESS}


def streams(wish: ProofCommand, context: Context) -> list[str]:
    counts = counted(wish, context.blind) if isinstance(wish, SendCode) else ()
    return [f"proof-{wish.proof_id}", *(f"codes-{index}" for index in counts)]


def decide(wish: ProofCommand, proof: Proof, context: Context) -> list[ProofEvent]:
    match wish:
        case SendCode():
            return send(wish, proof, context)
        case CheckCode():
            return check(wish, proof, context)
        case ForgetProof(proof_id=proof_id):
            return [] if proof.over or proof.made_until is None else [ProofForgotten(proof_id=proof_id)]
    assert_never(wish)


def send(wish: SendCode, proof: Proof, context: Context) -> list[ProofEvent]:
    if (wish.phone is None) == (wish.email is None):
        raise NothingToProve()
    if proof.made_until is not None:
        return []
    limits = counted(wish, context.blind)
    for index, most in limits.items():
        lately = [at for at in proof.asked.get(index, ()) if at > context.now - HOUR]
        if len(lately) >= most:
            raise TooManyCodes(again_at=lately[-most] + HOUR)
    made = CodeMade(
        proof_id=wish.proof_id,
        contact_index=contact_index(wish, context.blind),
        phone=wish.phone,
        email=wish.email,
        expires_at=context.now + LASTS,
    )
    return [made, *(CodeCounted(index=index, asked_at=context.now) for index in limits)]


def check(wish: CheckCode, proof: Proof, context: Context) -> list[ProofEvent]:
    """A wrong code is an event, for a refusal leaves nothing to count; the next step is refused instead."""
    until = proof.made_until
    if proof.over or until is None or context.now > until or proof.wrong >= MOST_TRIES:
        raise ContactNotProven()
    if proof.proven:
        return []
    if compare_digest(code_of(wish.proof_id, context.blind).encode(), wish.code.encode()):
        return [ContactProven(proof_id=wish.proof_id)]
    return [CodeWrong(proof_id=wish.proof_id)]


def use(proof_id: str, use: ProofUse, proof: Proof, index: str, now: datetime) -> ProofUsed:
    """What a decision that stands on this proof writes; raises ContactNotProven."""
    fresh = proof.made_until is not None and now <= proof.made_until - LASTS + USED_WITHIN
    if not proof.proven or proof.over or proof.contact_index != index or not fresh:
        raise ContactNotProven()
    return ProofUsed(proof_id=proof_id, use=use)


def evolve(proof: Proof, event: ProofEvent) -> Proof:
    match event:
        case CodeMade():
            return replace(proof, contact_index=event.contact_index, made_until=event.expires_at)
        case CodeCounted(index=index, asked_at=asked_at):
            return replace(proof, asked={**proof.asked, index: (*proof.asked.get(index, ()), asked_at)})
        case CodeWrong():
            return replace(proof, wrong=proof.wrong + 1)
        case ContactProven():
            return replace(proof, proven=True)
        case ProofUsed():
            return replace(proof, over=True)
        case ProofForgotten():  # what was proven stays so: only the contact in clear is gone
            return replace(proof, over=not proof.proven)
    assert_never(event)


PROOF: Decider[Proof] = Decider((SendCode, CheckCode, ForgetProof), Proof(), streams, decide, evolve)
