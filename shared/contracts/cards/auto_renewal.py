"""Automatic renewal: agreed with a limit, charged once a period some time before the end, tried again, then over."""

from __future__ import annotations

from typing import Literal

from shared.contracts import (
    FRONT_DESK,
    HEAD_OFFICE,
    MEMBER,
    SERVICE,
    VENUE_MANAGER,
    Command,
    Day,
    DayRange,
    Event,
    Id,
    Instant,
    Money,
    Refusal,
    Text,
)
from shared.contracts.cards.card import CardCancelled, CardNotIssued, CardOfAnotherMember
from shared.contracts.cards.leaving import NoticeNeeded, NoticeStands

Cause = Literal["declined", "insufficient", "gateway", "must_act", "over_limit", "no_price", "payer_ended", "stopped"]


class AutoRenewalNotOffered(Refusal):
    """A product says whether it renews by itself; trials, packs and stored values never do."""

    card_id: str
    says = Text("Card {card_id} does not renew by itself.", "卡 {card_id} 不支持自动续费。")
    remedy = Text("Renew at the desk.", "请到前台续费。")


class LimitOutOfRange(Refusal):
    """The agreed limit is above zero and at most what the product allows, in its currency."""

    asked: Money
    most: Money
    says = Text("A limit of {asked} cannot be agreed; {most} is the most.", "不能约定 {asked}，最高为 {most}。")
    remedy = Text("Agree on a smaller limit.", "请约定更低的金额。")


class AgreeAutoRenewal(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER),
    refuses=(CardNotIssued, CardOfAnotherMember, CardCancelled, AutoRenewalNotOffered, LimitOutOfRange, NoticeStands),
):
    """The member consents: the card may renew by itself, each time for at most `most`."""

    card_id: Id
    member_id: Id
    most: Money


class AutoRenewalAgreed(Event, stream="card-{card_id}"):
    """From now on the card renews by itself, for at most `most` a time."""

    card_id: Id
    member_id: Id
    most: Money


class WithdrawAutoRenewal(
    Command,
    by=(HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, MEMBER),
    refuses=(CardNotIssued, CardOfAnotherMember, NoticeNeeded),
):
    """The member withdraws the consent; nothing is charged any more. Where the card's terms ask for notice, that does it."""

    card_id: Id
    member_id: Id


class AutoRenewalWithdrawn(Event, stream="card-{card_id}"):
    """The card does not renew by itself any more; `order_id` is that of an unpaid period, which is not wanted now."""

    card_id: Id
    member_id: Id
    order_id: Id | None = None


class RenewalDue(Event, stream="card-{card_id}"):
    """Finance is to charge the renewal: `order_id` is the same for every attempt at one (card, period).

    Never more than `most`. `payment_id` is this attempt's. The period begins on `period`; it is counted by `base`,
    the end of the days that were bought, which no freeze moves. The price is less by `off_days` of `of_days`, days that
    the card rested and that are taken off: these are `off` (None: an older event).
    """

    card_id: Id
    member_id: Id
    product_id: Id
    venue_id: Id
    period: Day
    attempt: int
    order_id: Id
    payment_id: Id
    most: Money
    base: Day | None = None
    off_days: int = 0
    of_days: int = 0
    off: tuple[DayRange, ...] | None = None


class FailRenewal(Command, by=(SERVICE,)):
    """Finance could not charge it, for this cause."""

    card_id: Id
    order_id: Id
    payment_id: Id
    cause: Cause


class RenewalFailed(Event, stream="card-{card_id}"):
    """An attempt failed; the next one is at `next_at`, or none is left (None) and the card lapses at its end."""

    card_id: Id
    member_id: Id
    period: Day
    attempt: int
    payment_id: Id
    cause: Cause
    next_at: Instant | None


class AutoRenewalLapsed(Event, stream="card-{card_id}"):
    """All attempts at a period failed: the card is not renewed by itself any more; `order_id` was to pay it."""

    card_id: Id
    member_id: Id
    period: Day
    order_id: Id | None = None
