"""What booking hears of people: who may not act, and which records are one person. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from shared.contracts.booking import BookerNoted, NoteBooker
from shared.contracts.members.standing import NewsOfPerson, heard_in
from shared.hearsay import keeping


def news(event: NewsOfPerson) -> Sequence[NoteBooker]:
    """What an event of members means here."""
    return [NoteBooker(**heard) for heard in heard_in(event)]


def booker_stream(member_id: str) -> str:
    return f"member-{member_id}"


BOOKER = keeping(NoteBooker, BookerNoted)
