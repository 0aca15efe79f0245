"""Members, as the door and the worker run it."""

from __future__ import annotations

from pathlib import Path

from services.members.reactions import react
from services.members.search import derive
from services.members.timers import timers
from shared.decider import Decider
from shared.discovery import every
from shared.history import Answer
from shared.service import Service

SERVICE = Service(
    name="members",
    folder=Path(__file__).parent,
    deciders=every(Decider, "services.members"),
    hears=react.sources,
    react=react,
    answers=every(Answer, "services.members"),
    timers=timers,
    private=True,
    derive=derive,
)
