"""When a card is charged for its next period, once a period: by which no freeze makes another one. Pure.

A hold made on the billing day does not stop that day's charge, which falls due at 00:00; taken off the same day, it
leads to no second one: a period is counted by the days that were bought, which no rest, closure or gift moves.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from services.cards.card import Card
from services.cards.lots.holding import Holding
from services.cards.rest.still import closed_days, days_of, held_by, ranges_of
from services.cards.sale.becoming import charged_as, next_terms
from services.cards.sale.renewing import Renewing
from shared.contracts import DayRange, Money
from shared.contracts.cards import CardIssued, RenewalDue
from shared.ids import derived_id
from shared.venue_time import add_days, day_start

CHARGED_BEFORE = timedelta(hours=24)  # of the end


def ends_at(card: Card, issued: CardIssued) -> datetime:
    return day_start(card.valid.until, issued.zone)


def renews_at(card: Card, issued: CardIssued) -> datetime | None:
    """When the next attempt is due; None: nothing is agreed, or an answer is awaited."""
    plan = card.renewing
    if plan is None or not renews_by_itself(card):
        return None
    if plan.period is None or goes_on(card, plan):
        return ends_at(card, issued) - CHARGED_BEFORE
    return plan.next_at


def renews_by_itself(card: Card) -> bool:
    """Whether that is agreed, and no notice is over before the next period begins."""
    return card.renewing is not None and (card.leaving is None or card.paid_until <= card.leaving.last_day)


def goes_on(card: Card, plan: Renewing) -> bool:
    """The period that was asked for last is paid, or the card was renewed otherwise since."""
    return plan.base is not None and plan.base < card.bought_until


def renewal_order(card_id: str, base: date) -> str:
    """The id of the order that pays the period counted from there."""
    return derived_id("automatic renewal", card_id, base)


def unpaid_order(card: Card) -> str | None:
    """The order of a period that was asked for and is not paid."""
    plan = card.renewing
    return None if plan is None or plan.period is None or goes_on(card, plan) else plan.order_id


def renewal_due(card: Card, issued: CardIssued) -> RenewalDue:
    """One order a period, so that no period is ever paid twice; one payment an attempt."""
    plan = card.renewing
    assert plan is not None
    again = plan.period is not None and not goes_on(card, plan)
    order_id = plan.order_id if again and plan.order_id else renewal_order(issued.card_id, card.bought_until)
    attempt = plan.attempt + 1 if again else 1
    failures = card.failures.get(order_id, 0)  # of an earlier consent too, whose payments finance has answered
    off, whole = less(card)
    return RenewalDue(
        card_id=issued.card_id,
        member_id=card.holder,
        product_id=charged_as(card, order_id),
        venue_id=issued.venue_id,
        period=card.valid.until,
        attempt=attempt,
        order_id=order_id,
        payment_id=derived_id(order_id, failures + 1),
        most=most_of(card, plan),
        base=card.bought_until,
        off_days=off,
        of_days=whole,
        off=taken_off(card)[0],
    )


def most_of(card: Card, plan: Renewing) -> Money:
    """What the member agreed to; for another product never more than its own terms allow."""
    limit = card.planned.terms.auto_renew_most if card.planned else None
    return min(plan.most, limit) if limit and limit.currency == plan.most.currency else plan.most


def less(card: Card) -> tuple[int, int]:
    """The days that the next charge is less by, and of how many: those rested, and those that a notice cuts off.

    Where there are both, of periods that are not of one length, their parts are added up.
    """
    (rested, whole), (cut, of) = taken_off(card), cut_off(card)
    off = sum(days.days for days in rested)
    if not cut or not off:
        return (cut, of) if cut else (off, whole)
    return min(off * of + cut * whole, whole * of), whole * of


def cut_off(card: Card) -> tuple[int, int]:
    """The days of the next period that lie after the end which a notice sets, and its whole days."""
    if card.leaving is None or card.reach is None:
        return 0, 0
    whole = (card.reach.longer(next_terms(card)).until - card.reach.until).days
    cut = whole - (card.leaving.until - card.paid_until).days
    return (cut, whole) if cut > 0 else (0, 0)


def taken_off(card: Card) -> tuple[tuple[DayRange, ...], int]:
    """The days rested that the next charge is less by, and the days of the period of which they are a part.

    Each day is taken off once, by the first charge after it, at the desk or by itself: until the day before the card's
    end, on which it is charged. A day lost by a closure extends the card instead.
    """
    bought = card.bought_terms
    if not bought:
        return (), 0
    last = max(bought, key=lambda h: h.valid.until)
    since, until = charged_from(bought, card), add_days(card.chain_end, -1)
    rested = {day for rest in card.rests if held_by(card, rest) == "prorate" for day in days_of(rest)}
    off = sorted(day for day in rested - closed_days(card) - taken(card) if since <= day < until)
    return ranges_of(off[: last.base.days]), last.base.days if off else 0


def taken(card: Card) -> set[date]:
    """The days that a lot was less by which is not withdrawn."""
    lots = [off for lot_id, off in card.taken_off.items() if not card.lots[lot_id].closed]
    return {day for off in lots for days in off for day in days_of(days)}


def charged_from(bought: list[Holding], card: Card) -> date:
    """What was rested before a lot of an older release, which does not say what it was less by, was taken off by it."""
    older = [h for h in bought if h.place and h.lot.lot_id not in card.taken_off]
    return max((add_days(h.valid.first, -1) for h in older), default=date.min)
