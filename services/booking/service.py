"""Booking, as the door and the worker run it."""

from __future__ import annotations

from pathlib import Path

from services.booking.reactions import react
from services.booking.timers import timers
from shared.decider import Decider
from shared.discovery import every
from shared.service import Service

SERVICE = Service(
    name="booking",
    folder=Path(__file__).parent,
    deciders=every(Decider, "services.booking"),
    hears=react.sources,
    react=react,
    timers=timers,
)
