"""More days for a card: given by the house, or applied for and approved."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    FRONT_DESK,
    HEAD_OFFICE,
    MEMBER,
    VENUE_MANAGER,
    Command,
    Day,
    Event,
    Id,
    Instant,
    Note,
    Refusal,
    Text,
)
from shared.contracts.cards.application import ApplicationRepeated
from shared.contracts.cards.card import CardCancelled, CardNotIssued, CardOfAnotherMember
from shared.contracts.cards.leaving import CardGivenUp, NoticeStands
from shared.contracts.cards.lot import LotDays

ExtensionCause = Literal["referral", "corporate", "illness", "closure", "complaint", "other"]


class DaysOutOfRange(Refusal):
    """From 1 to 366 days are given at once."""

    asked: int
    says = Text("{asked} days cannot be given.", "不能赠送 {asked} 天。")
    remedy = Text("Give 1 to 366 days.", "请填写 1 至 366 天。")


class CardWithoutEnd(Refusal):
    """Days are given to what ends."""

    card_id: str
    says = Text("Card {card_id} has no end to move.", "卡 {card_id} 没有到期日。")
    remedy = Text("Give visits or value instead.", "请改为赠送次数或储值。")


class GiveDays(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER),
    refuses=(
        CardNotIssued,
        CardOfAnotherMember,
        CardCancelled,
        DaysOutOfRange,
        CardWithoutEnd,
        NoticeStands,
        CardGivenUp,
    ),
):
    """Give a card days for nothing: a lot of its own at price zero, so that no income is invented."""

    card_id: Id
    member_id: Id
    gift_id: Id
    days: int
    cause: ExtensionCause
    reason: Note


class DaysGiven(Event, stream="card-{card_id}"):
    """Days were given for this reason; a term got them as a lot (LotGranted), visits and value end so much later.

    `lots` are those that end later.
    """

    card_id: Id
    member_id: Id
    gift_id: Id
    days: int
    cause: ExtensionCause
    reason: Note
    valid_until: Day
    lots: tuple[LotDays, ...] = ()


class RequestExtension(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER),
    refuses=(
        CardNotIssued,
        CardOfAnotherMember,
        CardCancelled,
        DaysOutOfRange,
        CardWithoutEnd,
        NoticeStands,
        CardGivenUp,
        ApplicationRepeated,
    ),
):
    """Apply for days: a manager other than who asked approves, within a week."""

    card_id: Id
    member_id: Id
    application_id: Id
    days: int
    cause: ExtensionCause
    reason: Note


class ExtensionRequested(Event, stream="card-{card_id}"):
    """Days were applied for; without an answer the application lapses."""

    card_id: Id
    member_id: Id
    application_id: Id
    days: int
    cause: ExtensionCause
    reason: Note
    asked_by: str
    lapses_at: Instant
