"""What cards hears of people: who may not act, and which records are one person. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from shared.contracts import Event
from shared.contracts.cards import NotePerson, PersonNoted
from shared.contracts.members.standing import heard_in
from shared.hearsay import keeping


def news(event: Event) -> Sequence[NotePerson]:
    """What an event of members means here."""
    return [NotePerson(**heard) for heard in heard_in(event)]


def person_stream(member_id: str) -> str:
    return f"member-{member_id}"


PERSON = keeping(NotePerson, PersonNoted)
