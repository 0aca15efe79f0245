"""What a member has, and where it came from."""

from __future__ import annotations

from shared.contracts import (
    MEMBER,
    STAFF,
    Day,
    Id,
    Instant,
    Query,
    Row,
)


class PointsRow(Row):
    """What a member may spend now, and what goes first; what is `locked` yet, the next of it until `available_day`."""

    member_id: Id
    points: int
    expiring: int
    expires_day: Day | None
    locked: int
    available_day: Day | None


class PointsBalance(Query, by=(*STAFF, MEMBER), answers=PointsRow):
    """A member's points."""

    member_id: Id


class PointsEntryRow(Row):
    """A line of the points ledger: positive earned, negative spent, expired or taken back."""

    at: Instant
    kind: str
    points: int
    cause_id: Id | None
    rule: int | None


class PointsLedger(Query, by=(*STAFF, MEMBER), answers=PointsEntryRow):
    """Every change of a member's points with its cause, newest first; 200 at most."""

    member_id: Id
