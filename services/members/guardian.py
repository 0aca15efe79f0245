"""Guardians of children: linked with papers, and without any right from the 18th birthday on. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, assert_never

from services.members import life, policy
from services.members.age import OF_AGE, is_under
from services.members.life import check_registered
from services.members.minor import look
from services.members.persons import Persons
from services.members.policy import Policies
from shared.contracts import Event
from shared.contracts.members import (
    BirthDateMissing,
    ChildCameOfAge,
    DropGuardian,
    GuardianLinked,
    GuardianNotLinked,
    GuardianUnlinked,
    LinkGuardian,
    MemberPolicySet,
    MinorWatched,
    NotAChild,
    NotGuardian,
    NotOfAge,
    TieEnded,
    TieNoted,
    UnlinkGuardian,
    VenueNotOpen,
    VenueOpened,
    WatchMinor,
)
from shared.decider import Context, Decider
from shared.venue_time import local_day

Wish = LinkGuardian | UnlinkGuardian | DropGuardian | WatchMinor


@dataclass(frozen=True)
class Guardians:
    """The links of one child that stand, by guardian, the latest last; and the persons whom a decision is about."""

    persons: Persons = field(default_factory=Persons)
    links: dict[str, GuardianLinked] = field(default_factory=dict)
    outgrown: dict[str, GuardianLinked] = field(default_factory=dict)  # those that ended as the child came of age
    watched: MinorWatched | None = None
    zone: str | None = None  # of the venue that the command names
    policies: Policies = field(default_factory=Policies)

    def check(self, child_id: str, guardian_id: str, at: datetime) -> None:
        """Raise NotGuardian, NotAChild, NotOfAge or BirthDateMissing unless the guardian decides for the child."""
        link = self.links.get(guardian_id)
        if link is None and self.is_of_age(child_id, self.outgrown.get(guardian_id), at):
            raise NotAChild(member_id=child_id, of_age_at=OF_AGE)
        if link is None or self.persons.life(guardian_id).status != "registered":
            raise NotGuardian(child_id=child_id, guardian_id=guardian_id)
        self.check_ages(child_id, guardian_id, local_day(at, link.zone))

    def is_of_age(self, child_id: str, former: GuardianLinked | None, at: datetime) -> bool:
        """Told to a former guardian only, so that nobody learns a stranger's age; a corrected birth date counts."""
        if former is None:
            return False
        try:
            return not is_under(self.persons.born(child_id), OF_AGE, local_day(at, former.zone))
        except BirthDateMissing:
            return False

    def check_ages(self, child_id: str, guardian_id: str, day: date) -> None:
        if not is_under(self.persons.born(child_id), OF_AGE, day):
            raise NotAChild(member_id=child_id, of_age_at=OF_AGE)
        if is_under(self.persons.born(guardian_id), OF_AGE, day):
            raise NotOfAge(member_id=guardian_id, of_age_at=OF_AGE)


def streams_of(child_id: str, guardian_id: str) -> list[str]:
    """What a right of a guardian over a child stands on."""
    persons = [f"{part}-{member_id}" for member_id in (child_id, guardian_id) for part in ("member", "profile")]
    return [*persons, f"guardians-{child_id}"]


def streams(wish: Wish, context: Context) -> Sequence[str]:
    match wish:
        case LinkGuardian() | UnlinkGuardian():
            about = streams_of(wish.child_id, wish.guardian_id)
            return [*about, f"ties-{wish.guardian_id}", f"venue-{wish.venue_id}"]
        case DropGuardian():
            return [f"guardians-{wish.child_id}"]
        case WatchMinor(child_id=child_id):
            return [life.stream(child_id), f"profile-{child_id}", f"guardians-{child_id}", policy.STREAM]
    assert_never(wish)


def decide(wish: Wish, guardians: Guardians, context: Context) -> list[Event]:
    match wish:
        case LinkGuardian():
            return link(wish, guardians, context)
        case UnlinkGuardian():
            return unlink(wish, guardians)
        case DropGuardian():
            ids = {"child_id": wish.child_id, "guardian_id": wish.guardian_id}
            linked = wish.guardian_id in guardians.links
            return [GuardianUnlinked(**ids, because="guardian_gone")] if linked else []
        case WatchMinor():
            return watch(wish.child_id, guardians, context)
    assert_never(wish)


def link(wish: LinkGuardian, guardians: Guardians, context: Context) -> list[Event]:
    if guardians.zone is None:
        raise VenueNotOpen(venue_id=wish.venue_id)
    for member_id in (wish.child_id, wish.guardian_id):
        check_registered(guardians.persons.life(member_id), member_id)
    guardians.check_ages(wish.child_id, wish.guardian_id, local_day(context.now, guardians.zone))
    linked = GuardianLinked(**vars(wish), zone=guardians.zone)
    known = guardians.links.get(wish.guardian_id)
    if known == linked:
        return []
    noted = TieNoted(member_id=wish.guardian_id, to="ward", other_id=wish.child_id)
    return [linked] if known else [linked, noted]


def unlink(wish: UnlinkGuardian, guardians: Guardians) -> list[Event]:
    if guardians.zone is None:
        raise VenueNotOpen(venue_id=wish.venue_id)
    if wish.guardian_id not in guardians.links:
        raise GuardianNotLinked(child_id=wish.child_id, guardian_id=wish.guardian_id)
    ids = {"child_id": wish.child_id, "guardian_id": wish.guardian_id}
    check_registered(guardians.persons.life(wish.child_id), wish.child_id)
    ended = TieEnded(member_id=wish.guardian_id, to="ward", other_id=wish.child_id)
    return [GuardianUnlinked(**ids, because="unlinked", reason=wish.reason), ended]


def watch(child_id: str, guardians: Guardians, context: Context) -> list[Event]:
    """Nothing while no guardian is linked, or the birth date is not known: then no guardian has a right, either."""
    if not guardians.links:
        return []
    if not guardians.persons.life(child_id).has_data:
        return [
            GuardianUnlinked(child_id=child_id, guardian_id=guardian_id, because="child_gone")
            for guardian_id in guardians.links
        ]
    try:
        born = guardians.persons.born(child_id)
    except BirthDateMissing:
        return []
    *_, latest = guardians.links.values()
    days = guardians.policies.number("of_age_notice_days", local_day(context.now, latest.zone))
    return look(child_id, born, tuple(guardians.links), guardians.watched, days, context.now, latest.zone)


def evolve(guardians: Guardians, event: Any) -> Guardians:
    match event:
        case GuardianLinked(guardian_id=guardian_id):
            return replace(guardians, links=without(guardians.links, guardian_id) | {guardian_id: event})
        case GuardianUnlinked(guardian_id=guardian_id):
            return replace(guardians, links=without(guardians.links, guardian_id))
        case ChildCameOfAge():
            return replace(guardians, links={}, outgrown=guardians.outgrown | guardians.links, watched=None)
        case MinorWatched():
            return replace(guardians, watched=event)
        case VenueOpened(zone=zone):
            return replace(guardians, zone=zone)
        case MemberPolicySet():
            return replace(guardians, policies=policy.evolve(guardians.policies, event))
    return replace(guardians, persons=guardians.persons.after(event))


def without(links: dict[str, GuardianLinked], guardian_id: str) -> dict[str, GuardianLinked]:
    return {who: link for who, link in links.items() if who != guardian_id}


GUARDIAN: Decider[Guardians] = Decider(
    (LinkGuardian, UnlinkGuardian, DropGuardian, WatchMinor), Guardians(), streams, decide, evolve
)
