"""What the clock does for finance: looks at what a member owes when it may have become overdue, and books what terms
have earned. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from shared.contracts import Event
from shared.contracts.finance import (
    DebtNoted,
    DebtsReviewed,
    DebtWrittenOff,
    IncomeReviewed,
    RecogniseTerms,
    ReviewDebts,
    TermSpread,
)
from shared.log import Recorded
from shared.timers import SetTimer, TimerChange


def timers(event: Event, recorded: Recorded) -> Sequence[TimerChange]:
    match event:
        case DebtNoted() | DebtWrittenOff():
            return [looked_at(event.member_id, recorded.recorded_at)]
        case DebtsReviewed():
            return [looked_at(event.member_id, event.wake_at)]
        case TermSpread():
            return [booked_at(event.order_id, recorded.recorded_at)]
        case IncomeReviewed():
            return [booked_at(event.order_id, event.wake_at)]
    return []


def looked_at(member_id: str, at: datetime) -> SetTimer:
    return SetTimer(f"debts {member_id}", at, ReviewDebts(member_id=member_id))


def booked_at(order_id: str, at: datetime) -> SetTimer:
    return SetTimer(f"income {order_id}", at, RecogniseTerms(order_id=order_id))
