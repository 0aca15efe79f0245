"""Who shares a card with the member whose card it is, and who acts for a child. Pure.

Guardianship is what members says: it is kept in a stream a guardian, which a decision reads beside the card's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import assert_never

from shared.contracts.cards import CardTransferred, HolderAdded, HolderRemoved, WardNoted

SharingEvent = HolderAdded | HolderRemoved | CardTransferred | WardNoted


@dataclass(frozen=True)
class Sharing:
    """`holders` share the card with its member; `wards` are the children for whom the one who asks may act."""

    holders: frozenset[str] = frozenset()
    ever: frozenset[str] = frozenset()  # they, and those who shared it once
    wards: frozenset[str] = frozenset()


def after(sharing: Sharing, event: SharingEvent) -> Sharing:
    match event:
        case HolderAdded(holder_id=holder_id):
            return replace(sharing, holders=sharing.holders | {holder_id}, ever=sharing.ever | {holder_id})
        case HolderRemoved(holder_id=holder_id):
            return replace(sharing, holders=sharing.holders - {holder_id})
        case CardTransferred():
            return replace(sharing, holders=frozenset())
        case WardNoted(child_id=child_id, guards=guards):
            return replace(sharing, wards=sharing.wards | {child_id} if guards else sharing.wards - {child_id})
    assert_never(event)


def wards_stream(member_id: str) -> str:
    return f"wards-{member_id}"
