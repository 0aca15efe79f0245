"""What a person leaves behind: children guarded, families belonged to. Each is told when the record is gone. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from services.members import life
from services.members.life import Life
from shared.contracts.members import LoosenTies, TieEnded, TieNoted, TiesLoosened
from shared.decider import Context, Decider


@dataclass(frozen=True)
class Ties:
    """In the order in which they were made."""

    life: Life = field(default_factory=Life)
    every: tuple[tuple[str, str], ...] = ()

    def to(self, kind: str) -> tuple[str, ...]:
        return tuple(other_id for to, other_id in self.every if to == kind)


def streams(wish: LoosenTies, context: Context) -> Sequence[str]:
    return [life.stream(wish.member_id), f"ties-{wish.member_id}"]


def decide(wish: LoosenTies, ties: Ties, context: Context) -> list[TiesLoosened]:
    if ties.life.has_data or not ties.every:
        return []
    return [TiesLoosened(member_id=wish.member_id, wards=ties.to("ward"), families=ties.to("family"))]


def evolve(ties: Ties, event: Any) -> Ties:
    match event:
        case TieNoted(to=to, other_id=other_id):
            return replace(ties, every=tuple(dict.fromkeys((*ties.every, (to, other_id)))))
        case TieEnded(to=to, other_id=other_id):
            return replace(ties, every=tuple(tie for tie in ties.every if tie != (to, other_id)))
        case TiesLoosened():
            return replace(ties, every=())
    return replace(ties, life=life.evolve(ties.life, event))


TIES: Decider[Ties] = Decider((LoosenTies,), Ties(), streams, decide, evolve)
