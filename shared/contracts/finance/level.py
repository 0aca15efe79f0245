"""Levels of members, where members says that one was reached; and what each level makes cheaper, by ladder."""

from __future__ import annotations

from shared.contracts import SERVICE, Command, Day, Event, Id, Instant
from shared.contracts.members.rights import LevelGives


class NoteDiscounts(Command, by=(SERVICE,)):
    """Members published a ladder; of what its levels give, this is what concerns finance."""

    ladder: int
    from_day: Day
    levels: tuple[LevelGives, ...]


class DiscountsNoted(Event, stream="ladder", unreported="echo"):
    """The levels of this ladder, the lowest first, give this from `from_day` on."""

    ladder: int
    from_day: Day
    levels: tuple[LevelGives, ...]


class NoteBuyerLevel(Command, by=(SERVICE,)):
    """Members says that the member has this level since then."""

    member_id: Id
    level: str
    since: Instant


class BuyerLevelNoted(Event, stream="level-{member_id}", unreported="echo"):
    """The member has this level from `since` until another is noted; who none was heard of has the lowest."""

    member_id: Id
    level: str
    since: Instant
