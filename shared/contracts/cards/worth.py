"""What a card is worth at a moment if it were given back, under each reading of the law."""

from __future__ import annotations

from shared.contracts import (
    FINANCE_CLERK,
    FRONT_DESK,
    HEAD_OFFICE,
    MEMBER,
    SERVICE,
    VENUE_MANAGER,
    Command,
    Day,
    Event,
    Id,
    Instant,
    Money,
    Query,
    Row,
)
from shared.contracts.cards.change import LotCredit


class RefundValueRow(Row):
    """What one lot would give back under one `reading`, and the arithmetic behind it in both languages.

    `pro_rata`: the part of the price that was not used, by days, visits or value, a bonus being used up evenly.
    `at_discount`: what was used is priced at what was agreed, the operator being at fault. `at_list`: what was used is
    priced at the list price of a visit, the member being at fault; where the product has none, it is the same as
    pro rata. Of a stored value with a bonus, `paid_first` and `bonus_first` count the one part or the other as spent
    before. `unused`: all of it, within seven days and nothing used. None gives back less than nothing or more than
    was paid; which one holds is for a person to decide.

    `interest` is what finance would pay beside the refund: `at_discount` at the operator's rate, `at_list` at the
    member's, both of the day on which it was paid and from then on; the other readings name no fault and bear none.
    None: the rate of that day was not published. `returned` is what went back of the price already (None: nothing), by which
    the refund is less under every reading.

    `orders` are those whose money it is, the latest first: after a change of product what the old one was worth is still
    its own order's. `employer` is the part of the refund that goes back to the company that paid so much of the price, by
    its statement; the rest is the member's (None: all of it).
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
    interest: Money | None = None
    returned: Money | None = None
    orders: tuple[LotCredit, ...] = ()
    employer: Money | None = None


class RefundValue(Query, by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, FINANCE_CLERK, MEMBER), answers=RefundValueRow):
    """What the lots of a card would give back at an instant (None: now), under each reading."""

    card_id: Id
    member_id: Id
    at: Instant | None = None


class NoteRefundInterest(Command, by=(SERVICE,)):
    """Finance published what a refund bears of what is paid at a venue from a day on."""

    for_venue: Id
    operator_basis_points: int
    member_basis_points: int
    year_days: int
    valid_from: Day


class RefundInterestNoted(Event, stream="refundinterest", unreported="echo"):
    """What is paid at the venue from this day on bears so many basis points a year, by whose fault it goes back."""

    for_venue: Id
    operator_basis_points: int
    member_basis_points: int
    year_days: int
    valid_from: Day
