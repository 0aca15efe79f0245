"""Where a person is with a card, as entries and exits tell in the order of their own times. Pure.

Each of the people who share a card is somewhere on their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shared.replacing import replace

MOST_SEEN = 40  # the last of a person's entries and exits; a reader that was offline for longer is not compared


@dataclass(frozen=True)
class Inside:
    """The last entry without exit."""

    at: datetime
    venue_id: str


@dataclass(frozen=True, order=True)
class Sighting:
    """A person at a door of the chain: which swipe, which way."""

    at: datetime
    venue_id: str
    swipe_id: str
    direction: str


@dataclass(frozen=True)
class Whereabouts:
    """outside -> inside -> outside. `seen` are the last sightings in the order in which they happened."""

    inside: Inside | None = None
    left_at: datetime | None = None
    seen: tuple[Sighting, ...] = ()

    def after(self, seen: Sighting) -> Whereabouts:
        known = (*self.seen, seen) if not self.seen or self.seen[-1] < seen else sorted((*self.seen, seen))
        moved = self.came_in(seen) if seen.direction == "in" else self.went_out(seen)
        return replace(moved, seen=tuple(known[-MOST_SEEN:]))

    def without(self, swipe_id: str) -> Whereabouts:
        """As if this sighting had not been; who is inside by another entry stays inside."""
        gone = next((seen for seen in self.seen if seen.swipe_id == swipe_id), None)
        inside = None if gone and self.inside == Inside(gone.at, gone.venue_id) else self.inside
        return replace(self, inside=inside, seen=tuple(seen for seen in self.seen if seen.swipe_id != swipe_id))

    def came_in(self, seen: Sighting) -> Whereabouts:
        """A late upload does not move the person back to where an earlier entry was."""
        overtaken = (self.inside and self.inside.at > seen.at) or (self.left_at and self.left_at > seen.at)
        return self if overtaken else replace(self, inside=Inside(seen.at, seen.venue_id))

    def went_out(self, seen: Sighting) -> Whereabouts:
        """An exit that happened before the last entry says nothing about it."""
        later_entry = self.inside if self.inside and self.inside.at > seen.at else None
        return replace(self, inside=later_entry, left_at=max(self.left_at or seen.at, seen.at))
