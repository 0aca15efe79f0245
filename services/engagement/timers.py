"""What the clock does for engagement: lets points expire. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from services.engagement.rule import begins_everywhere
from shared.contracts import Event
from shared.contracts.engagement import ExpirePoints, PointsEarned, PointsExpired
from shared.log import Recorded
from shared.timers import ClearTimer, SetTimer, TimerChange


def timers(event: Event, recorded: Recorded) -> Sequence[TimerChange]:
    match event:
        case PointsEarned(expires_day=date() as over) if event.points > event.fills:
            expire = ExpirePoints(member_id=event.member_id, lot_id=event.lot_id)
            return [SetTimer(expiry(event.lot_id), begins_everywhere(over), expire)]
        case PointsExpired():
            return [ClearTimer(expiry(event.lot_id))]
    return []


def expiry(lot_id: str) -> str:
    return f"expire {lot_id}"
