"""The points of two records that are one person, and that part again."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    SERVICE,
    Command,
    Day,
    Event,
    Id,
    Part,
)
from shared.contracts.engagement.points import LotFor, LotShare

Because = Literal["merged", "apart"]


class JoinPoints(Command, by=(SERVICE,)):
    """Two records are one person: the points of `member_id` are `survivor_id`'s from now on."""

    member_id: Id
    survivor_id: Id


class SeparatePoints(Command, by=(SERVICE,)):
    """The two are two people after all: what is left of the points that `member_id` brought goes back."""

    member_id: Id
    survivor_id: Id


class PassedLot(Part):
    """A lot of points as it passes from one record to the other: what is left of it, and what went otherwise."""

    lot_id: Id
    earned_for: LotFor
    cause_id: Id
    earned: int
    remaining: int
    expired: int
    taken: int
    expires_day: Day | None
    available_day: Day | None = None


class PointsPassedOn(Event, stream="points-{member_id}", unreported="said elsewhere"):
    """These lots, and what was owed, are `to_member_id`'s from now on; `merged`: so is all that this record ever earns."""

    member_id: Id
    to_member_id: Id
    because: Because
    points: int  # what the lots have left, less what was owed
    lots: tuple[PassedLot, ...]
    owed: int = 0


class PointsTakenOver(Event, stream="points-{member_id}", unreported="said elsewhere"):
    """These lots came from the other record, and what it owed; `fills` are points that make good what either owed."""

    member_id: Id
    from_member_id: Id
    because: Because
    points: int
    lots: tuple[PassedLot, ...]
    owed: int = 0
    fills: tuple[LotShare, ...] = ()
