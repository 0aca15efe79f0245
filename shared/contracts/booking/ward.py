"""For which children somebody may book, where members says that they are their guardian."""

from __future__ import annotations

from shared.contracts import SERVICE, Command, Event, Id


class NoteBookerWard(Command, by=(SERVICE,)):
    """Members says that somebody is the guardian of a child, or is so no more: unlinked, gone, or the child is of age."""

    member_id: Id  # the guardian
    child_id: Id
    guards: bool


class BookerWardNoted(Event, stream="wards-{member_id}", unreported="echo"):
    """The guardian may book, cancel and wait for the child, or may no longer; what was booked stands."""

    member_id: Id
    child_id: Id
    guards: bool
