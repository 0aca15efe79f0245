"""Interest of a refund: dated rates by region and by whose fault it is that the service ends; what was paid of it."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    FINANCE_CLERK,
    HEAD_OFFICE,
    Command,
    Day,
    Event,
    Id,
    Money,
    Name,
    Query,
    Refusal,
    Row,
    Text,
)
from shared.contracts.finance.payment import Method

Fault = Literal["operator", "member"]
"""Whose fault it is that what was prepaid is not used: it decides the rate."""


class InterestOutOfRange(Refusal):
    """Interest is from 0 to 36 % a year, of a year of 360, 365 or 366 days."""

    figure: str
    asked: int
    status = 422
    says = Text("{figure} of the interest cannot be {asked}.", "利率的 {figure} 不能为 {asked}。")
    remedy = Text(
        "Give basis points from 0 to 3600 (300 are 3 %), and a year of 360, 365 or 366 days.",
        "请填写 0 至 3600 个基点（3% 为 300），一年按 360、365 或 366 天计。",
    )


class InterestNotKnown(Refusal):
    """Whose fault it is matters only where interest was published for the day on which the order was paid."""

    venue_id: str
    day: Day
    says = Text(
        "No interest is published for what was paid at venue {venue_id} on {day}.",
        "场馆 {venue_id} 未公布 {day} 收款适用的退款利率。",
    )
    remedy = Text(
        "Publish the interest of that day, or refund without naming a fault.",
        "请先公布当日利率，或不填过错方退款。",
    )


class PublishRefundInterest(Command, by=(HEAD_OFFICE, FINANCE_CLERK), refuses=(InterestOutOfRange,)):
    """Set the interest on refunds of what is paid at a venue from a day on, by the law of its region; past days, too.

    In basis points a year: `operator_basis_points` where the operator is at fault (in China the one-year LPR),
    `member_basis_points` where the member is (the one-year deposit rate). A payment keeps the rates of its day.
    """

    for_venue: Id
    region: Name
    operator_basis_points: int
    member_basis_points: int
    year_days: int = 365
    valid_from: Day


class RefundInterestPublished(Event, stream="refundinterest-{for_venue}", unreported="rule"):
    """What is paid at the venue from this day on bears this interest when it goes back."""

    for_venue: Id
    region: Name
    operator_basis_points: int
    member_basis_points: int
    year_days: int
    valid_from: Day


class RefundInterestPaid(Event, stream="order-{order_id}", unreported="said elsewhere"):
    """`amount` of interest went to who had paid, beside the refund: `principal` at so many basis points for so many days.

    From the day on which the order was paid, `since`, to `day`, not included. A company's part bears none.
    """

    refund_id: Id
    order_id: Id
    member_id: Id
    venue_id: Id
    day: Day
    fault: Fault
    principal: Money
    basis_points: int
    year_days: int
    since: Day
    days: int
    amount: Money
    method: Method
    payer_id: Id | None = None


class RefundInterestRow(Row):
    """What is paid at the venue from this day on bears this interest, in basis points a year."""

    region: str
    valid_from: Day
    operator_basis_points: int
    member_basis_points: int
    year_days: int


class RefundInterest(Query, by=(HEAD_OFFICE, FINANCE_CLERK), answers=RefundInterestRow):
    """The interest on refunds at a venue, the newest first."""

    venue_id: Id
