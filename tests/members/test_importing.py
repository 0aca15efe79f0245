"""An import that was a mistake is taken back, but for members whom somebody has built upon."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.members.importing import IMPORT
from services.members.reactions import react
from services.members.registration import REGISTRATION
from shared.contracts.members import (
    BuiltUpon,
    ChangeProfile,
    ConsentGiven,
    ContactRecorded,
    FindMembers,
    ImportedMembers,
    ImportWithdrawn,
    MemberAbsorbed,
    MemberAlreadyRegistered,
    MemberWasGuest,
    NotOfThisImport,
    PhoneChanged,
    ProfileChanged,
    ReleasePhone,
    WithdrawImported,
)
from tests.members.examples import ADA, PHONE, WEI, XUHUI, phone_claimed, register, registered, venue_opened
from tests.scenario import Scenario
from tests.standing import Standing

taken = replace(registered, channel="import", import_id=XUHUI)
wish = WithdrawImported(member_id=WEI, import_id=XUHUI)
withdrawn = ImportWithdrawn(member_id=WEI, import_id=XUHUI, phone_index=phone_claimed.phone_index)
imported = Scenario(IMPORT).given(taken)


def test_an_imported_member_is_taken_back_once_and_the_phone_becomes_free():
    told = ProfileChanged(member_id=WEI, email="wei@example.com", at_registration=True)
    imported.given(told).when(wish).then(withdrawn).when(wish).refuses(NotOfThisImport)
    assert ReleasePhone(phone_index=phone_claimed.phone_index, member_id=WEI) in react(withdrawn, None)


def test_the_person_can_come_with_another_import_but_the_id_is_used_up():
    row = replace(register, channel="import", import_id=ADA)
    past = Scenario(REGISTRATION).given(venue_opened, taken, withdrawn)
    past.when(row).refuses(MemberAlreadyRegistered, member_id=WEI)
    assert type(past.when(replace(row, member_id=ADA))._decide()[0]).__name__ == "MemberRegistered"


def test_members_of_other_imports_and_of_none_stay():
    imported.when(replace(wish, import_id=ADA)).refuses(NotOfThisImport, member_id=WEI)
    Scenario(IMPORT).given(registered).when(wish).refuses(NotOfThisImport)
    Scenario(IMPORT).when(wish).refuses(NotOfThisImport)


@pytest.mark.parametrize(
    ("event", "what"),
    [
        (ProfileChanged(member_id=WEI, email="wei@example.com"), "profile"),
        (
            ConsentGiven(member_id=WEI, purpose="photo", edition="1", guardian_id=None, network_address=None),
            "consent",
        ),
        (
            ContactRecorded(
                contact_id=ADA, member_id=WEI, way="sms", from_member=False, note="hello", follow_up_by=None,
                follow_up_on=None,
            ),
            "contact",
        ),
        (PhoneChanged(member_id=WEI, phone="+8613800138001", former_index="x"), "phone"),
        (MemberAbsorbed(survivor_id=WEI, merged_id=ADA), "merged"),
        (MemberWasGuest(member_id=WEI, guest_id=ADA), "guest visits"),
    ],
)  # fmt: skip
def test_what_somebody_built_upon_an_import_is_kept(event, what):
    imported.given(event).when(wish).refuses(BuiltUpon, what=what)


def test_after_the_undo_nothing_of_the_row_is_left_but_what_was_built_upon(members: Standing) -> None:
    rows = [replace(register, member_id=ADA, phone="+8613800138001", channel="import", import_id=XUHUI)]
    rows += [replace(rows[0], member_id=XUHUI, phone="+8613800138002", birth_date="1990-05-17")]
    for row in rows:
        assert members.give(row) is None
    assert len(members.ask(ImportedMembers(import_id=XUHUI))) == 2
    members.give(ChangeProfile(member_id=ADA, goal="marathon"))
    outcomes = [members.give(WithdrawImported(member_id=row.member_id, import_id=XUHUI)) for row in rows]
    assert [type(outcome) for outcome in outcomes] == [BuiltUpon, type(None)]
    assert [row["member_id"] for row in members.ask(ImportedMembers(import_id=XUHUI))] == [ADA]
    assert members.ask(FindMembers(text="+8613800138002")) == []
    assert members.ask(FindMembers(text=PHONE))[0]["member_id"] == WEI
    before = members.rows()
    members.rebuild()
    assert members.rows() == before
