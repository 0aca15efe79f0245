"""A freeze told afterwards, with papers: past days rest on which the card stood unused. Pure.

No notice, least length or number a year stands against an illness; the quota of days does. A day on which somebody came
in does not rest, and one that rested already does not rest twice. The end moves, whatever the terms do with other
rests, since what was charged by then is charged; it costs no fee.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from services.cards.card import Card
from services.cards.evolve import evolve
from services.cards.lots.lots import rescheduled
from services.cards.rest.freeze import is_membership, visited
from services.cards.rest.rests import with_rests
from services.cards.rest.still import days_of, moving_end, ranges_of, still
from services.cards.sale.leaving import check_stays
from shared.contracts import DayRange
from shared.contracts.cards import (
    CardCancelled,
    CardFrozen,
    FreezeDaysOutOfRange,
    LateFreezeOutOfRange,
    LateFreezeRequested,
    NoDayToRest,
    RequestLateFreeze,
)
from shared.venue_time import add_days


def check(wish: RequestLateFreeze | LateFreezeRequested, card: Card, told: date) -> None:
    """Raises what stands against it; `told` is the day on which it was asked for."""
    card.owned(wish.card_id, wish.member_id)
    if card.cancelled:
        raise CardCancelled(card_id=wish.card_id)
    check_stays(card.notice)
    rest, terms = wish.rest, card.terms_on(wish.rest.first)
    earliest = max(card.valid.first, add_days(told, -terms.freezing.late_days))
    if not (earliest <= rest.first < rest.until <= told) or rest.first not in card.valid:
        raise LateFreezeOutOfRange(first=rest.first, until=rest.until, earliest=earliest, latest=add_days(told, -1))
    asked = sum(each.days for each in resting(card, rest))
    if not asked:
        raise NoDayToRest(first=rest.first, until=rest.until)
    left = card.freeze_quota - sum(earlier.days for earlier in card.rests)
    if asked > left:
        raise FreezeDaysOutOfRange(asked=asked, left=left)


def resting(card: Card, asked: DayRange) -> tuple[DayRange, ...]:
    """What of the days asked for can rest, in stretches."""
    busy = {*visited(card, asked), *(day for rest in card.rests for day in days_of(rest))}
    return ranges_of(day for day in days_of(asked) if day not in busy)


def frozen(asked: LateFreezeRequested, card: Card, told: date) -> Iterator[CardFrozen]:
    """One event a stretch, each with the card's end after it."""
    check(asked, card, told)
    for rest in resting(card, asked.rest):
        lots = with_rests(card.lots.values(), still(card, [*moving_end(card, card.rests), rest]))
        event = CardFrozen(
            card_id=asked.card_id,
            member_id=card.concerned(asked.member_id),
            rest=rest,
            valid_until=rescheduled(card, lots, card.valid.until).valid.until,
            lots=lots,
            application_id=asked.application_id,
            alone=not is_membership(card, rest.first),
        )
        card = evolve(card, event)
        yield event
