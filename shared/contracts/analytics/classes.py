"""Classes: seats, bookings, and who came."""

from __future__ import annotations

from shared.contracts import HEAD_OFFICE, VENUE_MANAGER, Day, Figures, Id, Instant, Query, Row, Text
from shared.contracts.analytics.basis import OF_EACH_VENUE


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


class ClassReport(
    Query,
    by=(HEAD_OFFICE, VENUE_MANAGER),
    answers=ClassRow,
    figures=Figures(
        Text("visit date: the day on which the session starts", "到场口径：开课之日"), OF_EACH_VENUE, ("booking",)
    ),
):
    """Classes by category, of sessions on the venue's days from `first` to before `until`.

    Imported bookings know no day: they are counted only when no day is given.
    """

    first: Day | None = None
    until: Day | None = None
    venue_id: Id | None = None
