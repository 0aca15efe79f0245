"""Classes of members by value: high-value, potential, lost (requirement 12), as of an instant and by stated thresholds."""

from __future__ import annotations

from typing import Literal

from shared.contracts import HEAD_OFFICE, Day, Figures, Id, Instant, Money, Query, Row
from shared.contracts.analytics.basis import OF_HOME_VENUE
from shared.contracts.analytics.churn import RECORDED

ValueClass = Literal["high_value", "potential", "other", "lost"]
FIGURES = Figures(RECORDED, OF_HOME_VENUE, ("members", "cards", "finance"))


class MemberClassRow(Row):
    """A member's class and what it rests on; trial cards are no cards here. The first that fits holds:

    `lost`: had a card, and for `lost_days` neither held one nor came. `high_value`: `spent` reached the threshold.
    `potential`: came often without that, or is new and had no card yet. `other`: anybody else.

    `spent` is what was paid for the member's orders, by whomever, less what went back; a day with visits counts one.
    `days_since_card`: 0 while one runs or is to begin, None: never had one. `rule` is edition and thresholds.
    """

    member_id: Id
    venue_id: Id
    as_of_day: Day
    value_class: ValueClass
    spent: Money
    visits: int
    days_since_card: int | None
    days_since_visit: int | None
    rule: str
    zone: str


class MemberClasses(Query, by=(HEAD_OFFICE,), answers=MemberClassRow, figures=FIGURES):
    """Every member's class as of an instant, by member; `most` of them, 1,000 at most: go on `after` the last one.

    Of venues that reckon in `currency`: `high_value_from`, in its minor units, was spent within `spend_days`; `often`
    days with a visit came within `often_days`. An event that was recorded after the instant changes no answer.
    """

    as_of: Instant
    currency: str = "CNY"
    high_value_from: int = 500_000
    spend_days: int = 365
    often: int = 12
    often_days: int = 90
    new_days: int = 90
    lost_days: int = 30
    after_member_id: Id | None = None
    venue_id: Id | None = None
    most: int = 1000


class MemberClassNumbersRow(Row):
    """A venue's members of one class, what was `spent` and how often they came in the days of the `rule`; 0 is told."""

    venue_id: Id
    venue: str
    value_class: ValueClass
    members: int
    spent: Money
    visits: int
    rule: str
    zone: str


class MemberClassNumbers(Query, by=(HEAD_OFFICE,), answers=MemberClassNumbersRow, figures=FIGURES):
    """Members by venue and class as of an instant, by the thresholds of `MemberClasses`; their sum is its rows."""

    as_of: Instant
    currency: str = "CNY"
    high_value_from: int = 500_000
    spend_days: int = 365
    often: int = 12
    often_days: int = 90
    new_days: int = 90
    lost_days: int = 30
    venue_id: Id | None = None
