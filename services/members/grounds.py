"""What the audit checks of health data: whoever kept or read any had a ground to. Pure; borrows no rule."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from shared.audit import Check, Violation
from shared.clock import APART
from shared.contracts import Event
from shared.contracts.members import (
    ClassNoted,
    ClassSeatLeft,
    ClassSeatNoted,
    CoachAssigned,
    CoachingEnded,
    ConsentGiven,
    ConsentWithdrawn,
    EntryMade,
    FitnessTestScheduled,
    FitnessTestStopped,
    FitnessTestTaken,
    GlassBroken,
    HealthAnswered,
    HealthDataRead,
    HealthNoteClosed,
    HealthNoteCorrected,
    HealthNoted,
    MeasurementCorrected,
    MeasurementRecorded,
    MemberPolicySet,
    PlanEnded,
    PlanWritten,
    QuestionnaireAnswered,
    WorkoutRecorded,
    WorkoutRemoved,
)
from shared.log import Recorded

Note = QuestionnaireAnswered | HealthAnswered | HealthNoted | HealthNoteCorrected | HealthNoteClosed
Figure = MeasurementRecorded | MeasurementCorrected | FitnessTestScheduled | FitnessTestStopped | FitnessTestTaken
KEPT = Note | Figure | WorkoutRecorded | WorkoutRemoved | PlanWritten | PlanEnded
"""What is kept of a body on somebody's word; what clocks remind of and booking tells of attendance is not."""
DAYS_AFTER_CLASS = 14  # where no policy was set


class HealthGrounds(Check):
    """Keeps what opens a record at this point of the log: consents, contracts, classes and their seats, broken glass.

    A door's clock may be APART from the store's, by which is judged. Of a class, any in which the coach has the member
    will do, for what was kept does not name it.
    """

    invariant = "F20"
    promise = "health data are kept and read by the member, with consent by who coaches them, or in an emergency"

    def __init__(self) -> None:
        self.consented: set[str] = set()
        self.contracts: dict[str, CoachAssigned] = {}
        self.classes: dict[str, ClassNoted] = {}
        self.seats: dict[str, ClassSeatNoted] = {}
        self.glass: list[GlassBroken] = []
        self.days: list[MemberPolicySet] = []
        self.kept = self.reads = 0

    def see(self, recorded: Recorded, event: Event) -> Iterator[Violation]:
        if isinstance(event, KEPT):
            self.kept += 1
            yield from self._kept(recorded, event.member_id)
        elif isinstance(event, EntryMade) and event.kind == "measurement":
            self.kept += 1
            yield from self._kept(recorded, event.subject_id)
        elif isinstance(event, HealthDataRead):
            self.reads += 1
            yield from self._read(recorded, event)
        else:
            self._opened(event)

    def _opened(self, event: Event) -> None:
        match event:
            case ConsentGiven(purpose="health_data"):
                self.consented.add(event.member_id)
            case ConsentWithdrawn(purpose="health_data"):
                self.consented.discard(event.member_id)
            case CoachAssigned():
                self.contracts[event.coaching_id] = event
            case CoachingEnded():
                self.contracts.pop(event.coaching_id, None)
            case ClassNoted():
                self.classes[event.session_id] = event
            case ClassSeatNoted():
                self.seats[event.booking_id] = event
            case ClassSeatLeft():
                self.seats.pop(event.booking_id, None)
            case GlassBroken():
                self.glass.append(event)
            case MemberPolicySet(policy="health_open_days_after_class"):
                self.days.append(event)

    def _kept(self, recorded: Recorded, member_id: str) -> Iterator[Violation]:
        actor, at = recorded.meta.actor, recorded.recorded_at
        if member_id not in self.consented:
            yield Violation.at(recorded, f"kept by {actor} of {member_id}, who does not consent")
        elif actor != member_id and not (self._coaching(actor, member_id, at) or self._class(actor, member_id, at)):
            yield Violation.at(recorded, f"kept of {member_id} by {actor}, who does not coach them")

    def _read(self, recorded: Recorded, event: HealthDataRead) -> Iterator[Violation]:
        actor, member_id, at = recorded.meta.actor, event.member_id, recorded.recorded_at
        match event.ground:
            case "own":
                right = actor == member_id
            case "coaching":
                right = member_id in self.consented and self._coaching(actor, member_id, at)
            case "class":
                right = member_id in self.consented and self._class(actor, member_id, at)
            case "emergency":
                right = self._emergency(actor, member_id, at)
        if not right:
            yield Violation.at(recorded, f"read of {member_id} by {actor} as {event.ground}, which does not hold")

    def _coaching(self, actor: str, member_id: str, at: datetime) -> bool:
        mine = (c for c in self.contracts.values() if (c.coach_id, c.member_id) == (actor, member_id))
        return any(c.begins_at - APART <= at < c.ends_at + APART for c in mine)

    def _class(self, actor: str, member_id: str, at: datetime) -> bool:
        taken = {seat.session_id for seat in self.seats.values() if seat.member_id == member_id}
        mine = (c for c in (self.classes.get(id_) for id_ in taken) if c and c.coach_id == actor)
        open_for = timedelta(days=self._days_after_class(at)) + APART
        return any(at < lesson.ends_at + open_for for lesson in mine)

    def _days_after_class(self, at: datetime) -> int:
        begun = sorted((p for p in self.days if p.from_day <= at.date()), key=lambda p: p.from_day)
        return int(begun[-1].value) if begun else DAYS_AFTER_CLASS

    def _emergency(self, actor: str, member_id: str, at: datetime) -> bool:
        mine = (glass for glass in self.glass if (glass.staff_id, glass.member_id) == (actor, member_id))
        return any(at < glass.ends_at + APART for glass in mine)

    def checked(self) -> str:
        return f"{self.kept:,} health data kept, {self.reads:,} readings"
