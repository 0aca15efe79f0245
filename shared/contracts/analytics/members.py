"""Member numbers: how many there are, who joins and who leaves, and who they are."""

from __future__ import annotations

from typing import Literal

from shared.contracts import HEAD_OFFICE, VENUE_MANAGER, Day, Figures, Id, Query, Row, Text
from shared.contracts.analytics.basis import OF_EACH_VENUE, OF_HOME_VENUE

Period = Literal["day", "month"]


class MemberNumbersRow(Row):
    """A venue's members in one period, which begins on `period`; a person of several merged records counts once.

    `net` is joined + imported - withdrawn - erased - merged, an undone merge counting back; `members` is their number
    at its end. `active` of them hold a running card then; `activated` for the first time, `returned` after a gap, and
    `lapsed` when the last running card ended, was refunded, passed on or used up. Trial cards count for none of these.
    """

    venue_id: Id
    venue: str
    period: Day
    submitted: int
    rejected: int
    joined: int
    imported: int
    withdrawn: int
    erased: int
    merged: int
    net: int
    members: int
    activated: int
    returned: int
    lapsed: int
    active: int
    zone: str


class MemberNumbers(
    Query,
    by=(HEAD_OFFICE, VENUE_MANAGER),
    answers=MemberNumbersRow,
    figures=Figures(
        Text("happened: the day of the change, as known now", "发生口径：变动之日，按现在所知"),
        OF_HOME_VENUE,
        ("members", "cards"),
    ),
):
    """Members and their growth by venue and day or month, from `first` to before `until`; 5,000 rows at most."""

    first: Day
    until: Day
    by_period: Period = "month"
    venue_id: Id | None = None


class MemberGroupsRow(Row):
    """Members of one sex and band of age; `active` of them hold a running card today. None: not told."""

    venue_id: Id
    venue: str
    sex: str | None
    age_band: str | None
    members: int
    active: int
    zone: str


class MemberGroups(
    Query,
    by=(HEAD_OFFICE, VENUE_MANAGER),
    answers=MemberGroupsRow,
    figures=Figures(Text("as it stands today", "截至今日"), OF_HOME_VENUE, ("members", "cards")),
):
    """Members by venue, sex and band of age (of the year of birth), as it stands today."""

    venue_id: Id | None = None


class ActivityBandRow(Row):
    """Members who came on so many days of the period; `visit_days` are theirs together."""

    venue_id: Id
    venue: str
    band: str
    members: int
    visit_days: int
    zone: str


class ActivityBands(
    Query,
    by=(HEAD_OFFICE, VENUE_MANAGER),
    answers=ActivityBandRow,
    figures=Figures(
        Text("visit date: the venue's day of the entry", "到场口径：入场之日"), OF_HOME_VENUE, ("members", "cards")
    ),
):
    """Members by how often they came, anywhere in the chain, from `first` to before `until`.

    Counted are persons who held a running card on a day of the period or came; a day at a venue is one visit.
    """

    first: Day
    until: Day
    venue_id: Id | None = None


class TrialConversionRow(Row):
    """People who tried in a month, and how many of them bought within the days asked for.

    `kind` is `guest` (a free trial; joined as a member) or `card` (a trial card; bought one that is none). `open`: those
    whose days are not over, and who have not yet. `median_days` is of those who did.
    """

    venue_id: Id
    venue: str
    month: Day
    kind: str
    tried: int
    converted: int
    open: int
    median_days: int | None
    brought_by_members: int
    zone: str


class TrialConversion(
    Query,
    by=(HEAD_OFFICE, VENUE_MANAGER),
    answers=TrialConversionRow,
    figures=Figures(Text("happened: the day of the trial", "发生口径：体验之日"), OF_EACH_VENUE, ("members", "cards")),
):
    """Trials by venue and month of the trial, on days from `first` to before `until`, and what came of them."""

    first: Day
    until: Day
    within_days: int = 30
    venue_id: Id | None = None


class ConsentNumbersRow(Row):
    """Of a venue's members, so many allow this purpose now, so many allowed it once and withdrew."""

    venue_id: Id
    venue: str
    purpose: str
    given: int
    withdrawn: int
    members: int
    zone: str


class ConsentNumbers(
    Query,
    by=(HEAD_OFFICE, VENUE_MANAGER),
    answers=ConsentNumbersRow,
    figures=Figures(Text("as it stands now", "截至现在"), OF_HOME_VENUE, ("members",)),
):
    """Consents in force by venue and purpose; who merged or was erased is not counted."""

    venue_id: Id | None = None
