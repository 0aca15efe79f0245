"""Health records on a real PostgreSQL: who is answered, what the member sees, what is left after an erasure."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.contracts import HEAD_OFFICE, Actor
from shared.contracts.members import (
    AnswerQuestionnaire,
    AppointDataSupervisor,
    AskForAnswers,
    BreakGlass,
    BrokenGlass,
    CloseHealthNote,
    CoachedMembers,
    CorrectHealthNote,
    EndCoaching,
    EraseMember,
    ExportMember,
    GiveConsent,
    GlassAlerts,
    GrantRoles,
    HealthRecord,
    HireStaff,
    ListQuestionnaires,
    MemberCoachings,
    MergeMembers,
    NoteClass,
    NoteClassSeat,
    NoteHealth,
    ReadsOfMember,
    RecordHealthRead,
    ReviewGlass,
)
from tests.members.body import (
    COACH_MO,
    CONTRACT,
    DESK,
    FILLED,
    GLASS_ID,
    HERSELF,
    LESSON,
    NOTE,
    PAR_Q,
    TEACHER,
    assign,
    lesson,
    publish,
    seat,
    yes,
)
from tests.members.examples import ADA, LI, PUDONG, WEI, register
from tests.standing import EVERYBODY, Standing

OFFICE = Actor(id="office", roles=(HEAD_OFFICE,))
SECRETS = ("left knee", "right knee", "see_doctor", "collapsed in the pool", "ambulance", "planning")


def give(members: Standing, command, actor=EVERYBODY) -> None:
    assert members.give(command, actor) is None, command


@pytest.fixture
def told(members: Standing) -> Standing:
    """Wei's health record as it grows, and everybody who read it."""
    give(members, HireStaff(staff_id=TEACHER, name="Mo", roles=("coach",), venues=(PUDONG,)))
    give(members, AppointDataSupervisor(staff_id=LI))
    give(members, publish)
    give(members, GiveConsent(member_id=WEI, purpose="health_data", edition="1"), HERSELF)
    give(members, assign)
    give(members, NoteClass(**vars(lesson)))
    give(members, NoteClassSeat(**vars(seat)))
    fill = AnswerQuestionnaire(filled_id=FILLED, member_id=WEI, questionnaire_id=PAR_Q, edition=1, answers=(yes,))
    give(members, fill, HERSELF)
    note = NoteHealth(note_id=NOTE, member_id=WEI, kind="current_problem", text="left knee", since="2025-01-15")
    give(members, note, COACH_MO)
    give(members, CorrectHealthNote(note_id=NOTE, member_id=WEI, text="right knee", session_id=LESSON), COACH_MO)
    wanted = RecordHealthRead(member_id=WEI, query="HealthRecord", session_id=LESSON, reason="planning")
    give(members, wanted, COACH_MO)
    give(members, BreakGlass(glass_id=GLASS_ID, member_id=WEI, venue_id=PUDONG, reason="collapsed in the pool"), DESK)
    give(members, RecordHealthRead(member_id=WEI, query="HealthRecord"), DESK)
    give(members, ReviewGlass(glass_id=GLASS_ID, member_id=WEI, justified=True, finding="ambulance came"), OFFICE)
    return members


def lines(members: Standing) -> list[tuple]:
    rows = members.ask(HealthRecord(member_id=WEI))
    return [(row["section"], row["title"], row["text"], row["day"], row["current"]) for row in rows]


def test_the_record_shows_what_stands_and_what_stood_before(told: Standing) -> None:
    assert lines(told) == [
        ("note", "Current problem", "right knee", None, True),
        ("note", "Current problem", "left knee", "2025-01-15", False),
        ("outcome", "PAR-Q", "see_doctor", None, True),
        ("answer", "Any heart condition?", "yes", None, True),
    ]
    give(told, CloseHealthNote(note_id=NOTE, member_id=WEI, over_since="2025-02-20"), HERSELF)
    assert lines(told)[0] == ("closed", "Current problem", None, "2025-02-20", True)
    assert [row["edition"] for row in told.ask(ListQuestionnaires())] == [1]


def test_old_answers_are_asked_for_anew_by_the_clock(told: Standing) -> None:
    told.tick()
    assert not any(row["due"] for row in told.ask(HealthRecord(member_id=WEI)))
    told.now += timedelta(days=366)
    told.tick()
    assert [row["section"] for row in told.ask(HealthRecord(member_id=WEI)) if row["due"]] == ["outcome"]
    give(told, AskForAnswers(member_id=WEI, filled_id=FILLED))


