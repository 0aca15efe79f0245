"""Occupancy: a room holds, and a coach gives, one session at a time; kept by UTC day."""

from __future__ import annotations

from shared.contracts import SERVICE, Command, Day, Event, Id, Instant, Refusal, Text, Zone


class RoomOccupiedThen(Refusal):
    """A room holds one session at a time."""

    room_id: str
    session_id: str
    starts_at: Instant
    ends_at: Instant
    zone: Zone | None = None  # whose clock a person reads the times by
    says = Text("The room is taken from {starts_at} to {ends_at}.", "该教室在 {starts_at} 至 {ends_at} 已被占用。")
    remedy = Text("Choose another time or room.", "请更换时间或教室。")


class CoachOccupiedThen(Refusal):
    """A coach gives one session at a time, at one venue."""

    coach_id: str
    session_id: str
    starts_at: Instant
    ends_at: Instant
    zone: Zone | None = None  # whose clock a person reads the times by
    says = Text("The coach teaches from {starts_at} to {ends_at}.", "该教练在 {starts_at} 至 {ends_at} 已有课。")
    remedy = Text("Choose another time or coach.", "请更换时间或教练。")


class RoomReserved(Event, stream="roomday-{room_id}-{utc_day}", unreported="own use"):
    """The room is taken; written into every UTC day that the session touches."""

    room_id: Id
    utc_day: Day
    session_id: Id
    starts_at: Instant
    ends_at: Instant


class RoomFreed(Event, stream="roomday-{room_id}-{utc_day}", unreported="own use"):
    """The room is free again at the time of this session."""

    room_id: Id
    utc_day: Day
    session_id: Id


class CoachReserved(Event, stream="coachday-{coach_id}-{utc_day}", unreported="own use"):
    """The coach teaches; written into every UTC day that the session touches."""

    coach_id: Id
    utc_day: Day
    session_id: Id
    starts_at: Instant
    ends_at: Instant


class CoachFreed(Event, stream="coachday-{coach_id}-{utc_day}", unreported="own use"):
    """The coach is free again at the time of this session."""

    coach_id: Id
    utc_day: Day
    session_id: Id


class FreeRoomAndCoach(Command, by=(SERVICE,)):
    """A session was cancelled: others may have its room and its coach at that time."""

    session_id: Id
    room_id: Id
    coach_id: Id
    starts_at: Instant
    ends_at: Instant
