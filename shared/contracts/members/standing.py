"""What members tells its neighbours of a person: whether they may act, and which records are one. Pure.

Said once, for all services that keep it (`shared/standing.py`, docs/adr/0014).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shared.contracts.members.duplicates import MemberAbsorbed, MemberSeparated, MembersMerged, MergeUndone
from shared.contracts.members.importing import ImportWithdrawn
from shared.contracts.members.life import MemberMerged, MemberNotRegistered, MemberPending
from shared.contracts.members.member import MemberErased, MemberRegistered, RegistrationRejected, RegistrationSubmitted
from shared.standing import Heard, Standing

NewsOfPerson = (
    RegistrationSubmitted
    | MemberRegistered
    | RegistrationRejected
    | ImportWithdrawn
    | MemberErased
    | MembersMerged
    | MemberAbsorbed
    | MergeUndone
    | MemberSeparated
)


def heard_in(event: NewsOfPerson) -> Iterator[dict[str, Any]]:
    """`member_id`, `heard` and `other_id` of what is to be kept of a person after an event of members, if anything is.

    Who registers without a review is no news: nothing stands against them.
    """
    match event:
        case RegistrationSubmitted(member_id=member_id):
            yield kept(member_id, "pending")
        case MemberRegistered(member_id=member_id, approved_by=str()):
            yield kept(member_id, "active")
        case RegistrationRejected(member_id=member_id) | ImportWithdrawn(member_id=member_id):
            yield kept(member_id, "rejected")
        case MemberErased(member_id=member_id):
            yield kept(member_id, "erased")
        case MembersMerged(merged_id=member_id, survivor_id=other):
            yield kept(member_id, "merged", other)
        case MemberAbsorbed(survivor_id=member_id, merged_id=other):
            yield kept(member_id, "took_in", other)
        case MergeUndone(merged_id=member_id, survivor_id=other):
            yield kept(member_id, "apart", other)
        case MemberSeparated(survivor_id=member_id, merged_id=other):
            yield kept(member_id, "let_go", other)


def kept(member_id: str, heard: Heard, other_id: str | None = None) -> dict[str, Any]:
    return {"member_id": member_id, "heard": heard, "other_id": other_id}


def check_active(member_id: str, standing: Standing) -> None:
    """Raises MemberPending, MemberMerged, MemberNotRegistered; who nothing was heard of may act."""
    match standing.status:
        case "pending":
            raise MemberPending(member_id=member_id)
        case "merged":
            raise MemberMerged(member_id=member_id, survivor_id=standing.survivor_id or "")
        case "rejected" | "erased":
            raise MemberNotRegistered(member_id=member_id)
