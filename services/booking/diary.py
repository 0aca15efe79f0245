"""A member's diary: where the member is expected, so that nobody is booked into two places at a time. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from shared.contracts.booking import (
    ArrivalMatched,
    ClearDiary,
    DiaryCleared,
    DiaryEntered,
    RecordArrival,
    SessionScheduled,
)
from shared.decider import Context, Decider

ARRIVES_BEFORE = timedelta(minutes=60)  # from when on coming through the gate counts for a session

DiaryCommand = RecordArrival | ClearDiary
DiaryEvent = DiaryEntered | DiaryCleared | ArrivalMatched


@dataclass(frozen=True)
class Diary:
    """`entries` by booking: seats and waitlist places; `arrived` are the bookings a gate has matched."""

    entries: Mapping[str, DiaryEntered] = field(default_factory=dict)
    arrived: frozenset[str] = frozenset()

    def meeting(self, session: SessionScheduled) -> DiaryEntered | None:
        """The earliest entry whose half-open time meets the session's."""
        met = (e for e in self.entries.values() if e.starts_at < session.ends_at and session.starts_at < e.ends_at)
        return min(met, key=lambda e: e.starts_at, default=None)


def streams(wish: DiaryCommand, context: Context) -> list[str]:
    return [f"diary-{wish.member_id}"]


def decide(wish: DiaryCommand, diary: Diary, context: Context) -> list[DiaryEvent]:
    match wish:
        case RecordArrival():
            return [arrival(wish, entry) for entry in diary.entries.values() if matches(wish, entry, diary)]
        case ClearDiary():
            return clear(diary, wish.booking_id)


def matches(wish: RecordArrival, entry: DiaryEntered, diary: Diary) -> bool:
    in_time = entry.starts_at - ARRIVES_BEFORE <= wish.arrived_at < entry.ends_at
    return in_time and entry.venue_id == wish.venue_id and entry.booking_id not in diary.arrived


def arrival(wish: RecordArrival, entry: DiaryEntered) -> ArrivalMatched:
    return ArrivalMatched(
        member_id=entry.member_id,
        booking_id=entry.booking_id,
        session_id=entry.session_id,
        arrived_at=wish.arrived_at,
    )


def clear(diary: Diary, booking_id: str) -> list[DiaryEvent]:
    entry = diary.entries.get(booking_id)
    if entry is None:
        return []
    return [DiaryCleared(member_id=entry.member_id, booking_id=booking_id, session_id=entry.session_id)]


def evolve(diary: Diary, event: DiaryEvent) -> Diary:
    match event:
        case DiaryEntered():
            return replace(diary, entries={**diary.entries, event.booking_id: event})
        case DiaryCleared():
            kept = {id_: entry for id_, entry in diary.entries.items() if id_ != event.booking_id}
            return replace(diary, entries=kept)
        case ArrivalMatched():
            return replace(diary, arrived=diary.arrived | {event.booking_id})


DIARY: Decider[Diary] = Decider((RecordArrival, ClearDiary), Diary(), streams, decide, evolve)
