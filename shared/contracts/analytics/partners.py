"""Companies whose people have prices of their own: how many, how active, and what is sold to them."""

from __future__ import annotations

from shared.contracts import FINANCE_CLERK, HEAD_OFFICE, Day, Figures, Id, Money, Query, Row, Text
from shared.contracts.analytics.basis import OF_EACH_VENUE


class PartnerNumbersRow(Row):
    """A company's agreement over the days asked for: so many people `joined` and `left`; `people` and `active` at their end.

    `active` have a running card, or share one; `visits` are the days on which they came while they belonged to it.
    `orders` at its prices were `paid`, tax included, of it `employer` by the company; they would have cost `listed`. A row
    for each currency; None: nothing was sold.
    """

    agreement_id: Id
    partner: str
    partner_zh: str
    from_day: Day
    until_day: Day
    joined: int
    left: int
    people: int
    active: int
    visits: int
    orders: int
    listed: Money | None
    paid: Money | None
    employer: Money | None


class PartnerNumbers(
    Query,
    by=(HEAD_OFFICE,),
    answers=PartnerNumbersRow,
    figures=Figures(
        Text(
            "happened: the day of joining, of the visit, and on which an order was paid in full",
            "发生口径：加入、到场与订单付清之日",
        ),
        OF_EACH_VENUE,
        ("members", "cards", "finance"),
    ),
):
    """Agreements that hold on a day from `first` to before `until`, by company."""

    first: Day
    until: Day


class PartnerBillsRow(Row):
    """A company's part of what its people bought in a month, less what went `returned` of it: `due` is to be billed.

    `orders` of so many `people` were paid in full in the month; what went back counts in the month in which it did.
    """

    agreement_id: Id | None
    partner: str
    partner_zh: str
    month: Day
    orders: int
    people: int
    sold: Money
    returned: Money
    due: Money


class PartnerBills(
    Query,
    by=(HEAD_OFFICE, FINANCE_CLERK),
    answers=PartnerBillsRow,
    figures=Figures(
        Text(
            "cash: the day on which an order was paid in full, or its money went back",
            "收款口径：订单付清或退款之日",
        ),
        OF_EACH_VENUE,
        ("finance", "members"),
    ),
):
    """What companies are to be billed, by agreement and month, from `first` to before `until`.

    It is the `employer` of finance's `PartnerStatement` for all companies. What of it a company has paid, `OpenStatements` tells.
    """

    first: Day
    until: Day
