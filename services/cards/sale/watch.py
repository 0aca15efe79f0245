"""What the clock finds at a card: a freeze fee; at its end a reminder, a renewal, or that it is over. Pure.

A card sleeps until the next of these is due, by the clock of the venue that sold it; an end that moved wakes it early,
and it goes to sleep again. What is due is said once an end, so being asked twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from services.cards.card import Card, card_stream
from services.cards.events import CardEvent
from services.cards.evolve import evolve
from services.cards.rest.freeze_fees import fee_alarms, fees_due
from services.cards.sale.becoming import last_product
from services.cards.sale.renewal import ends_at, renewal_due, renews_at, renews_by_itself
from shared.contracts.cards import (
    AutoRenewalWithdrawn,
    CardEnded,
    CardExpiring,
    CardIssued,
    CardWatched,
    MembershipEnded,
    WatchCard,
)
from shared.decider import Context, Decider
from shared.venue_time import add_days, day_start, local_day


def streams(wish: WatchCard, context: Context) -> list[str]:
    return [card_stream(wish.card_id)]


def decide(wish: WatchCard, card: Card, context: Context) -> list[CardEvent]:
    issued = card.issued
    if issued is None or card.cancelled:
        return []
    events: list[CardEvent] = list(due(card, issued, context.at))
    for event in events:
        card = evolve(card, event)
    wakes = [at for at in alarms(card, issued) if at > context.at]
    return [*events, CardWatched(card_id=wish.card_id, wake_at=min(wakes))] if wakes else events


def warns_at(card: Card, issued: CardIssued) -> datetime:
    days = max(h.terms.warn_days for h in card.open_lots)
    return day_start(add_days(card.valid.until, -days), issued.zone)


def alarms(card: Card, issued: CardIssued) -> Iterator[datetime]:
    yield from fee_alarms(card, issued)
    if card.valid.until == date.max:
        return
    if card.ended != card.valid.until:
        yield ends_at(card, issued)
    if card.warned_of != card.valid.until:
        yield warns_at(card, issued)
    renewal = renews_at(card, issued)
    if renewal is not None:
        yield renewal


def due(card: Card, issued: CardIssued, now: datetime) -> Iterator[CardEvent]:
    yield from fees_due(card, issued, now)
    if card.valid.until == date.max:
        return
    until, told = card.valid.until, {"card_id": issued.card_id, "member_id": card.holder}
    product_id = last_product(card)
    over = now >= ends_at(card, issued)
    if over and card.ended != until:
        yield CardEnded(**told, product_id=product_id, valid_until=until)
    elif not over and now >= warns_at(card, issued) and card.warned_of != until:
        left = (until - local_day(now, issued.zone)).days
        then = card.planned.product_id if card.planned and not card.leaving else None
        yield CardExpiring(**told, product_id=product_id, valid_until=until, days_left=left, next_product_id=then)
    renewal = renews_at(card, issued)
    if card.renewing and renewal is not None and now >= renewal:
        yield renewal_due(card, issued)
    if over and card.leaving and not renews_by_itself(card):
        yield MembershipEnded(**told, product_id=product_id, ends=card.leaving.ends, valid_until=until)
        if card.renewing:
            yield AutoRenewalWithdrawn(**told)


WATCH: Decider[Card] = Decider((WatchCard,), Card(), streams, decide, evolve)
