"""Booking: rooms, courses and sessions; seats that are never sold twice, waitlists, attendance."""
