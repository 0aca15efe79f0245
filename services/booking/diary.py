"""A member's diary: where the member is expected, so that nobody is booked into two places at a time. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from services.booking.booker import booker_stream
from shared.contracts.booking import (
    ArrivalMatched,
    BookerNoted,
    ClearDiary,
    DiaryCleared,
    DiaryEntered,
    DoubleBookingFound,
    JoinDiaries,
    RecordArrival,
    SessionScheduled,
)
from shared.decider import Context, Decider
from shared.standing import People, others, told

ARRIVES_BEFORE = timedelta(minutes=60)  # from when on coming through the gate counts for a session

DiaryCommand = RecordArrival | ClearDiary | JoinDiaries
DiaryEvent = DiaryEntered | DiaryCleared | ArrivalMatched | DoubleBookingFound | BookerNoted


@dataclass(frozen=True)
class Diary:
    """Of all records of a person: `entries` by booking, seats and waitlist places; `arrived` are those that a gate has
    matched, `doubles` those found to be of one person in one session; `people` is who these records are.
    """

    entries: Mapping[str, DiaryEntered] = field(default_factory=dict)
    arrived: frozenset[str] = frozenset()
    doubles: frozenset[tuple[str, str]] = frozenset()
    people: People = field(default_factory=dict)

    def meeting(self, session: SessionScheduled) -> DiaryEntered | None:
        """The earliest entry whose half-open time meets the session's."""
        met = (e for e in self.entries.values() if e.starts_at < session.ends_at and session.starts_at < e.ends_at)
        return min(met, key=lambda e: e.starts_at, default=None)


def streams(wish: DiaryCommand, context: Context) -> list[str]:
    match wish:
        case JoinDiaries():
            return [diary_stream(wish.member_id), diary_stream(wish.survivor_id)]
        case RecordArrival():
            return [diary_stream(wish.member_id), booker_stream(wish.member_id)]
    return [diary_stream(wish.member_id)]


def further(wish: object, diary: Diary) -> Iterator[str]:
    """The diaries of a person's other records."""
    for member_id in others(diary.people):
        yield booker_stream(member_id)
        yield diary_stream(member_id)


def decide(wish: DiaryCommand, diary: Diary, context: Context) -> list[DiaryEvent]:
    match wish:
        case RecordArrival():
            return [arrival(wish, entry) for entry in diary.entries.values() if matches(wish, entry, diary)]
        case ClearDiary():
            return clear(diary, wish.booking_id)
        case JoinDiaries():
            return list(doubles(wish, diary))


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


def doubles(wish: JoinDiaries, diary: Diary) -> Iterator[DoubleBookingFound]:
    """Each pair of bookings once; the session itself knows which of the two is worth more."""
    kept = {entry.session_id: entry for entry in diary.entries.values() if entry.member_id == wish.survivor_id}
    for entry in diary.entries.values():
        other = kept.get(entry.session_id)
        if entry.member_id != wish.member_id or other is None:
            continue
        if (entry.booking_id, other.booking_id) not in diary.doubles:
            yield DoubleBookingFound(
                **vars(wish),
                session_id=entry.session_id,
                booking_id=entry.booking_id,
                other_booking_id=other.booking_id,
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
        case DoubleBookingFound():
            return replace(diary, doubles=diary.doubles | {(event.booking_id, event.other_booking_id)})
        case BookerNoted():
            return replace(diary, people=told(diary.people, event.member_id, event.heard, event.other_id))


def diary_stream(member_id: str) -> str:
    return f"diary-{member_id}"


DIARY: Decider[Diary] = Decider((RecordArrival, ClearDiary, JoinDiaries), Diary(), streams, decide, evolve, further)
