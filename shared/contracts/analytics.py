"""Analytics: questions across services, answered from the projected events. Every figure names its clock and zone."""

from __future__ import annotations

from shared.contracts import (
    FINANCE_CLERK,
    HEAD_OFFICE,
    SERVICE,
    VENUE_MANAGER,
    Day,
    Id,
    Instant,
    Money,
    Query,
    Row,
)


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


class IncomeByKind(Query, by=(HEAD_OFFICE, VENUE_MANAGER, FINANCE_CLERK), answers=IncomeRow):
    """Income by venue and kind on the venue's days from `first` to before `until` (cash clock: when money moved)."""

    first: Day
    until: Day
    venue_id: Id | None = None


class ClassRow(Row):
    """Bookings that had a seat, and what became of them, in one category of course.

    `imported` of them were taken over from an older system.
    """

    category: str
    sessions: int
    seats: int
    bookings: int
    attended: int
    missed: int
    cancelled: int
    imported: int
    clock: str
    zone: str
    fresh_at: Instant | None


class ClassReport(Query, by=(HEAD_OFFICE, VENUE_MANAGER), answers=ClassRow):
    """Classes by category, of sessions on the venue's days from `first` to before `until`.

    Imported bookings know no day: they are counted only when no day is given.
    """

    first: Day | None = None
    until: Day | None = None
    venue_id: Id | None = None


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


class MemberActivity(Query, by=(HEAD_OFFICE, VENUE_MANAGER), answers=ActivityRow):
    """Activity by member on the venues' days from `first` to before `until`, the most active first; 500 at most."""

    first: Day
    until: Day
    venue_id: Id | None = None


class FreshnessRow(Row):
    """How far the figures include a service; the last event took `lag_seconds` from its record until then."""

    source: str
    position: int
    recorded_at: Instant | None
    lag_seconds: int


class Freshness(Query, by=(HEAD_OFFICE, VENUE_MANAGER, FINANCE_CLERK, SERVICE), answers=FreshnessRow):
    """The last event of each service that the figures include."""
