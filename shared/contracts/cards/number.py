"""The numbers of a card: the one printed on it, virtual ones for phones, and chips. No two cards of the chain share one."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    DEVICE,
    FRONT_DESK,
    HEAD_OFFICE,
    MEMBER,
    STAFF,
    VENUE_MANAGER,
    Command,
    Event,
    Id,
    Instant,
    Query,
    Refusal,
    Row,
    Text,
)
from shared.contracts.cards.card import CardCancelled, CardNotIssued, CardOfAnotherMember

NumberKind = Literal["printed", "virtual", "chip"]


class NotAChip(Refusal):
    """The unique id of a chip is 4, 7 or 10 bytes, written in hexadecimal digits."""

    uid: str
    status = 422
    says = Text("{uid} is no id of a chip.", "{uid} 不是有效的芯片编号。")
    remedy = Text("Read the chip again.", "请重新读取芯片。")


class NumberTaken(Refusal):
    """A number or chip stands for one card of the chain."""

    number: str
    says = Text("{number} stands for another card.", "{number} 已绑定其他卡。")
    remedy = Text("Unbind it there first, or use another one.", "请先在原卡解绑，或换用其他芯片。")


class NumberDead(Refusal):
    """What was lost or replaced opens no door any more, for ever."""

    number: str
    since: Instant
    says = Text("{number} was replaced; it is void since {since}.", "{number} 已补办更换，自 {since} 起作废。")
    remedy = Text("Use the card's new number; keep the old card back.", "请使用新卡号，并收回旧卡。")


class NumberNotOfCard(Refusal):
    """A number opens doors for the card that it is bound to."""

    number: str
    card_id: str
    says = Text("{number} is not bound to this card.", "{number} 未绑定此卡。")
    remedy = Text("Look at the card's numbers at the desk, or bind it.", "请在前台查看此卡的卡号，或重新绑定。")


class PrintedNumberStays(Refusal):
    """A card has a printed number as long as it lives."""

    number: str
    says = Text("{number} is printed on the card.", "{number} 为卡面号码，不可解绑。")
    remedy = Text("Request a replacement: the card gets a new one.", "请申请补卡以更换卡号。")


class BindChip(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK),
    refuses=(CardNotIssued, CardOfAnotherMember, CardCancelled, NotAChip, NumberTaken, NumberDead),
):
    """Let a chip, such as a wristband, open doors for a card. `uid` in hexadecimal, with or without colons."""

    card_id: Id
    member_id: Id
    uid: str


class AddVirtualNumber(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER),
    refuses=(CardNotIssued, CardOfAnotherMember, CardCancelled),
):
    """Give a card a number for the phone, besides the printed one; it has one at a time. `number_id` is made by the caller."""

    number_id: Id
    card_id: Id
    member_id: Id


class UnbindNumber(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER),
    refuses=(CardNotIssued, CardOfAnotherMember, NumberNotOfCard, PrintedNumberStays),
):
    """Let a chip or virtual number open no door for this card any more.

    A chip that was handed back may be bound again; one that is `lost` is dead for ever, as virtual numbers are.
    """

    card_id: Id
    member_id: Id
    number: str
    lost: bool = False


class NumberBound(Event, stream="card-{card_id}", unreported="not asked"):
    """This number or chip opens doors for the card."""

    card_id: Id
    member_id: Id
    number: str
    kind: NumberKind
    at: Instant


class NumberUnbound(Event, stream="card-{card_id}", unreported="not asked"):
    """It opens none for this card from `at` on; a `dead` one never will for any."""

    card_id: Id
    member_id: Id
    number: str
    kind: NumberKind
    at: Instant
    dead: bool


class CardNumberFreed(Event, stream="cardnumber-{number}", unreported="own use"):
    """The chip stands for no card; it may be bound to another."""

    number: str
    card_id: Id


class NumberRow(Row):
    """A number of a card: `live` or not, since when."""

    number: str
    card_id: Id
    kind: str
    live: bool
    since: Instant | None


class CardNumbers(Query, by=(*STAFF, MEMBER), answers=NumberRow):
    """Every number that a member's card has or had, those that open doors first."""

    card_id: Id
    member_id: Id


class NumberAtGate(Query, by=(*STAFF, DEVICE), answers=NumberRow):
    """The card that a reader is to swipe for what it read; a dead number names the card that it was of."""

    number: str
