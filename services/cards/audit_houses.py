"""What the audit checks in cards' log of houses: how many were inside at once. Pure; borrows no rule.

It adds up who came and went (`CrowdMoved`), through the whole log, and judges each coming where the log has it.
A capacity that sinks below those inside is no violation; the next coming is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from shared.audit import Check, Violation
from shared.contracts import Event
from shared.contracts.cards import CrowdMoved, EntryOverridden, GateOpened, GatePolicy, GatePolicySet
from shared.log import Recorded
from shared.venue_time import add_days, local_day, local_instant

FULL = {"VenueFull", "AreaFull"}
LATE = timedelta(hours=1)
"""What comes so long after others that came later was decided without them: it is counted, and not judged."""


@dataclass
class House:
    """A venue: its clock, its policies as they were set, and who was last seen in which area (None: in none)."""

    zone: str = "UTC"
    policies: list[GatePolicySet] = field(default_factory=list)
    seen: dict[str, CrowdMoved] = field(default_factory=dict)
    newest: datetime | None = None

    def policy(self, day: date) -> GatePolicy:
        begun = [known for known in self.policies if known.effective <= day]
        latest = max((known.effective for known in begun), default=None)
        return next((known.policy for known in reversed(begun) if known.effective == latest), GatePolicy())

    def move(self, moved: CrowdMoved) -> bool:
        """Whether it can be judged: by who came later it is late."""
        self.newest = max(moved.at, self.newest or moved.at)
        known = self.seen.get(moved.visitor)
        if known is None or known.at <= moved.at:
            self.seen[moved.visitor] = moved
        return self.newest - moved.at <= LATE

    def inside(self, at: datetime, policy: GatePolicy) -> list[CrowdMoved]:
        """Those who have not left, nor been there for too long, nor were there when it emptied; others it forgets."""
        since = at - timedelta(minutes=policy.stay_minutes)
        if policy.empties_at:
            since = max(since, self.emptied(at, policy.empties_at))
        longest = max([policy.stay_minutes, *(known.policy.stay_minutes for known in self.policies)])
        kept = at - LATE - timedelta(minutes=longest)
        self.seen = {who: moved for who, moved in self.seen.items() if moved.at > kept}
        return [m for m in self.seen.values() if m.at > since and (m.direction == "in" or m.area is not None)]

    def emptied(self, at: datetime, closing: str) -> datetime:
        today, clock = local_day(at, self.zone), time.fromisoformat(closing)
        tonight = local_instant(today, clock, self.zone)
        return tonight if tonight <= at else local_instant(add_days(today, -1), clock, self.zone)


class Houses(Check):
    """Keeps who is inside each venue that counts, and the newest entry that somebody let in against a full house."""

    invariant = "I2"
    promise = "nobody comes into a house or an area that is full, unless a clerk lets them in or the gate could not ask"

    def __init__(self) -> None:
        self.houses: defaultdict[str, House] = defaultdict(House)
        self.against_full: str | None = None
        self.moved = self.unasked = self.overridden = self.late = 0
        self.first: datetime | None = None
        self.last: datetime | None = None
        self.venues: set[str] = set()

    def see(self, recorded: Recorded, event: Event) -> Iterator[Violation]:
        match event:
            case GateOpened():
                self.houses[event.venue_id].zone = event.zone
            case GatePolicySet():
                self.houses[event.venue_id].policies.append(event)
            case EntryOverridden():
                if FULL & {reason.code for reason in (event.reason, *event.also)}:
                    self.against_full = recorded.meta.command_id
            case CrowdMoved():
                for says in self._moved(event, overridden=recorded.meta.command_id == self.against_full):
                    yield Violation.at(recorded, says)

    def _moved(self, moved: CrowdMoved, overridden: bool) -> Iterator[str]:
        house = self.houses[moved.venue_id]
        self._count(moved)
        asked = house.move(moved)
        if moved.direction == "out":
            return
        if moved.unasked or overridden or not asked:
            self.unasked += moved.unasked
            self.overridden += overridden
            self.late += not (asked or moved.unasked or overridden)
            return
        policy = house.policy(local_day(moved.at, house.zone))
        inside = house.inside(moved.at, policy)
        yield from over(f"venue {moved.venue_id}", len(inside), policy.capacity)
        for area in policy.areas:
            if area.name == moved.area:
                there = sum(m.direction == "in" and m.area == area.name for m in inside)
                yield from over(f"{area.name} of venue {moved.venue_id}", there, area.capacity)

    def _count(self, moved: CrowdMoved) -> None:
        self.moved += 1
        self.venues.add(moved.venue_id)
        self.first = min(moved.at, self.first or moved.at)
        self.last = max(moved.at, self.last or moved.at)

    def checked(self) -> str:
        days = f" from {self.first:%Y-%m-%d} to {self.last:%Y-%m-%d} (UTC)" if self.first and self.last else ""
        apart = f"{self.overridden:,} comings overridden, {self.unasked:,} unasked, {self.late:,} late"
        return f"{len(self.venues):,} venues, {self.moved:,} movements{days}; {apart}"


def over(where: str, inside: int, capacity: int | None) -> Iterator[str]:
    if capacity is not None and inside > capacity:
        yield f"{where} has room for {capacity}, and {inside} are inside"
