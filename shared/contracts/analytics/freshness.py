"""How far the figures go."""

from __future__ import annotations

from shared.contracts import FINANCE_CLERK, HEAD_OFFICE, SERVICE, VENUE_MANAGER, Instant, Query, Row


class FreshnessRow(Row):
    """How far the figures include a service; the last event took `lag_seconds` from its record until then."""

    source: str
    position: int
    recorded_at: Instant | None
    lag_seconds: int


class Freshness(Query, by=(HEAD_OFFICE, VENUE_MANAGER, FINANCE_CLERK, SERVICE), answers=FreshnessRow):
    """The last event of each service that the figures include."""
