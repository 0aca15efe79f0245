"""Prospects as their history makes them, and what a decision about one stands on. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from services.members import life, stages
from services.members.life import Life
from services.members.stages import Stages
from shared.contracts.members import (
    GuestConverted,
    GuestErased,
    GuestRecorded,
    GuestVisited,
    LeadClaimed,
    PhoneClaimed,
    PhoneReleased,
    ProspectAssigned,
    ProspectContacted,
    ProspectDue,
    ProspectMoved,
    ProspectOpened,
    ProspectStagesPublished,
    StaffDismissed,
    StaffHired,
    StaffNotEmployed,
    StageMeans,
    TrialGranted,
    VenueOpened,
)


@dataclass(frozen=True)
class Prospect:
    """Somebody who is followed up: stage, who does, where, and what is promised next."""

    venue_id: str
    stage: str
    means: StageMeans
    owner_id: str | None
    follow_up_on: date | None
    reminded: date | None = None
    contacts: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Guesthood:
    """What is known of a guest: how far they came by themselves, and who they became."""

    recorded: bool = False
    erased: bool = False
    came: StageMeans = "open"  # open -> visited -> tried
    trials: tuple[TrialGranted, ...] = ()
    member_id: str | None = None


@dataclass(frozen=True)
class Pipeline:
    """Guests and prospects by guest; the holders of a phone; and the chain's stages, venues and staff."""

    guests: Mapping[str, Guesthood] = field(default_factory=dict)
    prospects: Mapping[str, Prospect] = field(default_factory=dict)
    lead: str | None = None  # the guest for whom the phone stands
    phone_holder: str | None = None  # the member for whom it does
    life: Life = field(default_factory=Life)
    stages: Stages = field(default_factory=Stages)
    zones: Mapping[str, str] = field(default_factory=dict)
    employed: frozenset[str] = frozenset()

    def guest(self, guest_id: str) -> Guesthood:
        return self.guests.get(guest_id, Guesthood())

    def check_employed(self, staff_id: str | None) -> None:
        """Raises StaffNotEmployed."""
        if staff_id and staff_id not in self.employed:
            raise StaffNotEmployed(staff_id=staff_id)

    def knowing(self, guest_id: str, **change: Any) -> Pipeline:
        return replace(self, guests={**self.guests, guest_id: replace(self.guest(guest_id), **change)})

    def with_prospect(self, guest_id: str, **change: Any) -> Pipeline:
        return replace(self, prospects={**self.prospects, guest_id: replace(self.prospects[guest_id], **change)})


def evolve(known: Pipeline, event: Any) -> Pipeline:
    match event:
        case ProspectStagesPublished():
            return replace(known, stages=stages.evolve(known.stages, event))
        case VenueOpened(venue_id=venue_id, zone=zone):
            return replace(known, zones={**known.zones, venue_id: zone})
        case StaffHired(staff_id=staff_id):
            return replace(known, employed=known.employed | {staff_id})
        case StaffDismissed(staff_id=staff_id):
            return replace(known, employed=known.employed - {staff_id})
        case LeadClaimed(guest_id=guest_id):
            return replace(known, lead=guest_id)
        case PhoneClaimed(member_id=holder):
            return replace(known, phone_holder=holder)
        case PhoneReleased():
            return replace(known, phone_holder=None)
    return of_member(of_prospect(of_guest(known, event), event), event)


def of_guest(known: Pipeline, event: Any) -> Pipeline:
    match event:
        case GuestRecorded(guest_id=guest_id):
            return known.knowing(guest_id, recorded=True)
        case GuestVisited(guest_id=guest_id) if known.guest(guest_id).came == "open":
            return known.knowing(guest_id, came="visited")
        case TrialGranted(guest_id=guest_id):
            return known.knowing(guest_id, came="tried", trials=(*known.guest(guest_id).trials, event))
        case GuestConverted(guest_id=guest_id, member_id=member_id):
            return known.knowing(guest_id, member_id=member_id)
        case GuestErased(guest_id=guest_id):
            return known.knowing(guest_id, erased=True)
    return known


def of_prospect(known: Pipeline, event: Any) -> Pipeline:
    match event:
        case ProspectOpened(guest_id=guest_id):
            begun = Prospect(event.venue_id, event.stage, event.means, event.owner_id, event.follow_up_on)
            return replace(known, prospects={**known.prospects, guest_id: begun})
        case ProspectMoved(guest_id=guest_id):
            told = {"stage": event.stage, "means": event.means, "follow_up_on": event.follow_up_on}
            return known.with_prospect(guest_id, **told)
        case ProspectAssigned(guest_id=guest_id):
            return known.with_prospect(guest_id, owner_id=event.owner_id, venue_id=event.venue_id)
        case ProspectContacted(guest_id=guest_id, contact_id=contact_id):
            contacts = known.prospects[guest_id].contacts | {contact_id}
            return known.with_prospect(guest_id, contacts=contacts, follow_up_on=event.follow_up_on, reminded=None)
        case ProspectDue(guest_id=guest_id, follow_up_on=day):
            return known.with_prospect(guest_id, reminded=day)
    return known


def of_member(known: Pipeline, event: Any) -> Pipeline:
    return replace(known, life=life.evolve(known.life, event))
