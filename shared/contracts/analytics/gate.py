"""The gate: whom it refuses and why, and how full the venues are."""

from __future__ import annotations

from shared.contracts import HEAD_OFFICE, VENUE_MANAGER, Day, Figures, Id, Instant, Query, Row, Text
from shared.contracts.analytics.basis import OF_EACH_VENUE


class GateRefusalsRow(Row):
    """So many swipes of so many members were refused for this reason in this hour of the day (0 to 23).

    `swipes` are all of the venue's in that hour, granted ones included.
    """

    venue_id: Id
    venue: str
    hour: int
    reason: str
    refused: int
    members: int
    swipes: int
    zone: str


class GateRefusals(
    Query,
    by=(HEAD_OFFICE, VENUE_MANAGER),
    answers=GateRefusalsRow,
    figures=Figures(
        Text("visit date: when the card was swiped, by the venue's clock", "到场口径：刷卡之时，场馆时钟"),
        OF_EACH_VENUE,
        ("cards",),
    ),
):
    """Refusals by venue, hour of the day and reason, on the venue's days from `first` to before `until`."""

    first: Day
    until: Day
    venue_id: Id | None = None


class VenueOccupancyRow(Row):
    """How full a venue was in one hour, which begins at `starts_at` and, by the venue's clock, at `local`.

    `present` people, guests among them, were there at some time of it, `most` at once. `assumed` of them have no exit on record: they count
    until they enter elsewhere or the assumed minutes are over. On the day the clocks change there are 23 or 25 hours.
    """

    venue_id: Id
    venue: str
    starts_at: Instant
    local: str
    entered: int
    left: int
    present: int
    most: int
    assumed: int
    zone: str


class VenueOccupancy(
    Query,
    by=(HEAD_OFFICE, VENUE_MANAGER),
    answers=VenueOccupancyRow,
    figures=Figures(
        Text("visit date: instants of entry and exit", "到场口径：入场与离场时刻"), OF_EACH_VENUE, ("cards", "members")
    ),
):
    """Occupancy by venue and hour on the venue's days from `first` to before `until`; 5,000 rows at most."""

    first: Day
    until: Day
    assumed_minutes: int = 120
    venue_id: Id | None = None


class AreaOccupancyRow(Row):
    """How full an area of a venue was in one hour, which begins at `starts_at` and, by the venue's clock, at `local`.

    Fields as in `VenueOccupancyRow`; who goes on to another area or out of the venue has left. So many swipes were `refused`.
    """

    venue_id: Id
    venue: str
    area: str
    starts_at: Instant
    local: str
    entered: int
    left: int
    present: int
    most: int
    assumed: int
    refused: int
    zone: str


class AreaOccupancy(
    Query,
    by=(HEAD_OFFICE, VENUE_MANAGER),
    answers=AreaOccupancyRow,
    figures=Figures(
        Text("visit date: instants of entry and exit", "到场口径：入场与离场时刻"), OF_EACH_VENUE, ("cards", "members")
    ),
):
    """Hours in which somebody was in an area, or was refused there, from `first` to before `until`; 5,000 rows at most."""

    first: Day
    until: Day
    assumed_minutes: int = 120
    venue_id: Id | None = None
    area: str | None = None


class GateWarningsRow(Row):
    """So many entries were warned of this, on so many cards; `refused_cards` were refused within the days for what it foretold.

    `warning` is a code, such as CardEndsSoon. `entries` are all of the venue's in these days.
    """

    venue_id: Id
    venue: str
    warning: str
    warned: int
    cards: int
    members: int
    refused_cards: int
    entries: int
    zone: str


class GateWarnings(
    Query,
    by=(HEAD_OFFICE, VENUE_MANAGER),
    answers=GateWarningsRow,
    figures=Figures(
        Text("visit date: the venue's day of the entry", "到场口径：入场之日"), OF_EACH_VENUE, ("cards", "members")
    ),
):
    """What the gate warned of, by venue and kind, from `first` to before `until`, and where the warning came true."""

    first: Day
    until: Day
    within_days: int = 30
    venue_id: Id | None = None


class OfflineConflictNumbersRow(Row):
    """So many entries while a gate was offline would have been refused for this reason; of `unpaid` ones nothing could pay.

    `settled`: somebody looked at it; `open`: nobody has yet. `entries` are all of the venue's in these days.
    """

    venue_id: Id
    venue: str
    reason: str
    conflicts: int
    cards: int
    unpaid: int
    settled: int
    open: int
    entries: int
    zone: str


class OfflineConflictNumbers(
    Query,
    by=(HEAD_OFFICE, VENUE_MANAGER),
    answers=OfflineConflictNumbersRow,
    figures=Figures(Text("visit date: the venue's day of the entry", "到场口径：入场之日"), OF_EACH_VENUE, ("cards",)),
):
    """Conflicts of offline entries by venue and reason, from `first` to before `until`."""

    first: Day
    until: Day
    venue_id: Id | None = None


class GateSilencesRow(Row):
    """How often and how long nothing was heard of a device for longer than the policy of its venue allows.

    What is silent still counts up to now. `watched_minutes` are those of the days asked for, since it was heard first.
    """

    venue_id: Id
    venue: str
    device_id: str
    heard_at: Instant
    silences: int
    silent_minutes: int
    longest_minutes: int
    watched_minutes: int
    zone: str


class GateSilences(
    Query,
    by=(HEAD_OFFICE, VENUE_MANAGER),
    answers=GateSilencesRow,
    figures=Figures(
        Text("happened: instants at which the device was heard", "发生口径：设备报告的时刻"), OF_EACH_VENUE, ("cards",)
    ),
):
    """Devices of gates by venue, the longest silent first, on the venue's days from `first` to before `until`."""

    first: Day
    until: Day
    venue_id: Id | None = None
