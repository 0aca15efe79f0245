"""Prospects: how many come how far on the way to joining, and why others do not."""

from __future__ import annotations

from typing import Literal

from shared.contracts import HEAD_OFFICE, VENUE_MANAGER, Day, Figures, Id, Query, Row, Text
from shared.contracts.analytics.basis import OF_EACH_VENUE
from shared.contracts.analytics.members import Period


class ProspectFunnelRow(Row):
    """Prospects `opened` in a period and how far they came until now: of them `contacted`, `visited`, `tried`.

    `won` joined, `lost` are given up, `open` are followed up still. `won_per_mille` of those won or lost;
    `median_days` from opening to joining. `part`: the source, or the id of who follows up now (empty: the desk).
    """

    venue_id: Id
    venue: str
    venue_zh: str
    period: Day
    part: str
    opened: int
    contacted: int
    visited: int
    tried: int
    won: int
    lost: int
    open: int
    won_per_mille: int | None
    median_days: int | None
    zone: str


class ProspectFunnel(
    Query,
    by=(HEAD_OFFICE, VENUE_MANAGER),
    answers=ProspectFunnelRow,
    figures=Figures(Text("the day on which the prospect was opened", "建立潜客之日"), OF_EACH_VENUE, ("members",)),
):
    """Prospects by the venue that follows them up now, from `first` to before `until`, in parts; 5,000 rows at most."""

    first: Day
    until: Day
    by_period: Period = "month"
    part: Literal["all", "source", "owner"] = "all"
    venue_id: Id | None = None


class LostProspectsRow(Row):
    """So many were given up in a period for this reason, coming from this stage; `back` of them are followed up again."""

    venue_id: Id
    venue: str
    venue_zh: str
    period: Day
    reason: str
    name: str
    name_zh: str
    stage: str
    lost: int
    back: int
    zone: str


class LostProspects(
    Query,
    by=(HEAD_OFFICE, VENUE_MANAGER),
    answers=LostProspectsRow,
    figures=Figures(Text("the day on which the prospect was given up", "放弃跟进之日"), OF_EACH_VENUE, ("members",)),
):
    """Why prospects are given up, by venue, reason and stage, from `first` to before `until`; 5,000 rows at most."""

    first: Day
    until: Day
    by_period: Period = "month"
    venue_id: Id | None = None
