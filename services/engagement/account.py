"""A member's points as a fold: lots that expire, and what is owed where taken back points were spent already. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from services.engagement.rule import Rules, chain_day, first_day
from shared.contracts import Event
from shared.contracts.engagement import (
    LotFor,
    LotShare,
    PassedLot,
    PointsEarned,
    PointsExpired,
    PointsPassedOn,
    PointsRedeemed,
    PointsRulePublished,
    PointsTakenBack,
    PointsTakenOver,
)


@dataclass(frozen=True)
class Lot:
    """Points earned by one cause. `remaining` can be spent from `available_day` up to, not including, `expires_day`;
    `expired` and `taken` (back) went otherwise. No available day: at once; no expires day: for ever."""

    earned: int
    expires_day: date | None
    remaining: int
    expired: int = 0
    taken: int = 0
    available_day: date | None = None

    @property
    def until(self) -> date:
        return self.expires_day or date.max

    def locked(self, first: date) -> bool:
        """Whether the lot cannot be spent yet where the newest day that has begun somewhere is `first`."""
        return self.available_day is not None and first < self.available_day


@dataclass(frozen=True)
class Account:
    """Lots by id, in the order in which they were earned. `owed` is positive only while no lot can be spent."""

    rules: Rules = ()
    lots: Mapping[str, Lot] = field(default_factory=dict)
    causes: Mapping[tuple[LotFor, str], str] = field(default_factory=dict)
    owed: int = 0
    redemptions: Mapping[str, int] = field(default_factory=dict)
    passed_to: str | None = None  # the record that this one was merged into
    brought: Mapping[str, str] = field(default_factory=dict)  # lots that other records brought, by whom

    def open(self, day: date) -> dict[str, Lot]:
        """The lots that are not over on a day, locked or not, the first to expire first."""
        lots = ((i, lot) for i, lot in self.lots.items() if lot.remaining > 0 and day < lot.until)
        return dict(sorted(lots, key=lambda item: item[1].until))

    def spendable(self, now: datetime) -> dict[str, Lot]:
        """The lots that can be spent, the first to expire first."""
        return {i: lot for i, lot in self.open(chain_day(now)).items() if not lot.locked(first_day(now))}

    def balance(self, now: datetime) -> int:
        """What can be spent, less what is owed."""
        return sum(lot.remaining for lot in self.spendable(now).values()) - self.owed


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
            left = event.points - event.fills
            lot = Lot(event.points, event.expires_day, left, available_day=event.available_day)
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
        case PointsPassedOn():
            return passed_on(account, event)
        case PointsTakenOver():
            return taken_over(account, event)
    return account


def passed_on(account: Account, event: PointsPassedOn) -> Account:
    gone = {lot.lot_id for lot in event.lots}
    return replace(
        account,
        lots={lot_id: lot for lot_id, lot in account.lots.items() if lot_id not in gone},
        causes={cause: lot_id for cause, lot_id in account.causes.items() if lot_id not in gone},
        brought={lot_id: by for lot_id, by in account.brought.items() if lot_id not in gone},
        owed=account.owed - event.owed,
        passed_to=event.to_member_id if event.because == "merged" else account.passed_to,
    )


def lot_of_part(part: PassedLot) -> Lot:
    return Lot(part.earned, part.expires_day, part.remaining, part.expired, part.taken, part.available_day)


def taken_over(account: Account, event: PointsTakenOver) -> Account:
    came = {p.lot_id: lot_of_part(p) for p in event.lots}
    merged = event.because == "merged"
    account = replace(
        account,
        lots={**account.lots, **came},
        causes={**account.causes, **{(p.earned_for, p.cause_id): p.lot_id for p in event.lots}},
        brought={**account.brought, **(dict.fromkeys(came, event.from_member_id) if merged else {})},
        owed=account.owed + event.owed - sum(share.points for share in event.fills),
        passed_to=account.passed_to if merged else None,
    )
    return drawn(account, event.fills)


@dataclass(frozen=True)
class Accounts:
    """What a decision about points stands on: the rules, and the accounts of the records of one person."""

    rules: Rules = ()
    by_member: Mapping[str, Account] = field(default_factory=dict)

    def of(self, member_id: str) -> Account:
        return replace(self.by_member.get(member_id, Account()), rules=self.rules)

    def owner(self, member_id: str) -> str:
        """Whose points those of this record are."""
        return self.of(member_id).passed_to or member_id


def remember(accounts: Accounts, event: Event) -> Accounts:
    if isinstance(event, PointsRulePublished):
        return replace(accounts, rules=(*accounts.rules, event))
    member_id = event.stream_name.removeprefix("points-")
    return replace(accounts, by_member={**accounts.by_member, member_id: evolve(accounts.of(member_id), event)})


def drawn(account: Account, shares: Iterable[LotShare]) -> Account:
    lots = dict(account.lots)
    for share in shares:
        lots[share.lot_id] = replace(lots[share.lot_id], remaining=lots[share.lot_id].remaining - share.points)
    return replace(account, lots=lots)
