"""Members on a real PostgreSQL: every view and query; what is sealed is opened for answers and for nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.members.proof import code_of
from shared.contracts import SERVICE, Actor
from shared.contracts.members import (
    AcceptAgreement,
    AnswerExtraField,
    ApproveRegistration,
    ChangePhone,
    ChangeProfile,
    CheckCode,
    ClaimAccount,
    CodeToDeliver,
    ConfirmProfile,
    DefineExtraField,
    DueConfirmations,
    EraseMember,
    FindMembers,
    GetMember,
    ListAgreements,
    ListExtraFields,
    ListMemberPolicies,
    MemberAcceptances,
    MemberExtraData,
    MemberPanel,
    MemberProfile,
    MemberStanding,
    PendingRegistrations,
    ProfileHistory,
    ProofState,
    PublishAgreement,
    RejectRegistration,
    SendCode,
    SetMemberPolicy,
    StaffRights,
)
from shared.decider import Wish
from shared.ids import new_id
from tests.members.examples import ADA, LI, PHONE, PUDONG, WEI, hire, register
from tests.standing import Standing

GATEWAY = Actor(id="service:gateway", roles=(SERVICE,))
CODE = "00000000-0000-4000-8000-00000000c0de"
FIELD = "00000000-0000-4000-8000-0000000000f1"
TODAY = date(2025, 3, 1)
OTHER = "+8613800138001"
ada = replace(register, member_id=ADA, name="Ada Byron", phone=OTHER)


def one(members: Standing, query):
    (row,) = members.ask(query)
    return row


def found(members: Standing, text: str) -> list[str]:
    return [row["member_id"] for row in members.ask(FindMembers(text=text))]


def test_a_code_is_delivered_proves_a_phone_and_leaves_nothing_behind(members: Standing) -> None:
    assert members.give(SendCode(proof_id=CODE, phone=PHONE, network_address="192.0.2.7")) is None
    sent = one(members, CodeToDeliver(proof_id=CODE))
    assert sent == {"phone": PHONE, "email": None, "code": code_of(CODE, members.deciders.blind)}
    assert one(members, ProofState(proof_id=CODE)) == {"proven": False, "member_id": None}
    assert members.give(CheckCode(proof_id=CODE, code=sent["code"])) is None
    assert members.ask(CodeToDeliver(proof_id=CODE)) == []
    assert one(members, ProofState(proof_id=CODE)) == {"proven": True, "member_id": WEI}
    assert members.give(ClaimAccount(member_id=WEI, phone=PHONE, proof_id=CODE)) is None
    assert one(members, ProofState(proof_id=CODE)) == {"proven": False, "member_id": None}
    keys = members.connection.execute("SELECT person FROM personal_key").fetchall()
    assert keys == [(WEI,)]


def test_a_code_that_nobody_told_back_is_forgotten_by_the_clock(members: Standing) -> None:
    members.give(SendCode(proof_id=CODE, email="wei@example.com", network_address="192.0.2.7"))
    members.tick()
    assert one(members, CodeToDeliver(proof_id=CODE))["email"] == "wei@example.com"
    members.now += timedelta(minutes=10)
    members.tick()
    assert members.connection.execute("SELECT person FROM personal_key").fetchall() == [(WEI,)]
    assert members.ask(CodeToDeliver(proof_id=CODE)) == []


def submitted(members: Standing) -> None:
    members.give(SetMemberPolicy(policy="registration_review", value="all", from_day=TODAY))
    clerk = Actor(id="clerk", roles=("front_desk",), venues=(PUDONG,))
    wish = Wish(ada, new_id(), clerk, members.now)
    assert members.deciders.execute(members.store, wish).refusal is None


def test_a_registration_under_review_is_found_and_becomes_a_member_when_approved(members: Standing) -> None:
    submitted(members)
    row = one(members, PendingRegistrations())
    assert (row["member_id"], row["name"], row["submitted_by"]) == (ADA, "Ada Byron", "clerk")
    assert one(members, MemberStanding(member_id=ADA))["status"] == "pending"
    assert found(members, "ada") == [ADA]
    assert members.give(ApproveRegistration(member_id=ADA)) is None
    assert members.ask(PendingRegistrations()) == []
    assert one(members, GetMember(member_id=ADA))["status"] == "registered"
    assert one(members, ListMemberPolicies())["value"] == "all"


def test_the_rights_of_a_clerk_of_one_venue_can_be_asked_so_that_they_can_log_in(members: Standing) -> None:
    assert members.give(hire) is None
    rights = one(members, StaffRights(staff_id=LI))
    assert (rights["roles"], rights["venues"]) == (("front_desk",), (PUDONG,))


def test_a_rejected_registration_is_no_longer_found(members: Standing) -> None:
    submitted(members)
    assert members.give(RejectRegistration(member_id=ADA, reason="not a person")) is None
    assert found(members, "ada") == []
    assert one(members, MemberStanding(member_id=ADA))["status"] == "rejected"


def test_a_profile_shows_the_present_and_its_history_the_past(members: Standing) -> None:
    first = ChangeProfile(
        member_id=WEI, email="wei@example.com", birth_date="1990-05-17", interests=("yoga",), preferred_days=("Mon",)
    )
    members.give(first)
    members.give(ChangeProfile(member_id=WEI, email="zhang@example.com", name="张维", clear=("birth_date",)))
    row = one(members, MemberProfile(member_id=WEI))
    assert (row["email"], row["birth_date"], row["interests"]) == ("zhang@example.com", None, ("yoga",))
    assert (row["preferred_days"], row["preferred_times"], row["confirmation_due"]) == (("Mon",), None, False)
    later, earlier = members.ask(ProfileHistory(member_id=WEI))
    assert (earlier["email"], later["email"], later["clear"]) == (
        "wei@example.com",
        "zhang@example.com",
        ("birth_date",),
    )
    assert one(members, GetMember(member_id=WEI))["name"] == "张维"
    assert found(members, "张维") == found(members, "zhangwei") == found(members, "张伟") == [WEI]


def test_nothing_personal_lies_open_in_the_database(members: Standing) -> None:
    members.give(ChangeProfile(member_id=WEI, email="wei@example.com", address="1 Century Avenue", goal="marathon"))
    stored = str(members.rows()) + str([e.data for e in members.store.page(0, 100).events])
    for secret in ("wei@example.com", "Century", "marathon", "张伟", PHONE):
        assert secret not in stored


def test_a_member_is_found_by_the_new_phone_only(members: Standing) -> None:
    members.give(ChangePhone(member_id=WEI, phone=OTHER))
    assert found(members, OTHER) == [WEI]
    assert found(members, PHONE) == []


def test_the_clock_asks_for_data_that_were_not_confirmed_for_a_year(members: Standing) -> None:
    members.give(ConfirmProfile(member_id=WEI))
    members.tick()
    assert members.ask(DueConfirmations()) == []
    members.now += timedelta(days=366)
    members.tick()
    assert [row["name"] for row in members.ask(DueConfirmations())] == ["张伟"]
    assert one(members, MemberProfile(member_id=WEI))["confirmation_due"]
    members.give(ConfirmProfile(member_id=WEI))
    assert members.ask(DueConfirmations()) == []


def test_agreements_and_extra_data_are_kept_with_day_and_answer(members: Standing) -> None:
    members.give(PublishAgreement(kind="terms", edition="2", from_day=TODAY, text="You", text_zh="您"))
    members.give(AcceptAgreement(member_id=WEI, kind="terms", edition="2", network_address="192.0.2.7"))
    assert one(members, ListAgreements())["edition"] == "2"
    row = one(members, MemberAcceptances(member_id=WEI))
    assert (row["at"], row["network_address"]) == ("2025-03-01T12:00:00Z", "192.0.2.7")
    assert one(members, MemberPanel(member_id=WEI))["terms_current"]
    members.give(PublishAgreement(kind="terms", edition="1 corrected", from_day=TODAY, text="You", text_zh="您"))
    assert [row["edition"] for row in members.ask(ListAgreements())] == ["1 corrected", "2"]
    assert not one(members, MemberPanel(member_id=WEI))["terms_current"]
    members.give(DefineExtraField(field_id=FIELD, from_day=TODAY, name="Shoe", name_zh="鞋码", kind="number"))
    members.give(AnswerExtraField(member_id=WEI, field_id=FIELD, value="42"))
    members.give(AnswerExtraField(member_id=WEI, field_id=FIELD, value="43"))
    assert one(members, ListExtraFields())["required_at"] == ()
    row = one(members, MemberExtraData(member_id=WEI))
    assert (row["name"], row["value"], row["personal"]) == ("Shoe", None, "43")


@pytest.fixture
def much(members: Standing) -> Standing:
    """Something in every view."""
    test_a_profile_shows_the_present_and_its_history_the_past(members)
    test_a_registration_under_review_is_found_and_becomes_a_member_when_approved(members)
    test_agreements_and_extra_data_are_kept_with_day_and_answer(members)
    members.give(SendCode(proof_id=CODE, phone=PHONE, network_address="192.0.2.7"))
    members.give(ConfirmProfile(member_id=WEI))
    return members


def test_told_twice_or_rebuilt_the_views_are_the_same(much: Standing) -> None:
    before = much.rows()
    much.project_again()
    assert much.rows() == before
    much.rebuild()
    assert much.rows() == before


def test_of_an_erased_member_every_reader_gets_nothing(much: Standing) -> None:
    assert much.give(EraseMember(member_id=WEI)) is None
    assert found(much, "张维") == []
    assert much.ask(MemberProfile(member_id=WEI)) == []
    assert one(much, GetMember(member_id=WEI))["name"] == "[erased]"
    assert {row["email"] for row in much.ask(ProfileHistory(member_id=WEI))} == {"[erased]"}
    assert one(much, MemberAcceptances(member_id=WEI))["network_address"] == "[erased]"
    assert one(much, MemberExtraData(member_id=WEI))["personal"] == "[erased]"
    much.rebuild()
    assert one(much, GetMember(member_id=WEI))["name"] == "[erased]"
