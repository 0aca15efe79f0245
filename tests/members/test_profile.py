from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.members.member import MEMBER
from services.members.profile import PROFILE, Profile, change, evolve
from services.members.reactions import react
from services.members.timers import timers
from shared.contracts import MEMBER as MEMBER_ROLE
from shared.contracts import Actor
from shared.contracts.members import (
    AskForConfirmation,
    BirthDateNotPossible,
    ChangePhone,
    ChangeProfile,
    ClaimAccount,
    ConfirmationDue,
    ConfirmProfile,
    ContactNotProven,
    ContactProven,
    MemberErased,
    MemberNotRegistered,
    MemberPending,
    MemberPolicySet,
    PhoneChanged,
    PhoneClaimed,
    PhoneReleased,
    PhoneTaken,
    ProfileChanged,
    ProfileConfirmed,
    ProofUsed,
    ReleasePhone,
)
from shared.decider import plain_digest
from shared.timers import SetTimer
from tests.members.examples import ADA, PHONE, WEI, phone_claimed, registered
from tests.members.test_proof import ID, made
from tests.members.test_registration import submitted
from tests.scenario import NOON, Scenario

profile = Scenario(PROFILE)
told = ChangeProfile(member_id=WEI, email="wei@example.com", birth_date="1990-05-17", interests=("yoga", "swim"))
changed = ProfileChanged(
    member_id=WEI, email="wei@example.com", birth_date="1990-05-17", birth_year=1990, interests=("yoga", "swim")
)


def test_a_profile_keeps_what_is_told_and_says_only_what_changed():
    known = profile.given(registered).when(told).then(changed).when(told).then()
    corrected = replace(told, email="zhang@example.com")
    known.when(corrected).then(ProfileChanged(member_id=WEI, email="zhang@example.com"))


def test_a_part_of_a_profile_can_be_emptied():
    known = profile.given(registered, changed)
    known.when(ChangeProfile(member_id=WEI, clear=("email", "occupation"))).then(
        ProfileChanged(member_id=WEI, clear=("email",))
    )


@pytest.mark.parametrize("birth_date", ["2025-03-02", "1800-01-01"])
def test_a_birth_date_is_possible(birth_date):
    profile.given(registered).when(replace(told, birth_date=birth_date)).refuses(BirthDateNotPossible)


@pytest.mark.parametrize(
    ("past", "refusal"),
    [((), MemberNotRegistered), ((submitted,), MemberPending)],
)
def test_only_members_have_a_profile_that_is_changed(past, refusal):
    for wish in (told, ConfirmProfile(member_id=WEI)):
        profile.given(*past).when(wish).refuses(refusal, member_id=WEI)


def test_data_that_were_confirmed_are_asked_about_in_a_year_or_as_policy_has_it():
    confirm, ask = ConfirmProfile(member_id=WEI), AskForConfirmation(member_id=WEI)
    confirmed = ProfileConfirmed(member_id=WEI, ask_again_at=datetime(2026, 3, 1, 12, tzinfo=UTC))
    due = ConfirmationDue(member_id=WEI)
    known = profile.given(registered).when(confirm).then(confirmed)
    assert timers(confirmed, None) == [SetTimer(f"confirm {WEI}", confirmed.ask_again_at, ask)]
    known.when(ask).then(due).when(ask).then()
    half = MemberPolicySet(policy="data_confirmed_every_months", value="6", from_day=date(2025, 1, 1), venue_id=None)
    again = known.given(due, half).when(confirm)
    again.then(replace(confirmed, ask_again_at=datetime(2025, 9, 1, 12, tzinfo=UTC))).when(ask).then(due)


def test_nobody_asks_an_erased_member():
    erased = MemberErased(member_id=WEI, phone_index="x")
    profile.given(registered, erased).when(AskForConfirmation(member_id=WEI)).then()


