"""What the terms of a lot say about when and how often it pays: weekly hours, and caps a day and a week. Pure.

Hours are those of the venue's clock, so that 06:30 is 06:30 on both sides of a change to summer time. A cap counts
the visits that the lot pays, used or set aside, at all venues; a week is Monday to Sunday. A second time through the
gate on a day that is paid for is no visit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from services.cards.holding import Holding
from services.cards.visits import VenueDay
from shared.contracts.cards import OutsideHours, Terms, VisitCapReached
from shared.venue_time import add_days

Days = Mapping[tuple[str, date], VenueDay]


def open_at(terms: Terms, local: datetime) -> bool:
    """Whether the terms hold at this time of the venue's clock."""
    clock = f"{local:%H:%M}"
    today = (hours for hours in terms.hours if local.isoweekday() in hours.weekdays)
    return not terms.hours or any(hours.opens <= clock < hours.closes for hours in today)


def outside_hours(lots: Sequence[Holding], local: datetime) -> OutsideHours:
    """Tells when the first of these lots, all closed at this time, opens next."""
    now = (local.date(), f"{local:%H:%M}")
    openings = (
        (day, hours.opens)
        for day in (add_days(local.date(), ahead) for ahead in range(8))
        for lot in lots
        for hours in lot.terms.hours
        if day.isoweekday() in hours.weekdays
    )
    day, opens = min(opening for opening in openings if opening > now)
    return OutsideHours(next_day=day, opens=opens)


def cap_reached(holding: Holding, day: date, days: Days) -> VisitCapReached | None:
    """The cap of the lot that leaves no visit more on this day, and the day from which it does not."""
    monday = add_days(day, 1 - day.isoweekday())
    caps = ((holding.terms.visits_a_day, day, 1), (holding.terms.visits_a_week, monday, 7))
    for most, first, length in caps:
        if most is not None and visits_paid(holding.lot.lot_id, first, length, days) >= most:
            return VisitCapReached(most=most, days=length, again=add_days(first, length))
    return None


def visits_paid(lot_id: str, first: date, length: int, days: Days) -> int:
    until = add_days(first, length)
    claims = (claim for (_, day), at_venue in days.items() if first <= day < until for claim in at_venue.claims)
    return sum(any(take.lot_id == lot_id for take in claim) for claim in claims)
