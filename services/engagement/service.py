"""Engagement, as the door and the worker run it."""

from __future__ import annotations

from pathlib import Path

from services.engagement.reactions import react
from services.engagement.timers import timers
from shared.decider import Decider
from shared.discovery import every
from shared.service import Service

SERVICE = Service(
    name="engagement",
    folder=Path(__file__).parent,
    deciders=every(Decider, "services.engagement"),
    hears=react.sources,
    react=react,
    timers=timers,
)
