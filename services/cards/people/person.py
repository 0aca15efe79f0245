"""What cards hears of people: who may not act, and which records are one person. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shared.contracts.cards import NotePerson, PersonNoted
from shared.contracts.members import ChildCameOfAge, GuardianLinked, GuardianUnlinked
from shared.contracts.members.standing import NewsOfPerson, heard_in
from shared.hearsay import keeping


def news(event: NewsOfPerson) -> Sequence[NotePerson]:
    """What an event of members means here."""
    return [NotePerson(**heard) for heard in heard_in(event)]


def ages(event: GuardianLinked | GuardianUnlinked | ChildCameOfAge) -> Iterator[NotePerson]:
    """Whether somebody is a child, by no birth date: from the first guardian on until members says otherwise."""
    if not isinstance(event, GuardianUnlinked):
        yield NotePerson(member_id=event.child_id, heard="minor" if isinstance(event, GuardianLinked) else "of_age")


def person_stream(member_id: str) -> str:
    return f"member-{member_id}"


PERSON = keeping(NotePerson, PersonNoted)
