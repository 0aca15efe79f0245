"""Money taken, by what it was for."""

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


class IncomeRow(Row):
    """Money taken for one kind of income at one venue: orders paid in full, less what was refunded; tax included."""

    venue_id: Id
    venue: str
    kind: str
    orders: int
    received: Money
    refunded: Money
    net: Money
    clock: str
    zone: str
    fresh_at: Instant | None


class IncomeByKind(
    Query,
    by=(HEAD_OFFICE, VENUE_MANAGER, FINANCE_CLERK),
    answers=IncomeRow,
    figures=Figures(
        Text("cash: the day on which an order was paid in full or money returned", "现金口径：订单付清或退款之日"),
        OF_EACH_VENUE,
        ("finance",),
    ),
):
    """Income by venue and kind on the venue's days from `first` to before `until` (cash clock: when money moved)."""

    first: Day
    until: Day
    venue_id: Id | None = None
