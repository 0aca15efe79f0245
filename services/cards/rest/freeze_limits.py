"""What the terms of a card allow of a freeze: how long, how often in a year, announced how early. Pure."""

from __future__ import annotations

from datetime import date

from services.cards.card import Card
from shared.contracts import DayRange
from shared.contracts.cards import FreezeLengthOutOfRange, FreezeNoticeTooShort, FreezesUsedUp
from shared.venue_time import add_days


def check(card: Card, rest: DayRange, today: date) -> None:
    """Raises FreezeLengthOutOfRange, FreezeNoticeTooShort, FreezesUsedUp; a rest called off counts in no year."""
    rules = card.terms_on(rest.first).freezing
    most = card.freeze_quota if rules.most_days is None else rules.most_days
    if not rules.least_days <= rest.days <= most:
        raise FreezeLengthOutOfRange(asked=rest.days, least=rules.least_days, most=most)
    earliest = add_days(today, rules.notice_days)
    if rest.first < earliest:
        raise FreezeNoticeTooShort(first=rest.first, earliest=earliest)
    in_year = sum(other.first.year == rest.first.year for other in card.rests)
    if rules.times_a_year is not None and in_year >= rules.times_a_year:
        raise FreezesUsedUp(year=rest.first.year, most=rules.times_a_year)
