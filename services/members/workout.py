"""Workouts: attended sessions note themselves, the rest is entered; what is entered again is corrected. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, assert_never

from services.members import access
from services.members.access import Access, check_may_write
from services.members.health import check_by_today
from shared.contracts import Event
from shared.contracts.members import (
    AttendanceWithdrawn,
    NoteAttendance,
    RecordWorkout,
    RemoveWorkout,
    VenueOpened,
    WithdrawAttendance,
    WorkoutFiguresNotPossible,
    WorkoutNoted,
    WorkoutRecorded,
    WorkoutRemoved,
    WorkoutUnknown,
)
from shared.decider import Context, Decider
from shared.venue_time import local_time

Wish = NoteAttendance | WithdrawAttendance | RecordWorkout | RemoveWorkout
TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
LONGEST, HARDEST = 1440, 10


@dataclass(frozen=True)
class Workouts:
    """What a member attended and what was entered, by id; the zone of the venue that a session was at."""

    access: Access = field(default_factory=Access)
    attended: frozenset[str] = frozenset()
    withdrawn: frozenset[str] = frozenset()
    entered: Mapping[str, WorkoutRecorded] = field(default_factory=dict)
    zone: str | None = None


def streams(wish: Wish, context: Context) -> Sequence[str]:
    session_id = None if isinstance(wish, WithdrawAttendance) else wish.session_id
    own = [f"workouts-{wish.member_id}", *access.streams(wish.member_id, session_id)]
    return [*own, f"venue-{wish.venue_id}"] if isinstance(wish, NoteAttendance) else own


def decide(wish: Wish, workouts: Workouts, context: Context) -> list[Event]:
    match wish:
        case NoteAttendance():
            return note(wish, workouts)
        case WithdrawAttendance():
            return [AttendanceWithdrawn(**vars(wish))] if wish.workout_id in workouts.attended else []
    check_may_write(workouts.access, wish.member_id, context)
    match wish:
        case RecordWorkout():
            return record(wish, workouts, context)
        case RemoveWorkout(workout_id=workout_id, member_id=member_id):
            if workout_id not in workouts.entered:
                raise WorkoutUnknown(workout_id=workout_id)
            return [WorkoutRemoved(workout_id=workout_id, member_id=member_id)]
    assert_never(wish)


def note(wish: NoteAttendance, workouts: Workouts) -> list[Event]:
    """Nothing for who is not, or no more, a member of the chain: booking's news is never refused."""
    known = wish.workout_id in workouts.attended | workouts.withdrawn
    if known or not workouts.access.life.has_data:
        return []
    lesson, zone = workouts.access.lesson, workouts.zone
    return [
        WorkoutNoted(
            **vars(wish),
            coach_id=lesson.coach_id if lesson else None,
            begins=f"{local_time(lesson.starts_at, zone):%H:%M}" if lesson and zone else None,
            minutes=int((lesson.ends_at - lesson.starts_at).total_seconds()) // 60 if lesson else None,
        )
    ]


def record(wish: RecordWorkout, workouts: Workouts, context: Context) -> list[Event]:
    check_by_today(wish.day.isoformat(), context.at)
    right = 1 <= Decimal(wish.minutes) <= LONGEST and 1 <= Decimal(wish.intensity or "1") <= HARDEST
    if not right or (wish.begins is not None and not TIME.fullmatch(wish.begins)):
        raise WorkoutFiguresNotPossible()
    recorded = WorkoutRecorded(**{name: value for name, value in vars(wish).items() if name != "session_id"})
    return [] if workouts.entered.get(wish.workout_id) == recorded else [recorded]


def evolve(workouts: Workouts, event: Any) -> Workouts:
    match event:
        case WorkoutNoted(workout_id=workout_id):
            return replace(workouts, attended=workouts.attended | {workout_id})
        case AttendanceWithdrawn(workout_id=gone):
            return replace(workouts, attended=workouts.attended - {gone}, withdrawn=workouts.withdrawn | {gone})
        case WorkoutRecorded(workout_id=workout_id):
            return replace(workouts, entered={**workouts.entered, workout_id: event})
        case WorkoutRemoved(workout_id=gone):
            return replace(workouts, entered={i: w for i, w in workouts.entered.items() if i != gone})
        case VenueOpened(zone=zone):
            return replace(workouts, zone=zone)
    return replace(workouts, access=access.evolve(workouts.access, event))


WORKOUT: Decider[Workouts] = Decider(
    (NoteAttendance, WithdrawAttendance, RecordWorkout, RemoveWorkout), Workouts(), streams, decide, evolve
)
