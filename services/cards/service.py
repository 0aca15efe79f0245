"""Cards, as the door and the worker run it."""

from __future__ import annotations

from pathlib import Path

from services.cards.gate.offline_list import defaults, sealed
from services.cards.reactions import react
from services.cards.timers import timers
from shared.contracts.cards import OfflineList
from shared.decider import Decider
from shared.discovery import every
from shared.history import Answer
from shared.service import Service

SERVICE = Service(
    name="cards",
    folder=Path(__file__).parent,
    deciders=every(Decider, "services.cards"),
    hears=react.sources,
    react=react,
    answers=every(Answer, "services.cards"),
    timers=timers,
    signs=True,
    derive=defaults,
    completes={OfflineList: sealed},
)
