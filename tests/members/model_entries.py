"""What staff enter of members and of each other, and a second person checks, by the rules alone.

From the README of members and its contracts, and features-and-rules 55: who entered is not who checks; what acts first
is checked later, what is approved first waits and takes effect by the rules of then, as of the day of the entry; of
themselves people speak unchecked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from shared.contracts import MEMBER, Actor, Command, Refusal
from shared.contracts import members as c
from shared.venue_time import add_months
from tests.machine import Answer, told

PARTS = ("name", "occupation", "birth_date", "interests")
KINDS: dict[type[Command], c.CheckedKind] = {
    c.ChangeProfile: "profile", c.AnswerExtraField: "extra_data", c.AddCertificate: "certificates",
    c.RecordContact: "contact", c.CorrectContact: "contact", c.CloseFollowUp: "contact",
}  # fmt: skip


@dataclass
class Person:
    """Of a member what is known; of one of the staff certificates and what else is noted."""

    parts: dict[str, Any] = field(default_factory=dict)
    due: bool = False
    answers: dict[str, tuple[str, bool]] = field(default_factory=dict)  # with whether it was sealed
    contacts: dict[str, tuple[str, bool, str]] = field(default_factory=dict)
    promised: dict[str, str] = field(default_factory=dict)
    reminded: set[str] = field(default_factory=set)
    certificates: dict[str, c.AddCertificate] = field(default_factory=dict)
    described: c.DescribeCoach | None = None
    records: set[str] = field(default_factory=set)


@dataclass
class EntriesModel:
    """`modes` by kind: none, act_first or approve_first. `people` are registered members and employed staff."""

    modes: dict[str, str]
    people: dict[str, Person]
    gone: dict[str, Person] = field(default_factory=dict)
    fields: list[c.DefineExtraField] = field(default_factory=list)
    entries: dict[str, tuple[str, Command, str, datetime]] = field(default_factory=dict)
    checked: set[str] = field(default_factory=set)

    # --- maker and checker ---

    def enter(self, subject: str, wish: Command, by: Actor, now: datetime) -> Answer:
        mode = self.modes[KINDS[type(wish)]]
        waits = mode == "approve_first" and by.id != subject and not by.has(MEMBER)
        answer = (deepcopy(self) if waits else self).effect(subject, wish, now)
        if isinstance(answer, set) or not answer or mode == "none" or by.id == subject:
            return answer
        what = {"kind": KINDS[type(wish)], "mode": mode, "maker": by.id, "command": type(wish).__name__, "at": now}
        made = told(c.EntryMade, subject_id=subject, **what)
        return [made] if waits else [*answer, made]

    def check(self, wish: c.CheckEntry, by: Actor) -> Answer:
        if wish.entry_id not in self.entries or wish.entry_id in self.checked:
            return {c.EntryNotOpen}
        subject, entered, maker, at = self.entries[wish.entry_id]
        kind = KINDS[type(entered)]
        erased = subject in self.gone and kind != "certificates"
        if (kind, subject) != (wish.kind, wish.subject_id) or erased:
            return {c.EntryNotOpen}
        if maker == by.id:
            return {c.OwnEntry}
        takes_effect = wish.right and self.modes[kind] == "approve_first"
        effect = self.effect(subject, entered, at) if takes_effect else []
        if isinstance(effect, set):
            return effect
        self.checked.add(wish.entry_id)
        return [told(c.EntryChecked, subject_id=subject, maker=maker, checker=by.id, right=wish.right), *effect]

    def effect(self, subject: str, wish: Command, at: datetime) -> Answer:
        match wish:
            case c.ChangeProfile():
                return self.change(wish, at.date())
            case c.AnswerExtraField():
                return self.answer(wish, at.date())
            case c.AddCertificate():
                return self.certify(wish, at.date())
            case c.RecordContact():
                return self.record(wish, at.date())
            case c.CorrectContact():
                return self.correct(wish)
            case c.CloseFollowUp():
                return self.close(wish)
        raise AssertionError(wish)

    def of(self, person_id: str) -> Person:
        return self.people.get(person_id) or self.gone.get(person_id) or Person()

    def not_active(self, member_id: str) -> set[type[Refusal]]:
        return set() if member_id in self.people else {c.MemberNotRegistered}

    # --- profile ---

    def change(self, wish: c.ChangeProfile, today: date) -> Answer:
        """Only what is other than before; nobody is born after today, nor more than 120 years ago."""
        against, known = self.not_active(wish.member_id), self.of(wish.member_id).parts
        given = {part: getattr(wish, part) for part in PARTS if getattr(wish, part) is not None}
        new = {part: value for part, value in given.items() if known.get(part) != value}
        born = date.fromisoformat(new["birth_date"]) if "birth_date" in new else None
        if born and (born > today or born.year < today.year - 120):
            against.add(c.BirthDateNotPossible)
        clear = tuple(part for part in wish.clear if part in known and part not in given)
        if against or not (new or clear):
            return against or []
        known |= new
        for part in clear:
            del known[part]
        parts = dict.fromkeys(PARTS) | new | {"birth_year": born.year if born else None, "clear": clear}
        return [told(c.ProfileChanged, member_id=wish.member_id, **parts)]

    def confirm(self, member_id: str, months: int, now: datetime) -> Answer:
        if against := self.not_active(member_id):
            return against
        self.of(member_id).due = False
        again = datetime.combine(add_months(now.date(), months), now.timetz())
        return [told(c.ProfileConfirmed, member_id=member_id, ask_again_at=again)]

    def ask(self, member_id: str) -> Answer:
        if member_id not in self.people or self.of(member_id).due:
            return []
        self.of(member_id).due = True
        return [told(c.ConfirmationDue, member_id=member_id)]

    # --- extra data ---

    def define(self, wish: c.DefineExtraField) -> Answer:
        if (wish.kind == "choice") != (len(set(wish.choices)) > 1):
            return {c.FieldNeedsChoices}
        same = [each for each in self.fields if each.field_id == wish.field_id]
        if same and same[-1] == wish:
            return []
        self.fields.append(wish)
        return [told(c.ExtraFieldDefined, field_id=wish.field_id, from_day=wish.from_day, kind=wish.kind)]

    def answer(self, wish: c.AnswerExtraField, today: date) -> Answer:
        against, known = self.not_active(wish.member_id), self.of(wish.member_id).answers
        begun = [each for each in self.fields if each.field_id == wish.field_id and each.from_day <= today]
        newest = max((each.from_day for each in begun), default=None)
        asked = next((each for each in reversed(begun) if each.from_day == newest), None)
        if asked is None or not asked.asked:
            return against | {c.FieldNotDefined}
        if not fits(asked, wish.value):
            against.add(c.AnswerNotFit)
        if against or known.get(wish.field_id) == (wish.value, asked.personal):
            return against or []
        known[wish.field_id] = (wish.value, asked.personal)
        shown, sealed = (None, wish.value) if asked.personal else (wish.value, None)
        return [told(c.ExtraFieldAnswered, field_id=wish.field_id, value=shown, personal=sealed)]

    # --- contacts ---

    def record(self, wish: c.RecordContact, today: date) -> Answer:
        against, person = self.not_active(wish.member_id), self.of(wish.member_id)
        if not against and wish.contact_id in person.contacts:
            return []
        owner, day = wish.follow_up_by, wish.follow_up_on
        if (owner is None) != (day is None) or (day and day < today):
            against.add(c.FollowUpNotPossible)
        if against:
            return against
        person.contacts[wish.contact_id] = (wish.way, wish.from_member, wish.note)
        person.promised |= {wish.contact_id: owner} if owner else {}
        return [told(c.ContactRecorded, contact_id=wish.contact_id, follow_up_by=owner, follow_up_on=day)]

    def correct(self, wish: c.CorrectContact) -> Answer:
        against, known = self.not_active(wish.member_id), self.of(wish.member_id).contacts
        if wish.contact_id not in known:
            against.add(c.ContactUnknown)
        right = (wish.way, wish.from_member, wish.note)
        if against or known[wish.contact_id] == right:
            return against or []
        known[wish.contact_id] = right
        return [told(c.ContactCorrected, contact_id=wish.contact_id, way=wish.way, note=wish.note)]

    def close(self, wish: c.CloseFollowUp) -> Answer:
        if wish.member_id not in self.people or wish.contact_id not in self.of(wish.member_id).promised:
            return {c.FollowUpNotOpen}
        del self.of(wish.member_id).promised[wish.contact_id]
        return [told(c.FollowUpClosed, contact_id=wish.contact_id, member_id=wish.member_id)]

    def remind(self, wish: c.RemindOfFollowUp) -> Answer:
        """Once, while it is not done and somebody is there to be called."""
        person = self.of(wish.member_id)
        open_ = wish.member_id in self.people and wish.contact_id in person.promised
        if not open_ or wish.contact_id in person.reminded:
            return []
        person.reminded.add(wish.contact_id)
        return [told(c.FollowUpDue, contact_id=wish.contact_id, owner_id=person.promised[wish.contact_id])]

    # --- staff ---

    def not_employed(self, staff_id: str) -> set[type[Refusal]]:
        return set() if staff_id in self.people else {c.StaffNotEmployed}

    def certify(self, wish: c.AddCertificate, today: date) -> Answer:
        against, known = self.not_employed(wish.staff_id), self.of(wish.staff_id).certificates
        if wish.issued > today or (wish.valid_until and wish.valid_until < wish.issued):
            against.add(c.CertificateNotPossible)
        if against or known.get(wish.certificate_id) == wish:
            return against or []
        known[wish.certificate_id] = wish
        return [told(c.CertificateAdded, **vars(wish))]

    def revoke(self, wish: c.RevokeCertificate) -> Answer:
        if self.of(wish.staff_id).certificates.pop(wish.certificate_id, None) is None:
            return {c.CertificateNotHeld}
        return [told(c.CertificateRevoked, staff_id=wish.staff_id, certificate_id=wish.certificate_id)]

    def expiring(self, wish: c.RemindOfCertificate) -> Answer:
        """Of the end that it has now, while the person is employed."""
        known = self.of(wish.staff_id).certificates.get(wish.certificate_id)
        if wish.staff_id not in self.people or known is None or known.valid_until != wish.valid_until:
            return []
        return [told(c.CertificateExpiring, certificate_id=wish.certificate_id, valid_until=wish.valid_until)]

    def describe(self, wish: c.DescribeCoach) -> Answer:
        against, spans = self.not_employed(wish.staff_id), wish.hours or ()
        over = any(a is not b and a.weekday == b.weekday and a.begins < b.ends and b.begins < a.ends
                   for a in spans for b in spans)  # fmt: skip
        if over or any(span.begins >= span.ends for span in spans):
            against.add(c.HoursNotPossible)
        if against or self.of(wish.staff_id).described == wish:
            return against or []
        self.of(wish.staff_id).described = wish
        return [told(c.CoachDescribed, staff_id=wish.staff_id, hours=wish.hours)]

    def note(self, staff_id: str, record_id: str, event: type[Any], score: int = 1) -> Answer:
        against = self.not_employed(staff_id) | (set() if 1 <= score <= 5 else {c.ScoreOutOfRange})
        if against or record_id in self.of(staff_id).records:
            return against or []
        self.of(staff_id).records.add(record_id)
        return [told(event, staff_id=staff_id)]

    def leave(self, person_id: str) -> None:
        self.gone[person_id] = self.people.pop(person_id)


def fits(asked: c.DefineExtraField, value: str) -> bool:
    patterns = {"number": r"-?[0-9]+(\.[0-9]+)?", "yes_no": "yes|no", "date": r"[0-9]{4}-(0[1-9]|1[0-2])-[0-3][0-9]"}
    if asked.kind == "choice":
        return value in asked.choices
    return asked.kind not in patterns or re.fullmatch(patterns[asked.kind], value) is not None


def names(people: Sequence[str]) -> dict[str, Person]:
    return {person_id: Person() for person_id in people}
