"""Notes of a member's health: what was, what is, what was said; corrected by what stands instead. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, assert_never

from services.members import access
from services.members.access import Access, check_may_write
from shared.contracts import Event
from shared.contracts.members import (
    CloseHealthNote,
    CorrectHealthNote,
    HealthDayNotPossible,
    HealthNoteClosed,
    HealthNoteCorrected,
    HealthNoted,
    HealthNoteUnknown,
    NoteHealth,
)
from shared.decider import Context, Decider

Wish = NoteHealth | CorrectHealthNote | CloseHealthNote
FURTHEST_EAST = timedelta(hours=14)  # where a day begins first


@dataclass(frozen=True)
class Notes:
    """The notes of one member as they stand, by id."""

    access: Access = field(default_factory=Access)
    standing: Mapping[str, HealthNoted | HealthNoteCorrected] = field(default_factory=dict)
    closed: frozenset[str] = frozenset()


def streams(wish: Wish, context: Context) -> Sequence[str]:
    return [f"health-{wish.member_id}", *access.streams(wish.member_id, wish.session_id)]


def decide(wish: Wish, notes: Notes, context: Context) -> list[Event]:
    check_may_write(notes.access, wish.member_id, context)
    standing = notes.standing.get(wish.note_id)
    if isinstance(wish, NoteHealth):
        check_by_today(wish.since, context.at)
        known = standing is not None or wish.note_id in notes.closed
        return [] if known else [HealthNoted(**told(wish), kind=wish.kind, text=wish.text, since=wish.since)]
    if standing is None:
        raise HealthNoteUnknown(note_id=wish.note_id)
    match wish:
        case CorrectHealthNote():
            check_by_today(wish.since, context.at)
            right = HealthNoteCorrected(**told(wish), kind=standing.kind, text=wish.text, since=wish.since)
            return [] if (standing.text, standing.since) == (right.text, right.since) else [right]
        case CloseHealthNote():
            check_by_today(wish.over_since, context.at)
            return [HealthNoteClosed(**told(wish), kind=standing.kind, over_since=wish.over_since)]
    assert_never(wish)


def told(wish: Wish) -> dict[str, str]:
    return {"note_id": wish.note_id, "member_id": wish.member_id}


def check_by_today(day: str | None, at: datetime) -> None:
    """Raise HealthDayNotPossible for a day that has begun nowhere yet."""
    if day is not None and date.fromisoformat(day) > (at + FURTHEST_EAST).date():
        raise HealthDayNotPossible()


def evolve(notes: Notes, event: Any) -> Notes:
    match event:
        case HealthNoted(note_id=note_id) | HealthNoteCorrected(note_id=note_id):
            return replace(notes, standing={**notes.standing, note_id: event})
        case HealthNoteClosed(note_id=gone):
            standing = {i: note for i, note in notes.standing.items() if i != gone}
            return replace(notes, standing=standing, closed=notes.closed | {gone})
    return replace(notes, access=access.evolve(notes.access, event))


HEALTH: Decider[Notes] = Decider((NoteHealth, CorrectHealthNote, CloseHealthNote), Notes(), streams, decide, evolve)
