"""The consent to renew by itself, as a card's history makes it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from shared.contracts import Money


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
