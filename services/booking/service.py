"""Booking, as the door and the worker run it."""

from __future__ import annotations

from pathlib import Path

from services.booking.attendance import ATTENDANCE
from services.booking.booker import BOOKER
from services.booking.closing import CLOSING
from services.booking.course import COURSE
from services.booking.diary import DIARY
from services.booking.double import DOUBLE
from services.booking.level import BOOKER_LEVEL, BOOKING_RIGHTS
from services.booking.past_booking import PAST_BOOKING
from services.booking.reactions import react
from services.booking.room import ROOM
from services.booking.seat import SEAT
from services.booking.timers import timers
from services.booking.timetable import TIMETABLE
from services.booking.ward import BOOKER_WARD
from shared.service import Service

HEARD = (BOOKER, BOOKER_LEVEL, BOOKER_WARD, BOOKING_RIGHTS)

SERVICE = Service(
    name="booking",
    folder=Path(__file__).parent,
    deciders=(*HEARD, ROOM, COURSE, TIMETABLE, SEAT, ATTENDANCE, CLOSING, DIARY, DOUBLE, PAST_BOOKING),
    hears=react.sources,
    react=react,
    timers=timers,
)
