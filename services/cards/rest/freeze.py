"""Freezing a card by days, and coming back early: its end moves by the days really rested. Pure."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from services.cards.card import Card, asked_of
from services.cards.events import CardEvent
from services.cards.evolve import evolve
from services.cards.lots.letting_go import withdrawn
from services.cards.lots.lots import rescheduled
from services.cards.rest.fallen import fallen, shortened
from services.cards.rest.freeze_limits import check
from services.cards.rest.rests import with_rests
from services.cards.rest.still import moving_end, still
from services.cards.sale.watch import due
from shared.contracts import DayRange
from shared.contracts.cards import (
    CardCancelled,
    CardFrozen,
    CardFrozenNow,
    EndFreeze,
    FreezeCard,
    FreezeDaysOutOfRange,
    FreezeDayVisited,
    FreezeOutsideDays,
    FreezeOverlaps,
    NotFrozen,
    RenewalDue,
)
from shared.decider import Context, Decider
from shared.venue_time import local_day

FreezeCommand = FreezeCard | EndFreeze


def streams(wish: FreezeCommand, context: Context) -> list[str]:
    return asked_of(wish)


def decide(wish: FreezeCommand, card: Card, context: Context) -> list[CardEvent]:
    match wish:
        case FreezeCard():
            return freeze(wish, card, context)
        case EndFreeze():
            return end_freeze(wish, card, context)
    assert_never(wish)


def freeze(wish: FreezeCard, card: Card, context: Context) -> list[CardEvent]:
    issued, rest = card.owned(wish.card_id, wish.member_id), wish.rest
    if card.cancelled:
        raise CardCancelled(card_id=wish.card_id)
    if rest in card.rests:
        return []  # the same wish again
    days_left = card.freeze_quota - sum(earlier.days for earlier in card.rests)
    if not 1 <= rest.days <= days_left:
        raise FreezeDaysOutOfRange(asked=rest.days, left=days_left)
    today = local_day(context.at, issued.zone)
    check_days(card, rest, today)
    check(card, rest, today)
    for day in visited(card, rest):
        raise FreezeDayVisited(day=day)
    charged = [event for event in due(card, issued, context.at) if isinstance(event, RenewalDue)]
    why = CardFrozenNow(first_day=rest.first, until=rest.until)
    return [*charged, frozen(wish, card), *withdrawn(card, wish.card_id, rest.__contains__, why)]


def check_days(card: Card, rest: DayRange, today: date) -> None:
    """Raises FreezeOverlaps, FreezeOutsideDays."""
    for other in card.rests:
        if rest.overlaps(other):
            theirs = {"other_first": other.first, "other_until": other.until}
            raise FreezeOverlaps(first=rest.first, until=rest.until, **theirs)
    earliest = max(card.valid.first, today)
    if not earliest <= rest.first < card.valid.until:
        raise FreezeOutsideDays(first=rest.first, earliest=earliest, valid_until=card.valid.until)


def frozen(wish: FreezeCard, card: Card) -> CardFrozen:
    """By the terms of its first day the rest moves the card's end, or does not."""
    rules = card.terms_on(wish.rest.first).freezing
    moving = [*moving_end(card, card.rests), *([wish.rest] if rules.hold == "extend" else [])]
    lots = with_rests(card.lots.values(), still(card, moving))
    return CardFrozen(
        card_id=wish.card_id,
        member_id=card.concerned(wish.member_id),
        rest=wish.rest,
        valid_until=rescheduled(card, lots, card.valid.until).valid.until,
        lots=lots,
        hold=rules.hold,
        fee=rules.fee,
        fee_price=rules.fee_price,
        alone=not is_membership(card, wish.rest.first),
    )


def is_membership(card: Card, day: date) -> bool:
    """Whether the card is a term on that day; what depends on it rests with it."""
    return any(day in holding.valid for holding in card.open_lots if holding.chained)


def visited(card: Card, rest: DayRange) -> list[date]:
    return sorted({day for (_, day, _), at_venue in card.days.items() if at_venue.entered and day in rest})


def end_freeze(wish: EndFreeze, card: Card, context: Context) -> list[CardEvent]:
    issued, back = card.owned(wish.card_id, wish.member_id), wish.first_day_back
    rest = next((rest for rest in card.rests if back in rest), None)
    if rest is None and any(rest.until == back for rest in card.rests):
        return []  # the rest ends on that day as it is, and no other begins
    over = back < local_day(context.at, issued.zone)
    if rest is None or over or card.cancelled:
        raise NotFrozen(card_id=wish.card_id)
    ended = shortened(issued.card_id, card, rest, (back - rest.first).days)
    return [ended, *fallen(evolve(card, ended), issued.card_id, [later for later in card.rests if later > rest])]


FREEZE: Decider[Card] = Decider((FreezeCard, EndFreeze), Card(), streams, decide, evolve)
