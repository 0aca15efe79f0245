"""Guests whom members bring: passes asked for, and what became of them."""

from __future__ import annotations

from shared.contracts import HEAD_OFFICE, VENUE_MANAGER, Day, Figures, Id, Query, Row, Text
from shared.contracts.analytics.basis import OF_EACH_VENUE
from shared.contracts.analytics.members import Period


class GuestPassNumbersRow(Row):
    """Passes asked for to bring a guest to a venue in a period: `not_held` since the card gives none that day.

    Of the others `used`, `released` (nobody came), `withdrawn` (refunded) or still `open`. `refused` swipes of these guests.
    So many `members` bring so many `guests`, of whom so many `joined` until now.
    """

    venue_id: Id
    venue: str
    period: Day
    asked: int
    not_held: int
    used: int
    released: int
    withdrawn: int
    open: int
    refused: int
    members: int
    guests: int
    joined: int
    zone: str


class GuestPassNumbers(
    Query,
    by=(HEAD_OFFICE, VENUE_MANAGER),
    answers=GuestPassNumbersRow,
    figures=Figures(
        Text("visit date: the day for which the pass is", "到场口径：名额所定之日"), OF_EACH_VENUE, ("cards", "members")
    ),
):
    """Guest passes by venue and day or month of the visit, from `first` to before `until`; 5,000 rows at most."""

    first: Day
    until: Day
    by_period: Period = "month"
    venue_id: Id | None = None
