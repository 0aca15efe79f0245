"""What the audit checks in engagement's log: points. Pure; borrows no rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from shared.audit import Check, Rows, Violation
from shared.contracts import Event
from shared.contracts.engagement import (
    LotShare,
    PointsEarned,
    PointsExpired,
    PointsPassedOn,
    PointsRedeemed,
    PointsTakenBack,
    PointsTakenOver,
)
from shared.log import Recorded

LOTS = "SELECT lot_id::text, remaining FROM points_lot"
BALANCES = "SELECT member_id::text, sum(points)::bigint FROM points_entry GROUP BY 1"
OWED = "SELECT member_id::text, owed FROM points_owed"


class Points(Check):
    """Keeps what is left of every lot, and each member's balance and debt."""

    invariant = "I3"
    promise = "no lot gives more points than it has, nothing earns twice, shown balances are the log's"

    def __init__(self) -> None:
        self.lots: dict[str, int] = {}
        self.balances: Counter[str] = Counter()
        self.owed: dict[str, int] = {}
        self.causes: set[tuple[str, str]] = set()

    def see(self, recorded: Recorded, event: Event) -> Iterator[Violation]:
        for says in self._wrong(event):
            yield Violation.at(recorded, says)

    def _wrong(self, event: Event) -> Iterator[str]:
        match event:
            case PointsEarned():
                yield from self._earn(event)
            case PointsRedeemed():
                self.balances[event.member_id] -= event.points
                yield from self._draw(event.lots, event.points)
            case PointsTakenBack():
                self.balances[event.member_id] -= event.points
                self.owed[event.member_id] = self.owed.get(event.member_id, 0) + event.owed
                yield from self._draw(event.lots, event.points - event.owed)
            case PointsPassedOn():
                self.balances[event.member_id] -= event.points
                if event.owed or event.member_id in self.owed:
                    self.owed[event.member_id] = self.owed.get(event.member_id, 0) - event.owed
            case PointsTakenOver():
                filled = sum(share.points for share in event.fills)
                self.balances[event.member_id] += event.points
                self.owed[event.member_id] = self.owed.get(event.member_id, 0) + event.owed - filled
                yield from self._draw(event.fills, filled)
                if self.owed[event.member_id] < 0:
                    yield f"{filled} points fill more than is owed"
            case PointsExpired():
                self.balances[event.member_id] -= event.points
                yield from self._draw([LotShare(lot_id=event.lot_id, points=event.points)], event.points)

    def _earn(self, event: PointsEarned) -> Iterator[str]:
        if (cause := (event.earned_for, event.cause_id)) in self.causes:
            yield f"{event.earned_for} {event.cause_id} earns twice"
        self.causes.add(cause)
        self.lots[event.lot_id] = event.points - event.fills
        self.balances[event.member_id] += event.points
        if event.member_id in self.owed:
            self.owed[event.member_id] -= event.fills
        if event.fills > event.points or self.owed.get(event.member_id, 0) < 0:
            yield f"{event.fills} of {event.points} points fill more than is owed"

    def _draw(self, shares: Iterable[LotShare], points: int) -> Iterator[str]:
        for share in shares:
            points -= share.points
            self.lots[share.lot_id] = self.lots.get(share.lot_id, 0) - share.points
            if share.points < 0 or self.lots[share.lot_id] < 0:
                yield f"lot {share.lot_id} gives {share.points} points, which leaves {self.lots[share.lot_id]}"
        if points:
            yield f"the lots give {points} points less than the event says"

    def shown(self) -> Mapping[str, Rows]:
        return {LOTS: self.lots.items(), BALANCES: self.balances.items(), OWED: self.owed.items()}

    def checked(self) -> str:
        return f"{len(self.lots):,} lots of {len(self.balances):,} members"


CHECKS = (Points,)
