"""What booking hears of people: who may not act, and which records are one person. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from shared.contracts import Event
from shared.contracts.booking import BookerNoted, NoteBooker
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


def news(event: Event) -> Iterator[NoteBooker]:
    """What an event of members means here. Who registers without a review is no news: nothing stands against them."""
    match event:
        case RegistrationSubmitted(member_id=member_id):
            yield NoteBooker(member_id=member_id, heard="pending")
        case MemberRegistered(member_id=member_id, approved_by=str()):
            yield NoteBooker(member_id=member_id, heard="active")
        case RegistrationRejected(member_id=member_id) | ImportWithdrawn(member_id=member_id):
            yield NoteBooker(member_id=member_id, heard="rejected")
        case MemberErased(member_id=member_id):
            yield NoteBooker(member_id=member_id, heard="erased")
        case MembersMerged(merged_id=member_id, survivor_id=other):
            yield NoteBooker(member_id=member_id, heard="merged", other_id=other)
        case MemberAbsorbed(survivor_id=member_id, merged_id=other):
            yield NoteBooker(member_id=member_id, heard="took_in", other_id=other)
        case MergeUndone(merged_id=member_id, survivor_id=other):
            yield NoteBooker(member_id=member_id, heard="apart", other_id=other)
        case MemberSeparated(survivor_id=member_id, merged_id=other):
            yield NoteBooker(member_id=member_id, heard="let_go", other_id=other)


def check_active(member_id: str, standing: Standing) -> None:
    """Raises MemberPending, MemberMerged, MemberNotRegistered; who nothing was heard of may act."""
    match standing.status:
        case "pending":
            raise MemberPending(member_id=member_id)
        case "merged":
            raise MemberMerged(member_id=member_id, survivor_id=standing.survivor_id or "")
        case "rejected" | "erased":
            raise MemberNotRegistered(member_id=member_id)


def booker_stream(member_id: str) -> str:
    return f"member-{member_id}"


def streams(wish: NoteBooker, context: Context) -> list[str]:
    return [booker_stream(wish.member_id)]


def decide(wish: NoteBooker, standing: Standing, context: Context) -> list[BookerNoted]:
    known = standing.after(wish.heard, wish.other_id) == standing
    return [] if known else [BookerNoted(**vars(wish))]


def evolve(standing: Standing, event: BookerNoted) -> Standing:
    return standing.after(event.heard, event.other_id)


BOOKER: Decider[Standing] = Decider((NoteBooker,), Standing(), streams, decide, evolve)
