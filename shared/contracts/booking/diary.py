"""Diaries: where a member is expected, and which arrival belongs to it."""

from __future__ import annotations

from shared.contracts import SERVICE, Command, Event, Id, Instant


class DiaryEntered(Event, stream="diary-{member_id}", unreported="own use"):
    """The member is expected in a session (a seat or a waitlist place)."""

    member_id: Id
    booking_id: Id
    session_id: Id
    venue_id: Id
    starts_at: Instant
    ends_at: Instant


class DiaryCleared(Event, stream="diary-{member_id}", unreported="own use"):
    """The member is no longer expected in the session."""

    member_id: Id
    booking_id: Id
    session_id: Id


class ClearDiary(Command, by=(SERVICE,)):
    """A booking ended: take it out of the member's diary."""

    member_id: Id
    booking_id: Id
    session_id: Id


class RecordArrival(Command, by=(SERVICE,)):
    """A member came through the venue's gate: any session of the diary around this time is attended."""

    member_id: Id
    venue_id: Id
    arrived_at: Instant


class ArrivalMatched(Event, stream="diary-{member_id}", unreported="own use"):
    """The arrival falls within 60 minutes before the start and the end of a session the member is expected in."""

    member_id: Id
    booking_id: Id
    session_id: Id
    arrived_at: Instant
