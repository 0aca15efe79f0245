"""What a card is worth at a moment if it were given back, under each reading of the law."""

from __future__ import annotations

from shared.contracts import (
    FINANCE_CLERK,
    FRONT_DESK,
    HEAD_OFFICE,
    MEMBER,
    VENUE_MANAGER,
    Day,
    Id,
    Instant,
    Money,
    Query,
    Row,
)


class RefundValueRow(Row):
    """What one lot would give back under one `reading`, and the arithmetic behind it in both languages.

    `pro_rata`: the part of the price that was not used, by days, visits or value, a bonus being used up evenly.
    `at_discount`: what was used is priced at what was agreed, the operator being at fault. `at_list`: what was used is
    priced at the list price of a visit, the member being at fault; where the product has none, it is the same as
    pro rata. Of a stored value with a bonus, `paid_first` and `bonus_first` count the one part or the other as spent
    before. `unused`: all of it, within seven days and nothing used. None gives back less than nothing or more than
    was paid; which one holds is for a person to decide.
    """

    lot_id: Id
    product_id: Id
    order_id: Id | None
    day: Day
    reading: str
    paid: Money
    consumed: Money
    refund: Money
    arithmetic: str
    arithmetic_zh: str


class RefundValue(Query, by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, FINANCE_CLERK, MEMBER), answers=RefundValueRow):
    """What the lots of a card would give back at an instant (None: now), under each reading."""

    card_id: Id
    member_id: Id
    at: Instant | None = None