def test_the_member_sees_who_read_on_which_ground_and_in_which_words(told: Standing) -> None:
    seen = [
        (row["query"], row["by"], row["ground"], row["explanation"]) for row in told.ask(ReadsOfMember(member_id=WEI))
    ]
    assert seen == [
        ("HealthRecord", "desk", "emergency", None),
        ("BreakGlass", "desk", "emergency", "collapsed in the pool"),
        ("HealthRecord", TEACHER, "coaching", "planning"),
    ]


def test_the_supervisor_and_head_office_see_broken_glass(told: Standing) -> None:
    supervisor = Actor(id=LI, roles=DESK.roles)
    (row,) = told.ask(GlassAlerts(), supervisor)
    assert (row["staff_id"], row["reason"], row["justified"], row["finding"]) == (
        "desk", "collapsed in the pool", True, "ambulance came",
    )  # fmt: skip
    assert told.ask(BrokenGlass(), OFFICE) == [row]
    assert told.ask(GlassAlerts(), DESK) == []


def test_contracts_are_listed_for_the_member_and_the_coach_until_they_end(told: Standing) -> None:
    give(told, GrantRoles(staff_id=TEACHER, roles=("coach",), venues=(PUDONG,)))
    (row,) = told.ask(CoachedMembers(), COACH_MO)
    assert (row["member_id"], row["days"], row["open"]) == (WEI, {"first": "2025-03-01", "until": "2025-04-01"}, True)
    assert told.ask(CoachedMembers(), DESK) == []
    give(told, EndCoaching(coaching_id=CONTRACT, member_id=WEI), HERSELF)
    assert told.ask(CoachedMembers(), COACH_MO) == []
    assert [(r["ended"], r["open"]) for r in told.ask(MemberCoachings(member_id=WEI))] == [(True, False)]


def test_the_record_of_a_merged_double_is_read_with_the_other(told: Standing) -> None:
    ada = replace(register, member_id=ADA, phone="+8613800138001")
    give(told, ada)
    give(told, MergeMembers(survivor_id=ADA, merged_id=WEI, reason="twice"))
    assert {row["text"] for row in told.ask(HealthRecord(member_id=ADA))} >= {"right knee", "yes"}


def exported(members: Standing, actor: Actor) -> dict[tuple[str, str], str]:
    rows = members.ask(ExportMember(member_id=WEI, reason="asked"), actor)
    return {(row["section"], row["name"]): row["sealed"] or row["value"] for row in rows}


def test_the_member_takes_the_body_along_and_head_office_does_not(told: Standing) -> None:
    whole = exported(told, HERSELF)
    assert (whole["health_answer", "answer"], whole["health_filled", "outcome"]) == ("yes", "see_doctor")
    assert {section for section, _ in whole} >= {"health_note", "glass", "coaching", "personal_read"}
    sections = {section for section, _ in exported(told, OFFICE)}
    assert {"member", "coaching"} <= sections
    assert not sections & {"health_answer", "health_filled", "health_note", "glass"}


def test_nothing_of_the_body_lies_open(told: Standing) -> None:
    stored = str(told.rows()) + str([e.data for e in told.store.page(0, 1000).events])
    decided = str(told.connection.execute("SELECT * FROM decided").fetchall())
    assert not [secret for secret in SECRETS if secret in stored + decided]


def test_after_an_erasure_nobody_reads_anything_of_the_body(told: Standing) -> None:
    give(told, EraseMember(member_id=WEI))
    assert {row["text"] for row in told.ask(HealthRecord(member_id=WEI))} == {"[erased]"}
    assert {row["explanation"] for row in told.ask(ReadsOfMember(member_id=WEI))} == {None, "[erased]"}
    assert {row["reason"] for row in told.ask(BrokenGlass(), OFFICE)} == {"[erased]"}
    assert set(exported(told, HERSELF).values()).isdisjoint(SECRETS)


def test_told_twice_or_rebuilt_the_record_is_the_same(told: Standing) -> None:
    before = told.rows()
    told.project_again()
    assert told.rows() == before
    told.rebuild()
    assert told.rows() == before
