"""Readings of health data: on a ground that is recorded, and in an emergency behind broken glass. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, assert_never

from services.members import access, life, policy
from services.members.access import Access
from services.members.life import Life
from services.members.panel_entry import SUPERVISOR
from services.members.policy import Policies
from shared.contracts import HEAD_OFFICE, Event
from shared.contracts.members import (
    BreakGlass,
    DataSupervisorAppointed,
    GlassBroken,
    GlassNotOpen,
    GlassReviewed,
    HealthDataRead,
    MemberNotRegistered,
    MemberPolicySet,
    NotTheSupervisor,
    OwnGlass,
    RecordHealthRead,
    ReviewGlass,
)
from shared.decider import Context, Decider

Wish = BreakGlass | ReviewGlass


@dataclass(frozen=True)
class Glass:
    """The emergencies of one member, by id, and which of them were judged."""

    life: Life = field(default_factory=Life)
    broken: Mapping[str, GlassBroken] = field(default_factory=dict)
    reviewed: frozenset[str] = frozenset()
    supervisor: str | None = None
    policies: Policies = field(default_factory=Policies)


def streams(wish: Wish, context: Context) -> Sequence[str]:
    return [SUPERVISOR, policy.STREAM, life.stream(wish.member_id), f"glass-{wish.member_id}"]


def decide(wish: Wish, glass: Glass, context: Context) -> list[Event]:
    match wish:
        case BreakGlass():
            return break_(wish, glass, context)
        case ReviewGlass():
            return review(wish, glass, context)
    assert_never(wish)


def break_(wish: BreakGlass, glass: Glass, context: Context) -> list[Event]:
    if not glass.life.has_data:
        raise MemberNotRegistered(member_id=wish.member_id)
    if wish.glass_id in glass.broken:
        return []
    minutes = glass.policies.number("break_glass_minutes", context.now.date())
    ends_at = context.now + timedelta(minutes=minutes)
    return [GlassBroken(**vars(wish), staff_id=context.actor.id, ends_at=ends_at, alerted=glass.supervisor)]


def review(wish: ReviewGlass, glass: Glass, context: Context) -> list[Event]:
    if context.actor.id != glass.supervisor and not context.actor.has(HEAD_OFFICE):
        raise NotTheSupervisor()
    broken = glass.broken.get(wish.glass_id)
    if broken is None or wish.glass_id in glass.reviewed or not glass.life.has_data:
        raise GlassNotOpen(glass_id=wish.glass_id)
    if broken.staff_id == context.actor.id:
        raise OwnGlass()
    return [GlassReviewed(**vars(wish))]


def evolve(glass: Glass, event: Any) -> Glass:
    match event:
        case GlassBroken(glass_id=glass_id):
            return replace(glass, broken={**glass.broken, glass_id: event})
        case GlassReviewed(glass_id=glass_id):
            return replace(glass, reviewed=glass.reviewed | {glass_id})
        case DataSupervisorAppointed(staff_id=staff_id):
            return replace(glass, supervisor=staff_id)
        case MemberPolicySet():
            return replace(glass, policies=policy.evolve(glass.policies, event))
    return replace(glass, life=life.evolve(glass.life, event))


GLASS: Decider[Glass] = Decider((BreakGlass, ReviewGlass), Glass(), streams, decide, evolve)


def streams_read(wish: RecordHealthRead, context: Context) -> Sequence[str]:
    return [*access.streams(wish.member_id, wish.session_id), f"reads-{wish.member_id}"]


def decide_read(wish: RecordHealthRead, known: Access, context: Context) -> list[Event]:
    return [HealthDataRead(**vars(wish), ground=access.may_read(known, wish.member_id, context))]


HEALTH_READS: Decider[Access] = Decider((RecordHealthRead,), Access(), streams_read, decide_read, access.evolve)
