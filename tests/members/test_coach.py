from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from services.members.checking import CHECK
from services.members.coach import COACH
from services.members.staff import STAFF
from services.members.timers import timers
from shared.contracts import HEAD_OFFICE, Actor
from shared.contracts.members import (
    AddCertificate,
    AppraiseStaff,
    CertificateAdded,
    CertificateExpiring,
    CertificateNotHeld,
    CertificateNotPossible,
    CertificateRevoked,
    CheckEntry,
    CoachDescribed,
    DescribeCoach,
    DismissStaff,
    EraseStaff,
    Hours,
    HoursNotPossible,
    ListCertificates,
    ListCoaches,
    ListStaff,
    MemberPolicySet,
    RecordTraining,
    RemindOfCertificate,
    RevokeCertificate,
    ScoreOutOfRange,
    StaffAppraised,
    StaffDismissed,
    StaffErased,
    StaffNotEmployed,
    StaffRecord,
    StaffStillEmployed,
    TrainingRecorded,
)
from shared.timers import ClearTimer, SetTimer
from tests.members.examples import ADA, LI, WEI, hire, hired, rights
from tests.scenario import Scenario
from tests.standing import Standing

unchecked = MemberPolicySet(policy="review_of_certificates", value="none", from_day=date(2025, 1, 1), venue_id=None)
coach = Scenario(COACH).given(hired, unchecked)
CERTIFICATE = "00000000-0000-4000-8000-0000000000e1"
add = AddCertificate(
    staff_id=LI, certificate_id=CERTIFICATE, title="First aid", issuer="Red Cross", issued=date(2024, 4, 1),
    valid_until=date(2025, 4, 15),
)  # fmt: skip
added = CertificateAdded(**vars(add))
remind = RemindOfCertificate(staff_id=LI, certificate_id=CERTIFICATE, valid_until=add.valid_until)
expiring = CertificateExpiring(**vars(remind))
revoke = RevokeCertificate(staff_id=LI, certificate_id=CERTIFICATE, reason="withdrawn by the issuer")
revoked = CertificateRevoked(**vars(revoke))


def test_a_certificate_is_noted_renewed_and_revoked():
    held = coach.when(add).then(added).when(add).then()
    later = replace(add, valid_until=date(2027, 4, 15))
    held.when(later).then(replace(added, valid_until=date(2027, 4, 15)))
    held.when(revoke).then(revoked).when(revoke).refuses(CertificateNotHeld, certificate_id=CERTIFICATE)


@pytest.mark.parametrize("change", [{"issued": date(2025, 3, 2)}, {"valid_until": date(2024, 3, 31)}])
def test_a_certificate_has_possible_days(change):
    coach.when(replace(add, **change)).refuses(CertificateNotPossible)


def test_certificates_are_checked_by_another_unless_policy_says_otherwise():
    checked = Scenario(COACH).given(hired).when(add)
    assert [type(event).__name__ for event in checked._decide()] == ["CertificateAdded", "EntryMade"]
    first = replace(unchecked, value="approve_first")
    (waits,) = Scenario(COACH).given(hired, first).when(add)._decide()
    check = CheckEntry(entry_id=waits.entry_id, kind="certificates", subject_id=LI, right=True)
    by = Actor(id="checker", roles=(HEAD_OFFICE,))
    events = Scenario(CHECK).given(hired, waits).by(by).when(check)._decide()
    assert events[1:] == [added]


def test_a_certificate_that_waited_for_who_was_dismissed_is_only_found_not_right():
    first = replace(unchecked, value="approve_first")
    (waits,) = Scenario(COACH).given(hired, first).when(add)._decide()
    known = (
        Scenario(CHECK).given(hired, waits, StaffDismissed(staff_id=LI)).by(Actor(id="checker", roles=(HEAD_OFFICE,)))
    )
    check = CheckEntry(entry_id=waits.entry_id, kind="certificates", subject_id=LI, right=True)
    known.when(check).refuses(StaffNotEmployed, staff_id=LI)
    assert len(known.when(replace(check, right=False))._decide()) == 1
    assert StaffNotEmployed in CheckEntry.refuses


