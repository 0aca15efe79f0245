"""Rosters: who is expected where, as staff and members see it."""

from __future__ import annotations

from shared.contracts import MEMBER, STAFF, Id, Instant, Query, Reason, Row


class BookingRow(Row):
    """A booking: waiting, reserved, confirmed, attended, missed, released, cancelled or unserved (waited in vain).

    `place` counts those who wait; `marked` is what the roster says so far; `reason` is why the card did not pay.
    """

    booking_id: Id
    session_id: Id
    member_id: Id
    card_id: Id
    venue_id: Id
    course: str
    course_zh: str
    starts_at: Instant
    status: str
    marked: bool | None
    place: int | None
    reason: Reason | None
    charged: bool


class MemberBookings(Query, by=(*STAFF, MEMBER), answers=BookingRow):
    """The bookings of a member and of the children whose guardian they are, the latest session first; 100 at most."""

    member_id: Id


class SessionRoster(Query, by=STAFF, answers=BookingRow):
    """Who is expected in a session: seats, then the waitlist in order."""

    session_id: Id
