"""Finance, as the door and the worker run it."""

from __future__ import annotations

from pathlib import Path

from services.finance.reactions import react
from services.finance.timers import timers
from shared.decider import Decider
from shared.discovery import every
from shared.service import Service

SERVICE = Service(
    name="finance",
    folder=Path(__file__).parent,
    deciders=every(Decider, "services.finance"),
    hears=react.sources,
    react=react,
    timers=timers,
)
