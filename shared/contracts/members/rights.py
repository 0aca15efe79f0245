"""What a level gives, as members tells its neighbours: ladders by their day, levels by the instant. Pure.

Said once, for all services that apply a right; none of them learns more of a member than the level. A right holds from
the instant at which the level was reached until another one is told; what a level gives is what the ladder says that
binds on that day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Protocol, TypeVar

from shared.contracts.members.ladder import DiscountedKind, LadderPublished, LevelRight, Right
from shared.contracts.message import Part
from shared.venue_time import chain_day


class LevelGives(Part):
    """What one level of a ladder gives."""

    level: str
    rights: tuple[LevelRight, ...]


class GrantedRight(Part):
    """A right that was applied: the level that gave it, by which ladder, and how much of it."""

    right: Right
    value: int
    of: tuple[DiscountedKind, ...] = ()
    level: str
    ladder: int


class Dated(Protocol):
    """A ladder, or what is kept of one."""

    @property
    def ladder(self) -> int: ...
    @property
    def from_day(self) -> date: ...


class Ladder(Dated, Protocol):
    """What a neighbour keeps of one; `levels` are the lowest first."""

    @property
    def levels(self) -> tuple[LevelGives, ...]: ...


AnyLadder = TypeVar("AnyLadder", bound=Dated)


def ladder_on(ladders: Sequence[AnyLadder], day: date) -> AnyLadder | None:
    """The ladder that binds on a day: the newest `from_day`, and of the same day the latest published."""
    begun = [ladder for ladder in ladders if ladder.from_day <= day]
    return max(begun, key=lambda ladder: (ladder.from_day, ladder.ladder), default=None)


def gives(published: LadderPublished, rights: Sequence[Right]) -> tuple[LevelGives, ...]:
    """Of a ladder what concerns a neighbour that applies these rights."""
    return tuple(
        LevelGives(level=rule.level, rights=tuple(right for right in rule.rights if right.right in rights))
        for rule in published.levels
    )


@dataclass(frozen=True)
class Levels:
    """What was heard of the ladders, and of the levels of some members, each since an instant, in order.

    Who no level was heard of has the lowest, and so has one whose level a new ladder does not have any more.
    """

    ladders: tuple[Ladder, ...] = ()
    reached: Mapping[str, tuple[tuple[datetime, str], ...]] = field(default_factory=dict)

    def with_ladder(self, ladder: Ladder) -> Levels:
        return replace(self, ladders=(*self.ladders, ladder))

    def with_level(self, member_id: str, level: str, since: datetime) -> Levels:
        known = self.reached.get(member_id, ())
        return replace(self, reached={**self.reached, member_id: (*known, (since, level))})

    def granted(self, member_id: str, right: Right, at: datetime) -> Iterator[GrantedRight]:
        """What the member's level gave of a right at an instant; a level may give one several times."""
        ladder = ladder_on(self.ladders, chain_day(at))
        if ladder is None:
            return
        told = [level for since, level in self.reached.get(member_id, ()) if since <= at]
        known = {gives.level: gives for gives in ladder.levels}
        level = known.get(told[-1] if told else "", ladder.levels[0])
        for given in level.rights:
            if given.right == right and given.value > 0:
                yield GrantedRight(**vars(given), level=level.level, ladder=ladder.ladder)

    def most(self, member_id: str, right: Right, at: datetime) -> GrantedRight | None:
        """The largest of them."""
        return max(self.granted(member_id, right, at), key=lambda given: given.value, default=None)
