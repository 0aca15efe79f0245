"""Earning, spending, taking back and expiring points. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import assert_never

from services.engagement.account import Account, Accounts, Lot, from_lots, remember
from services.engagement.rule import Lasting, chain_day, lasting, rule_on
from shared.contracts import Event
from shared.contracts.engagement import (
    EarnForAttendance,
    EarnForPayment,
    EarnGift,
    ExpirePoints,
    LotFor,
    NotEnoughPoints,
    PointsEarned,
    PointsExpired,
    PointsLocked,
    PointsNotPositive,
    PointsRedeemed,
    PointsTakenBack,
    RedeemPoints,
    RedemptionIdReused,
    TakeBackGift,
    TakeBackPoints,
)
from shared.decider import Context, Decider
from shared.ids import derived_id

PointsCommand = (
    EarnForPayment | EarnForAttendance | EarnGift | TakeBackPoints | TakeBackGift | RedeemPoints | ExpirePoints
)


def decide(wish: PointsCommand, accounts: Accounts, context: Context) -> list[Event]:
    """What is asked for a record that was merged concerns the one that goes on."""
    owner = accounts.owner(wish.member_id)
    command, account = replace(wish, member_id=owner), accounts.of(owner)
    match command:
        case EarnForPayment():
            return earn_for_payment(command, account)
        case EarnForAttendance():
            return earn_for_attendance(command, account)
        case EarnGift():
            return earn_gift(command, account)
        case TakeBackPoints():
            return take_back(command, account, context)
        case TakeBackGift():
            return take_back_gift(command, account, context)
        case RedeemPoints():
            return redeem(command, account, context)
        case ExpirePoints():
            return expire(command, account, context)
    assert_never(command)


def earn_for_payment(wish: EarnForPayment, account: Account) -> list[Event]:
    rule = rule_on(account.rules, "payment", wish.day)
    if rule is None:
        return []
    points = wish.total.amount // rule.per_amount * rule.points
    return fresh_lot(account, "payment", wish.member_id, wish.order_id, points, lasting(rule, wish.day), rule.rule)


def earn_for_attendance(wish: EarnForAttendance, account: Account) -> list[Event]:
    rule = rule_on(account.rules, "attendance", wish.day)
    if rule is None:
        return []
    days = lasting(rule, wish.day)
    return fresh_lot(account, "attendance", wish.member_id, wish.booking_id, rule.points, days, rule.rule)


def earn_gift(wish: EarnGift, account: Account) -> list[Event]:
    """Given by no rule of points: the offer of the renewal says how many, and how long they last."""
    days = Lasting(wish.day, None, wish.day + timedelta(days=wish.last_days))
    return fresh_lot(account, "gift", wish.member_id, wish.gift_id, wish.points, days)


def fresh_lot(
    account: Account,
    earned_for: LotFor,
    member_id: str,
    cause_id: str,
    points: int,
    days: Lasting,
    rule: int = 0,
) -> list[Event]:
    """A new lot, once for each cause; what the member owes is filled from it first."""
    if points <= 0 or (earned_for, cause_id) in account.causes:
        return []
    return [
        PointsEarned(
            member_id=member_id,
            lot_id=lot_of(earned_for, cause_id),
            earned_for=earned_for,
            cause_id=cause_id,
            points=points,
            rule=rule,
            earned_day=days.earned,
            available_day=days.available,
            expires_day=days.expires,
            fills=min(points, account.owed),
        )
    ]


def lot_of(earned_for: LotFor, cause_id: str) -> str:
    return derived_id("lot", earned_for, cause_id)


def take_back(wish: TakeBackPoints, account: Account, context: Context) -> list[Event]:
    """Take back what the refunded part of an order had earned: first from its own lot, then from the others.

    Rounded down; what of the lot expired unspent is gone already.
    """
    lot_id = account.causes.get(("payment", wish.order_id))
    if lot_id is None or wish.total.amount <= 0:
        return []
    lot = account.lots[lot_id]
    due = lot.earned * min(wish.refunded.amount, wish.total.amount) // wish.total.amount
    return drawn_back(account, wish.member_id, lot_id, due, (wish.refund_id, wish.order_id), context)


def take_back_gift(wish: TakeBackGift, account: Account, context: Context) -> list[Event]:
    """Nothing for a gift that was never heard of, or is gone already."""
    lot_id = account.causes.get(("gift", wish.gift_id))
    if lot_id is None:
        return []
    all_of_it = account.lots[lot_id].earned
    causes = derived_id("gift taken back", wish.gift_id), wish.gift_id
    return drawn_back(account, wish.member_id, lot_id, all_of_it, causes, context)


def drawn_back(
    account: Account, member_id: str, lot_id: str, due: int, causes: tuple[str, str], context: Context
) -> list[Event]:
    """Up to `due` points of the lot, less what went before: from itself, then from the others, locked or not."""
    lot = account.lots[lot_id]
    points = min(due, lot.earned - lot.expired) - lot.taken
    if points <= 0:
        return []
    lots = from_lots({lot_id: lot, **account.open(chain_day(context.at))}.items(), points)
    return [
        PointsTakenBack(
            member_id=member_id,
            lot_id=lot_id,
            refund_id=causes[0],
            cause_id=causes[1],
            points=points,
            lots=lots,
            owed=points - sum(share.points for share in lots),
        )
    ]


def redeem(wish: RedeemPoints, account: Account, context: Context) -> list[Event]:
    if wish.redemption_id in account.redemptions:
        if account.redemptions[wish.redemption_id] != wish.points:
            raise RedemptionIdReused(redemption_id=wish.redemption_id)
        return []
    if wish.points <= 0:
        raise PointsNotPositive(asked=wish.points)
    left = account.balance(context.at)
    if wish.points > left:
        raise not_enough(wish.points, left, account, context)
    lots = from_lots(account.spendable(context.at).items(), wish.points)
    return [PointsRedeemed(**vars(wish), lots=lots)]


def not_enough(asked: int, left: int, account: Account, context: Context) -> NotEnoughPoints | PointsLocked:
    """Whether waiting helps: the first day on which as many of the points of now are free as are asked for."""
    lots = account.open(chain_day(context.at)).values()
    for day in sorted({lot.available_day for lot in lots if lot.available_day}):
        free = sum(lot.remaining for lot in lots if not lot.locked(day) and day < lot.until)
        if asked <= free - account.owed:
            return PointsLocked(asked=asked, left=left, available_day=day)
    return NotEnoughPoints(asked=asked, left=left)


def expire(wish: ExpirePoints, account: Account, context: Context) -> list[Event]:
    lot = account.lots.get(wish.lot_id)
    if lot is None or not is_over(lot, chain_day(context.at)):
        return []
    return [PointsExpired(member_id=wish.member_id, lot_id=wish.lot_id, points=lot.remaining)]


def is_over(lot: Lot, day: date) -> bool:
    return lot.remaining > 0 and lot.until <= day


def streams(command: PointsCommand, context: Context) -> Iterable[str]:
    """A member's points stand on their own history; earning also on the chain's rules."""
    yield f"points-{command.member_id}"
    if isinstance(command, EarnForPayment | EarnForAttendance):
        yield "pointsrules"


def further(command: PointsCommand, accounts: Accounts) -> Iterable[str]:
    """The points of the record that goes on."""
    yield f"points-{accounts.owner(command.member_id)}"


POINTS: Decider[Accounts] = Decider(
    (EarnForPayment, EarnForAttendance, EarnGift, TakeBackPoints, TakeBackGift, RedeemPoints, ExpirePoints),
    Accounts(),
    streams,
    decide,
    remember,
    further,
)
