"""Bookings taken over from an older system, of which less is known."""

from __future__ import annotations

from typing import Literal

from shared.contracts import HEAD_OFFICE, SERVICE, Command, Event, Id, Name, Refusal, Text
from shared.contracts.booking.timetable import TimetableNotOpen

Weekday = Literal["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
HalfDay = Literal["AM", "PM"]


class PastBookingDiffers(Refusal):
    """A booking of an older system is taken over once."""

    booking_id: str
    says = Text("Booking {booking_id} was taken over before, otherwise.", "预约 {booking_id} 已导入，且内容不同。")
    remedy = Text("Check the file; what was taken over stays as it is.", "请核对文件；已导入的记录不会改变。")


class RecordPastBooking(Command, by=(HEAD_OFFICE, SERVICE), refuses=(TimetableNotOpen, PastBookingDiffers)):
    """Take over one booking of an older system, of which only weekday, half day and category are known."""

    booking_id: Id
    venue_id: Id
    file: Name
    row: str
    category: Name
    weekday: Weekday
    half_day: HalfDay
    days_before: int
    months_as_member: int
    attended: bool


class PastBookingRecorded(Event, stream="pastbooking-{booking_id}"):
    """A booking of before; it counts in class reports, marked as imported, and never as a sale."""

    booking_id: Id
    venue_id: Id
    file: Name
    row: str
    category: Name
    weekday: Weekday
    half_day: HalfDay
    days_before: int
    months_as_member: int
    attended: bool
