"""Who coaches whom: contracts that the desk notes, classes and seats that booking tells of. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, assert_never

from services.members import life
from services.members.life import Life, check_registered
from shared.contracts import COACH, Event
from shared.contracts.members import (
    AssignCoach,
    ClassNoted,
    ClassSeatLeft,
    ClassSeatNoted,
    CoachAssigned,
    CoachingDaysNotPossible,
    CoachingEnded,
    CoachingNotOpen,
    EndCoaching,
    LeaveClass,
    NotACoach,
    NoteClass,
    NoteClassSeat,
    RolesGranted,
    StaffDismissed,
    VenueNotOpen,
    VenueOpened,
)
from shared.decider import Context, Decider
from shared.venue_time import day_start

ContractWish = AssignCoach | EndCoaching


@dataclass(frozen=True)
class Contracts:
    """The contracts of one member that were not ended, by id; the zone of the venue, the rights of the coach."""

    life: Life = field(default_factory=Life)
    open: Mapping[str, CoachAssigned] = field(default_factory=dict)
    made: frozenset[str] = frozenset()
    zone: str | None = None
    rights: RolesGranted | None = None

    def coach_at(self, venue_id: str) -> bool:
        rights = self.rights
        return rights is not None and COACH in rights.roles and (rights.venues is None or venue_id in rights.venues)


def streams(wish: ContractWish, context: Context) -> Sequence[str]:
    own = [life.stream(wish.member_id), f"coaching-{wish.member_id}"]
    return [*own, f"venue-{wish.venue_id}", f"staff-{wish.coach_id}"] if isinstance(wish, AssignCoach) else own


def decide(wish: ContractWish, contracts: Contracts, context: Context) -> list[Event]:
    match wish:
        case AssignCoach():
            return assign(wish, contracts, context)
        case EndCoaching():
            known = contracts.open.get(wish.coaching_id)
            if known is None:
                raise CoachingNotOpen(coaching_id=wish.coaching_id)
            return [CoachingEnded(**vars(wish), coach_id=known.coach_id)]
    assert_never(wish)


def assign(wish: AssignCoach, contracts: Contracts, context: Context) -> list[Event]:
    check_registered(contracts.life, wish.member_id)
    if wish.coaching_id in contracts.made:
        return []
    if contracts.zone is None:
        raise VenueNotOpen(venue_id=wish.venue_id)
    if not contracts.coach_at(wish.venue_id):
        raise NotACoach(staff_id=wish.coach_id, venue_id=wish.venue_id)
    begins_at, ends_at = (day_start(day, contracts.zone) for day in (wish.days.first, wish.days.until))
    if ends_at <= max(begins_at, context.now):
        raise CoachingDaysNotPossible()
    return [CoachAssigned(**vars(wish), begins_at=begins_at, ends_at=ends_at)]


def evolve(contracts: Contracts, event: Any) -> Contracts:
    match event:
        case CoachAssigned(coaching_id=coaching_id):
            made = contracts.made | {coaching_id}
            return replace(contracts, open={**contracts.open, coaching_id: event}, made=made)
        case CoachingEnded(coaching_id=over):
            return replace(contracts, open={i: c for i, c in contracts.open.items() if i != over})
        case VenueOpened(zone=zone):
            return replace(contracts, zone=zone)
        case RolesGranted():
            return replace(contracts, rights=event)
        case StaffDismissed():
            return replace(contracts, rights=None)
    return replace(contracts, life=life.evolve(contracts.life, event))


COACHING: Decider[Contracts] = Decider((AssignCoach, EndCoaching), Contracts(), streams, decide, evolve)


@dataclass(frozen=True)
class Lesson:
    """A session as booking told of it last, and the bookings with a seat."""

    noted: ClassNoted | None = None
    seats: frozenset[str] = frozenset()


ClassWish = NoteClass | NoteClassSeat | LeaveClass


def decide_class(wish: ClassWish, lesson: Lesson, context: Context) -> list[Event]:
    match wish:
        case NoteClass():
            noted = ClassNoted(**vars(wish))
            return [] if lesson.noted == noted else [noted]
        case NoteClassSeat():
            return [] if wish.booking_id in lesson.seats else [ClassSeatNoted(**vars(wish))]
        case LeaveClass():
            return [ClassSeatLeft(**vars(wish))] if wish.booking_id in lesson.seats else []
    assert_never(wish)


def evolve_class(lesson: Lesson, event: Any) -> Lesson:
    match event:
        case ClassNoted():
            return replace(lesson, noted=event)
        case ClassSeatNoted(booking_id=booking_id):
            return replace(lesson, seats=lesson.seats | {booking_id})
        case ClassSeatLeft(booking_id=booking_id):
            return replace(lesson, seats=lesson.seats - {booking_id})
    return lesson


CLASSES: Decider[Lesson] = Decider(
    (NoteClass, NoteClassSeat, LeaveClass),
    Lesson(),
    lambda wish, context: [f"class-{wish.session_id}"],
    decide_class,
    evolve_class,
)
