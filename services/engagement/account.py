"""A member's points as a fold: lots that expire, and what is owed where taken back points were spent already. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from services.engagement.rule import Rules
from shared.contracts import Event
from shared.contracts.engagement import (
    EarnedFor,
    LotShare,
    PointsEarned,
    PointsExpired,
    PointsRedeemed,
    PointsRulePublished,
    PointsTakenBack,
)


@dataclass(frozen=True)
class Lot:
    """Points earned by one cause. `remaining` can still be spent; `expired` and `taken` (back) went otherwise."""

    earned: int
    expires_day: date
    remaining: int
    expired: int = 0
    taken: int = 0


@dataclass(frozen=True)
class Account:
    """Lots by id, in the order in which they were earned. `owed` is positive only while no lot can be spent."""

    rules: Rules = ()
    lots: Mapping[str, Lot] = field(default_factory=dict)
    causes: Mapping[tuple[EarnedFor, str], str] = field(default_factory=dict)
    owed: int = 0
    redemptions: Mapping[str, int] = field(default_factory=dict)

    def spendable(self, day: date) -> dict[str, Lot]:
        """The lots that can be spent on a day, the first to expire first."""
        open_lots = ((i, lot) for i, lot in self.lots.items() if lot.remaining > 0 and day < lot.expires_day)
        return dict(sorted(open_lots, key=lambda item: item[1].expires_day))

    def balance(self, day: date) -> int:
        return sum(lot.remaining for lot in self.spendable(day).values()) - self.owed


def from_lots(lots: Iterable[tuple[str, Lot]], points: int) -> tuple[LotShare, ...]:
    """So many points, or as many as there are, from these lots in their order."""
    shares = []
    for lot_id, lot in lots:
        part = min(points, lot.remaining)
        if part > 0:
            shares.append(LotShare(lot_id=lot_id, points=part))
        points -= part
    return tuple(shares)


def evolve(account: Account, event: Event) -> Account:
    match event:
        case PointsRulePublished():
            return replace(account, rules=(*account.rules, event))
        case PointsEarned():
            lot = Lot(event.points, event.expires_day, event.points - event.fills)
            causes = {**account.causes, (event.earned_for, event.cause_id): event.lot_id}
            lots = {**account.lots, event.lot_id: lot}
            return replace(account, lots=lots, causes=causes, owed=account.owed - event.fills)
        case PointsTakenBack():
            account = drawn(account, event.lots)
            lot = account.lots[event.lot_id]
            lots = {**account.lots, event.lot_id: replace(lot, taken=lot.taken + event.points)}
            return replace(account, lots=lots, owed=account.owed + event.owed)
        case PointsRedeemed():
            redemptions = {**account.redemptions, event.redemption_id: event.points}
            return replace(drawn(account, event.lots), redemptions=redemptions)
        case PointsExpired():
            account = drawn(account, (LotShare(lot_id=event.lot_id, points=event.points),))
            lot = account.lots[event.lot_id]
            expired = replace(lot, expired=lot.expired + event.points)
            return replace(account, lots={**account.lots, event.lot_id: expired})
    return account


def drawn(account: Account, shares: Iterable[LotShare]) -> Account:
    lots = dict(account.lots)
    for share in shares:
        lots[share.lot_id] = replace(lots[share.lot_id], remaining=lots[share.lot_id].remaining - share.points)
    return replace(account, lots=lots)
