"""Cards lost, found and replaced, and the fees of it."""

from __future__ import annotations

from shared.contracts import FINANCE_CLERK, HEAD_OFFICE, VENUE_MANAGER, Day, Figures, Id, Money, Query, Row, Text
from shared.contracts.analytics.basis import OF_SELLING_VENUE
from shared.contracts.analytics.members import Period


class CardLossesRow(Row):
    """Losses and replacements of a period: losses at the venue that sold the card, replacements at the one that was asked.

    `made` are paid, waived and free ones; `withdrawn`: the card was found before; `not_made`: paid, and the fee goes back.
    `fees` were paid for the replacements made, tax included; of so many the fee was `waived`, together `waived_fees`.
    """

    venue_id: Id
    venue: str
    period: Day
    lost: int
    found: int
    requested: int
    requested_lost: int
    requested_stolen: int
    requested_damaged: int
    made: int
    withdrawn: int
    not_made: int
    fees: Money
    waived: int
    waived_fees: Money
    zone: str


class CardLosses(
    Query,
    by=(HEAD_OFFICE, VENUE_MANAGER, FINANCE_CLERK),
    answers=CardLossesRow,
    figures=Figures(
        Text("happened: the day of the loss, request or replacement", "发生口径：挂失、申请或补办之日"),
        OF_SELLING_VENUE,
        ("cards",),
    ),
):
    """Lost, found and replaced cards by venue and day or month, from `first` to before `until`; 5,000 rows at most."""

    first: Day
    until: Day
    by_period: Period = "month"
    venue_id: Id | None = None
