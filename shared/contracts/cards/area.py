"""Areas: parts of a venue behind gates of their own, such as its pool or its climbing wall. An entry costs no visit."""

from __future__ import annotations

from shared.contracts import (
    DEVICE,
    FRONT_DESK,
    HEAD_OFFICE,
    VENUE_MANAGER,
    Command,
    Day,
    Event,
    Id,
    Instant,
    Reason,
    Refusal,
    Text,
)
from shared.contracts.cards.card import CardNotIssued
from shared.contracts.cards.gate import Direction
from shared.contracts.cards.venue import GateNotOpen


class AreaUnknown(Refusal):
    """The areas of a venue are those that the policy of its gates names."""

    area: str
    known: str
    status = 404
    says = Text("This venue has no area {area}.", "本场馆没有区域 {area}。")
    remedy = Text(
        "Choose one of: {known}; or add it to the policy of the gates.", "请选择：{known}，或在门禁规则中添加。"
    )


class NotInVenue(Refusal):
    """Who goes into an area has come in at the venue's door today; that is where a visit is paid."""

    venue_id: Id
    says = Text("This card has not entered the venue today.", "此卡今日尚未在本场馆入场。")
    remedy = Text("Swipe at the venue's door first.", "请先在场馆入口刷卡。")


class AreaNotCovered(Refusal):
    """A restricted area is for cards whose product names it, and for who has a booking of the day in it."""

    area: str
    says = Text("This card does not open {area}.", "此卡不含区域 {area}。")
    remedy = Text("Upgrade the card, or book a place there.", "请升级会籍，或预约该区域。")


class AreaNotStaffed(Refusal):
    """Some areas open only while staff is there, by the clock of the venue."""

    area: str
    next_day: Day
    opens: str
    says = Text("Nobody watches {area} at this time.", "区域 {area} 当前无人值守。")
    remedy = Text("Come back on {next_day} from {opens}.", "请于 {next_day} {opens} 后再来。")


class AreaFull(Refusal):
    """An area lets in as many people as its capacity says."""

    area: str
    capacity: int
    says = Text("{capacity} people are in {area}; it is full.", "区域 {area} 已达 {capacity} 人上限。")
    remedy = Text("Wait until somebody leaves it.", "请等候有人离开。")


class EnterArea(
    Command, by=(DEVICE, FRONT_DESK, VENUE_MANAGER, HEAD_OFFICE), refuses=(CardNotIssued, GateNotOpen, AreaUnknown)
):
    """A card at the gate of an area, or leaving it. The answer is the event: read it with `SwipeResult`.

    All but the area is as in `SwipeCard`. Who leaves the venue has left its areas too.
    """

    swipe_id: Id
    card_id: Id
    venue_id: Id
    area: str
    direction: Direction = "in"
    number: str | None = None
    code: str | None = None
    holder_id: Id | None = None


class AreaEntered(Event, stream="card-{card_id}"):
    """The gate of the area opened."""

    swipe_id: Id
    card_id: Id
    member_id: Id
    venue_id: Id
    area: str
    day: Day
    at: Instant
    code: str | None = None


class AreaRefused(Event, stream="card-{card_id}"):
    """The gate of the area stayed shut, for this reason."""

    swipe_id: Id
    card_id: Id
    member_id: Id
    venue_id: Id
    area: str
    day: Day
    at: Instant
    reason: Reason
    code: str | None = None


class AreaLeft(Event, stream="card-{card_id}"):
    """The member left the area, and is in the venue still."""

    swipe_id: Id
    card_id: Id
    member_id: Id
    venue_id: Id
    area: str
    at: Instant
    code: str | None = None
