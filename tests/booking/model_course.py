"""Courses, and bookings taken over from an older system: an id stands for one thing. By the rules alone."""

from __future__ import annotations

from shared.contracts import booking as c
from tests.machine import Answer, told


class CourseModel:
    def __init__(self, open_venues: set[str]) -> None:
        self.open_venues = open_venues
        self.courses: dict[str, c.DefineCourse] = {}
        self.past: dict[str, c.RecordPastBooking] = {}

    def define(self, wish: c.DefineCourse) -> Answer:
        known = self.courses.setdefault(wish.course_id, wish)
        if known is not wish:
            return [] if known == wish else {c.CourseAlreadyDefined}
        return [told(c.CourseDefined, **vars(wish))]

    def take_over(self, wish: c.RecordPastBooking) -> Answer:
        if wish.venue_id not in self.open_venues:
            return {c.TimetableNotOpen, c.PastBookingDiffers} if wish.booking_id in self.past else {c.TimetableNotOpen}
        known = self.past.setdefault(wish.booking_id, wish)
        if known is not wish:
            return [] if known == wish else {c.PastBookingDiffers}
        return [told(c.PastBookingRecorded, **vars(wish))]
