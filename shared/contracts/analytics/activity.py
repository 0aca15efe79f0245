"""What members do: each of them, and how many of them come how often."""

from __future__ import annotations

from shared.contracts import HEAD_OFFICE, VENUE_MANAGER, Day, Figures, Id, Instant, Money, Query, Row, Text
from shared.contracts.analytics.basis import OF_EACH_VENUE


class ActivityRow(Row):
    """What a member did; known here by id only. `paid` is in the currency of the member's own venue."""

    member_id: Id
    visits: int
    bookings: int
    attended: int
    missed: int
    paid: Money | None
    points: int
    last_visit_at: Instant | None
    clock: str
    zone: str
    fresh_at: Instant | None


class MemberActivity(
    Query,
    by=(HEAD_OFFICE, VENUE_MANAGER),
    answers=ActivityRow,
    figures=Figures(
        Text(
            "the day of the visit, of the session's start, of the payment, of the points",
            "到场、开课、收付款、积分各自之日",
        ),
        OF_EACH_VENUE,
        ("cards", "booking", "finance", "engagement"),
    ),
):
    """Activity by member on the venues' days from `first` to before `until`, the most active first; 500 at most.

    What a merged record did is its person's.
    """

    first: Day
    until: Day
    venue_id: Id | None = None
