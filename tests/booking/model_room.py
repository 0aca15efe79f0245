"""Venues' rooms, and what they and the coaches are taken for, by the rules alone (features-and-rules 1 and 33)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from shared.contracts import Refusal
from shared.contracts import booking as c
from tests.machine import Answer, Told, told


def meets(starts_at: datetime, ends_at: datetime, other: tuple[datetime, datetime]) -> bool:
    """Half-open times: who begins when another ends does not meet."""
    return starts_at < other[1] and other[0] < ends_at


def days_of(starts_at: datetime, ends_at: datetime) -> list[date]:
    day, days = starts_at.astimezone(UTC).date(), []
    while datetime(day.year, day.month, day.day, tzinfo=UTC) < ends_at:
        days.append(day)
        day += timedelta(days=1)
    return days


@dataclass
class RoomModel:
    """`zones` by open venue; `times` of each room and coach by session."""

    zones: dict[str, str] = field(default_factory=dict)
    rooms: dict[str, c.AddRoom] = field(default_factory=dict)
    courses: set[str] = field(default_factory=set)
    sessions: dict[str, c.ScheduleSession] = field(default_factory=dict)
    times: dict[str, dict[str, tuple[datetime, datetime]]] = field(default_factory=dict)

    def open(self, wish: c.OpenTimetable) -> Answer:
        if wish.venue_id in self.zones:
            return []
        self.zones[wish.venue_id] = wish.zone
        return [told(c.TimetableOpened, venue_id=wish.venue_id, zone=wish.zone)]

    def add(self, wish: c.AddRoom) -> Answer:
        if self.zones.get(wish.venue_id) and self.rooms.get(wish.room_id) == wish:
            return []
        against: set[type[Refusal]] = set()
        if wish.venue_id not in self.zones:
            against.add(c.TimetableNotOpen)
        if not 1 <= wish.holds <= 10000:
            against.add(c.RoomSizeOutOfRange)
        if wish.room_id in self.rooms:
            against.add(c.RoomAlreadyAdded)
        if against:
            return against
        self.rooms[wish.room_id] = wish
        return [told(c.RoomAdded, room_id=wish.room_id, venue_id=wish.venue_id, holds=wish.holds)]

    def schedule(self, wish: c.ScheduleSession, now: datetime) -> Answer:
        if self.sessions.get(wish.session_id) == wish:
            return []
        ends_at = wish.starts_at + timedelta(minutes=wish.minutes)
        if against := self.against(wish, ends_at, now):
            return against
        self.sessions[wish.session_id] = wish
        events = [told(c.SessionScheduled, session_id=wish.session_id, ends_at=ends_at, seats=wish.seats)]
        for place in (wish.room_id, wish.coach_id):
            self.times.setdefault(place, {})[wish.session_id] = (wish.starts_at, ends_at)
        for day in days_of(wish.starts_at, ends_at):
            events.append(told(c.RoomReserved, room_id=wish.room_id, utc_day=day, session_id=wish.session_id))
            events.append(told(c.CoachReserved, coach_id=wish.coach_id, utc_day=day, session_id=wish.session_id))
        return events

    def against(self, wish: c.ScheduleSession, ends_at: datetime, now: datetime) -> set[type[Refusal]]:
        against: set[type[Refusal]] = set()
        room = self.rooms.get(wish.room_id)
        if wish.venue_id not in self.zones:
            against.add(c.TimetableNotOpen)
        if room is None or room.venue_id != wish.venue_id:
            against.add(c.RoomUnknown)
        elif not 1 <= wish.seats <= room.holds:
            against.add(c.SeatsOutOfRange)
        if wish.course_id not in self.courses:
            against.add(c.CourseUnknown)
        if not 5 <= wish.minutes <= 720:
            against.add(c.SessionTooLong)
        if not (0 <= wish.opens_days_before <= 365 and 0 <= wish.free_cancel_minutes <= 10080):
            against.add(c.BookingTermsOutOfRange)
        if abs(wish.starts_at - now) > timedelta(days=731):
            against.add(c.SessionTooFarAway)
        if wish.session_id in self.sessions:
            against.add(c.SessionAlreadyScheduled)
        for place, refusal in ((wish.room_id, c.RoomOccupiedThen), (wish.coach_id, c.CoachOccupiedThen)):
            if any(meets(wish.starts_at, ends_at, time) for time in self.times.get(place, {}).values()):
                against.add(refusal)
        return against

    def free(self, wish: c.FreeRoomAndCoach) -> Answer:
        room = self.times.get(wish.room_id, {}).pop(wish.session_id, None)
        coach = self.times.get(wish.coach_id, {}).pop(wish.session_id, None)
        freed: list[Told] = []
        for day in days_of(wish.starts_at, wish.ends_at):
            if room:
                freed.append(told(c.RoomFreed, room_id=wish.room_id, utc_day=day, session_id=wish.session_id))
            if coach:
                freed.append(told(c.CoachFreed, coach_id=wish.coach_id, utc_day=day, session_id=wish.session_id))
        return freed
