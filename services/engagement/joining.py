"""Two records of one person: the points of the merged one pass to the survivor, and back if they part again. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from services.engagement.account import Account, Accounts, Lot, from_lots, lot_of_part, remember
from services.engagement.rule import chain_day
from shared.contracts import Event
from shared.contracts.engagement import (
    Because,
    JoinPoints,
    PassedLot,
    PointsPassedOn,
    PointsTakenOver,
    SeparatePoints,
)
from shared.decider import Context, Decider

JoiningCommand = JoinPoints | SeparatePoints


def streams(wish: JoiningCommand, context: Context) -> list[str]:
    return [f"points-{wish.member_id}", f"points-{wish.survivor_id}"]


def decide(wish: JoiningCommand, accounts: Accounts, context: Context) -> list[Event]:
    merged, survivor = accounts.of(wish.member_id), accounts.of(wish.survivor_id)
    joined = merged.passed_to == wish.survivor_id
    match wish:
        case JoinPoints() if not joined:
            lots = lots_of(merged, merged.lots)
            return handed(wish.member_id, wish.survivor_id, "merged", lots, merged.owed, survivor, context)
        case SeparatePoints() if joined:
            brought = [lot_id for lot_id, by in survivor.brought.items() if by == wish.member_id]
            lots = lots_of(survivor, brought)
            return handed(wish.survivor_id, wish.member_id, "apart", lots, 0, merged, context)
    return []


def lots_of(account: Account, lot_ids: Iterable[str]) -> tuple[PassedLot, ...]:
    """The lots with their past: what is refunded later is still taken back from where it was earned."""
    causes = {lot_id: cause for cause, lot_id in account.causes.items()}
    return tuple(
        PassedLot(lot_id=i, earned_for=causes[i][0], cause_id=causes[i][1], **vars(account.lots[i])) for i in lot_ids
    )


def handed(
    giver: str,
    taker: str,
    because: Because,
    lots: tuple[PassedLot, ...],
    owed: int,
    account: Account,
    context: Context,
) -> list[Event]:
    """Out of one account and into the other; what either owed is made good from the points that are there."""
    points = sum(lot.remaining for lot in lots) - owed
    moved = {"because": because, "points": points, "lots": lots, "owed": owed}
    fills = from_lots(open_lots(account, lots, chain_day(context.at)), account.owed + owed)
    return [
        PointsPassedOn(member_id=giver, to_member_id=taker, **moved),  # type: ignore[arg-type]
        PointsTakenOver(member_id=taker, from_member_id=giver, fills=fills, **moved),  # type: ignore[arg-type]
    ]


def open_lots(account: Account, parts: Iterable[PassedLot], day: date) -> list[tuple[str, Lot]]:
    """Those that are there and those that come, locked or not, the first to expire first."""
    coming = [(part.lot_id, lot_of_part(part)) for part in parts]
    coming = [(lot_id, lot) for lot_id, lot in coming if day < lot.until]
    return sorted([*account.open(day).items(), *coming], key=lambda item: item[1].until)


JOINING: Decider[Accounts] = Decider((JoinPoints, SeparatePoints), Accounts(), streams, decide, remember)
