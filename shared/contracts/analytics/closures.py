"""Closures: days on which a venue was closed, and what they cost in days of cards."""

from __future__ import annotations

from shared.contracts import HEAD_OFFICE, VENUE_MANAGER, Day, Figures, Id, Query, Row, Text
from shared.contracts.analytics.basis import OF_EACH_VENUE


class ClosureNumbersRow(Row):
    """A closure: closed on `days`, from `first_day` to before `until_day` (the same: it opened after all).

    `days_lost` of the days asked for; of a day on which several closures of a venue last only the first counts it, so they
    add up. So many `cards` of `members` end later by it, by `days_given` together. `refused` swipes found the door closed.
    """

    venue_id: Id
    venue: str
    closure_id: Id
    extends: str
    first_day: Day
    until_day: Day
    planned_until: Day
    days: int
    days_lost: int
    cards: int
    members: int
    days_given: int
    refused: int
    zone: str


class ClosureNumbers(
    Query,
    by=(HEAD_OFFICE, VENUE_MANAGER),
    answers=ClosureNumbersRow,
    figures=Figures(
        Text("happened: the days of the closure, as known now", "发生口径：闭馆之日，按现在所知"),
        OF_EACH_VENUE,
        ("cards", "members"),
    ),
):
    """Closures by venue that last on a day from `first` to before `until`."""

    first: Day
    until: Day
    venue_id: Id | None = None
