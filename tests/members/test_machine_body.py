"""Who reads and writes of a member's body, on which ground; broken glass, panels: every command against the model."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from services.members.service import SERVICE
from shared.contracts import COACH, FRONT_DESK, HEAD_OFFICE, MEMBER, Actor, DayRange
from shared.contracts import members as c
from shared.ids import derived_id
from tests.machine import Answer, Desk, lives, told
from tests.members.examples import PUDONG, XUHUI, registered, venue_opened
from tests.members.model_body import BodyModel, Lesson

pytestmark = pytest.mark.thorough

BEGINS = datetime(2025, 12, 20, 15, 30, tzinfo=UTC)  # half an hour before midnight of the venue
SELF = Actor.service("members")
MEMBERS = [derived_id("member", n) for n in range(2)]
OWN = [Actor(id=who, roles=(MEMBER,), member_id=who) for who in MEMBERS]
COACHES = [Actor(id=derived_id("coach", n), roles=(COACH,)) for n in range(2)]
DESK = Actor(id=derived_id("desk"), roles=(FRONT_DESK,))
HEAD = Actor(id=derived_id("head"), roles=(HEAD_OFFICE,))
SESSIONS, CONTRACTS, GLASS = ([derived_id(what, n) for n in range(3)] for what in ("session", "contract", "glass"))
FIGURES, NOTES, PANEL = ([derived_id(what, n) for n in range(3)] for what in ("figure", "note", "panel"))
people = st.sampled_from([MEMBERS[0]] * 5 + MEMBERS)
sessions, days = st.sampled_from([None, None, *SESSIONS]), st.sampled_from([-2, 0, 1, 2])
writers = st.sampled_from([OWN[0], OWN[0], OWN[1], *COACHES, COACHES[0], COACHES[0]])
readers = st.sampled_from([*OWN, *COACHES * 2, DESK, HEAD])
staff = st.sampled_from([*COACHES, DESK, HEAD, HEAD, HEAD])
few = st.sampled_from([False, False, False, True])


class BodyMachine(RuleBasedStateMachine):
    @initialize(mode=st.sampled_from(["none", "act_first", "approve_first"]), after=st.integers(0, 2))
    def begin(self, mode: str, after: int) -> None:
        values = {"review_of_measurements": mode, "health_open_days_after_class": after, "break_glass_minutes": 30}
        policies = [
            c.MemberPolicySet(policy=name, value=str(value), from_day=date(2025, 1, 1), venue_id=None)  # type: ignore[arg-type]
            for name, value in values.items()
        ]
        joined = [replace(registered, member_id=who, number=str(n)) for n, who in enumerate(MEMBERS)]
        rights = [
            c.RolesGranted(staff_id=COACHES[0].id, roles=("coach",), venues=None),
            c.RolesGranted(staff_id=COACHES[1].id, roles=("coach",), venues=(XUHUI,)),
            c.RolesGranted(staff_id=DESK.id, roles=("front_desk",), venues=None),
        ]
        self.desk = Desk(SERVICE.deciders, BEGINS, [venue_opened, *policies, *joined, *rights])
        coaches = {COACHES[0].id: {PUDONG}}
        self.model = BodyModel({PUDONG: "Asia/Shanghai"}, set(MEMBERS), coaches, mode, after, 30)
        self.consent(MEMBERS[0], True)
        self.assign(MEMBERS[0], CONTRACTS[0], COACHES[0], PUDONG, 0, 9)
        self.measure_likely(FIGURES[0], "60", COACHES[0])

    @property
    def today(self) -> date:
        return (self.desk.now + timedelta(hours=8)).date()

    @rule(who=people, given=st.sampled_from([True, True, True, False]))
    def consent(self, who: str, given: bool) -> None:
        foreseen = self.model.consent(who, given)
        wish = c.GiveConsent(member_id=who, purpose="health_data", edition="A")
        self.desk.give(wish if given else c.WithdrawConsent(member_id=who, purpose="health_data"), foreseen)

    # --- grounds ---

    @rule(
        who=people, contract=st.sampled_from(CONTRACTS), coach=st.sampled_from([*COACHES, COACHES[0], DESK]),
        venue=st.sampled_from([PUDONG] * 5 + [XUHUI]), first=days, last=days,
    )  # fmt: skip
    def assign(self, who: str, contract: str, coach: Actor, venue: str, first: int, last: int) -> None:
        span = DayRange(*sorted(self.today + timedelta(days=day) for day in (first, last)))
        known = self.model.contracts.get(contract)
        if contract in self.model.made and not (known and known[0].member_id == who):
            return  # of another member, an id stands for another contract
        wish = c.AssignCoach(coaching_id=contract, member_id=who, venue_id=venue, coach_id=coach.id, days=span)
        self.desk.give(wish, self.model.assign(wish, self.desk.now))

    @rule(who=people, contract=st.sampled_from(CONTRACTS), sure=few)
    def end(self, who: str, contract: str, sure: bool) -> None:
        if sure:
            wish = c.EndCoaching(coaching_id=contract, member_id=who)
            self.desk.give(wish, self.model.end(wish))

    @rule(which=st.sampled_from(SESSIONS), coach=st.sampled_from(COACHES), hours=st.sampled_from([-1, 0, 25]))
    def lesson(self, which: str, coach: Actor, hours: int) -> None:
        """Scheduled, or given another coach or time."""
        ends = self.desk.now + timedelta(hours=hours)
        wish = c.NoteClass(
            session_id=which, venue_id=PUDONG, coach_id=coach.id, starts_at=ends - timedelta(hours=1), ends_at=ends
        )
        known = self.model.lessons.get(which)
        same = known and (known.coach_id, known.ends_at) == (coach.id, ends)
        self.model.lessons[which] = Lesson(coach.id, ends, known.seats if known else {})
        self.desk.give(wish, [] if same else [told(c.ClassNoted, session_id=which, coach_id=coach.id)], SELF)

    @rule(which=st.sampled_from(SESSIONS), who=people, left=few)
    def seat(self, which: str, who: str, left: bool) -> None:
        if not (lesson := self.model.lessons.get(which)):
            return
        booking_id, foreseen = derived_id("booking", which, who), list[object]()
        if left:
            if lesson.seats.pop(booking_id, None):
                foreseen.append(told(c.ClassSeatLeft, session_id=which, booking_id=booking_id))
            self.desk.give(c.LeaveClass(session_id=which, booking_id=booking_id), foreseen, SELF)  # type: ignore[arg-type]
            return
        if booking_id not in lesson.seats:
            foreseen.append(told(c.ClassSeatNoted, session_id=which, member_id=who))
        lesson.seats[booking_id] = who
        wish = c.NoteClassSeat(session_id=which, booking_id=booking_id, member_id=who)
        self.desk.give(wish, foreseen, SELF)  # type: ignore[arg-type]

    @rule(who=people, by=readers, session=sessions)
    def read(self, who: str, by: Actor, session: str | None) -> None:
        wish = c.RecordHealthRead(member_id=who, query="HealthRecord", session_id=session)
        self.desk.give(wish, self.model.read(wish, by, self.desk.now), by)

    @rule(which=st.sampled_from(SESSIONS), coach=st.sampled_from(COACHES), minutes=st.sampled_from([-1, 0, 1]))
    def as_the_class_closes(self, which: str, coach: Actor, minutes: int) -> None:
        """The coach of the class reads as it is about to be closed to them, is, and was."""
        if which not in self.model.lessons:
            self.lesson(which, coach, 0)
        self.seat(which, MEMBERS[0], False)
        lesson = self.model.lessons[which]
        closes = lesson.ends_at + timedelta(days=self.model.days_after_class, minutes=minutes)
        self.desk.now = max(self.desk.now, closes)
        self.read(MEMBERS[0], next(each for each in COACHES if each.id == lesson.coach_id), which)

    # --- emergencies and panels ---

    @rule(who=people, which=st.sampled_from(GLASS), by=staff)
    def break_glass(self, who: str, which: str, by: Actor) -> None:
        if which in self.model.glass and self.model.glass[which][0] != who:
            return
        wish = c.BreakGlass(glass_id=which, member_id=who, venue_id=PUDONG, reason="fainted")
        self.desk.give(wish, self.model.break_(wish, by, self.desk.now), by)

    @rule(who=people, which=st.sampled_from(GLASS), right=st.booleans(), by=staff)
    def judge(self, who: str, which: str, right: bool, by: Actor) -> None:
        wish = c.ReviewGlass(glass_id=which, member_id=who, justified=right, finding="…")
        self.desk.give(wish, self.model.judge(wish, by), by)

    @rule(who=st.sampled_from([DESK, COACHES[0]]))
    def appoint(self, who: Actor) -> None:
        wish = c.AppointDataSupervisor(staff_id=who.id)
        self.desk.give(wish, self.model.appoint(wish))

    @rule(who=people, which=st.sampled_from(PANEL), kind=st.sampled_from(["routine", "complaint", "privacy_complaint"]))
    def write(self, who: str, which: str, kind: c.PanelKind) -> None:
        if which in self.model.panel and self.model.panel[which].member_id != who:
            return
        wish = c.WriteIntoPanel(entry_id=which, member_id=who, department="service", kind=kind, text="…")
        self.desk.give(wish, self.model.write(wish))

    @rule(
        who=people, which=st.sampled_from(PANEL), text=st.sampled_from([None, "…", "…"]), both=st.booleans(), by=staff
    )
    def archive(self, who: str, which: str, text: str | None, both: bool, by: Actor) -> None:
        wish = c.ArchivePanelEntry(entry_id=which, member_id=who, opinion=text, result=text if both else None)
        self.desk.give(wish, self.model.archive(wish, by), by)

    # --- figures and notes: of the first member alone, whom each of these ids stands for ---

    def enter(self, wish: c.RecordMeasurement | c.CorrectMeasurement, by: Actor) -> None:
        self.desk.now += timedelta(seconds=1)
        before = len(self.desk.events)
        if self.desk.give(wish, self.model.measure(wish, by, self.desk.now), by):
            for event in self.desk.events[before:]:
                if isinstance(event, c.EntryMade):
                    self.model.entries[event.entry_id] = (wish.member_id, wish, by.id, self.desk.now)

    @rule(
        which=st.sampled_from(FIGURES), kind=st.sampled_from(["weight", "weight", "sit_and_reach", "activity_count"]),
        fits=st.integers(0, 4), figure=st.sampled_from(["2", "1.9", "500", "60", "-60", "-60.1"]), day=days, by=writers,
        session=sessions,
    )  # fmt: skip
    def measure(
        self, which: str, kind: c.MeasureKind, fits: int, figure: str, day: int, by: Actor, session: str | None
    ) -> None:
        wish = c.RecordMeasurement(
            measurement_id=which, member_id=MEMBERS[0], kind=kind, figure=figure, day=self.today + timedelta(days=day),
            activity="squash" if (kind == "activity_count") == bool(fits) else None, session_id=session,
        )  # fmt: skip
        self.enter(wish, by)

    @rule(
        which=st.sampled_from(FIGURES), figure=st.sampled_from(["60", "61"]), by=st.sampled_from([OWN[0], COACHES[0]])
    )
    def measure_likely(self, which: str, figure: str, by: Actor) -> None:
        self.measure(which, "weight", 1, figure, 0, by, None)

    @rule(
        which=st.sampled_from(FIGURES),
        figure=st.sampled_from([None, "2", "500", "-60", "61"]),
        by=writers,
        session=sessions,
    )
    def correct(self, which: str, figure: str | None, by: Actor, session: str | None) -> None:
        wish = c.CorrectMeasurement(measurement_id=which, member_id=MEMBERS[0], figure=figure, session_id=session)
        self.enter(wish, by)

    @rule(pick=st.integers(0, 3), right=st.booleans(), by=writers, session=sessions)
    def check(self, pick: int, right: bool, by: Actor, session: str | None) -> None:
        if not (latest := list(self.model.entries)[-4:]):
            return
        wish = c.CheckMeasurement(
            entry_id=latest[pick % len(latest)], member_id=MEMBERS[0], right=right, session_id=session
        )
        if self.model.ground(wish, by, self.desk.now) == "emergency":
            return  # a fault of the product, reported: a coach who only broke the glass checks what others measured
        self.desk.give(wish, self.model.check(wish, by, self.desk.now), by)

    @rule(which=st.sampled_from(NOTES), by=writers, session=sessions, since=st.none() | days)
    def note(self, which: str, by: Actor, session: str | None, since: int | None) -> None:
        wish = c.NoteHealth(
            note_id=which, member_id=MEMBERS[0], kind="allergy", text="…", session_id=session, since=self.day(since)
        )
        self.desk.give(wish, self.model.note(wish, by, self.desk.now), by)

    @rule(
        which=st.sampled_from(NOTES),
        by=writers,
        session=sessions,
        since=st.none() | days,
        text=st.sampled_from(["…", "other"]),
    )
    def correct_note(self, which: str, by: Actor, session: str | None, since: int | None, text: str) -> None:
        wish = c.CorrectHealthNote(
            note_id=which, member_id=MEMBERS[0], text=text, since=self.day(since), session_id=session
        )
        self.desk.give(wish, self.model.renote(wish, by, self.desk.now), by)

    @rule(which=st.sampled_from(NOTES), by=writers, session=sessions, since=st.none() | days)
    def close_note(self, which: str, by: Actor, session: str | None, since: int | None) -> None:
        wish = c.CloseHealthNote(note_id=which, member_id=MEMBERS[0], over_since=self.day(since), session_id=session)
        self.desk.give(wish, self.model.renote(wish, by, self.desk.now), by)

    def day(self, days: int | None) -> str | None:
        return None if days is None else (self.today + timedelta(days=days)).isoformat()

    # --- people and time ---

    @rule(sure=few, surer=few)
    def erase(self, sure: bool, surer: bool) -> None:
        if sure and surer and MEMBERS[1] in self.model.registered:
            self.model.registered.discard(MEMBERS[1])
            foreseen: Answer = [told(c.MemberErased, member_id=MEMBERS[1])]
            self.desk.give(c.EraseMember(member_id=MEMBERS[1]), foreseen)

    @rule(minutes=st.sampled_from([1, 29, 30, 30, 1440]))
    def time_passes(self, minutes: int) -> None:
        self.desk.now += timedelta(minutes=minutes)

    @rule(pick=st.integers(0, 40))
    def again(self, pick: int) -> None:
        self.desk.repeat(pick)
        self.desk.reuse(pick, c.AskForConfirmation(member_id=derived_id("nobody")))


BodyMachine.TestCase.settings = lives(80, 50)
TestBodyMachine = BodyMachine.TestCase
