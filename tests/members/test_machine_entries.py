"""What staff enter and others check, of members and of each other: every command in every state, against the model."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Literal

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from services.members.service import SERVICE
from shared.contracts import MEMBER, STAFF, Actor, Command
from shared.contracts import members as c
from shared.ids import derived_id
from tests.machine import Desk, lives, told
from tests.members.examples import registered
from tests.members.model_entries import KINDS, EntriesModel, names
from tests.scenario import CLERK

pytestmark = pytest.mark.thorough

BEGINS = datetime(2025, 12, 20, 23, 30, tzinfo=UTC)  # half an hour before midnight of the chain
MANAGER = Actor(id=derived_id("manager"), roles=STAFF)
SELF = Actor.service("members")
MEMBERS = [derived_id("member", n) for n in range(2)]
HERSELF = Actor(id=MEMBERS[0], roles=(MEMBER,))
COACHES = [CLERK.id, derived_id("coach")]  # who is described may be who enters it
FIELDS, CONTACTS = [derived_id("field", n) for n in range(2)], [derived_id("contact", n) for n in range(2)]
CERTIFICATES = [derived_id("certificate", n) for n in range(2)]
people, coaches = st.sampled_from([*[MEMBERS[0]] * 5, *MEMBERS * 2, derived_id("nobody")]), st.sampled_from(COACHES)
by_hand, staff = st.sampled_from([CLERK, CLERK, MANAGER, HERSELF]), st.sampled_from([CLERK, CLERK, MANAGER])
contacts, days = st.sampled_from(CONTACTS), st.sampled_from([-400, -1, 0, 1, 30])
modes, few = st.sampled_from(["none", "act_first", "approve_first"]), st.sampled_from([False, False, False, True])
Kind = Literal["text", "number", "date", "choice", "yes_no"]


class EntriesMachine(RuleBasedStateMachine):
    @initialize(profile=modes, extra=modes, certificates=modes, contact=modes, months=st.integers(1, 12))
    def begin(self, profile: str, extra: str, certificates: str, contact: str, months: int) -> None:
        reviews = {"profile": profile, "extra_data": extra, "certificates": certificates, "contact": contact}
        values = {f"review_of_{name}{'s' if name == 'contact' else ''}": mode for name, mode in reviews.items()}
        values["data_confirmed_every_months"] = str(months)
        policies = [
            c.MemberPolicySet(policy=name, value=value, from_day=date(2025, 1, 1), venue_id=None)  # type: ignore[arg-type]
            for name, value in values.items()
        ]
        joined = [replace(registered, member_id=who, number=str(n)) for n, who in enumerate(MEMBERS)]
        hired = [c.StaffHired(staff_id=who, name="Li Na") for who in COACHES]
        self.desk = Desk(SERVICE.deciders, BEGINS, [*policies, *joined, *hired])
        self.model, self.months = EntriesModel(reviews, names([*MEMBERS, *COACHES])), months
        self.define(FIELDS[0], 0, "number", (), True, True)
        self.record(MEMBERS[0], CONTACTS[0], "phone", "…", True, 1, CLERK)

    @property
    def today(self) -> date:
        return self.desk.now.date()

    def enter(self, subject: str, wish: Command, by: Actor) -> None:
        """A second later: nobody enters two things of one person at once."""
        self.desk.now += timedelta(seconds=1)
        before, by = len(self.desk.events), by if by is not HERSELF or subject == by.id else CLERK
        if self.desk.give(wish, self.model.enter(subject, wish, by, self.desk.now), by):
            for event in self.desk.events[before:]:
                if isinstance(event, c.EntryMade):
                    self.model.entries[event.entry_id] = (subject, wish, by.id, self.desk.now)

    @rule(pick=st.integers(0, 3), right=st.integers(0, 3), by=staff, other=few)
    def check(self, pick: int, right: int, by: Actor, other: bool) -> None:
        """The latest entries, checked ones and those of who is gone among them; as of another person, too."""
        latest = list(self.model.entries)[-4:]
        if not latest:
            return
        subject, entered, maker, _ = self.model.entries[entry_id := latest[pick % len(latest)]]
        kind = KINDS[type(entered)]
        wish = c.CheckEntry(
            entry_id=entry_id, kind=kind, subject_id=derived_id("nobody") if other else subject, right=bool(right)
        )
        foreseen = self.model.check(wish, by if by.id != maker or not right else MANAGER)
        if not (isinstance(foreseen, set) and foreseen & {c.StaffNotEmployed, c.FieldNotDefined, c.AnswerNotFit}):
            self.desk.give(wish, foreseen, by if by.id != maker or not right else MANAGER)
        # else a fault of the product, reported: these refusals of a check are not among those that it declares

    # --- profile ---

    @rule(
        who=people, by=by_hand, name=st.sampled_from([None, "Tom", "Eva"]), occupation=st.sampled_from([None, "cook"]),
        born=st.sampled_from([None, None, "1990-01-01", "2025-12-20", "2025-12-21", "1905-01-01", "1904-12-31"]),
        interests=st.sampled_from([None, None, ("swim",), ()]),
        clear=st.sampled_from([(), (), ("occupation",), ("birth_date", "occupation")]),
    )  # fmt: skip
    def change(
        self, who: str, by: Actor, name: str | None, occupation: str | None, born: str | None,
        interests: tuple[str, ...] | None, clear: tuple[c.Clearable, ...],
    ) -> None:  # fmt: skip
        wish = c.ChangeProfile(
            member_id=who, name=name, occupation=occupation, birth_date=born, interests=interests, clear=clear
        )
        self.enter(who, wish, by)

    @rule(who=people)
    def confirm(self, who: str) -> None:
        self.desk.give(c.ConfirmProfile(member_id=who), self.model.confirm(who, self.months, self.desk.now))

    @rule(who=people)
    def ask(self, who: str) -> None:
        self.desk.give(c.AskForConfirmation(member_id=who), self.model.ask(who), SELF)

    # --- extra data ---

    @rule(
        which=st.sampled_from([FIELDS[0], *FIELDS]), days=st.sampled_from([-1, 0, 0, 1]), kind=st.sampled_from(
            ["text", "number", "date", "choice", "yes_no"]), choices=st.sampled_from([(), (), ("a",), ("a", "b")]),
        personal=st.booleans(), asked=st.sampled_from([True, True, False]),
    )  # fmt: skip
    def define(self, which: str, days: int, kind: Kind, choices: tuple[str, ...], personal: bool, asked: bool) -> None:
        choices = ("a", "b") if kind == "choice" and not choices else choices
        wish = c.DefineExtraField(
            field_id=which, from_day=self.today + timedelta(days=days), name="Extra", name_zh="其他", kind=kind,
            choices=choices, personal=personal, asked=asked,
        )  # fmt: skip
        self.desk.give(wish, self.model.define(wish))

    @rule(
        who=people, by=by_hand, which=st.sampled_from([FIELDS[0], *FIELDS]),
        value=st.sampled_from(["12.5", "12.5", "1,5", "a", "c", "yes", "yes", "2025-03-01", "2025-13-01"]),
    )  # fmt: skip
    def answer(self, who: str, by: Actor, which: str, value: str) -> None:
        self.enter(who, c.AnswerExtraField(member_id=who, field_id=which, value=value), by)

    @rule(
        newest=st.sampled_from(["number", "yes_no"]),
        days=st.sampled_from([-1, 0, 1]),
        value=st.sampled_from(["12.5", "yes"]),
    )
    def define_and_answer(self, newest: Kind, days: int, value: str) -> None:
        """The newest day binds, whichever was defined last; of one day what was defined last."""
        self.define(FIELDS[1], 0, newest, (), False, True)
        self.define(FIELDS[1], days, "yes_no" if newest == "number" else "number", (), False, True)
        self.answer(MEMBERS[0], CLERK, FIELDS[1], value)

    # --- contacts ---

    @rule(
        who=people, contact=contacts, way=st.sampled_from(["phone", "sms"]), note=st.sampled_from(["…", "other"]),
        owner=st.booleans(), day=st.sampled_from([None, -1, 0, 1, 1]), by=staff,
    )  # fmt: skip
    def record(
        self, who: str, contact: str, way: c.ContactWay, note: str, owner: bool, day: int | None, by: Actor
    ) -> None:
        wish = c.RecordContact(
            contact_id=contact, member_id=who, way=way, note=note, follow_up_by=COACHES[1] if owner else None,
            follow_up_on=None if day is None else self.today + timedelta(days=day),
        )  # fmt: skip
        self.enter(who, wish, by)

    @rule(
        who=people,
        contact=contacts,
        way=st.sampled_from(["phone", "sms"]),
        note=st.sampled_from(["…", "other"]),
        by=staff,
    )
    def correct(self, who: str, contact: str, way: c.ContactWay, note: str, by: Actor) -> None:
        self.enter(who, c.CorrectContact(contact_id=contact, member_id=who, way=way, note=note), by)

    @rule(who=people, contact=contacts, by=staff)
    def close(self, who: str, contact: str, by: Actor) -> None:
        self.enter(who, c.CloseFollowUp(contact_id=contact, member_id=who, note="called"), by)

    @rule(who=people, contact=contacts)
    def remind(self, who: str, contact: str) -> None:
        wish = c.RemindOfFollowUp(contact_id=contact, member_id=who)
        self.desk.give(wish, self.model.remind(wish), SELF)

    # --- staff ---

    @rule(who=coaches, which=st.sampled_from(CERTIFICATES), issued=days, until=st.none() | days, by=staff)
    def certify(self, who: str, which: str, issued: int, until: int | None, by: Actor) -> None:
        wish = c.AddCertificate(
            staff_id=who, certificate_id=which, title="First aid", issuer="Red Cross",
            issued=self.today + timedelta(days=issued),
            valid_until=None if until is None else self.today + timedelta(days=until),
        )  # fmt: skip
        self.enter(who, wish, by)

    @rule(who=coaches, which=st.sampled_from(CERTIFICATES))
    def revoke(self, who: str, which: str) -> None:
        wish = c.RevokeCertificate(staff_id=who, certificate_id=which, reason="forged")
        self.desk.give(wish, self.model.revoke(wish))

    @rule(who=coaches, which=st.sampled_from(CERTIFICATES), other=few)
    def expiring(self, who: str, which: str, other: bool) -> None:
        """As the clock says; of an end that was moved, too."""
        known = self.model.of(who).certificates.get(which)
        until = known.valid_until if known and known.valid_until and not other else self.today
        wish = c.RemindOfCertificate(staff_id=who, certificate_id=which, valid_until=until)
        self.desk.give(wish, self.model.expiring(wish), SELF)

    @rule(
        who=coaches, grade=st.sampled_from([None, "junior", "senior"]),
        spans=st.lists(st.sampled_from([
            ("Mon", "09:00", "12:00"), ("Mon", "12:00", "24:00"), ("Mon", "11:00", "13:00"), ("Tue", "09:00", "12:00"),
            ("Tue", "10:00", "11:00"), ("Sun", "10:00", "10:00"),
        ]), max_size=3),
    )  # fmt: skip
    def describe(self, who: str, grade: c.Grade | None, spans: list[tuple[c.Weekday, str, str]]) -> None:
        hours = tuple(c.Hours(weekday=weekday, begins=begins, ends=ends) for weekday, begins, ends in spans)
        wish = c.DescribeCoach(staff_id=who, grade=grade, hours=hours or None)
        self.desk.give(wish, self.model.describe(wish))

    @rule(who=coaches, which=st.integers(0, 3), score=st.integers(0, 6), training=st.booleans())
    def note(self, who: str, which: int, score: int, training: bool) -> None:
        if training:
            record_id = derived_id("training", which)
            wish = c.RecordTraining(staff_id=who, training_id=record_id, title="Rescue", day=self.today, hours=8)
            self.desk.give(wish, self.model.note(who, record_id, c.TrainingRecorded))
        else:
            record_id = derived_id("appraisal", which)
            judged = c.AppraiseStaff(staff_id=who, appraisal_id=record_id, period="2025", score=score, note="…")
            self.desk.give(judged, self.model.note(who, record_id, c.StaffAppraised, score))

    # --- people ---

    @rule(who=st.sampled_from([MEMBERS[1], COACHES[1]]), sure=few)
    def leave(self, who: str, sure: bool) -> None:
        if sure and who in self.model.people:
            self.model.leave(who)
            if who in MEMBERS:
                self.desk.give(c.EraseMember(member_id=who), [told(c.MemberErased, member_id=who)])
            else:
                self.desk.give(c.DismissStaff(staff_id=who), [told(c.StaffDismissed, staff_id=who)])

    @rule(minutes=st.sampled_from([29, 30, 1440]))
    def time_passes(self, minutes: int) -> None:
        self.desk.now += timedelta(minutes=minutes)

    @rule(pick=st.integers(0, 40))
    def again(self, pick: int) -> None:
        self.desk.repeat(pick)
        self.desk.reuse(pick, c.AskForConfirmation(member_id=derived_id("nobody")))


EntriesMachine.TestCase.settings = lives(80, 50)
TestEntriesMachine = EntriesMachine.TestCase
