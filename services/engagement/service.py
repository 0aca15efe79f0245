"""Engagement, as the door and the worker run it."""

from __future__ import annotations

from pathlib import Path

from services.engagement.joining import JOINING
from services.engagement.points import POINTS
from services.engagement.reactions import react
from services.engagement.rule import RULE
from services.engagement.timers import timers
from shared.service import Service

SERVICE = Service(
    name="engagement",
    folder=Path(__file__).parent,
    deciders=(RULE, POINTS, JOINING),
    hears=react.sources,
    react=react,
    timers=timers,
)
