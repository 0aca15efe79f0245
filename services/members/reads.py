"""Readings of personal data: recorded before they are answered. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.members import life
from services.members.life import Life
from shared.contracts.members import MemberNotRegistered, PersonalDataRead, ReasonMissing, RecordRead
from shared.decider import Context, Decider


def streams(wish: RecordRead, context: Context) -> Sequence[str]:
    return [life.stream(wish.member_id), f"reads-{wish.member_id}"]


def decide(wish: RecordRead, known: Life, context: Context) -> list[PersonalDataRead]:
    """The desk's panel needs no reason: the person stands there. Taking everything along does, but for oneself."""
    if not known.has_data:
        raise MemberNotRegistered(member_id=wish.member_id)
    own = context.actor.member_id == wish.member_id
    if wish.query == "ExportMember" and not own and wish.reason is None:
        raise ReasonMissing()
    return [PersonalDataRead(**vars(wish))]


def evolve(known: Life, event: Any) -> Life:
    return life.evolve(known, event)


READS: Decider[Life] = Decider((RecordRead,), Life(), streams, decide, evolve)
