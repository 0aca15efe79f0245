"""Freezes: how many, how long, by what they do to the card and what they cost."""

from __future__ import annotations

from shared.contracts import FINANCE_CLERK, HEAD_OFFICE, VENUE_MANAGER, Day, Figures, Id, Money, Query, Row, Text
from shared.contracts.analytics.basis import OF_SELLING_VENUE
from shared.contracts.analytics.members import Period


class FreezeNumbersRow(Row):
    """Freezes whose first day lies in a period, by `hold` (extend, prorate or keep) and `fee` (free, set_up, monthly, normal).

    `called_off` before they began are not in `freezes`; `ended_early` are. `planned_days` and `rested_days` are those of
    whole freezes. `fees` fell due for them until now, `charged` by the terms; of so many `fees_paid` the order is paid.
    """

    venue_id: Id
    venue: str
    period: Day
    hold: str
    fee: str
    freezes: int
    cards: int
    called_off: int
    ended_early: int
    planned_days: int
    rested_days: int
    fees: int
    fees_paid: int
    charged: Money
    zone: str


class FreezeNumbers(
    Query,
    by=(HEAD_OFFICE, VENUE_MANAGER, FINANCE_CLERK),
    answers=FreezeNumbersRow,
    figures=Figures(
        Text("happened: the first day of the freeze", "发生口径：冻结首日"), OF_SELLING_VENUE, ("cards", "finance")
    ),
):
    """Freezes by venue, rule, fee and day or month of their first day, from `first` to before `until`; 5,000 rows at most."""

    first: Day
    until: Day
    by_period: Period = "month"
    venue_id: Id | None = None
