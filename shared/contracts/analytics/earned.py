"""Income as the books have it: when it was earned, whenever it was paid."""

from __future__ import annotations

from shared.contracts import (
    FINANCE_CLERK,
    HEAD_OFFICE,
    VENUE_MANAGER,
    Day,
    Figures,
    Id,
    Instant,
    Money,
    Query,
    Row,
    Text,
)
from shared.contracts.analytics.basis import OF_EACH_VENUE


class EarnedRow(Row):
    """Income of one kind at one venue, without tax: earned at the `sold` moment, by `used` visits and days, less `returned`.

    `earned` is their sum. `owed` is what was prepaid and is neither income nor given back before `until`.
    """

    venue_id: Id
    venue: str
    kind: str
    sold: Money
    used: Money
    returned: Money
    earned: Money
    owed: Money
    clock: str
    zone: str
    fresh_at: Instant | None


class IncomeEarned(
    Query,
    by=(HEAD_OFFICE, VENUE_MANAGER, FINANCE_CLERK),
    answers=EarnedRow,
    figures=Figures(
        Text(
            "accrual: the day of the books on which it was earned, whenever it was paid; days of a term at their month's end",
            "权责发生制：收入实现之日，与付款日无关；期限卡按日摊销、月末入账",
        ),
        OF_EACH_VENUE,
        ("finance",),
    ),
):
    """Income by venue and kind on the venue's days from `first` to before `until` (accrual clock: when it was earned)."""

    first: Day
    until: Day
    venue_id: Id | None = None
