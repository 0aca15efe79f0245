"""What booking hears of guardians: the children for whom somebody may book. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from shared.contracts.booking import BookerWardNoted, NoteBookerWard
from shared.contracts.members import ChildCameOfAge, GuardianLinked, GuardianUnlinked
from shared.decider import Context, Decider

Wards = frozenset[str]


def ward_news(event: GuardianLinked | GuardianUnlinked | ChildCameOfAge) -> Sequence[NoteBookerWard]:
    """What an event of members means here."""
    match event:
        case GuardianLinked() | GuardianUnlinked():
            guards = isinstance(event, GuardianLinked)
            return [NoteBookerWard(member_id=event.guardian_id, child_id=event.child_id, guards=guards)]
        case ChildCameOfAge():
            ended = event.guardian_ids
            return [NoteBookerWard(member_id=who, child_id=event.child_id, guards=False) for who in ended]
    return []


def wards_stream(member_id: str) -> str:
    return f"wards-{member_id}"


def streams(wish: NoteBookerWard, context: Context) -> list[str]:
    return [wards_stream(wish.member_id)]


def decide(wish: NoteBookerWard, wards: Wards, context: Context) -> list[BookerWardNoted]:
    return [] if (wish.child_id in wards) == wish.guards else [BookerWardNoted(**vars(wish))]


def evolve(wards: Wards, event: BookerWardNoted) -> Wards:
    return wards | {event.child_id} if event.guards else wards - {event.child_id}


BOOKER_WARD: Decider[Wards] = Decider((NoteBookerWard,), frozenset(), streams, decide, evolve)
