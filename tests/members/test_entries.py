"""Guests, contacts and figures of a body that staff entered are checked by another, and corrected."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from services.members.checking import CHECK
from services.members.contact import CONTACT
from services.members.entry import entry_id
from services.members.grounds import HealthGrounds
from services.members.guest import GUEST
from services.members.measures import BODY
from shared.contracts import HEAD_OFFICE, Actor, Command
from shared.contracts.members import (
    AssignCoach,
    CheckEntry,
    CheckMeasurement,
    CloseFollowUp,
    ContactCorrected,
    ContactRecorded,
    ContactUnknown,
    CorrectContact,
    CorrectGuest,
    CorrectMeasurement,
    EntryChecked,
    EntryKind,
    EntryMade,
    EntryNotOpen,
    EraseGuest,
    GiveConsent,
    GlassBroken,
    GuestConverted,
    GuestCorrected,
    GuestErased,
    GuestIsMember,
    GuestNotRecorded,
    GuestRecorded,
    GuestVisited,
    HealthNotOpenToYou,
    HireStaff,
    ListGuests,
    MeasurementRecorded,
    MeasurementsToCheck,
    MemberContacts,
    MemberMeasurements,
    MemberPolicySet,
    OpenEntries,
    OwnEntry,
    PolicyName,
    RecordContact,
    RecordGuestVisit,
    RecordHealthRead,
    RecordMeasurement,
    SetMemberPolicy,
)
from shared.decider import Context, Wish
from shared.ids import new_id
from shared.log import Meta, Recorded
from tests.members.body import COACH_MO as MO
from tests.members.body import CONTRACT, DESK, HERSELF, LESSON, TEACHER, agreed, assigned, lesson, march, seat
from tests.members.examples import LI, PUDONG, WEI, registered, venue_opened
from tests.scenario import CLERK, NOON, Scenario
from tests.standing import Standing

BO, VISIT, CALL, WEIGHED, SECOND = (f"00000000-0000-4000-8000-0000000000e{n}" for n in range(5))
DAY = date(2025, 3, 1)
NEXT_DAY = datetime(2025, 3, 2, 12, tzinfo=UTC)
BOSS = Actor(id="boss", roles=(HEAD_OFFICE,))


def mode(policy: PolicyName, value: str) -> MemberPolicySet:
    return MemberPolicySet(policy=policy, value=value, from_day=DAY, venue_id=None)


def made_of(kind: EntryKind, subject: str, wish: Command, by: Actor = CLERK, **more: str) -> EntryMade:
    context = Context(at=NOON, now=NOON, actor=by)
    return EntryMade(
        entry_id=entry_id(kind, subject, context), kind=kind, subject_id=subject, mode="approve_first", maker=by.id,
        command=type(wish).__name__, entered=json.dumps(wish.wire(), ensure_ascii=False), at=NOON, **more,
    )  # fmt: skip


def checked(made: EntryMade, by: Actor, right: bool = True, note: str | None = None) -> EntryChecked:
    return EntryChecked(
        entry_id=made.entry_id, kind=made.kind, subject_id=made.subject_id, maker=made.maker, checker=by.id,
        right=right, note=note,
    )  # fmt: skip


# --- guests ---

visit = RecordGuestVisit(guest_id=BO, visit_id=VISIT, venue_id=PUDONG, name="Bo", phone="+8613800138009")
recorded = GuestRecorded(guest_id=BO, venue_id=PUDONG, name="Bo", phone="+8613800138009")
visited = GuestVisited(guest_id=BO, visit_id=VISIT, venue_id=PUDONG, day=DAY, brought_by=None)
guest_waits = made_of("guest", BO, visit, venue_id=PUDONG)
guest = Scenario(GUEST).given(venue_opened)
check_guest = CheckEntry(entry_id=guest_waits.entry_id, kind="guest", subject_id=BO, right=True)
checks = Scenario(CHECK).by(BOSS)


def test_a_guest_takes_effect_at_once_and_is_checked_or_waits_for_a_second_person():
    first = guest.given(mode("review_of_guests", "act_first"))
    first.when(visit).then(recorded, visited, replace(guest_waits, mode="act_first"))
    guest.given(mode("review_of_guests", "approve_first")).when(visit).then(guest_waits)
    guest.when(visit).then(recorded, visited)


def test_a_guest_who_waited_was_here_on_the_day_of_the_entry_and_not_of_the_check():
    waits = checks.given(venue_opened, guest_waits)
    waits.at(NEXT_DAY).when(check_guest).then(checked(guest_waits, BOSS), recorded, visited)
    waits.by(CLERK).when(check_guest).refuses(OwnEntry)
    fix = CorrectGuest(guest_id=BO, name="Bob")
    fixed = made_of("guest", BO, fix)
    known = checks.given(recorded, fixed).when(check_guest)
    known.then(checked(fixed, BOSS), GuestCorrected(guest_id=BO, name="Bob", phone=None))
    wrong = replace(check_guest, right=False, note="was a courier")
    waits.when(wrong).then(checked(guest_waits, BOSS, False, "was a courier")).when(check_guest).refuses(EntryNotOpen)


@pytest.mark.parametrize("review", ["none", "act_first", "approve_first"])
def test_nothing_is_entered_of_a_guest_who_was_erased_which_would_give_the_person_a_new_key(review):
    known = guest.given(recorded, visited, GuestErased(guest_id=BO), mode("review_of_guests", review))
    known.when(visit).then()
    known.when(replace(visit, visit_id=SECOND)).refuses(GuestNotRecorded, guest_id=BO)
    never_approved = guest.given(guest_waits, GuestErased(guest_id=BO), mode("review_of_guests", review))
    never_approved.when(visit).refuses(GuestNotRecorded, guest_id=BO)


def test_who_was_entered_and_never_approved_is_forgotten_all_the_same():
    erase = EraseGuest(guest_id=BO)
    guest.given(guest_waits).when(erase).refuses(GuestNotRecorded)
    named = replace(erase, entry_id=guest_waits.entry_id)
    guest.given(guest_waits).when(named).then(GuestErased(guest_id=BO)).when(named).then()
    guest.given(replace(guest_waits, subject_id=WEI)).when(named).refuses(GuestNotRecorded)
    checks.given(venue_opened, guest_waits, GuestErased(guest_id=BO)).when(check_guest).refuses(EntryNotOpen)


def test_a_guests_name_and_phone_are_corrected():
    right = CorrectGuest(guest_id=BO, name="Bob", phone="+8613800138009")
    known = guest.given(recorded)
    known.when(right).then(GuestCorrected(guest_id=BO, name="Bob", phone=None)).when(right).then()
    guest.when(right).refuses(GuestNotRecorded)
    known.given(GuestConverted(guest_id=BO, member_id=WEI)).when(right).refuses(GuestIsMember)


# --- contacts ---

say = RecordContact(
    contact_id=CALL, member_id=WEI, way="phone", note="wants a coach", follow_up_by=LI, follow_up_on=DAY
)
said = ContactRecorded(**vars(say))
contact_waits = made_of("contact", WEI, say, item_id=CALL)
check_contact = CheckEntry(entry_id=contact_waits.entry_id, kind="contact", subject_id=WEI, right=True)
contact = Scenario(CONTACT).given(registered)


def test_a_contact_is_checked_after_or_before_it_stands_and_a_promise_of_the_day_before_holds():
    first = contact.given(mode("review_of_contacts", "act_first"))
    first.when(say).then(said, replace(contact_waits, mode="act_first"))
    contact.given(mode("review_of_contacts", "approve_first")).when(say).then(contact_waits)
    waits = checks.given(registered, contact_waits).at(NEXT_DAY)
    waits.when(check_contact).then(checked(contact_waits, BOSS), said)
    close = CloseFollowUp(contact_id=CALL, member_id=WEI, note="found")
    closing = contact.given(said, mode("review_of_contacts", "approve_first")).when(close)
    closing.then(made_of("contact", WEI, close, item_id=CALL))


def test_a_contact_is_corrected_and_its_promise_stands():
    right = CorrectContact(contact_id=CALL, member_id=WEI, way="in_person", note="wants a plan")
    corrected = ContactCorrected(**vars(right))
    known = contact.given(said).when(right).then(corrected).when(right).then()
    assert known.when(CloseFollowUp(contact_id=CALL, member_id=WEI, note="found"))._decide()
    contact.when(right).refuses(ContactUnknown, contact_id=CALL)


# --- figures of a body ---

weigh = RecordMeasurement(measurement_id=WEIGHED, member_id=WEI, kind="weight", figure="72.5", day=DAY)
weighed = MeasurementRecorded(
    measurement_id=WEIGHED,
    member_id=WEI,
    kind="weight",
    activity=None,
    unit="kg",
    figure="72.5",
    day=DAY,
    taken_id=None,
)
figure_waits = made_of("measurement", WEI, weigh, MO, item_id=WEIGHED)
right_figure = CheckMeasurement(entry_id=figure_waits.entry_id, member_id=WEI, right=True)
ANOTHER = Actor(id="another", roles=MO.roles, venues=(PUDONG,))
body = Scenario(BODY).given(*agreed, assigned)
coached_also = replace(assigned, coaching_id=SECOND, coach_id=ANOTHER.id)


def test_what_a_coach_measures_is_checked_and_what_the_member_enters_is_not():
    body.by(MO).given(mode("review_of_measurements", "act_first")).when(weigh).then(
        weighed, replace(figure_waits, mode="act_first")
    )
    reviewed = body.given(mode("review_of_measurements", "approve_first"))
    reviewed.by(MO).when(weigh).then(figure_waits)
    reviewed.by(HERSELF).when(weigh).then(weighed)
    correct = CorrectMeasurement(measurement_id=WEIGHED, member_id=WEI, figure="71")
    fixing = reviewed.given(weighed).by(MO).when(correct)
    fixing.then(made_of("measurement", WEI, correct, MO, item_id=WEIGHED))


@pytest.mark.parametrize("who", [HERSELF, ANOTHER])
def test_the_member_or_another_of_their_coaches_finds_a_figure_right(who):
    waits = checks.given(*agreed, assigned, coached_also, figure_waits).by(who)
    waits.when(right_figure).then(checked(figure_waits, who), weighed).when(right_figure).refuses(EntryNotOpen)


def test_nobody_checks_a_figure_whom_the_body_is_not_open_to():
    waits = checks.given(*agreed, assigned, figure_waits)
    for who in (ANOTHER, DESK, BOSS):
        for right in (True, False):
            waits.by(who).when(replace(right_figure, right=right)).refuses(HealthNotOpenToYou, member_id=WEI)
    waits.by(MO).when(right_figure).refuses(OwnEntry)
    in_class = replace(right_figure, session_id=LESSON)
    taught = waits.given(replace(lesson, coach_id=ANOTHER.id), seat).by(ANOTHER)
    taught.when(in_class).then(checked(figure_waits, ANOTHER), weighed)


def test_an_emergency_opens_a_record_to_read_and_not_to_judge():
    broken = GlassBroken(
        glass_id=new_id(), member_id=WEI, venue_id=PUDONG, reason="collapsed", staff_id=ANOTHER.id,
        ends_at=NOON + timedelta(minutes=30), alerted=None,
    )  # fmt: skip
    waits = checks.given(*agreed, assigned, replace(figure_waits, mode="act_first"), broken).by(ANOTHER)
    for right in (True, False):
        waits.when(replace(right_figure, right=right)).refuses(HealthNotOpenToYou, member_id=WEI)


def test_a_figure_of_one_kind_is_not_approved_under_another():
    waits = checks.given(*agreed, assigned, figure_waits)
    waits.when(CheckEntry(entry_id=figure_waits.entry_id, kind="contact", subject_id=WEI, right=True)).refuses(
        EntryNotOpen
    )


def test_the_audit_sees_a_figure_that_waits_and_was_entered_without_a_ground():
    check = HealthGrounds()
    meta = Meta(MO.id, MO.roles, new_id())

    def told(event):
        stored = Recorded(
            id=new_id(), type=type(event).__name__, schema=1, data=b"", happened_at=NOON, position=1,
            stream=event.stream_name, version=1, meta=meta, recorded_at=NOON,
        )  # fmt: skip
        return list(check.see(stored, event))

    assert len(told(figure_waits)) == 1
    for event in (*agreed, assigned):
        told(event)
    assert told(figure_waits) == []


def test_figures_that_wait_are_read_by_whom_the_body_is_open_to_and_by_nobody_else(members: Standing) -> None:
    members.give(SetMemberPolicy(policy="review_of_measurements", value="approve_first", from_day=DAY))
    for command in (
        HireStaff(staff_id=TEACHER, name="Mo", roles=("coach",), venues=(PUDONG,)),
        AssignCoach(coaching_id=CONTRACT, member_id=WEI, venue_id=PUDONG, coach_id=TEACHER, days=march),
        GiveConsent(member_id=WEI, purpose="health_data", edition="1"),
    ):
        assert members.give(command) is None
    assert members.give(weigh, MO) is None
    (open_,) = members.ask(OpenEntries())
    assert (open_["kind"], open_["entered"]) == ("measurement", None)
    assert members.ask(MemberMeasurements(member_id=WEI), HERSELF) == []
    (waits,) = members.ask(MeasurementsToCheck(member_id=WEI), HERSELF)
    assert json.loads(waits["entered"])["figure"] == "72.5"
    assert MeasurementsToCheck(member_id=WEI).record() == RecordHealthRead(member_id=WEI, query="MeasurementsToCheck")
    assert members.give(replace(right_figure, entry_id=waits["entry_id"]), HERSELF) is None
    assert members.ask(MeasurementsToCheck(member_id=WEI), HERSELF) == []
    assert [row["figure"] for row in members.ask(MemberMeasurements(member_id=WEI), HERSELF)] == ["72.5"]


def test_what_was_found_wrong_is_listed_until_that_very_entry_is_corrected(members: Standing) -> None:
    for policy in ("review_of_guests", "review_of_contacts"):
        members.give(SetMemberPolicy(policy=policy, value="act_first", from_day=DAY))

    def by_clerk(*commands: Command) -> None:
        for command in commands:
            members.now = members.now.replace(minute=members.now.minute + 1)
            wish = Wish(command, new_id(), CLERK, members.now)
            assert members.deciders.execute(members.store, wish).refusal is None

    plain = replace(say, follow_up_by=None, follow_up_on=None)
    by_clerk(visit, plain, replace(plain, contact_id=SECOND))
    for row in members.ask(OpenEntries()):
        about = {"entry_id": row["entry_id"], "kind": row["kind"], "subject_id": row["subject_id"]}
        assert members.give(CheckEntry(**about, right=False)) is None
    assert [row["kind"] for row in members.ask(OpenEntries())] == ["guest", "contact", "contact"]
    by_clerk(CorrectContact(contact_id=CALL, member_id=WEI, way="sms", note="wants a plan"))
    by_clerk(CorrectGuest(guest_id=BO, name="Bob"))
    assert [(row["kind"], row["checker"] is None) for row in members.ask(OpenEntries())] == [
        ("contact", False), ("contact", True), ("guest", True),
    ]  # fmt: skip
    assert members.ask(ListGuests())[0]["name"] == "Bob"
    assert {row["note"] for row in members.ask(MemberContacts(member_id=WEI))} == {"wants a plan", "wants a coach"}
    assert members.give(EraseGuest(guest_id=BO)) is None
    assert "guest" not in {row["kind"] for row in members.ask(OpenEntries())}
    before = members.rows()
    members.project_again()
    members.rebuild()
    assert members.rows() == before
