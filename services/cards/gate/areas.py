"""The gates of a venue's areas: whom they let in, and who left. Pure.

What a visit costs is the business of the venue's own door, which comes first; an area asks whether the card opens it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from services.cards.gate.admission import objections
from services.cards.gate.at_gate import AtGate, Coming, evolve, held_to, of_the_house
from services.cards.gate.entry import swiped_at
from services.cards.gate.gate_limits import next_opening, within
from services.cards.gate.reading import misread, shown
from services.cards.gate.refusing import unnamed
from services.cards.sale.grades import LADDER, at_least
from shared.contracts import Reason, Refusal
from shared.contracts.cards import (
    Area,
    AreaEntered,
    AreaLeft,
    AreaNotCovered,
    AreaNotStaffed,
    AreaRefused,
    AreaUnknown,
    CrowdMoved,
    EnterArea,
    EnteredAlready,
    NotInVenue,
    SwipeCard,
    Terms,
)
from shared.decider import Context, Decider
from shared.venue_time import local_day

AreaEvent = AreaEntered | AreaRefused | AreaLeft | CrowdMoved


def streams(wish: EnterArea, context: Context) -> list[str]:
    return [*held_to(wish.venue_id, wish.card_id, context.at), LADDER]


def decide(wish: EnterArea, gate: AtGate, context: Context) -> list[AreaEvent]:
    coming = gate.coming(SwipeCard(**{name: value for name, value in vars(wish).items() if name != "area"}), context)
    if wish.swipe_id in coming.card.swipes:
        return []  # uploaded twice
    swiped = swiped_at(coming) | {"area": wish.area, "code": shown(coming.wish, context)}
    counted = coming.house.counting(coming.visitor, wish.direction, wish.area)
    if wish.direction == "out":
        return [AreaLeft(**{name: value for name, value in swiped.items() if name != "day"}), *counted]
    areas = {area.name: area for area in coming.policy.areas}
    if wish.area not in areas:
        raise AreaUnknown(area=wish.area, known=", ".join(areas) or "—")
    no = next(reasons(coming, areas[wish.area]), None)
    return [AreaRefused(**swiped, reason=Reason.of(no))] if no else [AreaEntered(**swiped), *counted]


def reasons(coming: Coming, area: Area) -> Iterator[Refusal]:
    """Why the area stays shut; the first is told."""
    wish, house = coming.wish, coming.house
    if no := misread(wish, coming.card, coming.policy, coming.context):
        yield no
    yield from objections(coming.card, coming.issued, wish.venue_id, coming.day, coming.context.at)
    for no in (unnamed(coming), outside(coming), unstaffed(coming, area), uncovered(coming, area)):
        if no:
            yield no
    if inside := in_already(coming, area):
        yield inside
    if full := house.full_for(coming.visitor) or house.area_full_for(coming.visitor, area):
        yield full


def outside(coming: Coming) -> NotInVenue | None:
    """The person did not come in here today, or left. Who stays past midnight is counted inside."""
    where, venue_id = coming.card.whereabouts.get(coming.who), coming.wish.venue_id
    entry = where.inside if where else None
    zone = coming.gate.zone or "UTC"
    today = entry and entry.venue_id == venue_id and local_day(entry.at, zone) == coming.day
    return None if today or coming.visitor in coming.house.inside else NotInVenue(venue_id=venue_id)


def unstaffed(coming: Coming, area: Area) -> AreaNotStaffed | None:
    local = coming.house.local
    if within(area.staffed, local):
        return None
    day, opens = next_opening(area.staffed, local)
    return AreaNotStaffed(area=area.name, next_day=day, opens=opens)


def uncovered(coming: Coming, area: Area) -> AreaNotCovered | None:
    """Neither does a lot of the day open the restricted area, nor has the person a booking of the day in it."""
    venue_id, day = coming.wish.venue_id, coming.day
    sold = any(opens(lot.terms, area, coming) for lot in coming.card.usable(venue_id, day))
    booked = any(
        hold.room_id in area.rooms and hold.status in ("held", "settled")
        for hold in coming.card.holds.values()
        if (hold.venue_id, hold.day, hold.who) == (venue_id, day, coming.who) and not hold.withdrawn
    )
    return None if sold or booked or not area.restricted else AreaNotCovered(area=area.name)


def opens(terms: Terms, area: Area, coming: Coming) -> bool:
    """It names the area, or is of its grade or a higher one."""
    return area.name in terms.areas or at_least(terms.grade, area.from_grade, coming.gate.ladders, coming.day)


def in_already(coming: Coming, area: Area) -> EnteredAlready | None:
    """One card lets one person in: not twice without leaving, within the passback time of the card."""
    soon = timedelta(minutes=coming.card.terms_on(coming.day).passback_minutes)
    last = coming.house.last_seen.get(coming.visitor)
    if last and coming.visitor in coming.house.inside_area(area.name) and coming.context.at < last.at + soon:
        return EnteredAlready(entered_at=last.at, venue_id=coming.wish.venue_id)
    return None


AREAS: Decider[AtGate] = Decider((EnterArea,), AtGate(), streams, decide, evolve, busy=of_the_house)
