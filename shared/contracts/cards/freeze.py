"""Freezing a card by days, and coming back early."""

from __future__ import annotations

from shared.contracts import (
    FRONT_DESK,
    HEAD_OFFICE,
    MEMBER,
    VENUE_MANAGER,
    Command,
    Day,
    DayRange,
    Event,
    Id,
    Money,
    Refusal,
    Text,
)
from shared.contracts.cards.card import CardCancelled, CardNotIssued, CardOfAnotherMember
from shared.contracts.cards.lot import LotDays
from shared.contracts.cards.terms import FreezeFee, HoldRule


class FreezeDaysOutOfRange(Refusal):
    """A freeze lasts from one day up to the freeze days the card has left."""

    asked: int
    left: int
    says = Text("{asked} days were asked for, {left} are left.", "申请冻结 {asked} 天，剩余额度 {left} 天。")
    remedy = Text("Ask for at most the days left.", "冻结天数不得超过剩余额度。")


class FreezeOverlaps(Refusal):
    """A card rests once at a time."""

    first: Day
    until: Day
    other_first: Day
    other_until: Day
    says = Text(
        "{first} to {until} overlaps the freeze from {other_first} to {other_until}.",
        "{first} 至 {until} 与 {other_first} 至 {other_until} 的冻结重叠。",
    )
    remedy = Text("Choose other days, or end that freeze early.", "请选择其他日期，或提前结束该冻结。")


class FreezeOutsideDays(Refusal):
    """A freeze begins on a day on which the card is valid, and which is not over."""

    first: Day
    earliest: Day
    valid_until: Day
    says = Text(
        "{first} is no day to begin a freeze: the card's days are from {earliest} until {valid_until}.",
        "冻结不能自 {first} 开始：此卡可冻结的日期为 {earliest} 至 {valid_until}（不含）。",
    )
    remedy = Text("Choose a first day among them.", "请在此范围内选择首日。")


class FreezeDayVisited(Refusal):
    """A day on which the card let its member in cannot rest."""

    day: Day
    says = Text("The card was used on {day}.", "此卡已于 {day} 使用。")
    remedy = Text("Begin the freeze after the last visit.", "请选择最后一次入场之后的日期。")


class FreezeLengthOutOfRange(Refusal):
    """One freeze lasts as many days as the terms of the card say."""

    asked: int
    least: int
    most: int
    says = Text(
        "{asked} days were asked for; a freeze lasts {least} to {most}.",
        "申请 {asked} 天，每次冻结须为 {least} 至 {most} 天。",
    )
    remedy = Text("Ask for a number of days between these.", "请在此范围内选择天数。")


class FreezeNoticeTooShort(Refusal):
    """A freeze is announced as many days ahead as the terms of the card say."""

    first: Day
    earliest: Day
    says = Text("A freeze from {first} is announced too late.", "自 {first} 起的冻结申请过晚。")
    remedy = Text("Begin the freeze on {earliest} or later.", "冻结最早可自 {earliest} 起。")


class FreezesUsedUp(Refusal):
    """In a calendar year no more freezes begin than the terms of the card allow."""

    year: int
    most: int
    says = Text("All {most} freezes of {year} are used.", "{year} 年的 {most} 次冻结已用完。")
    remedy = Text("Begin it in another year, or call a planned freeze off.", "请改在其他年度，或取消已计划的冻结。")


class NotFrozen(Refusal):
    """Only a freeze that is planned or running can be ended early."""

    card_id: str
    says = Text("No freeze of card {card_id} can be ended on this day.", "卡 {card_id} 在该日没有可结束的冻结。")
    remedy = Text("Check the card's freezes.", "请查看此卡的冻结记录。")


class FreezeCard(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER),
    refuses=(
        CardNotIssued,
        CardOfAnotherMember,
        CardCancelled,
        FreezeDaysOutOfRange,
        FreezeOverlaps,
        FreezeOutsideDays,
        FreezeDayVisited,
        FreezeLengthOutOfRange,
        FreezeNoticeTooShort,
        FreezesUsedUp,
    ),
):
    """Rest a card: by its terms the days rested are added to its end, taken off the next charge, or neither."""

    card_id: Id
    member_id: Id
    rest: DayRange


class CardFrozen(Event, stream="card-{card_id}"):
    """The card rests on these days and now runs until `valid_until` (not included); `lots` are those that it moved.

    `hold`, `fee` and `fee_price` are the terms of the card on the first of these days: what the rest does and costs.
    With `application_id` it was told afterwards and approved: it moves the end and costs nothing. Lessons on other
    cards of its member rest with it, unless it is `alone`: no term on the first of these days.
    """

    card_id: Id
    member_id: Id
    rest: DayRange
    valid_until: Day
    lots: tuple[LotDays, ...] = ()
    hold: HoldRule = "extend"
    fee: FreezeFee = "free"
    fee_price: Money | None = None
    application_id: Id | None = None
    alone: bool = False


class FreezeFeeDue(Event, stream="card-{card_id}"):
    """A rest costs a fee on `day`: for being set up, on its first day, or for its `month` (from 1 on), which begins.

    Finance places `order_id`, one a fee, at the price listed for freeze fees, else at `fee`; it is due on that day.
    A rest that is called off before its first day, and a month that does not begin, cost nothing.
    """

    card_id: Id
    member_id: Id
    order_id: Id
    product_id: Id
    venue_id: Id
    rest: DayRange
    month: int
    fee: Money
    day: Day


class EndFreeze(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER),
    refuses=(CardNotIssued, CardOfAnotherMember, NotFrozen),
):
    """Come back early on `first_day_back`: only the days really rested stay added to the card's end."""

    card_id: Id
    member_id: Id
    first_day_back: Day


class FreezeEnded(Event, stream="card-{card_id}"):
    """The rest ended early after `rested_days` (0: it never began); the card now runs until `valid_until`.

    `lots` are those whose days it moved back.
    """

    card_id: Id
    member_id: Id
    rest: DayRange
    rested_days: int
    valid_until: Day
    lots: tuple[LotDays, ...] = ()
