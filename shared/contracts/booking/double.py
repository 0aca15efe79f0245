"""Double bookings: two records of one person were merged, and both are expected in one session."""

from __future__ import annotations

from shared.contracts import SERVICE, Command, Event, Id
from shared.contracts.booking.session import SessionNotScheduled


class JoinDiaries(Command, by=(SERVICE,)):
    """Two records are one person: find the sessions in which both are expected."""

    member_id: Id
    survivor_id: Id


class DoubleBookingFound(Event, stream="diary-{member_id}", unreported="said elsewhere"):
    """A person is expected in a session twice, under two records: one of the two bookings is let go."""

    member_id: Id
    survivor_id: Id
    session_id: Id
    booking_id: Id
    other_booking_id: Id


class LetGoDouble(Command, by=(SERVICE,), refuses=(SessionNotScheduled,)):
    """Of two bookings of one person in a session that has not begun, let the weaker go, free of charge.

    A paid seat goes before one not paid yet, a seat before a place in the queue; of equals `booking_id` is let go.
    """

    session_id: Id
    booking_id: Id
    other_booking_id: Id
