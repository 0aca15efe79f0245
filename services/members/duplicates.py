"""One person, two records: signs of likeness, and merging so that both histories answer for the survivor. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, assert_never

from services.members import life, policy
from services.members.life import Life, check_registered
from services.members.policy import Policies
from shared.contracts import Event
from shared.contracts.members import (
    DismissDuplicate,
    DuplicateDismissed,
    FingerprintNoted,
    MemberAbsorbed,
    MemberPolicySet,
    MemberSeparated,
    MembersMerged,
    MergeMembers,
    MergeNotUndone,
    MergeTwiceOver,
    MergeUndone,
    MergeWithItself,
    NoteFingerprint,
    UndoMerge,
)
from shared.decider import Context, Decider

Wish = NoteFingerprint | DismissDuplicate | MergeMembers | UndoMerge


@dataclass(frozen=True)
class Pair:
    """Both members by id, and what is noted between them."""

    lives: dict[str, Life] = field(default_factory=dict)
    fingerprints: frozenset[tuple[str, str]] = frozenset()
    dismissed: frozenset[str] = frozenset()
    policies: Policies = field(default_factory=Policies)

    def of(self, member_id: str) -> Life:
        return self.lives.get(member_id, Life())


def members_of(wish: Wish) -> tuple[str, ...]:
    match wish:
        case NoteFingerprint(member_id=member_id):
            return (member_id,)
        case DismissDuplicate(member_id=one, other_id=other):
            return one, other
        case MergeMembers(survivor_id=one, merged_id=other) | UndoMerge(survivor_id=one, merged_id=other):
            return one, other
    assert_never(wish)


def streams(wish: Wish, context: Context) -> Sequence[str]:
    own = [life.stream(member_id) for member_id in members_of(wish)]
    match wish:
        case NoteFingerprint(member_id=member_id):
            return [*own, f"fingerprints-{member_id}"]
        case UndoMerge():
            return [*own, policy.STREAM]
    return own


def decide(wish: Wish, pair: Pair, context: Context) -> list[Event]:
    members = members_of(wish)
    if isinstance(wish, UndoMerge):
        return undo(wish, pair, context)
    if len(members) == 2 and len(set(members)) == 1:
        raise MergeWithItself()
    for member_id in members:
        check_registered(pair.of(member_id), member_id)
    match wish:
        case NoteFingerprint():
            index = context.blind(f"{wish.kind}|{wish.fingerprint}")
            known = (wish.kind, index) in pair.fingerprints
            return [] if known else [FingerprintNoted(member_id=wish.member_id, kind=wish.kind, index=index)]
        case DismissDuplicate():
            return [] if wish.other_id in pair.dismissed else [DuplicateDismissed(**vars(wish))]
        case MergeMembers():
            return merge(wish, pair, context)
    assert_never(wish)


def merge(wish: MergeMembers, pair: Pair, context: Context) -> list[Event]:
    if pair.of(wish.merged_id).absorbed:
        raise MergeTwiceOver(member_id=wish.merged_id)
    return [
        MembersMerged(**vars(wish), merged_at=context.now),
        MemberAbsorbed(survivor_id=wish.survivor_id, merged_id=wish.merged_id),
    ]


def undo(wish: UndoMerge, pair: Pair, context: Context) -> list[Event]:
    """Not once the survivor was erased: the other record is about to be erased with it."""
    merged = pair.of(wish.merged_id)
    days = pair.policies.number("merge_undone_within_days", context.now.date())
    late = merged.merged_at is None or context.now > merged.merged_at + timedelta(days=days)
    erased = pair.of(wish.survivor_id).status == "erased"
    if merged.status != "merged" or merged.survivor_id != wish.survivor_id or late or erased:
        raise MergeNotUndone(merged_id=wish.merged_id)
    return [
        MergeUndone(**vars(wish)),
        MemberSeparated(survivor_id=wish.survivor_id, merged_id=wish.merged_id),
    ]


def evolve(pair: Pair, event: Any) -> Pair:
    match event:
        case FingerprintNoted(kind=kind, index=index):
            return replace(pair, fingerprints=pair.fingerprints | {(kind, index)})
        case DuplicateDismissed(other_id=other_id):
            return replace(pair, dismissed=pair.dismissed | {other_id})
        case MemberPolicySet():
            return replace(pair, policies=policy.evolve(pair.policies, event))
    member_id = life.whose(event)
    return replace(pair, lives={**pair.lives, member_id: life.evolve(pair.of(member_id), event)})


DUPLICATES: Decider[Pair] = Decider(
    (NoteFingerprint, DismissDuplicate, MergeMembers, UndoMerge), Pair(), streams, decide, evolve
)
