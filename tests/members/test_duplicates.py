"""One person, two records: found by what they share, merged without losing history, parted again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.members.duplicates import DUPLICATES
from services.members.member import MEMBER
from services.members.reactions import react
from shared.contracts.members import (
    ChangeProfile,
    DismissDuplicate,
    DuplicateDismissed,
    EraseMember,
    FindLikenesses,
    FindMembers,
    FingerprintNoted,
    GetMember,
    ListDuplicates,
    MemberAbsorbed,
    MemberErased,
    MemberMerged,
    MemberNotRegistered,
    MemberSeparated,
    MembersMerged,
    MergeMembers,
    MergeNotUndone,
    MergeTwiceOver,
    MergeUndone,
    MergeWithItself,
    NoteFingerprint,
    ReleasePhone,
    UndoMerge,
)
from shared.decider import plain_digest
from tests.members.examples import ADA, LI, PHONE, WEI, phone_claimed, register, registered
from tests.scenario import NOON, Scenario
from tests.standing import Standing

other = replace(registered, member_id=ADA, number="2", phone="+8613800138001")
both = Scenario(DUPLICATES).given(registered, other)
merge = MergeMembers(survivor_id=WEI, merged_id=ADA, reason="registered twice")
merged = MembersMerged(**vars(merge), merged_at=NOON)
absorbed = MemberAbsorbed(survivor_id=WEI, merged_id=ADA)
undo = UndoMerge(survivor_id=WEI, merged_id=ADA, reason="twins")
undone = MergeUndone(**vars(undo))
separated = MemberSeparated(survivor_id=WEI, merged_id=ADA)
dismiss = DismissDuplicate(member_id=WEI, other_id=ADA, reason="twins")


def test_two_records_become_one_and_the_survivor_keeps_its_number():
    both.when(merge).then(merged, absorbed).when(merge).refuses(MemberMerged, member_id=ADA, survivor_id=WEI)


def test_only_members_are_merged_and_with_somebody_else():
    Scenario(DUPLICATES).given(registered).when(merge).refuses(MemberNotRegistered, member_id=ADA)
    both.when(replace(merge, merged_id=WEI)).refuses(MergeWithItself)


def test_who_took_another_in_is_not_merged_away():
    third = replace(registered, member_id=LI)
    known = both.given(third, merged, absorbed)
    known.when(replace(merge, survivor_id=LI, merged_id=WEI)).refuses(MergeTwiceOver, member_id=WEI)
    known.when(replace(merge, merged_id=LI)).then(replace(merged, merged_id=LI), replace(absorbed, merged_id=LI))


def test_a_wrong_merge_is_undone_within_thirty_days():
    known = both.given(merged, absorbed)
    known.at(NOON + timedelta(days=30)).when(undo).then(undone, separated).when(undo).refuses(MergeNotUndone)
    known.at(NOON + timedelta(days=30, seconds=1)).when(undo).refuses(MergeNotUndone, merged_id=ADA)
    known.when(replace(undo, survivor_id=LI)).refuses(MergeNotUndone)


def test_a_merge_is_not_undone_once_the_person_was_erased():
    """The other record is about to be erased with it, and would be as a person of its own."""
    erased = MemberErased(member_id=WEI, phone_index=phone_claimed.phone_index, also=(ADA,))
    both.given(merged, absorbed, erased).when(undo).refuses(MergeNotUndone, merged_id=ADA)


def test_a_record_was_never_merged_with_itself():
    both.when(replace(undo, merged_id=WEI)).refuses(MergeNotUndone)


def test_who_looks_alike_may_be_two_people():
    both.when(dismiss).then(DuplicateDismissed(**vars(dismiss))).when(dismiss).then()
    both.when(replace(dismiss, other_id=WEI)).refuses(MergeWithItself)


def test_a_device_is_kept_as_a_digest():
    note = NoteFingerprint(member_id=WEI, kind="device", fingerprint="abc")
    noted = FingerprintNoted(member_id=WEI, kind="device", index=plain_digest("device|abc"))
    both.when(note).then(noted).when(note).then()


def test_who_is_erased_is_erased_with_all_that_was_merged():
    erased = MemberErased(member_id=WEI, phone_index=phone_claimed.phone_index, also=(ADA,))
    Scenario(MEMBER).given(registered, absorbed).when(EraseMember(member_id=WEI)).then(erased)
    release = ReleasePhone(phone_index=phone_claimed.phone_index, member_id=WEI)
    assert react(erased, None)[:2] == [release, EraseMember(member_id=ADA)]
    Scenario(MEMBER).given(other, merged).when(EraseMember(member_id=ADA)).then(
        MemberErased(member_id=ADA, phone_index=plain_digest(other.phone))
    )


@pytest.mark.thorough
@given(st.lists(st.sampled_from([merge, undo]), max_size=8))
def test_however_often_two_are_merged_and_parted_they_are_one_or_two(wishes):
    past = [registered, other]
    for wish in wishes:
        state = DUPLICATES.fold(past)
        try:
            past += DUPLICATES.decide(wish, state, both.context)
        except (MemberMerged, MergeNotUndone):
            assert (state.of(ADA).status == "merged") == (wish is merge)
    state = DUPLICATES.fold(past)
    assert (state.of(ADA).status == "merged") == (state.of(WEI).absorbed == (ADA,))


def likenesses(members: Standing, **told):
    return [(row["member_id"], row["score"], row["reasons"]) for row in members.ask(FindLikenesses(**told))]


@pytest.fixture
def twice(members: Standing) -> Standing:
    """Wei registered twice: another phone, the same name and birth date."""
    members.give(replace(register, member_id=ADA, phone="+8613800138001"))
    for member_id in (WEI, ADA):
        members.give(ChangeProfile(member_id=member_id, birth_date="1990-05-17"))
    return members


def test_the_desk_sees_who_it_may_be_before_it_registers_anybody(twice: Standing) -> None:
    assert likenesses(twice, name="张 伟") == []
    found = likenesses(twice, name="张 伟", birth_date="1990-05-17")
    assert {member_id for member_id, *_ in found} == {WEI, ADA}
    assert {(score, reasons) for _, score, reasons in found} == {(80, ("birth_date", "name"))}
    assert likenesses(twice, phone=PHONE) == [(WEI, 80, ("phone",))]
    assert likenesses(twice) == []


def test_pairs_are_listed_until_merged_or_dismissed(twice: Standing) -> None:
    (pair,) = twice.ask(ListDuplicates())
    assert {pair["member_id"], pair["other_id"]} == {WEI, ADA}
    assert (pair["score"], pair["name"], pair["other_name"]) == (80, "张伟", "张伟")
    assert twice.give(merge) is None
    assert twice.ask(ListDuplicates()) == []
    assert [row["member_id"] for row in twice.ask(FindMembers(text="+8613800138001"))] == [WEI]
    (row,) = twice.ask(GetMember(member_id=ADA))
    assert (row["status"], row["merged_into"]) == ("merged", WEI)
    assert twice.give(undo) is None
    assert len(twice.ask(ListDuplicates())) == 1
    assert [row["member_id"] for row in twice.ask(FindMembers(text="+8613800138001"))] == [ADA]
    assert twice.give(dismiss) is None
    assert twice.ask(ListDuplicates()) == []
    before = twice.rows()
    twice.rebuild()
    assert twice.rows() == before
