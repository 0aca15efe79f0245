"""Money on its way, and what its provider says of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from shared.contracts.finance import ProviderNoticeReceived, Way


@dataclass(frozen=True)
class Payment:
    """Money on its way by one payment id, in minor units.

    `held` is what came and has not gone back. Of a provider's payment: `captured` is its last word by its own clock
    (None: not said yet), `spoken_at` the instant of that word, `refunds` what it says to have returned, `reversed`
    what came in before the provider took the money back.
    """

    way: Way
    asked: int
    received: int = 0
    returned: int = 0
    captured: bool | None = None
    spoken_at: datetime | None = None
    refunds: int = 0
    reversed: int = 0

    @property
    def held(self) -> int:
        return self.received - self.returned

    @property
    def taken(self) -> int:
        """What the provider took and did not take back."""
        return self.received - self.reversed

    @property
    def unreturned(self) -> int:
        """What the provider says to have returned and the books do not show yet."""
        return max(0, min(self.refunds, self.taken) - (self.returned - self.reversed))


def heard(payment: Payment, notice: ProviderNoticeReceived) -> Payment:
    """The payment after one more notice; the later word by the provider's clock holds, captured where they tie."""
    if notice.status == "refunded":
        return replace(payment, refunds=payment.refunds + notice.amount.amount)
    captured = notice.status == "captured"
    if payment.spoken_at and (notice.provider_at, captured) <= (payment.spoken_at, bool(payment.captured)):
        return payment
    gone = 0 if captured else payment.received - payment.reversed
    return replace(payment, captured=captured, spoken_at=notice.provider_at, reversed=payment.reversed + gone)
