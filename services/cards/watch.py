"""What the clock finds at a card's end: a reminder, a renewal, or that it is over. Pure.

A card sleeps until the next of these is due, by the clock of the venue that sold it; an end that moved wakes it early,
and it goes to sleep again. What is due is said once an end, so being asked twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from services.cards.card import Card, card_stream
from services.cards.events import CardEvent
from services.cards.evolve import evolve
from shared.contracts.cards import CardEnded, CardExpiring, CardIssued, CardWatched, RenewalDue, WatchCard
from shared.decider import Context, Decider
from shared.ids import derived_id
from shared.venue_time import add_days, day_start, local_day

CHARGED_BEFORE = timedelta(hours=24)  # of the end


def streams(wish: WatchCard, context: Context) -> list[str]:
    return [card_stream(wish.card_id)]


def decide(wish: WatchCard, card: Card, context: Context) -> list[CardEvent]:
    issued = card.issued
    if issued is None or card.cancelled or card.valid.until == date.max:
        return []
    events: list[CardEvent] = list(due(card, issued, context.at))
    for event in events:
        card = evolve(card, event)
    wakes = [at for at in alarms(card, issued) if at > context.at]
    return [*events, CardWatched(card_id=wish.card_id, wake_at=min(wakes))] if wakes else events


def warns_at(card: Card, issued: CardIssued) -> datetime:
    days = max(h.terms.warn_days for h in card.open_lots)
    return day_start(add_days(card.valid.until, -days), issued.zone)


def ends_at(card: Card, issued: CardIssued) -> datetime:
    return day_start(card.valid.until, issued.zone)


def renews_at(card: Card, issued: CardIssued) -> datetime | None:
    """When the next attempt is due; None: nothing is agreed, or an answer is awaited."""
    plan = card.renewing
    if plan is None:
        return None
    if plan.period is None or plan.period < card.valid.until:  # never tried, or renewed since
        return ends_at(card, issued) - CHARGED_BEFORE
    return plan.next_at


def alarms(card: Card, issued: CardIssued) -> Iterator[datetime]:
    if card.ended != card.valid.until:
        yield ends_at(card, issued)
    if card.warned_of != card.valid.until:
        yield warns_at(card, issued)
    renewal = renews_at(card, issued)
    if renewal is not None:
        yield renewal


def due(card: Card, issued: CardIssued, now: datetime) -> Iterator[CardExpiring | CardEnded | RenewalDue]:
    until, told = card.valid.until, {"card_id": issued.card_id, "member_id": card.holder}
    product_id = last_product(card)
    over = now >= ends_at(card, issued)
    if over and card.ended != until:
        yield CardEnded(**told, product_id=product_id, valid_until=until)
    elif not over and now >= warns_at(card, issued) and card.warned_of != until:
        left = (until - local_day(now, issued.zone)).days
        yield CardExpiring(**told, product_id=product_id, valid_until=until, days_left=left)
    renewal = renews_at(card, issued)
    if card.renewing and renewal is not None and now >= renewal:
        yield renewal_due(card, issued, product_id)


def last_product(card: Card) -> str:
    """The product that the card is at its end; a gift is none."""
    bought = [h for h in card.open_lots if h.lot.kind != "gift"] or card.open_lots
    return max(bought, key=lambda h: h.valid.until).lot.product_id


def renewal_order(card_id: str, period: date) -> str:
    """The id of the order that pays the period which begins on that day."""
    return derived_id("automatic renewal", card_id, period)


def renewal_due(card: Card, issued: CardIssued, product_id: str) -> RenewalDue:
    """One order a period, so that no period is ever paid twice; one payment an attempt."""
    plan = card.renewing
    assert plan is not None
    period = card.valid.until
    attempt = plan.attempt + 1 if period == plan.period else 1
    order_id = renewal_order(issued.card_id, period)
    return RenewalDue(
        card_id=issued.card_id,
        member_id=card.holder,
        product_id=product_id,
        venue_id=issued.venue_id,
        period=period,
        attempt=attempt,
        order_id=order_id,
        payment_id=derived_id(order_id, attempt),
        most=plan.most,
    )


WATCH: Decider[Card] = Decider((WatchCard,), Card(), streams, decide, evolve)
