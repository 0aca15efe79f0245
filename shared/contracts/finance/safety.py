"""The safety stop: a card that is charged too often on one day, or when it cannot be, is charged no more until a person looked."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    FINANCE_CLERK,
    HEAD_OFFICE,
    SERVICE,
    VENUE_MANAGER,
    Command,
    Day,
    Event,
    Id,
    Money,
    Note,
    Part,
    Query,
    Refusal,
    Row,
    Text,
)

StopCause = Literal["too_many_lines", "card_over"]


class SafetyStop(Refusal):
    """More order lines for one card on one day than head office allows are nobody's wish but a fault's."""

    card_id: str
    lines: int
    most: int
    says = Text(
        "Card {card_id} would have {lines} order lines today; after {most} its charging stops.",
        "卡 {card_id} 今日订单将达 {lines} 笔；超过 {most} 笔即停止收费。",
    )
    remedy = Text(
        "Look at the card's orders of today; finance lets charging go on (ResumeCharging).",
        "请核查该卡今日订单；确认后由财务恢复收费（ResumeCharging）。",
    )


class ChargingNotStopped(Refusal):
    """Only what was stopped goes on again."""

    card_id: str
    says = Text("Charging of card {card_id} is not stopped.", "卡 {card_id} 未停止收费。")
    remedy = Text("Nothing needs to be done.", "无需处理。")


class SafetyStopOutOfRange(Refusal):
    """From 1 to 1000 lines a card and day."""

    asked: int
    status = 422
    says = Text("{asked} lines a day are no safety stop.", "每日 {asked} 笔不能作为安全上限。")
    remedy = Text("Give 1 to 1000.", "请填写 1 至 1000。")


class SafetyStopDated(Refusal):
    """What was sold yesterday was sold by yesterday's stop."""

    valid_from: Day
    earliest: Day
    status = 422
    says = Text("The stop cannot hold from {valid_from}.", "安全上限不能自 {valid_from} 起生效。")
    remedy = Text("Choose {earliest} or a later day.", "请选择 {earliest} 或之后的日期。")


class PublishSafetyStop(Command, by=(HEAD_OFFICE,), refuses=(SafetyStopOutOfRange, SafetyStopDated)):
    """From a day on, so many order lines for one card on one day of a venue are the most; until then 15."""

    most_lines: int
    valid_from: Day


class SafetyStopPublished(Event, stream="safetystops", unreported="rule"):
    """More lines than these for one card on one day stop its charging."""

    most_lines: int
    valid_from: Day


class NoteCharge(Command, by=(SERVICE,)):
    """An order with so many lines for the card was placed on `day`."""

    card_id: Id
    order_id: Id
    day: Day
    lines: int


class ChargeNoted(Event, stream="charges-{card_id}", unreported="desk"):
    """So many order lines more for the card on that day."""

    card_id: Id
    order_id: Id
    day: Day
    lines: int


class ChargingStopped(Event, stream="charges-{card_id}", unreported="desk"):
    """Nothing is charged for the card until a person lets it go on: `lines` came on `day`, of `most`; or the card is over."""

    card_id: Id
    day: Day
    cause: StopCause
    lines: int
    most: int


class HeldFee(Part):
    """A freeze fee that was due while charging had stopped, as it was told."""

    order_id: Id
    member_id: Id
    product_id: Id
    venue_id: Id
    fee: Money
    day: Day


class FeeHeld(Event, stream="charges-{card_id}", unreported="desk"):
    """This fee is charged when charging goes on."""

    card_id: Id
    fee: HeldFee


class ResumeCharging(Command, by=(HEAD_OFFICE, FINANCE_CLERK), refuses=(ChargingNotStopped,)):
    """Somebody looked: the card is charged again, what was held first; today's lines count anew."""

    card_id: Id
    reason: Note


class ChargingResumed(Event, stream="charges-{card_id}", unreported="desk"):
    """The card is charged again, by its next attempt or order; `held` are the fees that are charged now."""

    card_id: Id
    reason: Note
    held: tuple[HeldFee, ...]


class StoppedCardRow(Row):
    """A card whose charging stopped on `day`, with `lines` of `most` on it; `held` fees wait."""

    card_id: Id
    day: Day
    cause: str
    lines: int
    most: int
    held: int


class StoppedCards(Query, by=(HEAD_OFFICE, VENUE_MANAGER, FINANCE_CLERK), answers=StoppedCardRow):
    """The cards whose charging is stopped, the oldest first; 500 at most."""
