"""Who books, where members says that two records are one person, or that somebody may not act yet."""

from __future__ import annotations

from shared.contracts import SERVICE, Command, Event, Id
from shared.standing import Heard


class NoteBooker(Command, by=(SERVICE,)):
    """Members told something of a person: under review, turned down, erased; or which records are one person.

    `other_id` is the other record of a merge or of its undoing.
    """

    member_id: Id
    heard: Heard
    other_id: Id | None = None


class BookerNoted(Event, stream="member-{member_id}", unreported="echo"):
    """This was heard of a person; of most people nothing is, and they are served."""

    member_id: Id
    heard: Heard
    other_id: Id | None = None
