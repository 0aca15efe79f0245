"""Giving notice, and staying after all. Pure.

The notice runs from the day after it was given for the days that the card's terms say. A period that begins by its last
day is charged still; what was asked for of a later one, and is not paid, is not wanted any more.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal, assert_never

from services.cards.card import Card, asked_of
from services.cards.events import CardEvent
from services.cards.evolve import evolve
from services.cards.lots.letting_go import withdrawn
from services.cards.rest.fallen import fallen, taken_up_again
from services.cards.sale.renewal import renews_by_itself, unpaid_order
from shared.contracts.cards import (
    CardCancelled,
    CardExpired,
    CardFrozen,
    CardGivenUp,
    CardIssued,
    CardNotYetValid,
    EarlyEndNotOffered,
    EndsAnyway,
    GiveNotice,
    NoticeGiven,
    NoticeGivenAlready,
    NoticeOver,
    NoticeWithdrawn,
    WithdrawNotice,
)
from shared.decider import Context, Decider
from shared.venue_time import add_days, local_day

NoticeCommand = GiveNotice | WithdrawNotice


def streams(wish: NoticeCommand, context: Context) -> list[str]:
    return asked_of(wish)


def decide(wish: NoticeCommand, card: Card, context: Context) -> list[CardEvent]:
    match wish:
        case GiveNotice():
            return give(wish, card, context)
        case WithdrawNotice():
            return stay(wish, card, context)
    assert_never(wish)


def give(wish: GiveNotice, card: Card, context: Context) -> list[CardEvent]:
    issued = card.owned(wish.card_id, wish.member_id)
    if card.leaving and card.leaving.ends == wish.ends:
        return []
    today = local_day(context.at, issued.zone)
    check(wish, card, today)
    given = notice(wish, card, today)
    then = evolve(card, given)
    return [given, *given_up(then, issued)]


def check(wish: GiveNotice, card: Card, today: date) -> None:
    """Raises what stands against a notice of today."""
    if card.cancelled:
        raise CardCancelled(card_id=wish.card_id)
    if card.leaving:
        raise NoticeGivenAlready(ends=card.leaving.ends, last_day=card.leaving.last_day)
    if today < card.valid.first:
        raise CardNotYetValid(first_day=card.valid.first)
    if today >= card.valid.until:
        raise CardExpired(valid_until=card.valid.until)
    if wish.ends == "notice" and not card.terms_on(today).cancel_early:
        raise EarlyEndNotOffered(card_id=wish.card_id)
    sooner = wish.ends == "notice" and last_day(card, today) < add_days(card.paid_until, -1)
    if not card.renewing and not sooner:
        raise EndsAnyway(valid_until=card.valid.until)


def last_day(card: Card, today: date) -> date:
    return add_days(today, card.terms_on(today).cancel_notice_days)


def notice(wish: GiveNotice, card: Card, today: date) -> NoticeGiven:
    given = NoticeGiven(
        card_id=wish.card_id,
        member_id=card.concerned(wish.member_id),
        ends=wish.ends,
        reason=wish.reason,
        day=today,
        last_day=last_day(card, today),
        valid_until=card.valid.until,
    )
    then = evolve(card, given)
    unwanted = None if renews_by_itself(then) else unpaid_order(card)
    return NoticeGiven(**vars(given) | {"valid_until": then.valid.until, "order_id": unwanted})


def given_up(card: Card, issued: CardIssued) -> Iterator[CardEvent]:
    """What was planned behind the end that the notice sets: rests fall away, bookings are let go."""
    until = card.valid.until
    yield from fallen(card, issued.card_id, [rest for rest in card.rests if rest.first >= until])
    yield from withdrawn(card, issued.card_id, lambda day: day >= until, CardGivenUp(valid_until=until))


def stay(wish: WithdrawNotice, card: Card, context: Context) -> list[CardEvent]:
    """Rests that the notice made fall away come back; bookings that were let go are made anew."""
    issued = card.owned(wish.card_id, wish.member_id)
    if card.notice is None:
        return []
    if card.notice.over:
        raise NoticeOver(card_id=wish.card_id)
    return [*as_before(wish.card_id, card, "word", local_day(context.at, issued.zone))]


def as_before(
    card_id: str, card: Card, by: Literal["word", "purchase"], today: date
) -> Iterator[NoticeWithdrawn | CardFrozen]:
    """The card as if no notice had been given, with the rests that are still to come."""
    withdrawn_again = taken_back(card_id, card, by)
    yield withdrawn_again
    if card.notice:
        yield from taken_up_again(evolve(card, withdrawn_again), card.notice.fallen, today)


def taken_back(card_id: str, card: Card, by: Literal["word", "purchase"]) -> NoticeWithdrawn:
    return NoticeWithdrawn(card_id=card_id, member_id=card.holder, by=by, valid_until=card.paid_until)


NOTICE: Decider[Card] = Decider((GiveNotice, WithdrawNotice), Card(), streams, decide, evolve)
