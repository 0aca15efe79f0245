"""A session, its bookings and its waitlist, and the members' diaries, by the rules alone.

From the contract of booking, its README, and features-and-rules 26 to 33: capacity and booking in one lock, a strict
queue, four ways to lose a seat, late cancellation uses the visit, the venue's cancellation never does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from shared.contracts import Refusal
from shared.contracts import booking as c
from tests.machine import Answer, Told, told

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass
class Place:
    """A booking: a seat or a place in the queue, until it ends."""

    booking_id: str
    member_id: str
    card_id: str
    state: str
    promoted_at: datetime | None = None
    arrived: bool = False
    mark: bool | None = None

    @property
    def stands(self) -> bool:
        return self.state in ("waiting", "reserved", "confirmed")

    @property
    def seated(self) -> bool:
        return self.state in ("reserved", "confirmed", "attended", "missed")


@dataclass
class Class:
    """What was put into the timetable, and the bookings in the order in which they were made."""

    session_id: str
    venue_id: str
    seats: int
    starts_at: datetime
    ends_at: datetime
    opens_at: datetime
    free_until: datetime
    state: str = "scheduled"
    places: dict[str, Place] = field(default_factory=dict)

    def of(self, *states: str) -> list[Place]:
        return [place for place in self.places.values() if place.state in states]

    def meets(self, other: Class) -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


class SessionModel:
    def __init__(self, classes: list[Class]) -> None:
        self.classes = {each.session_id: each for each in classes}
        self.used: set[str] = set()  # booking ids
        self.diary: dict[str, dict[str, Class]] = {}  # by member, then by booking
        self.seen: set[str] = set()  # bookings that an arrival was matched with

    # --- booking and queue ---

    def book(self, wish: c.BookSeat, now: datetime, staff: bool) -> Answer:
        session = self.classes.get(wish.session_id)
        if session is None:
            return {c.SessionNotScheduled}
        mine = session.places.get(wish.booking_id)
        if mine and mine.stands and (mine.member_id, mine.card_id) == (wish.member_id, wish.card_id):
            return []
        full = sum(place.seated for place in session.places.values()) >= session.seats
        diary = self.diary.setdefault(wish.member_id, {})
        here = [p for p in session.places.values() if p.member_id == wish.member_id]
        against: set[type[Refusal]] = set()
        if wish.booking_id in self.used:
            against.add(c.BookingIdUsed)
        if session.state == "cancelled":
            against.add(c.SessionCancelledAlready)
        if now >= session.starts_at or session.state == "closed" or (now < session.opens_at and not staff):
            against.add(c.BookingClosed)
        if any(place.stands or place.state == "attended" for place in here):
            against.add(c.AlreadyBooked)
        if any(session.meets(other) for other in diary.values()):
            against.add(c.MemberBusyThen)
        if full and not wish.waitlist:
            against.add(c.SessionFull)
        if against:
            return against
        self.used.add(wish.booking_id)
        diary[wish.booking_id] = session
        place = Place(wish.booking_id, wish.member_id, wish.card_id, "waiting" if full else "reserved")
        session.places[wish.booking_id] = place
        first = told(c.WaitlistJoined, booking_id=wish.booking_id, place=len(session.of("waiting")))
        if not full:
            first = told(c.SeatReserved, booking_id=wish.booking_id, card_id=wish.card_id, from_waitlist=False)
        return [first, told(c.DiaryEntered, booking_id=wish.booking_id), told(c.BookingClaimed)]

    def promotion(self, session: Class, now: datetime) -> list[Told]:
        """The seat that became free goes to the first who waits, until the session starts."""
        for place in session.of("waiting") if now < session.starts_at else ():
            place.state, place.promoted_at = "reserved", now
            return [told(c.SeatReserved, booking_id=place.booking_id, from_waitlist=True, promoted_at=now)]
        return []

    def confirm(self, wish: c.ConfirmSeat) -> Answer:
        session = self.classes.get(wish.session_id)
        if session is None:
            return {c.SessionNotScheduled}
        place = session.places.get(wish.booking_id)
        if place is None or place.state != "reserved":
            return []
        place.state = "attended" if place.arrived else "confirmed"
        seen = [told(c.SeatAttended, booking_id=wish.booking_id, source="gate")] if place.arrived else []
        return [told(c.SeatConfirmed, booking_id=wish.booking_id, card_id=place.card_id), *seen]

    def decline(self, wish: c.DeclineSeat, now: datetime) -> Answer:
        session = self.classes.get(wish.session_id)
        if session is None:
            return {c.SessionNotScheduled}
        place = session.places.get(wish.booking_id)
        if place is None or place.state != "reserved":
            return []
        place.state = "released"
        return [told(c.SeatReleased, booking_id=wish.booking_id, reason=wish.reason), *self.promotion(session, now)]

    def cancel(self, wish: c.CancelBooking, now: datetime) -> Answer:
        session = self.classes.get(wish.session_id)
        if session is None:
            return {c.SessionNotScheduled}
        place = session.places.get(wish.booking_id)
        if place is None or place.member_id != wish.member_id:
            return {c.BookingUnknown}
        if not place.stands or now >= session.starts_at:
            return {c.BookingOver}
        late_luck = place.promoted_at is not None and session.starts_at - place.promoted_at < DAY
        charged = place.state == "confirmed" and now >= session.free_until and not late_luck
        had_seat, place.state = place.seated, "cancelled"
        over = told(c.BookingCancelled, booking_id=wish.booking_id, had_seat=had_seat, charged=charged, by_venue=False)
        freed = self.promotion(session, now) if had_seat else []
        return [over, *self.forget(wish.member_id, wish.booking_id), *freed]

    # --- diaries ---

    def forget(self, member_id: str, booking_id: str) -> list[Told]:
        entry = self.diary.get(member_id, {}).pop(booking_id, None)
        return [told(c.DiaryCleared, booking_id=booking_id, session_id=entry.session_id)] if entry else []

    def arrive(self, wish: c.RecordArrival) -> Answer:
        matched = []
        for booking_id, session in self.diary.get(wish.member_id, {}).items():
            in_time = session.starts_at - HOUR <= wish.arrived_at < session.ends_at
            if in_time and session.venue_id == wish.venue_id and booking_id not in self.seen:
                self.seen.add(booking_id)
                matched.append(told(c.ArrivalMatched, booking_id=booking_id, arrived_at=wish.arrived_at))
        return matched

    # --- attendance and endings ---

    def attend(self, wish: c.ConfirmAttendance) -> Answer:
        session = self.classes.get(wish.session_id)
        place = session and session.places.get(wish.booking_id)
        if place is None or session is None or session.state == "closed":
            return []
        if place.state == "confirmed":
            place.state = "attended"
            return [told(c.SeatAttended, booking_id=wish.booking_id, source="gate")]
        if place.state in ("waiting", "reserved") and not place.arrived:
            place.arrived = True
            return [told(c.ArrivalNoted, booking_id=wish.booking_id)]
        return []

    def mark(self, wish: c.MarkAttendance, now: datetime) -> Answer:
        session = self.classes.get(wish.session_id)
        if session is None or session.venue_id != wish.venue_id:
            return {c.SessionNotScheduled}
        place = session.places.get(wish.booking_id)
        if place is None:
            return {c.BookingUnknown, c.RosterClosed} if session.state == "closed" else {c.BookingUnknown}
        against: set[type[Refusal]] = set()
        if session.state == "closed":
            against.add(c.RosterClosed)
        elif place.state == "attended":
            return [] if wish.attended else {c.SeenAtGate}
        if place.state not in ("reserved", "confirmed"):
            against.add(c.BookingWithoutSeat)
        if now < session.starts_at - HOUR:
            against.add(c.TooEarlyForAttendance)
        if against:
            return against
        if place.mark == wish.attended:
            return []
        place.mark = wish.attended
        return [told(c.AttendanceMarked, booking_id=wish.booking_id, attended=wish.attended)]

    def cancel_session(self, wish: c.CancelSession) -> Answer:
        session = self.classes.get(wish.session_id)
        if session is None or session.venue_id != wish.venue_id:
            return {c.SessionNotScheduled}
        if session.state != "scheduled":
            return {c.SessionCancelledAlready if session.state == "cancelled" else c.RosterClosed}
        session.state = "cancelled"
        over = [told(c.SessionCancelled, session_id=wish.session_id, reason=wish.reason)]
        for place in session.of("waiting", "reserved", "confirmed", "attended"):
            facts = {"booking_id": place.booking_id, "had_seat": place.seated}
            over.append(told(c.BookingCancelled, **facts, charged=False, by_venue=True))
            place.state = "cancelled"
        return over

    def submit(self, wish: c.SubmitRoster, now: datetime) -> Answer:
        session = self.classes.get(wish.session_id)
        if session is None or session.venue_id != wish.venue_id:
            return {c.SessionNotScheduled}
        if session.state == "cancelled":
            return {c.SessionCancelledAlready}
        if session.state == "closed":
            return []
        return {c.TooEarlyForAttendance} if now < session.starts_at else self.closing(session)

    def close(self, wish: c.CloseSession, now: datetime) -> Answer:
        session = self.classes.get(wish.session_id)
        if session is None:
            return {c.SessionNotScheduled}
        due = session.state == "scheduled" and now >= session.ends_at + 2 * HOUR
        return self.closing(session) if due else []

    def closing(self, session: Class) -> list[Told]:
        session.state = "closed"
        over = []
        for place in session.of("waiting", "reserved", "confirmed"):
            match place.state, place.mark:
                case "waiting", _:
                    place.state, end = "unserved", told(c.WaitlistEnded, booking_id=place.booking_id)
                case "reserved", _:
                    place.state, end = "released", told(c.SeatReleased, booking_id=place.booking_id, reason=None)
                case _, True:
                    place.state = "attended"
                    end = told(c.SeatAttended, booking_id=place.booking_id, source="roster")
                case _:
                    place.state, end = "missed", told(c.SeatMissed, booking_id=place.booking_id)
            over.append(end)
        attended = len(session.of("attended"))
        booked = attended + len(session.of("missed"))
        return [*over, told(c.SessionClosed, session_id=session.session_id, booked=booked, attended=attended)]
