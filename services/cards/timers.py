"""What the clock does for cards: lets applications lapse. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from shared.contracts import Event
from shared.contracts.cards import (
    ApplicationApproved,
    ApplicationDeclined,
    ApplicationLapsed,
    ExtensionRequested,
    LapseApplication,
    TransferRequested,
)
from shared.log import Recorded
from shared.timers import ClearTimer, SetTimer, TimerChange


def timers(event: Event, recorded: Recorded) -> Sequence[TimerChange]:
    match event:
        case ExtensionRequested() | TransferRequested():
            lapse = LapseApplication(card_id=event.card_id, application_id=event.application_id)
            return [SetTimer(lapsing(event.application_id), event.lapses_at, lapse)]
        case ApplicationApproved() | ApplicationDeclined() | ApplicationLapsed():
            return [ClearTimer(lapsing(event.application_id))]
    return []


def lapsing(application_id: str) -> str:
    return f"lapse {application_id}"
