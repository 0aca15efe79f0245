"""Who pays, and what is taken off: discounts of levels and offers, payers for others, and companies for their people."""

from __future__ import annotations

from typing import Literal

from shared.contracts import FINANCE_CLERK, HEAD_OFFICE, VENUE_MANAGER, Day, Figures, Id, Money, Query, Row, Text
from shared.contracts.analytics.basis import OF_EACH_VENUE
from shared.contracts.analytics.members import Period


class DiscountNumbersRow(Row):
    """So much was taken off by the right of a level of members, and so much was paid for the same `items`, tax included.

    `offer_id`: by this offer to the level (None: by its usual discount). `kind` is that of income. Prices of companies are
    told by `PartnerNumbers`.
    """

    venue_id: Id | None
    venue: str
    period: Day
    level: str
    offer_id: Id | None
    kind: str
    orders: int
    items: int
    members: int
    discount: Money
    paid: Money
    zone: str


class DiscountNumbers(
    Query,
    by=(HEAD_OFFICE, VENUE_MANAGER, FINANCE_CLERK),
    answers=DiscountNumbersRow,
    figures=Figures(
        Text("cash: the day on which an order was paid in full", "收款口径：订单付清之日"),
        OF_EACH_VENUE,
        ("finance", "members"),
    ),
):
    """Discounts by venue, period, level and kind of income, from `first` to before `until`; 5,000 rows at most."""

    first: Day
    until: Day
    by_period: Period = "month"
    venue_id: Id | None = None


class PayerNumbersRow(Row):
    """What came in and went back by who paid: the `member`, an `other` person for them, or their `company`.

    So many `payers` (who are not the member) paid for so many `members`. What went back counts on the day on which it did.
    """

    venue_id: Id | None
    venue: str
    period: Day
    paid_by: Literal["member", "other", "company"]
    payers: int
    members: int
    orders: int
    received: Money
    returned: Money
    zone: str


class PayerNumbers(
    Query,
    by=(HEAD_OFFICE, VENUE_MANAGER, FINANCE_CLERK),
    answers=PayerNumbersRow,
    figures=Figures(
        Text(
            "cash: the day on which money came in or went back; a company's part, when its people's order stood on its account",
            "收款口径：收款或退款之日；企业承担部分为记入企业账之日",
        ),
        OF_EACH_VENUE,
        ("finance", "members"),
    ),
):
    """Money by venue, period and who paid, from `first` to before `until`; 5,000 rows at most."""

    first: Day
    until: Day
    by_period: Period = "month"
    venue_id: Id | None = None