def test_who_left_before_the_news_of_joining_came_holds_nothing_up():
    """Or the erasure, which waits behind in the same stream, would never give the phone free."""
    erased = MemberErased(member_id=WEI, phone_index="x")
    gone, confirm = profile.given(registered, erased), ConfirmProfile(member_id=WEI)
    gone.by(Actor.service("members")).when(confirm).then()
    gone.when(confirm).refuses(MemberNotRegistered, member_id=WEI)


texts = st.one_of(st.none(), st.text("ab", min_size=1, max_size=2))
wishes = st.builds(
    lambda o, a, clear: ChangeProfile(member_id=WEI, occupation=o, address=a, clear=tuple(sorted(clear))),
    texts, texts, st.sets(st.sampled_from(["occupation", "address"])),
)  # fmt: skip


@pytest.mark.thorough
@given(st.lists(wishes, max_size=8))
def test_after_any_changes_the_last_word_on_each_part_stands(told):
    known, expected = Profile(), {}
    for wish in told:
        for event in change(wish, known, date(2025, 3, 1)):
            known = evolve(known, event)
        given = {n: v for n in ("occupation", "address") if (v := getattr(wish, n)) is not None}
        expected = {n: v for n, v in expected.items() if n not in wish.clear} | given
        assert known.values == expected
        assert not change(wish, known, date(2025, 3, 1)), "the same again changes nothing"


member = Scenario(MEMBER).given(registered, phone_claimed)
OTHER = "+8613800138001"
proven = (replace(made, contact_index=plain_digest(OTHER), phone=OTHER), ContactProven(proof_id=ID))
moved = PhoneChanged(member_id=WEI, phone=OTHER, former_index=plain_digest(PHONE))
claimed = PhoneClaimed(phone_index=plain_digest(OTHER), member_id=WEI)
new_phone = ChangePhone(member_id=WEI, phone=OTHER)
HERSELF = Actor(id=WEI, roles=(MEMBER_ROLE,), member_id=WEI)


def test_the_desk_gives_a_member_another_phone_and_the_old_one_becomes_free():
    member.when(new_phone).then(moved, claimed).when(new_phone).then()
    assert ReleasePhone(phone_index=plain_digest(PHONE), member_id=WEI) in react(moved, None)


def test_a_phone_that_a_member_took_back_before_the_news_was_heard_stays_theirs():
    back = PhoneChanged(member_id=WEI, phone=PHONE, former_index=plain_digest(OTHER))
    late = ReleasePhone(phone_index=plain_digest(PHONE), member_id=WEI)
    member.given(moved, claimed).when(replace(new_phone, phone=PHONE)).then(back).when(late).then()
    member.given(moved, claimed).when(late).then(PhoneReleased(phone_index=plain_digest(PHONE), member_id=WEI))


def test_a_member_proves_the_new_phone():
    member.by(HERSELF).when(new_phone).refuses(ContactNotProven)
    member.given(*proven).by(HERSELF).when(replace(new_phone, proof_id=ID)).then(
        ProofUsed(proof_id=ID, use="change"), moved, claimed
    )


def test_a_phone_of_another_member_is_not_taken_over():
    member.given(replace(claimed, member_id=ADA)).when(new_phone).refuses(PhoneTaken)
    Scenario(MEMBER).when(new_phone).refuses(MemberNotRegistered)


def test_who_owns_the_phone_claims_the_account_that_the_desk_made():
    claim = ClaimAccount(member_id=WEI, phone=PHONE, proof_id=ID)
    known = member.given(made, ContactProven(proof_id=ID)).at(NOON)
    known.when(claim).then(ProofUsed(proof_id=ID, use="claim")).when(claim).refuses(ContactNotProven)
    known.when(replace(claim, phone=OTHER)).refuses(ContactNotProven)
    member.given(made).when(claim).refuses(ContactNotProven)
    Scenario(MEMBER).given(submitted, made).when(claim).refuses(MemberPending)
