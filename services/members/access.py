"""Whether somebody may read or write a member's health data now, and on which ground. Pure.

The moment that counts is the command's own (`now`): nobody opens a record by telling an earlier instant.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from services.members import life, policy
from services.members.life import Life, check_registered
from services.members.policy import Policies
from shared.contracts import COACH
from shared.contracts.members import (
    ClassNoted,
    ClassSeatLeft,
    ClassSeatNoted,
    CoachAssigned,
    CoachingEnded,
    ConsentGiven,
    ConsentWithdrawn,
    GlassBroken,
    Ground,
    HealthConsentMissing,
    HealthNotOpenToYou,
    MemberNotRegistered,
    MemberPolicySet,
)
from shared.decider import Context


@dataclass(frozen=True)
class Access:
    """What opens a member's health data: consent, contracts, the class that was named, broken glass."""

    life: Life = field(default_factory=Life)
    consented: bool = False
    coachings: Mapping[str, CoachAssigned] = field(default_factory=dict)
    lesson: ClassNoted | None = None
    seats: Mapping[str, str] = field(default_factory=dict)  # members by booking
    glass: tuple[GlassBroken, ...] = ()
    policies: Policies = field(default_factory=Policies)


def streams(member_id: str, session_id: str | None) -> list[str]:
    about = [f"{part}-{member_id}" for part in ("consent", "coaching", "glass")]
    return [life.stream(member_id), *about, policy.STREAM, *([f"class-{session_id}"] if session_id else [])]


def may_read(access: Access, member_id: str, context: Context) -> Ground:
    """The ground of a reading; raises MemberNotRegistered, HealthConsentMissing, HealthNotOpenToYou.

    Without consent only the member reads, and who broke the glass.
    """
    if not access.life.has_data:
        raise MemberNotRegistered(member_id=member_id)
    if context.actor.member_id == member_id:
        return "own"
    if access.consented and (ground := coached(access, member_id, context)):
        return ground
    if any(broken.staff_id == context.actor.id and context.now < broken.ends_at for broken in access.glass):
        return "emergency"
    raise refusal(access, member_id, context)


def check_may_judge(access: Access, member_id: str, context: Context) -> None:
    """Raise, unless the member judges a figure or a coach who has the member: an emergency opens records to read."""
    if may_read(access, member_id, context) == "emergency":
        raise refusal(access, member_id, context)


def check_may_write(access: Access, member_id: str, context: Context) -> None:
    """Raise, unless the member writes or a coach who has the member; nothing is kept without consent."""
    check_registered(access.life, member_id)
    own = context.actor.member_id == member_id
    if not access.consented or not (own or coached(access, member_id, context)):
        raise refusal(access, member_id, context)


def refusal(access: Access, member_id: str, context: Context) -> HealthConsentMissing | HealthNotOpenToYou:
    if not access.consented:
        return HealthConsentMissing(member_id=member_id)
    return HealthNotOpenToYou(member_id=member_id, days_after_class=days_after_class(access, context))


def coached(access: Access, member_id: str, context: Context) -> Ground | None:
    """How the actor has the member as coach now: by contract, or in the class that was named."""
    if not context.actor.has(COACH):
        return None
    mine = [c for c in access.coachings.values() if c.coach_id == context.actor.id]
    if any(contract.begins_at <= context.now < contract.ends_at for contract in mine):
        return "coaching"
    lesson = access.lesson
    if lesson is None or lesson.coach_id != context.actor.id or member_id not in access.seats.values():
        return None
    closes = lesson.ends_at + timedelta(days=days_after_class(access, context))
    return "class" if context.now < closes else None


def days_after_class(access: Access, context: Context) -> int:
    return access.policies.number("health_open_days_after_class", context.now.date())


def evolve(access: Access, event: Any) -> Access:
    match event:
        case ConsentGiven(purpose="health_data"):
            return replace(access, consented=True)
        case ConsentWithdrawn(purpose="health_data"):
            return replace(access, consented=False)
        case CoachAssigned(coaching_id=coaching_id):
            return replace(access, coachings={**access.coachings, coaching_id: event})
        case CoachingEnded(coaching_id=over):
            return replace(access, coachings={i: c for i, c in access.coachings.items() if i != over})
        case ClassNoted():
            return replace(access, lesson=event)
        case ClassSeatNoted(booking_id=booking_id, member_id=member_id):
            return replace(access, seats={**access.seats, booking_id: member_id})
        case ClassSeatLeft(booking_id=gone):
            return replace(access, seats={i: m for i, m in access.seats.items() if i != gone})
        case GlassBroken():
            return replace(access, glass=(*access.glass, event))
        case MemberPolicySet():
            return replace(access, policies=policy.evolve(access.policies, event))
    return replace(access, life=life.evolve(access.life, event))
