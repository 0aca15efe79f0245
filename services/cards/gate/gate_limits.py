"""What the terms of a lot say about when, how often and where it pays: weekly hours, caps, use away from home. Pure.

Hours are those of the venue's clock, so that 06:30 is 06:30 on both sides of a change to summer time. A cap counts
the visits that the lot pays, used or set aside, at all venues; a week is Monday to Sunday. A second time through the
gate on a day that is paid for is no visit. A week of which the card rests some days has so much less of its cap: of 3
visits a week, rested from Tuesday to Sunday, 1 is left by default, since a part of a visit is rounded up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from services.cards.lots.holding import Holding
from services.cards.lots.visits import Days
from shared.contracts import DayRange
from shared.contracts.cards import (
    ForeignValueUsed,
    ForeignVisitsUsed,
    OutsideHours,
    RestedCapReached,
    Terms,
    VisitCapReached,
    WeeklyHours,
)
from shared.venue_time import add_days

CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00")


def open_at(terms: Terms, local: datetime) -> bool:
    """Whether the terms hold at this time of the venue's clock."""
    return within(terms.hours, local)


def hours_fit(hours: WeeklyHours) -> bool:
    """Whether they are times of a clock, one after the other, on days of a week."""
    times = CLOCK.fullmatch(hours.opens) and CLOCK.fullmatch(hours.closes) and hours.opens < hours.closes
    return bool(times and hours.weekdays) and set(hours.weekdays) <= set(range(1, 8))


def within(every: Sequence[WeeklyHours], local: datetime) -> bool:
    """Whether it is one of these hours; none of them is always."""
    clock = f"{local:%H:%M}"
    today = (hours for hours in every if local.isoweekday() in hours.weekdays)
    return not every or any(hours.opens <= clock < hours.closes for hours in today)


def outside_hours(lots: Sequence[Holding], local: datetime) -> OutsideHours:
    """Tells when the first of these lots, all closed at this time, opens next."""
    day, opens = next_opening([hours for lot in lots for hours in lot.terms.hours], local)
    return OutsideHours(next_day=day, opens=opens)


def next_opening(every: Sequence[WeeklyHours], local: datetime) -> tuple[date, str]:
    """The day and the time of the first opening after this time."""
    now = (local.date(), f"{local:%H:%M}")
    days = [add_days(local.date(), ahead) for ahead in range(8)]
    openings = ((day, hours.opens) for day in days for hours in every if day.isoweekday() in hours.weekdays)
    return min(opening for opening in openings if opening > now)


@dataclass(frozen=True)
class Cap:
    """At most so many visits within `length` days; `left` of them on the day asked about; anew from `again` on.

    `of` is what it is without rest, of which `rested` days take their part.
    """

    most: int
    length: int
    left: int
    again: date
    of: int
    rested: int = 0


def caps_of(holding: Holding, day: date, days: Days, rests: Sequence[DayRange]) -> Iterator[Cap]:
    monday, terms, lot_id = monday_of(day), holding.terms, holding.lot.lot_id
    if (most := terms.visits_a_day) is not None:
        yield Cap(most, 1, most - visits_paid(lot_id, day, 1, days), add_days(day, 1), most)
    if (of := terms.visits_a_week) is not None:
        most = week_cap(terms, monday, rests) or 0
        left = most - visits_paid(lot_id, monday, 7, days)
        yield Cap(most, 7, left, add_days(monday, 7), of, rested_in(monday, rests) if most < of else 0)


def cap_reached(
    holding: Holding, day: date, days: Days, rests: Sequence[DayRange]
) -> VisitCapReached | RestedCapReached | None:
    """The cap of the lot that leaves no visit more on this day, and the day from which it does not."""
    for cap in caps_of(holding, day, days, rests):
        if cap.left <= 0 and cap.rested:
            return RestedCapReached(most=cap.most, of=cap.of, rested=cap.rested, again=cap.again)
        if cap.left <= 0:
            return VisitCapReached(most=cap.most, days=cap.length, again=cap.again)
    return None


def week_cap(terms: Terms, monday: date, rests: Sequence[DayRange]) -> int | None:
    """The visits that a lot on these terms pays in the week that begins on `monday`; None: any number."""
    awake, most = 7 - rested_in(monday, rests), terms.visits_a_week
    if most is None or terms.freezing.week_cap == "whole":
        return most
    return most * awake // 7 if terms.freezing.week_cap == "down" else -(-most * awake // 7)


def rested_in(monday: date, rests: Sequence[DayRange]) -> int:
    return sum(any(add_days(monday, n) in rest for rest in rests) for n in range(7))


def monday_of(day: date) -> date:
    return add_days(day, 1 - day.isoweekday())


def visits_paid(lot_id: str, first: date, length: int, days: Days) -> int:
    until = add_days(first, length)
    claims = (claim for (_, day, _), at_venue in days.items() if first <= day < until for claim in at_venue.claims)
    return sum(any(take.lot_id == lot_id for take in claim) for claim in claims)


# --- away from the venue that sold it ---


def left_away(holding: Holding, venue_id: str, days: Days) -> int | None:
    """How much of the lot may still be used at this venue; None: its terms set no limit there.

    The limit is the terms' part of all that was granted, rounded down; what bookings have set aside counts.
    """
    lot, per_mille = holding.lot, holding.terms.foreign_per_mille
    if holding.grant is None or per_mille >= 1000 or venue_id == lot.venue_id:
        return None
    away = (at_venue for (place, _, _), at_venue in days.items() if place != lot.venue_id)
    takes = (take for at_venue in away for claim in at_venue.claims for take in claim if take.lot_id == lot.lot_id)
    return max(0, most_away(holding) - sum(take.amount for take in takes))


def most_away(holding: Holding) -> int:
    return (holding.grant or 0) * holding.terms.foreign_per_mille // 1000


def as_used_at(holding: Holding, venue_id: str, days: Days) -> Holding:
    """The lot as this venue may use it: with no more left than its terms allow away from the venue that sold it."""
    left = left_away(holding, venue_id, days)
    return holding if left is None or left >= holding.left else holding.claim(holding.left - left)


def away_used_up(holding: Holding, venue_id: str, days: Days) -> ForeignVisitsUsed | ForeignValueUsed | None:
    """Why a lot with something left pays nothing at this venue: what may be used away from home is used."""
    left, price = left_away(holding, venue_id, days), holding.terms.visit_price
    if left is None or left >= holding.left:
        return None
    if holding.terms.kind == "visits":
        used = ForeignVisitsUsed(most=most_away(holding), of=holding.grant or 0, home_venue_id=holding.lot.venue_id)
        return None if left else used
    if price is None or left >= price.amount:
        return None
    return ForeignValueUsed(
        most=replace(price, amount=most_away(holding)),
        left=replace(price, amount=left),
        needed=price,
        home_venue_id=holding.lot.venue_id,
    )
