"""Consents one by one; and what staff enter is checked by another person, before or after it takes effect."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from services.members.checking import CHECK
from services.members.consent import CONSENT
from services.members.entry import entry_id
from services.members.profile import PROFILE
from shared.contracts import HEAD_OFFICE, MEMBER, Actor
from shared.contracts.members import (
    ChangeProfile,
    CheckEntry,
    ConsentGiven,
    ConsentWithdrawn,
    EntryChecked,
    EntryMade,
    EntryNotOpen,
    GiveConsent,
    GuardianMustConsent,
    MemberConsents,
    MemberErased,
    MemberMerged,
    MemberNotRegistered,
    MemberPolicySet,
    MemberProfile,
    OpenEntries,
    OwnEntry,
    ProfileChanged,
    SetMemberPolicy,
    WithdrawConsent,
)
from shared.decider import Wish
from shared.ids import new_id
from tests.members.examples import ADA, WEI, registered
from tests.scenario import AT_THE_DESK, CLERK, NOON, Scenario
from tests.standing import Standing

consent = Scenario(CONSENT).given(registered)
give = GiveConsent(member_id=WEI, purpose="face_recognition", edition="1", network_address="192.0.2.7")
given = ConsentGiven(**vars(give))
withdraw = WithdrawConsent(member_id=WEI, purpose="face_recognition")
withdrawn = ConsentWithdrawn(**vars(withdraw))


def test_a_purpose_is_allowed_by_itself_and_withdrawn_as_easily():
    allowed = consent.when(give).then(given).when(give).then()
    allowed.when(replace(withdraw, purpose="photo")).then()
    allowed.when(withdraw).then(withdrawn).when(withdraw).then().when(give).then(given)


def test_a_new_edition_is_asked_for_anew():
    newer = replace(give, edition="2")
    consent.given(given).when(newer).then(replace(given, edition="2"))


@pytest.mark.parametrize(("birth_date", "child"), [("2011-03-02", True), ("2011-03-01", False), (None, False)])
@pytest.mark.parametrize("purpose", ["face_recognition", "photo", "marketing_sms"])
def test_of_a_child_under_fourteen_a_guardian_decides_whatever_the_purpose(birth_date, child, purpose):
    wish = replace(give, purpose=purpose)
    known = consent.given(ProfileChanged(member_id=WEI, birth_date=birth_date))
    if child:
        known.when(wish).refuses(GuardianMustConsent)
    else:
        known.when(wish).then(replace(given, purpose=purpose))


def test_only_members_consent():
    Scenario(CONSENT).when(give).refuses(MemberNotRegistered)
    Scenario(CONSENT).when(withdraw).refuses(MemberNotRegistered)
    assert MemberMerged in GiveConsent.refuses


wish = ChangeProfile(member_id=WEI, occupation="teacher")
changed = ProfileChanged(member_id=WEI, occupation="teacher")
ENTRY = entry_id("profile", WEI, AT_THE_DESK)
made = EntryMade(
    entry_id=ENTRY, kind="profile", subject_id=WEI, mode="act_first", maker=CLERK.id, command="ChangeProfile",
    entered=json.dumps(wish.wire(), ensure_ascii=False), at=NOON,
)  # fmt: skip
proposed = replace(made, mode="approve_first")
CHECKER = Actor(id="checker", roles=(HEAD_OFFICE,))
check = CheckEntry(entry_id=ENTRY, kind="profile", subject_id=WEI, right=True)
checked = EntryChecked(
    entry_id=ENTRY, kind="profile", subject_id=WEI, maker=CLERK.id, checker="checker", right=True, note=None
)


def policy(value):
    return MemberPolicySet(policy="review_of_profile", value=value, from_day=date(2025, 1, 1), venue_id=None)


def test_policy_decides_whether_entered_data_are_checked_after_before_or_not_at_all():
    profile = Scenario(PROFILE).given(registered)
    profile.given(policy("none")).when(wish).then(changed)
    profile.given(policy("act_first")).when(wish).then(changed, made)
    profile.given(policy("approve_first")).when(wish).then(proposed)


def test_what_members_say_of_themselves_is_not_checked():
    herself = Actor(id=WEI, roles=(MEMBER,), member_id=WEI)
    Scenario(PROFILE).given(registered, policy("approve_first")).by(herself).when(wish).then(changed)


checks = Scenario(CHECK).given(registered).by(CHECKER)


def test_what_waited_takes_effect_when_another_approves_it_and_never_when_not():
    checks.given(proposed).when(check).then(checked, changed).when(check).refuses(EntryNotOpen)
    wrong = replace(check, right=False, note="a nurse")
    checks.given(proposed).when(wrong).then(replace(checked, right=False, note="a nurse"))


def test_what_took_effect_is_only_judged():
    checks.given(changed, made).when(check).then(checked)


def test_nobody_checks_what_was_entered_about_who_was_erased():
    noted = replace(check, right=False, note="no such person")
    checks.given(made, MemberErased(member_id=WEI, phone_index="x")).when(noted).refuses(EntryNotOpen)


def test_the_maker_is_not_the_checker():
    for entry in (made, proposed):
        checks.given(entry).by(CLERK).when(check).refuses(OwnEntry)


def test_only_what_was_entered_is_checked():
    checks.when(check).refuses(EntryNotOpen, entry_id=ENTRY)
    checks.given(made).when(replace(check, subject_id=ADA)).refuses(EntryNotOpen)
    Scenario(CHECK).by(CHECKER).given(proposed).when(check).refuses(MemberNotRegistered)


def test_views_show_what_waits_what_was_wrong_and_what_is_allowed(members: Standing) -> None:
    members.give(SetMemberPolicy(policy="review_of_profile", value="approve_first", from_day=date(2025, 3, 1)))
    clerk = Wish(wish, new_id(), CLERK, members.now)
    assert members.deciders.execute(members.store, clerk).refusal is None
    (entry,) = members.ask(OpenEntries())
    assert json.loads(entry["entered"])["occupation"] == "teacher"
    assert members.ask(MemberProfile(member_id=WEI))[0]["occupation"] is None
    assert members.give(replace(check, entry_id=entry["entry_id"])) is None
    assert members.ask(MemberProfile(member_id=WEI))[0]["occupation"] == "teacher"
    assert members.ask(OpenEntries()) == []
    for command in (give, withdraw, replace(give, edition="2")):
        assert members.give(command) is None
    rows = members.ask(MemberConsents(member_id=WEI))
    assert [(row["given"], row["edition"], row["current"]) for row in rows] == [
        (True, "2", True), (False, None, False), (True, "1", False),
    ]  # fmt: skip
    before = members.rows()
    members.project_again()
    assert members.rows() == before
