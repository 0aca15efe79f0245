"""Venues and staff by the rules alone, from the contract of members: small, to be extended beside it."""

from __future__ import annotations

from dataclasses import dataclass, field

from shared.contracts import Refusal
from shared.contracts import members as c
from tests.machine import Answer, told


@dataclass
class StaffModel:
    """`state` of each person: employed, dismissed or erased; `rights` of who is employed."""

    venues: dict[str, c.OpenVenue] = field(default_factory=dict)
    state: dict[str, str] = field(default_factory=dict)
    rights: dict[str, tuple[object, object]] = field(default_factory=dict)

    def open(self, wish: c.OpenVenue) -> Answer:
        if wish.venue_id in self.venues:
            return {c.VenueAlreadyOpen}
        self.venues[wish.venue_id] = wish
        return [told(c.VenueOpened, **vars(wish))]

    def elsewhere(self, venues: tuple[str, ...] | None) -> set[type[Refusal]]:
        return {c.VenueNotOpen} if any(venue not in self.venues for venue in venues or ()) else set()

    def hire(self, wish: c.HireStaff) -> Answer:
        """An id stands for one person for ever."""
        against = self.elsewhere(wish.venues)
        if wish.staff_id in self.state:
            against.add(c.StaffAlreadyHired)
        if against:
            return against
        self.state[wish.staff_id] = "employed"
        self.rights[wish.staff_id] = (wish.roles, wish.venues)
        rights = told(c.RolesGranted, staff_id=wish.staff_id, roles=wish.roles, venues=wish.venues)
        return [told(c.StaffHired, staff_id=wish.staff_id, name=wish.name), rights]

    def grant(self, wish: c.GrantRoles) -> Answer:
        against = self.elsewhere(wish.venues)
        if self.state.get(wish.staff_id) != "employed":
            against.add(c.StaffNotEmployed)
        if against:
            return against
        if self.rights[wish.staff_id] == (wish.roles, wish.venues):
            return []
        self.rights[wish.staff_id] = (wish.roles, wish.venues)
        return [told(c.RolesGranted, staff_id=wish.staff_id, roles=wish.roles, venues=wish.venues)]

    def dismiss(self, wish: c.DismissStaff) -> Answer:
        if self.state.get(wish.staff_id) != "employed":
            return {c.StaffNotEmployed}
        self.state[wish.staff_id] = "dismissed"
        return [told(c.StaffDismissed, staff_id=wish.staff_id)]
