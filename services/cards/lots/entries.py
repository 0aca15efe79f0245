"""Entries that were granted, so that one may be taken back. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Entry:
    """Of whom, where and when. granted -> taken back"""

    venue_id: str
    day: date
    who: str
    at: datetime
    taken_back: bool = False

    @property
    def place(self) -> tuple[str, date, str]:
        return self.venue_id, self.day, self.who


Entries = Mapping[str, Entry]
"""By swipe."""


def others(entries: Entries, entry: Entry, but: str) -> list[str]:
    """The other swipes by which the same person came in on the same day at the venue, and that stand."""
    return [i for i, e in entries.items() if e.place == entry.place and not e.taken_back and i != but]
