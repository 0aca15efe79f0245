"""The consent to renew by itself, as a card's history makes it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from shared.contracts import Money
from shared.contracts.cards import (
    AutoRenewalAgreed,
    AutoRenewalLapsed,
    AutoRenewalWithdrawn,
    RenewalDue,
    RenewalFailed,
)

RenewingEvent = AutoRenewalAgreed | AutoRenewalWithdrawn | AutoRenewalLapsed | RenewalDue | RenewalFailed


@dataclass(frozen=True)
class Renewing:
    """The consent to renew by itself. Of the period that begins on `period`: how often it was tried, and when next.

    none -> agreed -> due -> paid | failed -> due again | lapsed

    A period is counted by `base`, the end of the days that were bought, so that a freeze makes no other of it.
    """

    most: Money
    period: date | None = None
    attempt: int = 0
    payment_id: str | None = None
    next_at: datetime | None = None
    base: date | None = None
    order_id: str | None = None


def after(before: Renewing | None, event: RenewingEvent) -> Renewing | None:
    match event:
        case AutoRenewalAgreed(most=most):
            return replace(before, most=most) if before else Renewing(most)
        case RenewalDue() if before:
            return asked_for(before, event)
        case RenewalFailed() if before:
            return replace(before, next_at=event.next_at)
    return None


def asked_for(before: Renewing, event: RenewalDue) -> Renewing:
    """An older event does not say what its period is counted by: by the day on which it begins."""
    return Renewing(
        before.most,
        event.period,
        event.attempt,
        event.payment_id,
        base=event.base or event.period,
        order_id=event.order_id,
    )
