"""How many are inside a venue, and whether one more may come in. Pure.

Every coming and going is an event in a stream of the venue, one an hour. A decision stands on those of the longest stay
before it and on the next, and none of them may move before its own is appended: of two who come at once for the last
place one is decided anew, also where one hour ends. A venue without a capacity writes and waits for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from services.cards.gate.gate_policy import LONGEST_STAY
from shared.contracts.cards import Area, AreaFull, CrowdMoved, Direction, GatePolicy, VenueFull

Crowd = tuple[CrowdMoved, "Crowd"] | None
"""The last movement and those before it: a busy afternoon has a thousand, and none of them is copied for the next."""


def hour_of(at: datetime) -> str:
    """
    >>> from datetime import UTC
    >>> hour_of(datetime(2025, 1, 8, 9, 59, tzinfo=UTC))
    '2025-01-08T09'
    """
    return f"{at:%Y-%m-%dT%H}"


def crowd_streams(venue_id: str, at: datetime) -> list[str]:
    """Where it stands who came in so lately that they may be inside; and where the next will be counted."""
    hours = range(-LONGEST_STAY // 60, 2)
    return [f"crowd-{venue_id}-{hour_of(at + timedelta(hours=hour))}" for hour in hours]


@dataclass(frozen=True)
class House:
    """A venue at a moment of its clock, as full as it is."""

    venue_id: str
    crowd: Crowd
    policy: GatePolicy
    local: datetime
    at: datetime

    @cached_property
    def last_seen(self) -> Mapping[str, CrowdMoved]:
        """The last movement of each visitor."""
        last: dict[str, CrowdMoved] = {}
        crowd = self.crowd
        while crowd:
            moved, crowd = crowd
            last.setdefault(moved.visitor, moved)
        return last

    @cached_property
    def inside(self) -> frozenset[str]:
        """Who came in, was not seen to leave, and has neither been there for too long nor at closing time.

        Out of an area is into the venue.
        """
        return frozenset(who for who, moved in self.lately.items() if moved.direction == "in" or moved.area)

    def inside_area(self, name: str) -> frozenset[str]:
        """Those of them who are in the area; nobody is in two."""
        return frozenset(who for who, moved in self.lately.items() if moved.direction == "in" and moved.area == name)

    @cached_property
    def lately(self) -> Mapping[str, CrowdMoved]:
        gone = max(self.at - timedelta(minutes=self.policy.stay_minutes), self.emptied)
        return {who: moved for who, moved in self.last_seen.items() if moved.at > gone}

    @property
    def emptied(self) -> datetime:
        """When the house was empty for the last time, as its policy says."""
        if self.policy.empties_at is None:
            return self.at - timedelta(minutes=LONGEST_STAY)
        hour, minute = map(int, self.policy.empties_at.split(":"))
        closing = self.local.replace(hour=hour, minute=minute, second=0, microsecond=0)
        return closing if closing <= self.local else closing - timedelta(days=1)

    def full_for(self, visitor: str) -> VenueFull | None:
        """Why one more cannot come in; who is inside already takes no second place."""
        capacity = self.policy.capacity
        if capacity is None or len(self.inside - {visitor}) < capacity:
            return None
        return VenueFull(venue_id=self.venue_id, capacity=capacity)

    def area_full_for(self, visitor: str, area: Area) -> AreaFull | None:
        if area.capacity is None or len(self.inside_area(area.name) - {visitor}) < area.capacity:
            return None
        return AreaFull(area=area.name, capacity=area.capacity)

    def not_counted(self, visitor: str, came_at: datetime) -> list[CrowdMoved]:
        """Who was counted in at that moment is not inside after all; a later coming stands."""
        last = self.last_seen.get(visitor)
        return self.counting(visitor, "out") if last and last.at <= came_at else []

    def counting(self, visitor: str, direction: Direction, area: str | None = None) -> list[CrowdMoved]:
        """What is told of a coming or going; nothing of who is not in there, or was seen again since."""
        if self.policy.capacity is None and not self.policy.areas:
            return []
        last = self.last_seen.get(visitor)
        there = self.inside if area is None else self.inside_area(area)
        if (last and last.at > self.at) or (direction == "out" and visitor not in there):
            return []
        told = CrowdMoved(
            venue_id=self.venue_id,
            hour=hour_of(self.at),
            visitor=visitor,
            direction=direction,
            at=self.at,
            area=area,
        )
        return [told]
