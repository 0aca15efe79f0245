"""Who may leave: facts as of a past instant, what came of them, and how they compare with what is known of clubs.

Features and labels are two questions on purpose: whoever trains a forecast joins them by member and instant, and nothing
of the one can slip into the other.
"""

from __future__ import annotations

from shared.contracts import HEAD_OFFICE, Day, Figures, Id, Instant, Query, Row, Text
from shared.contracts.analytics.basis import OF_HOME_VENUE

RECORDED = Text(
    "recorded: events recorded up to the instant asked for, and none after it", "记录口径：仅用截至所问时刻已记录的事件"
)


class ChurnFeaturesRow(Row):
    """What was known of a member at an instant; a day at a venue is one visit, trial cards are no cards here.

    Months are full ones since `joined_day`, the month of the 31st ending on the last day; `visits_by_month` has the first
    one first. `monthly_visits_milli` is visits a full month in thousandths. `months_since_visit`: so many full months in
    a row, up to the last, without a visit. `visits_30`, `visits_90`, `refusals_90`, `contacts_90`: of so many days.

    `card_state` is none, not_begun, running, frozen, lost or over; `days_left` to the end of what ran, `renewal_due`
    within 30 days; `freezes` and `frozen_days` of the cards held then. `notice_given`: notice stands for one that runs. Complaints are not in it: no event tells of them.
    """

    member_id: Id
    venue_id: Id
    channel: str
    imported: bool
    joined_day: Day
    as_of_day: Day
    days_as_member: int
    months: int
    visits: int
    visits_30: int
    visits_90: int
    monthly_visits_milli: int | None
    visits_by_month: tuple[int, ...]
    months_without_visit: int
    months_since_visit: int
    days_since_visit: int | None
    refusals_90: int
    card_state: str
    card_kind: str | None
    days_left: int | None
    days_since_over: int | None
    renewal_due: bool
    renews_by_itself: bool
    renewals: int
    freezes: int
    frozen_days: int
    contacts_90: int
    notice_given: bool


class ChurnFeatures(
    Query,
    by=(HEAD_OFFICE,),
    answers=ChurnFeaturesRow,
    figures=Figures(RECORDED, OF_HOME_VENUE, ("members", "cards")),
):
    """Features of every member as of an instant, by member; `most` of them, 1,000 at most: go on `after` the last one.

    They stand on what was recorded by then: an event that came later, even of an earlier day, is not in them.
    """

    as_of: Instant
    after_member_id: Id | None = None
    venue_id: Id | None = None
    most: int = 1000


class ChurnLabelsRow(Row):
    """What became of a member within the days after an instant, as known now; None while those days are not over.

    `lapsed`: a card ran at the instant and none on the last day; `refunded`: lapsed, and a card was given back in them.
    """

    member_id: Id
    settled: bool
    lapsed: bool | None
    refunded: bool | None
    erased: bool | None


class ChurnLabels(
    Query,
    by=(HEAD_OFFICE,),
    answers=ChurnLabelsRow,
    figures=Figures(
        Text("happened: the days after the instant, as known now", "发生口径：所问时刻之后若干天，按现在所知"),
        OF_HOME_VENUE,
        ("members", "cards"),
    ),
):
    """Labels of the members that `ChurnFeatures` tells of as of the same instant; as many at most: go on `after` the last."""

    as_of: Instant
    within_days: int = 30
    after_member_id: Id | None = None
    venue_id: Id | None = None
    most: int = 1000


class ChurnCalibrationRow(Row):
    """One known figure of clubs beside the chain's own, over `sample` members' months; in thousandths.

    `ours` is None where there is no such month yet.
    """

    measure: str
    measure_zh: str
    sample: int
    ours: int | None
    reference: int


class ChurnCalibration(
    Query,
    by=(HEAD_OFFICE,),
    answers=ChurnCalibrationRow,
    figures=Figures(RECORDED, OF_HOME_VENUE, ("members", "cards")),
):
    """The chain beside the TRP 10,000 study (rule 57), as of an instant: a forecast far from both is to be doubted."""

    as_of: Instant
    venue_id: Id | None = None
