"""What was said and promised, what departments write, the desk's view, taking data along; every reading recorded."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from services.members.contact import CONTACT
from services.members.panel_entry import PANEL
from services.members.reads import READS
from services.members.timers import timers
from shared.contracts import COACH, MEMBER, Actor
from shared.contracts.members import (
    AppointDataSupervisor,
    ArchivePanelEntry,
    ChangeProfile,
    CloseFollowUp,
    ContactRecorded,
    DataSupervisorAppointed,
    EraseMember,
    ExportMember,
    FollowUpClosed,
    FollowUpDue,
    FollowUpNotOpen,
    FollowUpNotPossible,
    GiveConsent,
    MemberContacts,
    MemberErased,
    MemberNotRegistered,
    MemberPanel,
    MergeMembers,
    NotTheSupervisor,
    OpenFollowUps,
    OpinionAndResultMissing,
    PanelEntries,
    PanelEntryArchived,
    PanelEntryNotOpen,
    PanelWritten,
    PersonalDataRead,
    ReadsOfMember,
    ReasonMissing,
    RecordContact,
    RecordRead,
    RemindOfFollowUp,
    WriteIntoPanel,
)
from shared.timers import ClearTimer, SetTimer
from tests.members.examples import ADA, LI, WEI, register, registered
from tests.scenario import Scenario
from tests.standing import Standing

CALL, ENTRY = (f"00000000-0000-4000-8000-00000000008{n}" for n in range(2))
contact = Scenario(CONTACT).given(registered)
record = RecordContact(
    contact_id=CALL, member_id=WEI, way="phone", note="wants a coach", follow_up_by=LI, follow_up_on=date(2025, 3, 5)
)
recorded = ContactRecorded(**vars(record))
close = CloseFollowUp(contact_id=CALL, member_id=WEI, note="coach found")
closed = FollowUpClosed(**vars(close))
remind = RemindOfFollowUp(contact_id=CALL, member_id=WEI)


def test_a_promise_has_an_owner_and_a_day_and_is_kept_once():
    contact.when(record).then(recorded).when(record).then().when(close).then(closed).when(close).refuses(
        FollowUpNotOpen
    )


@pytest.mark.parametrize(
    "change", [{"follow_up_by": None}, {"follow_up_on": None}, {"follow_up_on": date(2025, 2, 28)}]
)
def test_a_promise_without_owner_or_day_or_for_yesterday_is_none(change):
    contact.when(replace(record, **change)).refuses(FollowUpNotPossible)


def test_the_clock_reminds_of_what_was_promised_once():
    assert timers(recorded, None) == [SetTimer(f"follow up {CALL}", datetime(2025, 3, 4, 16, tzinfo=UTC), remind)]
    assert timers(closed, None) == [ClearTimer(f"follow up {CALL}")]
    assert timers(replace(recorded, follow_up_by=None, follow_up_on=None), None) == []
    due = FollowUpDue(contact_id=CALL, member_id=WEI, owner_id=LI)
    contact.given(recorded).when(remind).then(due).when(remind).then()
    contact.given(recorded, closed).when(remind).then()
    contact.given(recorded, MemberErased(member_id=WEI, phone_index="x")).when(remind).then()


panel = Scenario(PANEL).given(registered)
write = WriteIntoPanel(entry_id=ENTRY, member_id=WEI, department="restaurant", kind="complaint", text="cold soup")
written = PanelWritten(**vars(write), alerted=None)
archive = ArchivePanelEntry(entry_id=ENTRY, member_id=WEI, opinion="true", result="new soup")
appoint = AppointDataSupervisor(staff_id=LI)
appointed = DataSupervisorAppointed(staff_id=LI)
SUPERVISOR = Actor(id=LI, roles=(COACH,))
NOT_OFFICE = Actor(id="desk", roles=(COACH,))


def test_the_supervisor_is_told_of_every_entry_and_archives_it():
    known = panel.when(appoint).then(appointed).when(appoint).then()
    open_ = known.when(write).then(replace(written, alerted=LI)).when(write).then()
    gone = open_.by(SUPERVISOR).when(archive).then(PanelEntryArchived(**vars(archive)))
    gone.when(archive).refuses(PanelEntryNotOpen, entry_id=ENTRY)


def test_a_complaint_is_archived_with_opinion_and_result_and_routine_without():
    for kind in ("complaint", "privacy_complaint"):
        for change in ({"opinion": None}, {"result": None}):
            told = panel.given(replace(written, kind=kind)).when(replace(archive, **change))
            told.refuses(OpinionAndResultMissing)
    bare = replace(archive, opinion=None, result=None)
    panel.given(replace(written, kind="routine")).when(bare).then(PanelEntryArchived(**vars(bare)))


def test_others_than_the_supervisor_and_head_office_archive_nothing():
    panel.given(appointed, written).by(NOT_OFFICE).when(archive).refuses(NotTheSupervisor)


def test_nothing_personal_is_written_of_who_was_erased():
    erased = MemberErased(member_id=WEI, phone_index="x")
    contact.given(recorded, erased).when(close).refuses(FollowUpNotOpen)
    panel.given(written, erased).when(archive).refuses(PanelEntryNotOpen)


def test_contacts_entries_and_readings_are_of_members():
    Scenario(CONTACT).when(record).refuses(MemberNotRegistered)
    Scenario(PANEL).when(write).refuses(MemberNotRegistered)
    Scenario(READS).when(RecordRead(member_id=WEI, query="MemberPanel")).refuses(MemberNotRegistered)


def test_who_takes_all_data_of_another_along_says_why():
    export = RecordRead(member_id=WEI, query="ExportMember")
    read = PersonalDataRead(**vars(export))
    reads = Scenario(READS).given(registered)
    reads.when(export).refuses(ReasonMissing)
    reads.when(replace(export, reason="asked in writing")).then(replace(read, reason="asked in writing"))
    reads.by(Actor(id=WEI, roles=(MEMBER,), member_id=WEI)).when(export).then(read)
    assert ExportMember(member_id=WEI, reason="court").record() == replace(export, reason="court")
    assert MemberContacts(member_id=WEI).record() is None


@pytest.fixture
def told(members: Standing) -> Standing:
    """Wei, who has another record, a promise, a complaint, a profile and a consent."""
    ada = replace(register, member_id=ADA, phone="+8613800138001")
    commands = (
        ada, record, replace(record, contact_id=ENTRY, member_id=ADA, follow_up_by=None, follow_up_on=None), write,
        ChangeProfile(member_id=WEI, email="wei@example.com", interests=("yoga",)),
        GiveConsent(member_id=WEI, purpose="photo", edition="1"),
        MergeMembers(survivor_id=WEI, merged_id=ADA, reason="twice"),
        RecordRead(member_id=WEI, query="MemberPanel"),
    )  # fmt: skip
    for command in commands:
        assert members.give(command) is None
    return members


def test_one_query_fills_the_desks_view(told: Standing) -> None:
    (row,) = told.ask(MemberPanel(member_id=WEI))
    assert (row["name"], row["email"], row["interests"], row["consents"]) == (
        "张伟",
        "wei@example.com",
        ("yoga",),
        ("photo",),
    )
    assert (row["open_follow_ups"], row["open_complaints"], row["last_contact_day"]) == (1, 1, "2025-03-01")
    assert (row["terms_current"], row["possible_duplicate"], len(row["merged_records"])) == (True, False, 1)
    assert [read["query"] for read in told.ask(ReadsOfMember(member_id=WEI))] == ["MemberPanel"]


def test_promises_are_overdue_from_the_day_after(told: Standing) -> None:
    assert {row["contact_id"] for row in told.ask(MemberContacts(member_id=WEI))} == {CALL, ENTRY}
    for day, overdue in ((5, False), (6, True)):
        told.now = datetime(2025, 3, day, 2, tzinfo=UTC)
        assert [row["overdue"] for row in told.ask(OpenFollowUps(follow_up_by=LI))] == [overdue]
    told.tick()
    assert told.store.page(0, 100).events[-1].type == "FollowUpDue"
    assert told.give(close) is None
    assert told.ask(OpenFollowUps()) == []


def test_the_supervisors_list_empties(told: Standing) -> None:
    assert told.ask(PanelEntries(kind="privacy_complaint")) == []
    (row,) = told.ask(PanelEntries(kind="complaint"))
    assert (row["text"], row["kind"], row["by"]) == ("cold soup", "complaint", row["by"])
    assert told.give(archive) is None
    assert told.ask(PanelEntries()) == []
    assert told.ask(PanelEntries(member_id=WEI))[0]["result"] == "new soup"


def test_a_member_takes_everything_along_until_nobody_can_read_it(told: Standing) -> None:
    def exported():
        rows = told.ask(ExportMember(member_id=WEI))
        return {(row["section"], row["name"]): row["sealed"] or row["value"] for row in rows}

    whole = exported()
    assert whole["profile", "email"] == "wei@example.com"
    assert whole["contact", "note"] == "wants a coach"
    assert {section for section, _ in whole} >= {
        "member",
        "profile",
        "consent",
        "contact",
        "panel_entry",
        "personal_read",
    }
    assert told.give(EraseMember(member_id=WEI)) is None
    assert told.give(EraseMember(member_id=ADA)) is None
    gone = exported()
    assert gone["profile", "email"] == gone["contact", "note"] == "[erased]"
    assert told.ask(MemberPanel(member_id=WEI)) == []
    before = told.rows()
    told.rebuild()
    assert told.rows() == before
