"""Staff: who works for the chain, in which roles, at which venues. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import assert_never

from shared.contracts.members import (
    DismissStaff,
    EraseStaff,
    GrantRoles,
    HireStaff,
    RolesGranted,
    StaffAlreadyHired,
    StaffDismissed,
    StaffErased,
    StaffHired,
    StaffNotEmployed,
    StaffStillEmployed,
    VenueNotOpen,
    VenueOpened,
)
from shared.decider import Context, Decider

StaffCommand = HireStaff | GrantRoles | DismissStaff | EraseStaff
StaffEvent = StaffHired | RolesGranted | StaffDismissed | StaffErased | VenueOpened


@dataclass(frozen=True)
class Staff:
    hired: bool = False  # none -> employed -> dismissed
    employed: bool = False
    erased: bool = False
    rights: RolesGranted | None = None
    open_venues: frozenset[str] = frozenset()


def streams(wish: StaffCommand, context: Context) -> list[str]:
    venues = () if isinstance(wish, DismissStaff | EraseStaff) else wish.venues or ()
    return [f"staff-{wish.staff_id}", *(f"venue-{venue_id}" for venue_id in venues)]


def decide(wish: StaffCommand, staff: Staff, context: Context) -> list[StaffEvent]:
    match wish:
        case EraseStaff():
            return erase(wish, staff)
        case HireStaff():
            return hire(wish, staff)
        case GrantRoles():
            return grant(wish, staff)
        case DismissStaff():
            return dismiss(wish, staff)
    assert_never(wish)


def hire(wish: HireStaff, staff: Staff) -> list[StaffEvent]:
    if staff.hired:
        raise StaffAlreadyHired(staff_id=wish.staff_id)
    hired = StaffHired(staff_id=wish.staff_id, name=wish.name)
    return [hired, rights(wish, staff)]


def grant(wish: GrantRoles, staff: Staff) -> list[StaffEvent]:
    if not staff.employed:
        raise StaffNotEmployed(staff_id=wish.staff_id)
    granted = rights(wish, staff)
    return [] if granted == staff.rights else [granted]


def dismiss(wish: DismissStaff, staff: Staff) -> list[StaffEvent]:
    if not staff.employed:
        raise StaffNotEmployed(staff_id=wish.staff_id)
    return [StaffDismissed(staff_id=wish.staff_id)]


def erase(wish: EraseStaff, staff: Staff) -> list[StaffEvent]:
    if staff.employed:
        raise StaffStillEmployed(staff_id=wish.staff_id)
    if not staff.hired:
        raise StaffNotEmployed(staff_id=wish.staff_id)
    return [] if staff.erased else [StaffErased(staff_id=wish.staff_id)]


def rights(wish: HireStaff | GrantRoles, staff: Staff) -> RolesGranted:
    for venue_id in wish.venues or ():
        if venue_id not in staff.open_venues:
            raise VenueNotOpen(venue_id=venue_id)
    return RolesGranted(staff_id=wish.staff_id, roles=wish.roles, venues=wish.venues)


def evolve(staff: Staff, event: StaffEvent) -> Staff:
    match event:
        case StaffHired():
            return replace(staff, hired=True, employed=True)
        case RolesGranted():
            return replace(staff, rights=event)
        case StaffDismissed():
            return replace(staff, employed=False, rights=None)
        case StaffErased():
            return replace(staff, erased=True)
        case VenueOpened(venue_id=venue_id):
            return replace(staff, open_venues=staff.open_venues | {venue_id})
    assert_never(event)


STAFF: Decider[Staff] = Decider((HireStaff, GrantRoles, DismissStaff, EraseStaff), Staff(), streams, decide, evolve)
