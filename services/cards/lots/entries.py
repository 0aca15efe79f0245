"""Entries that were granted, and which of them used the visit of its day; so that one may be taken back. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Entry:
    """Of whom, where and when, and whether it used the visit of its day. granted -> taken back"""

    venue_id: str
    day: date
    who: str
    at: datetime
    used: bool
    taken_back: bool = False

    @property
    def place(self) -> tuple[str, date, str]:
        return self.venue_id, self.day, self.who


Entries = Mapping[str, Entry]
"""By swipe."""


def others(entries: Entries, entry: Entry, but: str) -> list[str]:
    """The other swipes by which the same person came in on the same day at the venue, and that stand."""
    return [i for i, e in entries.items() if e.place == entry.place and not e.taken_back and i != but]


def use_of(entries: Entries, entry: Entry) -> str | None:
    """The swipe that used the visit of this entry's day."""
    return next((i for i, e in entries.items() if e.place == entry.place and e.used), None)
