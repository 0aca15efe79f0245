"""How many are inside: counted at the gates of venues that have a capacity, so that it is never passed."""

from __future__ import annotations

from typing import Literal

from shared.contracts import DEVICE, STAFF, Event, Id, Instant, Query, Refusal, Row, Text


class VenueFull(Refusal):
    """A venue lets in as many people as its capacity says, guests included."""

    venue_id: Id
    capacity: int
    says = Text("{capacity} people are inside; the venue is full.", "场内已达 {capacity} 人上限。")
    remedy = Text("Wait until somebody leaves, or go to another venue.", "请等候有人离场，或前往其他场馆。")


class CrowdMoved(Event, stream="crowd-{venue_id}-{hour}", unreported="own use"):
    """Somebody came in or left at `at`, of a venue that counts, or of its `area`; `hour` is that of UTC in which it did.

    `visitor` is the member; of a bearer card, the card; of a guest, the pass. `unasked`: the gate was offline and let them
    in, however full it was.
    """

    venue_id: Id
    hour: str
    visitor: Id
    direction: Literal["in", "out"]
    at: Instant
    area: str | None = None
    unasked: bool = False


class HouseRow(Row):
    """How many are counted inside, and how many may be (None: any number)."""

    venue_id: Id
    area: str | None  # None: the whole venue, its areas included
    inside: int
    capacity: int | None


class Occupancy(Query, by=(*STAFF, DEVICE), answers=HouseRow):
    """How full a venue is that has a capacity or areas, and each of its areas; of others `OccupancyNow` tells."""

    venue_id: Id
