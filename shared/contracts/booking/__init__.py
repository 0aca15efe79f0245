"""Booking: rooms, courses, sessions; seats that are never sold twice, waitlists, attendance."""

from shared.contracts.booking.attendance import *
from shared.contracts.booking.booker import *
from shared.contracts.booking.diary import *
from shared.contracts.booking.double import *
from shared.contracts.booking.level import *
from shared.contracts.booking.occupancy import *
from shared.contracts.booking.past_booking import *
from shared.contracts.booking.roster import *
from shared.contracts.booking.seat import *
from shared.contracts.booking.session import *
from shared.contracts.booking.timetable import *
from shared.contracts.booking.ward import *
