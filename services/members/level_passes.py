"""Guests whom a member brings because of the level: so many within the months of the ladder, whichever. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from services.members import ladder
from services.members.brought import too_many
from services.members.ladder import rank_of
from services.members.standing import Standing
from shared.contracts.members import (
    GuestInvited,
    LevelPassesUsed,
    LevelPassFreed,
    LevelPassTaken,
    NoLevelPasses,
)
from shared.contracts.members.rights import GrantedRight
from shared.venue_time import add_months


@dataclass(frozen=True)
class LevelPasses:
    """Where the member stands on the ladder, and the days of the passes that are taken, by invitation."""

    standing: Standing = field(default_factory=Standing)
    taken: Mapping[str, date] = field(default_factory=dict)

    def granted(self, member_id: str, today: date, day: date) -> GrantedRight:
        """The right by which one guest more is brought on `day`; raises NoLevelPasses, LevelPassesUsed."""
        binding = self.standing.on(today)
        if binding is None:
            raise NoLevelPasses(member_id=member_id)
        rule = binding.levels[rank_of(binding, self.standing.level(binding))]
        passes = max((right.value for right in rule.rights if right.right == "guest_passes"), default=0)
        if not passes:
            raise NoLevelPasses(member_id=member_id)
        months = binding.period_months
        if within := too_many(self.taken.values(), day, passes, months):
            raise LevelPassesUsed(passes=passes, months=months, again=add_months(within[-passes], months))
        return GrantedRight(right="guest_passes", value=passes, level=rule.level, ladder=binding.ladder)

    def after(self, event: Any) -> LevelPasses:
        match event:
            case LevelPassTaken(invitation_id=invitation_id, day=day):
                return replace(self, taken={**self.taken, invitation_id: day})
            case LevelPassFreed(invitation_id=gone):
                return replace(self, taken={known: day for known, day in self.taken.items() if known != gone})
        return replace(self, standing=self.standing.after(event))


def streams(member_id: str) -> Sequence[str]:
    return [ladder.STREAM, f"level-{member_id}", passes_stream(member_id)]


def passes_stream(member_id: str) -> str:
    return f"levelpasses-{member_id}"


def taken(told: GuestInvited) -> list[LevelPassTaken]:
    names = {"member_id": told.member_id, "invitation_id": told.invitation_id}
    return [LevelPassTaken(**names, day=told.day)] if told.by_level else []


def freed(told: GuestInvited) -> list[LevelPassFreed]:
    names = {"member_id": told.member_id, "invitation_id": told.invitation_id}
    return [LevelPassFreed(**names)] if told.by_level else []
