"""The consent to renew by itself, and what becomes of an attempt that failed. Pure.

The retry ladder goes by the cause: a decline is tried again after 8, 8 and 8 days, a gateway that failed after 300
seconds, what a safety stop held back after a day; where the member must act, or the price is beyond what was agreed,
trying again would change nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import assert_never

from services.cards.card import Card, asked_of
from services.cards.events import CardEvent
from services.cards.evolve import evolve
from services.cards.sale.renewal import goes_on, unpaid_order
from services.cards.sale.renewing import Renewing
from shared.contracts.cards import (
    AgreeAutoRenewal,
    AutoRenewalAgreed,
    AutoRenewalLapsed,
    AutoRenewalNotOffered,
    AutoRenewalWithdrawn,
    CardCancelled,
    Cause,
    FailRenewal,
    LimitOutOfRange,
    NoticeNeeded,
    NoticeStands,
    RenewalDue,
    RenewalFailed,
    WithdrawAutoRenewal,
)
from shared.decider import Context, Decider
from shared.venue_time import local_day

AGAIN = (timedelta(days=8),) * 3
LADDER: Mapping[Cause, tuple[timedelta, ...]] = {
    "declined": AGAIN,
    "insufficient": AGAIN,
    "gateway": (timedelta(seconds=300),) * 3,
    "must_act": (),
    "over_limit": (),
    "no_price": (),
    "payer_ended": (),
    "stopped": (timedelta(days=1),) * 3,  # until a person looked
}
RenewalCommand = AgreeAutoRenewal | WithdrawAutoRenewal | FailRenewal


def streams(wish: RenewalCommand, context: Context) -> list[str]:
    return asked_of(wish)


def decide(wish: RenewalCommand, card: Card, context: Context) -> list[CardEvent]:
    match wish:
        case AgreeAutoRenewal():
            return agree(wish, card, context)
        case WithdrawAutoRenewal():
            return withdraw(wish, card, context)
        case FailRenewal():
            return fail(wish, card, context)
    assert_never(wish)


def withdraw(wish: WithdrawAutoRenewal, card: Card, context: Context) -> list[CardEvent]:
    """Of a card that is over, at once: no notice can be given of it, and an attempt may still be under way."""
    issued = card.owned(wish.card_id, wish.member_id)
    if card.renewing is None:
        return []
    today = local_day(context.at, issued.zone)
    notice_days = card.terms_on(today).cancel_notice_days
    if notice_days and today in card.valid and not card.cancelled:
        raise NoticeNeeded(days=notice_days)
    return [withdrawn(wish, card)]


def withdrawn(wish: WithdrawAutoRenewal, card: Card) -> AutoRenewalWithdrawn:
    """An attempt on its way may still succeed; what it is for is not owed."""
    return AutoRenewalWithdrawn(card_id=wish.card_id, member_id=wish.member_id, order_id=unpaid_order(card))


def agree(wish: AgreeAutoRenewal, card: Card, context: Context) -> list[CardEvent]:
    issued = card.owned(wish.card_id, wish.member_id)
    if card.cancelled:
        raise CardCancelled(card_id=wish.card_id)
    terms = card.planned.terms if card.planned else card.terms_on(local_day(context.at, issued.zone))
    allowed = terms.auto_renew_most
    if allowed is None:
        raise AutoRenewalNotOffered(card_id=wish.card_id)
    if wish.most.currency != allowed.currency or not 0 < wish.most.amount <= allowed.amount:
        raise LimitOutOfRange(asked=wish.most, most=allowed)
    if card.renewing and card.renewing.most == wish.most:
        return []
    if card.leaving:
        raise NoticeStands(last_day=card.leaving.last_day)
    return [AutoRenewalAgreed(card_id=wish.card_id, member_id=wish.member_id, most=wish.most)]


def fail(wish: FailRenewal, card: Card, context: Context) -> list[CardEvent]:
    """Only the attempt that is under way can fail, and once; a late word about an earlier one changes nothing.

    Nor does any word about a period that was paid otherwise: the consent stands for the next one.

    One whose consent was withdrawn meanwhile fails for good: agreed to anew, the period is asked for with a payment
    that finance has not answered.
    """
    plan, asked = card.renewing, card.under_way
    if asked is None or asked.payment_id != wish.payment_id:
        return []
    if plan is None or plan.payment_id != wish.payment_id:
        return [failed_for_good(wish, card, asked)]
    if goes_on(card, plan):
        return []
    return failed(wish, card, plan, asked.period, context)


def failed_for_good(wish: FailRenewal, card: Card, asked: RenewalDue) -> RenewalFailed:
    return RenewalFailed(
        card_id=wish.card_id,
        member_id=card.holder,
        period=asked.period,
        attempt=asked.attempt,
        payment_id=wish.payment_id,
        cause=wish.cause,
        next_at=None,
    )


def failed(wish: FailRenewal, card: Card, plan: Renewing, period: date, context: Context) -> list[CardEvent]:
    waits = LADDER[wish.cause]
    next_at = context.at + waits[plan.attempt - 1] if plan.attempt <= len(waits) else None
    no = RenewalFailed(
        card_id=wish.card_id,
        member_id=card.holder,
        period=period,
        attempt=plan.attempt,
        payment_id=wish.payment_id,
        cause=wish.cause,
        next_at=next_at,
    )
    if next_at is not None:
        return [no]
    return [no, AutoRenewalLapsed(card_id=wish.card_id, member_id=card.holder, period=period, order_id=plan.order_id)]


AUTO_RENEWAL: Decider[Card] = Decider(
    (AgreeAutoRenewal, WithdrawAutoRenewal, FailRenewal), Card(), streams, decide, evolve
)
