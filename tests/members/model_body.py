"""Who reads and writes what is known of a member's body, and panels, by the rules alone.

From the README of members and its contracts: nothing is kept without the consent; the member, a coach by contract on
its days or in a class until 14 days after it, and who broke the glass for half an hour; somebody else than who broke it
judges it; complaints are archived by the supervisor with opinion and result.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from shared.contracts import COACH, HEAD_OFFICE, STAFF, Actor, Refusal
from shared.contracts import members as c
from tests.machine import Answer, told

Writing = (
    c.RecordMeasurement | c.CorrectMeasurement | c.NoteHealth | c.CorrectHealthNote | c.CloseHealthNote
    | c.CheckMeasurement | c.RecordHealthRead
)  # fmt: skip
LIMITS = {"weight": (2, 500), "sit_and_reach": (-60, 60), "activity_count": (0, 1_000_000)}


@dataclass
class Lesson:
    coach_id: str
    ends_at: datetime
    seats: dict[str, str] = field(default_factory=dict)


@dataclass
class BodyModel:
    """`zones` of open venues, `coaches` by the venues where they may coach. One supervisor, or none."""

    zones: dict[str, str]
    registered: set[str]
    coaches: dict[str, set[str]]
    mode: str
    days_after_class: int
    minutes: int
    consented: set[str] = field(default_factory=set)
    contracts: dict[str, tuple[c.AssignCoach, datetime, datetime]] = field(default_factory=dict)
    made: set[str] = field(default_factory=set)
    lessons: dict[str, Lesson] = field(default_factory=dict)
    glass: dict[str, tuple[str, str, datetime]] = field(default_factory=dict)
    judged: set[str] = field(default_factory=set)
    supervisor: str | None = None
    panel: dict[str, c.WriteIntoPanel] = field(default_factory=dict)
    archived: set[str] = field(default_factory=set)
    figures: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    notes: dict[str, tuple[str, str | None] | None] = field(default_factory=dict)  # None: closed
    entries: dict[str, tuple[str, c.RecordMeasurement | c.CorrectMeasurement, str, datetime]] = field(
        default_factory=dict
    )
    checked: set[str] = field(default_factory=set)

    # --- grounds ---

    def coached(self, member_id: str, session_id: str | None, by: Actor, now: datetime) -> str | None:
        if not by.has(COACH):
            return None
        for wish, begins, ends in self.contracts.values():
            if (wish.member_id, wish.coach_id) == (member_id, by.id) and begins <= now < ends:
                return "coaching"
        lesson = self.lessons.get(session_id or "")
        mine = lesson and lesson.coach_id == by.id and member_id in lesson.seats.values()
        open_ = lesson and now < lesson.ends_at + timedelta(days=self.days_after_class)
        return "class" if mine and open_ else None

    def ground(self, wish: Writing, by: Actor, now: datetime) -> str | set[type[Refusal]]:
        """On which ground somebody reads."""
        if wish.member_id not in self.registered:
            return {c.MemberNotRegistered}
        if by.member_id == wish.member_id:
            return "own"
        if wish.member_id in self.consented and (ground := self.coached(wish.member_id, wish.session_id, by, now)):
            return ground
        if self.behind_glass(wish.member_id, by, now):
            return "emergency"
        return {c.HealthNotOpenToYou if wish.member_id in self.consented else c.HealthConsentMissing}

    def behind_glass(self, member_id: str, by: Actor, now: datetime) -> bool:
        return any((who, staff) == (member_id, by.id) and now < until for who, staff, until in self.glass.values())

    def closed_to(self, wish: Writing, by: Actor, now: datetime) -> set[type[Refusal]]:
        """Whoever reads behind broken glass writes nothing."""
        if wish.member_id not in self.registered:
            return {c.MemberNotRegistered}
        if wish.member_id not in self.consented:
            return {c.HealthConsentMissing}
        own = by.member_id == wish.member_id
        return set() if own or self.coached(wish.member_id, wish.session_id, by, now) else {c.HealthNotOpenToYou}

    def read(self, wish: c.RecordHealthRead, by: Actor, now: datetime) -> Answer:
        ground = self.ground(wish, by, now)
        known = {"member_id": wish.member_id, "query": wish.query, "ground": ground, "session_id": wish.session_id}
        return ground if isinstance(ground, set) else [told(c.HealthDataRead, **known)]

    def consent(self, member_id: str, given: bool) -> Answer:
        if member_id not in self.registered:
            return {c.MemberNotRegistered}
        if given == (member_id in self.consented):
            return []
        (self.consented.add if given else self.consented.discard)(member_id)
        return [told(c.ConsentGiven if given else c.ConsentWithdrawn, member_id=member_id)]

    # --- contracts and classes ---

    def assign(self, wish: c.AssignCoach, now: datetime) -> Answer:
        against: set[type[Refusal]] = set() if wish.member_id in self.registered else {c.MemberNotRegistered}
        if not against and wish.coaching_id in self.made:
            return []
        if wish.venue_id not in self.zones:
            return against | {c.VenueNotOpen}
        if wish.venue_id not in self.coaches.get(wish.coach_id, set()):
            against.add(c.NotACoach)
        zone = ZoneInfo(self.zones[wish.venue_id])
        begins, ends = (datetime.combine(day, time(), zone) for day in (wish.days.first, wish.days.until))
        if ends <= now or ends <= begins:
            against.add(c.CoachingDaysNotPossible)
        if against:
            return against
        self.made.add(wish.coaching_id)
        self.contracts[wish.coaching_id] = (wish, begins, ends)
        return [told(c.CoachAssigned, coaching_id=wish.coaching_id, begins_at=begins, ends_at=ends)]

    def end(self, wish: c.EndCoaching) -> Answer:
        known = self.contracts.get(wish.coaching_id)
        if known is None or known[0].member_id != wish.member_id:
            return {c.CoachingNotOpen}
        del self.contracts[wish.coaching_id]
        return [told(c.CoachingEnded, coaching_id=wish.coaching_id, coach_id=known[0].coach_id)]

    # --- emergencies and panels ---

    def break_(self, wish: c.BreakGlass, by: Actor, now: datetime) -> Answer:
        if wish.member_id not in self.registered:
            return {c.MemberNotRegistered}
        if wish.glass_id in self.glass:
            return []
        until = now + timedelta(minutes=self.minutes)
        self.glass[wish.glass_id] = (wish.member_id, by.id, until)
        return [told(c.GlassBroken, staff_id=by.id, ends_at=until, alerted=self.supervisor)]

    def not_supervisor(self, by: Actor) -> set[type[Refusal]]:
        return set() if by.id == self.supervisor or by.has(HEAD_OFFICE) else {c.NotTheSupervisor}

    def judge(self, wish: c.ReviewGlass, by: Actor) -> Answer:
        against, known = self.not_supervisor(by), self.glass.get(wish.glass_id)
        gone = wish.member_id not in self.registered
        if known is None or known[0] != wish.member_id or wish.glass_id in self.judged or gone:
            return against | {c.GlassNotOpen}
        if known[1] == by.id:
            against.add(c.OwnGlass)
        if against:
            return against
        self.judged.add(wish.glass_id)
        return [told(c.GlassReviewed, glass_id=wish.glass_id, justified=wish.justified)]

    def appoint(self, wish: c.AppointDataSupervisor) -> Answer:
        if self.supervisor == wish.staff_id:
            return []
        self.supervisor = wish.staff_id
        return [told(c.DataSupervisorAppointed, staff_id=wish.staff_id)]

    def write(self, wish: c.WriteIntoPanel) -> Answer:
        if wish.member_id not in self.registered:
            return {c.MemberNotRegistered}
        if wish.entry_id in self.panel:
            return []
        self.panel[wish.entry_id] = wish
        return [told(c.PanelWritten, entry_id=wish.entry_id, kind=wish.kind, alerted=self.supervisor)]

    def archive(self, wish: c.ArchivePanelEntry, by: Actor) -> Answer:
        against, known = self.not_supervisor(by), self.panel.get(wish.entry_id)
        gone = wish.member_id not in self.registered
        if known is None or known.member_id != wish.member_id or wish.entry_id in self.archived or gone:
            return against | {c.PanelEntryNotOpen}
        if known.kind != "routine" and not (wish.opinion and wish.result):
            against.add(c.OpinionAndResultMissing)
        if against:
            return against
        self.archived.add(wish.entry_id)
        return [told(c.PanelEntryArchived, entry_id=wish.entry_id, opinion=wish.opinion)]

    # --- figures, and who checks them ---

    def measure(self, wish: c.RecordMeasurement | c.CorrectMeasurement, by: Actor, now: datetime) -> Answer:
        against = self.closed_to(wish, by, now)
        waits = self.mode == "approve_first" and by.has(*STAFF)
        answer = against or self.tell(wish, now, not waits)
        if isinstance(answer, set) or not answer or self.mode == "none" or not by.has(*STAFF):
            return answer
        made = told(c.EntryMade, subject_id=wish.member_id, kind="measurement", mode=self.mode, maker=by.id)
        return [made] if waits else [*answer, made]

    def tell(self, wish: c.RecordMeasurement | c.CorrectMeasurement, now: datetime, keep: bool) -> Answer:
        known, against = self.figures.get(wish.measurement_id), set[type[Refusal]]()
        if isinstance(wish, c.RecordMeasurement):
            if wish.day > (now + timedelta(hours=14)).date():
                against.add(c.HealthDayNotPossible)
            if not against and known:
                return []
            if (wish.kind == "activity_count") != (wish.activity is not None):
                against.add(c.ActivityNotFit)
        elif known is None or known[1] is None:
            return {c.MeasurementUnknown}
        kind = wish.kind if isinstance(wish, c.RecordMeasurement) else known[0] if known else ""
        lowest, highest = LIMITS[kind]
        if wish.figure is not None and not lowest <= float(wish.figure) <= highest:
            against.add(c.FigureNotPossible)
        if against or (known and known[1] == wish.figure):
            return against or []
        if keep:
            self.figures[wish.measurement_id] = (kind, wish.figure)
        type_ = c.MeasurementRecorded if isinstance(wish, c.RecordMeasurement) else c.MeasurementCorrected
        return [told(type_, measurement_id=wish.measurement_id, kind=kind, figure=wish.figure)]

    def check(self, wish: c.CheckMeasurement, by: Actor, now: datetime) -> Answer:
        ground, against = self.ground(wish, by, now), set[type[Refusal]]()
        if isinstance(ground, set):
            return ground
        if wish.entry_id not in self.entries or wish.entry_id in self.checked:
            return {c.EntryNotOpen}
        member_id, entered, maker, at = self.entries[wish.entry_id]
        if member_id != wish.member_id:
            return {c.EntryNotOpen}
        if maker == by.id:
            against.add(c.OwnEntry)
        takes_effect = wish.right and self.mode == "approve_first"
        if takes_effect:
            against |= self.closed_to(wish, by, now)
        effect = self.tell(entered, at, not against) if takes_effect and not against else []
        if against or isinstance(effect, set):
            return against or effect
        self.checked.add(wish.entry_id)
        return [told(c.EntryChecked, subject_id=member_id, maker=maker, checker=by.id, right=wish.right), *effect]

    # --- notes ---

    def note(self, wish: c.NoteHealth, by: Actor, now: datetime) -> Answer:
        against = self.closed_to(wish, by, now) | late(wish.since, now)
        if against or wish.note_id in self.notes:
            return against or []
        self.notes[wish.note_id] = (wish.text, wish.since)
        return [told(c.HealthNoted, note_id=wish.note_id, since=wish.since)]

    def renote(self, wish: c.CorrectHealthNote | c.CloseHealthNote, by: Actor, now: datetime) -> Answer:
        correct = isinstance(wish, c.CorrectHealthNote)
        day = wish.since if isinstance(wish, c.CorrectHealthNote) else wish.over_since
        against = self.closed_to(wish, by, now) | late(day, now)
        if self.notes.get(wish.note_id) is None:
            against.add(c.HealthNoteUnknown)
        right = (wish.text, wish.since) if isinstance(wish, c.CorrectHealthNote) else None
        if against or self.notes[wish.note_id] == right:
            return against or []
        self.notes[wish.note_id] = right
        return [told(c.HealthNoteCorrected if correct else c.HealthNoteClosed, note_id=wish.note_id)]


def late(day: str | None, now: datetime) -> set[type[Refusal]]:
    """A day that has begun nowhere yet."""
    begun = (now + timedelta(hours=14)).date()
    return {c.HealthDayNotPossible} if day is not None and date.fromisoformat(day) > begun else set()
