"""Levels: how many members have which on a day, and how they came to them."""

from __future__ import annotations

from shared.contracts import HEAD_OFFICE, VENUE_MANAGER, Day, Figures, Id, Query, Row, Text
from shared.contracts.analytics.basis import OF_HOME_VENUE
from shared.contracts.analytics.members import Period


class MemberLevelsRow(Row):
    """A venue's members of one level on a day; together they are the `members` of `MemberNumbers` on it.

    `rank` 0 is the lowest, which everybody has who reached none. `by_hand` of them hold it by a person's decision, for
    `ending` of them its period ends within the days asked for.
    """

    venue_id: Id
    venue: str
    level: str
    name: str
    name_zh: str
    rank: int
    day: Day
    members: int
    by_hand: int
    ending: int
    zone: str


class MemberLevels(
    Query,
    by=(HEAD_OFFICE, VENUE_MANAGER),
    answers=MemberLevelsRow,
    figures=Figures(
        Text("happened: the level held on the day, as known now", "发生口径：当日等级，按现在所知"),
        OF_HOME_VENUE,
        ("members",),
    ),
):
    """Members by venue and level on a day (None: today), the highest first, by the ladder that binds on it.

    Nothing for a day on which no ladder binds.
    """

    on: Day | None = None
    days: int = 30
    venue_id: Id | None = None


class LevelChangesRow(Row):
    """So many of a venue's members came in a period from one level to another, or kept theirs, and why.

    `taken_back`: what had reached it was refunded; `by_hand`: a person decided it; `released`: the figures decide again.
    """

    venue_id: Id
    venue: str
    period: Day
    from_level: str
    level: str
    members: int
    promoted: int
    demoted: int
    kept: int
    taken_back: int
    by_hand: int
    released: int
    zone: str


class LevelChanges(
    Query,
    by=(HEAD_OFFICE, VENUE_MANAGER),
    answers=LevelChangesRow,
    figures=Figures(Text("happened: the day of the change", "发生口径：变动之日"), OF_HOME_VENUE, ("members",)),
):
    """Promotions, demotions and levels set by hand by venue and day or month, from `first` to before `until`; 5,000 rows at most."""

    first: Day
    until: Day
    by_period: Period = "month"
    venue_id: Id | None = None
