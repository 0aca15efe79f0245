"""Families: one at a time; who pays for whom is agreed by the payer, who is of age, and ended by either at any time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from services.members.family import FAMILY
from shared.contracts.members import (
    AgreeToPay,
    BirthDateMissing,
    ChangeProfile,
    ChildrenOf,
    ComingOfAge,
    DropFromFamily,
    EndPaying,
    EraseMember,
    Family,
    FamilyJoined,
    FamilyLeft,
    GuardiansOf,
    InAnotherFamily,
    JoinFamily,
    LeaveFamily,
    MemberNotRegistered,
    NotInFamily,
    NotOfAge,
    NotYourAgreement,
    OwnPayer,
    PaidForAlready,
    PayerAgreed,
    PayerEnded,
    PayerNotAgreed,
    PayersOf,
    ProfileChanged,
    TieEnded,
    TieNoted,
    VenueNotOpen,
)
from tests.members.examples import ADA, PUDONG, WEI, register, registered, venue_opened
from tests.members.test_guardians import link
from tests.scenario import Scenario
from tests.standing import Standing

FAMILY_ID = "00000000-0000-4000-8000-00000000fa01"
OTHER = "00000000-0000-4000-8000-00000000fa02"
THIRD = "00000000-0000-4000-8000-0000000000a3"
people = Scenario(FAMILY).given(
    *(replace(registered, member_id=who, number=str(n)) for n, who in enumerate((WEI, ADA, THIRD))), venue_opened
)
join = JoinFamily(family_id=FAMILY_ID, member_id=WEI, venue_id=PUDONG)
joined = FamilyJoined(**vars(join), zone="Asia/Shanghai")
noted = TieNoted(member_id=WEI, to="family", other_id=FAMILY_ID)
grown = ProfileChanged(member_id=ADA, birth_date="1980-01-01")
together = people.given(joined, noted, replace(joined, member_id=ADA), replace(joined, member_id=THIRD), grown)
agree = AgreeToPay(family_id=FAMILY_ID, member_id=ADA, for_id=WEI, network_address="192.0.2.7")
agreed = PayerAgreed(family_id=FAMILY_ID, payer_id=ADA, member_id=WEI, network_address="192.0.2.7")
ended = PayerEnded(family_id=FAMILY_ID, payer_id=ADA, member_id=WEI, because="payer")


def test_a_member_belongs_to_one_family_at_a_time():
    once = people.when(join).then(joined, noted).when(join).then()
    once.when(replace(join, family_id=OTHER)).refuses(InAnotherFamily, family_id=FAMILY_ID)
    left = FamilyLeft(family_id=FAMILY_ID, member_id=WEI, because="left")
    gone = TieEnded(member_id=WEI, to="family", other_id=FAMILY_ID)
    alone = once.when(LeaveFamily(family_id=FAMILY_ID, member_id=WEI)).then(left, gone)
    alone.when(replace(join, family_id=OTHER)).then(replace(joined, family_id=OTHER), replace(noted, other_id=OTHER))
    alone.when(LeaveFamily(family_id=FAMILY_ID, member_id=WEI)).refuses(NotInFamily)


def test_only_members_join_and_at_a_venue_of_the_chain():
    Scenario(FAMILY).given(venue_opened).when(join).refuses(MemberNotRegistered)
    Scenario(FAMILY).given(registered).when(join).refuses(VenueNotOpen)


def test_a_member_of_age_agrees_to_pay_for_another_of_the_family():
    together.when(agree).then(agreed).when(agree).then()
    together.when(replace(agree, for_id=ADA)).refuses(OwnPayer)
    people.given(joined, grown).when(agree).refuses(NotInFamily, member_id=ADA)
    together.given(replace(grown, birth_date="2007-03-02")).when(agree).refuses(NotOfAge)
    together.given(ProfileChanged(member_id=ADA, clear=("birth_date",))).when(agree).refuses(BirthDateMissing)


def test_a_member_has_one_payer_at_a_time():
    second = replace(agree, member_id=THIRD)
    paid = together.given(agreed, replace(grown, member_id=THIRD))
    paid.when(second).refuses(PaidForAlready, payer_id=ADA)
    paid.given(ended).when(second).then(replace(agreed, payer_id=THIRD))


def test_either_ends_the_agreement_and_nobody_else():
    end = EndPaying(family_id=FAMILY_ID, member_id=ADA, payer_id=ADA, for_id=WEI)
    paid = together.given(agreed)
    paid.when(end).then(ended).when(end).refuses(PayerNotAgreed)
    paid.when(replace(end, member_id=WEI)).then(replace(ended, because="member"))
    paid.when(replace(end, member_id=THIRD)).refuses(NotYourAgreement)


def test_who_leaves_or_is_gone_pays_for_nobody_and_is_paid_for_by_nobody():
    own = replace(agreed, payer_id=WEI, member_id=THIRD)
    drop = DropFromFamily(family_id=FAMILY_ID, member_id=WEI)
    together.given(agreed, own).when(drop).then(
        replace(ended, because="gone"),
        PayerEnded(family_id=FAMILY_ID, payer_id=WEI, member_id=THIRD, because="gone"),
        FamilyLeft(family_id=FAMILY_ID, member_id=WEI, because="gone"),
        TieEnded(member_id=WEI, to="family", other_id=FAMILY_ID),
    ).when(drop).then()


def test_the_desk_sees_guardians_children_families_and_payers(members: Standing) -> None:
    ada = replace(register, member_id=ADA, name="Ada Byron", phone="+8613800138001")
    for command in (
        ada,
        ChangeProfile(member_id=WEI, birth_date="2007-05-17"),
        ChangeProfile(member_id=ADA, birth_date="1980-01-01"),
        link,
        join,
        replace(join, member_id=ADA),
        agree,
    ):
        assert members.give(command) is None
    (guardian,) = members.ask(GuardiansOf(member_id=WEI))
    assert (guardian["name"], guardian["phone"], guardian["in_force"]) == ("Ada Byron", "+8613800138001", True)
    (child,) = members.ask(ChildrenOf(member_id=ADA))
    assert (child["child_id"], child["name"], child["of_age_soon"]) == (WEI, "张伟", False)
    wei, adult = members.ask(Family(member_id=ADA))
    assert (wei["member_id"], wei["payer_id"], wei["is_child_of"]) == (WEI, ADA, (ADA,))
    assert (adult["member_id"], adult["payer_id"], adult["is_child_of"]) == (ADA, None, ())
    assert [row["ground"] for row in members.ask(PayersOf(member_id=WEI))] == ["agreed", "guardian"]
    before = members.rows()
    members.project_again()
    assert members.rows() == before
    members.rebuild()
    assert members.rows() == before


def test_the_clock_gives_notice_and_ends_the_guardianship_and_its_list_tells_no_birthday(members: Standing) -> None:
    test_the_desk_sees_guardians_children_families_and_payers(members)
    while members.now.date() < date(2025, 5, 14):
        members.tick()
        members.now += timedelta(days=1)
    assert members.ask(ComingOfAge()) == []
    members.now += timedelta(hours=5)  # 15 May in Shanghai
    members.tick()
    (near,) = members.ask(ComingOfAge())
    assert (near["child_name"], near["guardian_phone"]) == ("张伟", "+8613800138001")
    members.now += timedelta(days=2)
    members.tick()
    (guardian,) = members.ask(GuardiansOf(member_id=WEI))
    assert (guardian["in_force"], guardian["because"]) == (False, "of_age")
    assert members.ask(ComingOfAge()) == members.ask(ChildrenOf(member_id=ADA)) == []
    stored = str([e.data for e in members.store.page(0, 1000).events]) + str(members.rows())
    assert "2007-05-17" not in stored and "2025-05-17" not in stored


def test_of_an_erased_guardian_nothing_is_left_in_force(members: Standing) -> None:
    test_the_desk_sees_guardians_children_families_and_payers(members)
    assert members.give(EraseMember(member_id=ADA)) is None
    (guardian,) = members.ask(GuardiansOf(member_id=WEI))
    assert (guardian["name"], guardian["in_force"]) == ("[erased]", False)
    assert members.ask(PayersOf(member_id=WEI)) == []
