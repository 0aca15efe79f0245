"""The day on which a card begins, where that is not the day of its sale."""

from __future__ import annotations

from typing import Literal

from shared.contracts import FRONT_DESK, HEAD_OFFICE, MEMBER, VENUE_MANAGER, Command, Day, Event, Id, Refusal, Text
from shared.contracts.cards.card import CardCancelled, CardNotIssued, CardOfAnotherMember
from shared.contracts.cards.lot import LotDays


class CardBegun(Refusal):
    """A card begins once."""

    card_id: str
    says = Text("Card {card_id} has begun already.", "卡 {card_id} 已启用。")
    remedy = Text("Nothing is left to activate.", "无需再次启用。")


class BeginningOutOfRange(Refusal):
    """A card begins today or later, at the latest on the day that its product sets."""

    asked: Day
    latest: Day
    says = Text("A card cannot begin on {asked}; {latest} is the latest.", "不能自 {asked} 起启用，最迟为 {latest}。")
    remedy = Text("Choose a day from today to that day.", "请选择今日至该日之间的日期。")


class ActivateCard(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER),
    refuses=(CardNotIssued, CardOfAnotherMember, CardCancelled, CardBegun, BeginningOutOfRange),
):
    """Let a card begin on a chosen day; left alone, it begins on its first visit or on its latest day."""

    card_id: Id
    member_id: Id
    first_day: Day


class CardActivated(Event, stream="card-{card_id}"):
    """The card's days begin on `first_day`; it runs until `valid_until`, and its lots have these days."""

    card_id: Id
    member_id: Id
    first_day: Day
    by: Literal["choice", "first_visit"]
    valid_until: Day
    lots: tuple[LotDays, ...]
