"""Who acts: roles, and the person or machine that a command's token names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NewType

Role = NewType("Role", str)

HEAD_OFFICE = Role("head_office")
VENUE_MANAGER = Role("venue_manager")
FRONT_DESK = Role("front_desk")
COACH = Role("coach")
FINANCE_CLERK = Role("finance_clerk")
MEMBER = Role("member")
GUEST = Role("guest")  # nobody has logged in: registration, public timetable
DEVICE = Role("device")  # a gate or terminal at a venue
PROVIDER = Role("provider")  # a payment provider, its signature verified by finance
SERVICE = Role("service")  # a service on its own behalf: reactions, the clock, an import

STAFF = (HEAD_OFFICE, VENUE_MANAGER, FRONT_DESK, COACH, FINANCE_CLERK)
EVERYONE = (*STAFF, MEMBER, GUEST)


@dataclass(frozen=True)
class Actor:
    """The originating person, device or service; `venues` None means the whole chain."""

    id: str
    roles: tuple[Role, ...]
    venues: tuple[str, ...] | None = None
    member_id: str | None = None

    @staticmethod
    def service(name: str) -> Actor:
        return Actor(id=f"service:{name}", roles=(SERVICE,))

    def covers(self, venue_id: str | None) -> bool:
        """Whether this venue (None: the whole chain) is in the actor's charge."""
        return self.venues is None or venue_id in self.venues

    def has(self, *roles: Role) -> bool:
        return any(role in self.roles for role in roles)