def test_the_clock_reminds_thirty_days_before_the_end_unless_it_was_renewed():
    at = datetime(2025, 3, 16, 12, tzinfo=UTC)
    assert timers(added, None) == [SetTimer(f"certificate {CERTIFICATE}", at, remind)]
    assert timers(revoked, None) == timers(replace(added, valid_until=None), None)
    assert timers(revoked, None) == [ClearTimer(f"certificate {CERTIFICATE}")]
    coach.given(added).when(remind).then(expiring)
    coach.given(replace(added, valid_until=date(2027, 4, 15))).when(remind).then()
    coach.given(added, StaffDismissed(staff_id=LI)).when(remind).then()
    coach.when(remind).then()


describe = DescribeCoach(
    staff_id=LI, grade="senior", skills=("yoga", "pilates"),
    hours=(Hours(weekday="Mon", begins="09:00", ends="12:00"), Hours(weekday="Mon", begins="12:00", ends="24:00")),
)  # fmt: skip
described = CoachDescribed(**vars(describe))


def test_grade_skills_and_hours_are_set():
    coach.when(describe).then(described).when(describe).then()


@pytest.mark.parametrize(
    "hours", [[("09:00", "09:00")], [("9:00", "10:00")], [("09:00", "25:00")], [("09:00", "11:00"), ("10:00", "12:00")]]
)
def test_hours_that_cannot_be(hours):
    spans = tuple(Hours(weekday="Mon", begins=begins, ends=ends) for begins, ends in hours)
    coach.when(replace(describe, hours=spans)).refuses(HoursNotPossible, weekday="Mon")


train = RecordTraining(staff_id=LI, training_id=WEI, title="Defibrillator", day=date(2025, 2, 1), hours=4)
appraise = AppraiseStaff(staff_id=LI, appraisal_id=ADA, period="2024", score=4, note="patient with beginners")


def test_trainings_and_appraisals_are_recorded_once():
    coach.when(train).then(TrainingRecorded(**vars(train))).when(train).then()
    coach.when(appraise).then(StaffAppraised(**vars(appraise))).when(appraise).then()
    for score in (0, 6):
        coach.when(replace(appraise, score=score)).refuses(ScoreOutOfRange, score=score)


def test_only_who_works_here_is_described():
    for wish in (add, describe, train, appraise):
        Scenario(COACH).when(wish).refuses(StaffNotEmployed, staff_id=LI)


def test_the_name_of_who_left_can_be_erased():
    staff = Scenario(STAFF).given(hired, rights)
    erase = EraseStaff(staff_id=LI)
    staff.when(erase).refuses(StaffStillEmployed, staff_id=LI)
    Scenario(STAFF).when(erase).refuses(StaffNotEmployed, staff_id=LI)
    staff.given(StaffDismissed(staff_id=LI)).when(erase).then(StaffErased(staff_id=LI)).when(erase).then()


def test_managers_see_who_can_do_what_and_which_certificate_ends(members: Standing) -> None:
    for command in (hire, add, describe, train, appraise):
        assert members.give(command) is None
    assert members.give(replace(hire, staff_id=ADA, roles=("coach",), name="Not described yet")) is None
    row = next(row for row in members.ask(ListCoaches()) if row["staff_id"] == LI)
    assert {r["staff_id"] for r in members.ask(ListCoaches())} == {LI, ADA}
    assert (row["name"], row["grade"], row["valid_certificates"]) == ("Li Na", "senior", 1)
    assert row["hours"][0] == {"weekday": "Mon", "begins": "09:00", "ends": "12:00"}
    assert [r["state"] for r in members.ask(ListCertificates(staff_id=LI))] == ["valid"]
    members.now = datetime(2025, 3, 17, tzinfo=UTC)
    members.tick()
    assert members.store.page(0, 100).events[-1].type == "CertificateExpiring"
    assert [r["state"] for r in members.ask(ListCertificates())] == ["expiring"]
    notes = [(r["kind"], r["note"]) for r in members.ask(StaffRecord(staff_id=LI))]
    assert notes == [("appraisal", "patient with beginners"), ("training", None)]
    members.give(DismissStaff(staff_id=LI))
    members.give(EraseStaff(staff_id=LI))
    assert {r["staff_id"]: r["name"] for r in members.ask(ListStaff())}[LI] == "[erased]"
    assert members.ask(StaffRecord(staff_id=LI))[0]["note"] == "[erased]"
    before = members.rows()
    members.rebuild()
    assert members.rows() == before
