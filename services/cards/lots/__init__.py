"""Lots: what a card may use, from which day to which; and the visits and bookings that use it."""
