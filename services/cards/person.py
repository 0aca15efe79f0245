"""What cards hears of people: who may not act, and which records are one person. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from shared.contracts import Event
from shared.contracts.cards import NotePerson, PersonNoted
from shared.contracts.members import (
    ImportWithdrawn,
    MemberAbsorbed,
    MemberErased,
    MemberMerged,
    MemberNotRegistered,
    MemberPending,
    MemberRegistered,
    MemberSeparated,
    MembersMerged,
    MergeUndone,
    RegistrationRejected,
    RegistrationSubmitted,
)
from shared.decider import Context, Decider
from shared.standing import Standing


def news(event: Event) -> Iterator[NotePerson]:
    """What an event of members means here. Who registers without a review is no news: nothing stands against them."""
    match event:
        case RegistrationSubmitted(member_id=member_id):
            yield NotePerson(member_id=member_id, heard="pending")
        case MemberRegistered(member_id=member_id, approved_by=str()):
            yield NotePerson(member_id=member_id, heard="active")
        case RegistrationRejected(member_id=member_id) | ImportWithdrawn(member_id=member_id):
            yield NotePerson(member_id=member_id, heard="rejected")
        case MemberErased(member_id=member_id):
            yield NotePerson(member_id=member_id, heard="erased")
        case MembersMerged(merged_id=member_id, survivor_id=other):
            yield NotePerson(member_id=member_id, heard="merged", other_id=other)
        case MemberAbsorbed(survivor_id=member_id, merged_id=other):
            yield NotePerson(member_id=member_id, heard="took_in", other_id=other)
        case MergeUndone(merged_id=member_id, survivor_id=other):
            yield NotePerson(member_id=member_id, heard="apart", other_id=other)
        case MemberSeparated(survivor_id=member_id, merged_id=other):
            yield NotePerson(member_id=member_id, heard="let_go", other_id=other)


def check_active(member_id: str, standing: Standing) -> None:
    """Raises MemberPending, MemberMerged, MemberNotRegistered; who nothing was heard of may act."""
    match standing.status:
        case "pending":
            raise MemberPending(member_id=member_id)
        case "merged":
            raise MemberMerged(member_id=member_id, survivor_id=standing.survivor_id or "")
        case "rejected" | "erased":
            raise MemberNotRegistered(member_id=member_id)


def person_stream(member_id: str) -> str:
    return f"member-{member_id}"


def streams(wish: NotePerson, context: Context) -> list[str]:
    return [person_stream(wish.member_id)]


def decide(wish: NotePerson, standing: Standing, context: Context) -> list[PersonNoted]:
    known = standing.after(wish.heard, wish.other_id) == standing
    return [] if known else [PersonNoted(**vars(wish))]


def evolve(standing: Standing, event: PersonNoted) -> Standing:
    return standing.after(event.heard, event.other_id)


PERSON: Decider[Standing] = Decider((NotePerson,), Standing(), streams, decide, evolve)
