"""One trial for a person under whichever record: a trial card of a member counts as a free trial of a guest does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from services.members.guest import GUEST
from services.members.reactions import react
from services.members.trial import TRIAL
from shared.contracts.cards import CardIssued
from shared.contracts.members import (
    ConvertGuest,
    GuestConverted,
    GuestRecorded,
    MatchTrial,
    MemberPolicySet,
    MemberWasGuest,
    NoteTrialSigns,
    PhoneChanged,
    ProfileChanged,
    TrialCounted,
    TrialGranted,
    TrialMatched,
    TrialSignCarried,
    TrialSignsNoted,
)
from shared.contracts.samples import sample
from shared.decider import plain_digest
from tests.members.examples import ADA, PHONE, PUDONG, WEI, XUHUI, registered
from tests.scenario import Scenario

WEEK, FREE, BO = (f"00000000-0000-4000-8000-0000000000d{n}" for n in range(3))
TODAY = date(2025, 3, 1)
born = ProfileChanged(member_id=WEI, birth_date="1990-04-15", birth_year=1990)


def sign(kind: str, value: str) -> str:
    return plain_digest(f"trial|{kind}|{value}")


BY_PHONE, BY_NAME = sign("phone", PHONE), sign("name and birth date", "wanwei|1990-04-15")
member = Scenario(TRIAL).given(replace(registered, name="Wan Wei"), born)
wish = NoteTrialSigns(member_id=WEI)
noted = TrialSignsNoted(member_id=WEI, signs=(BY_PHONE, BY_NAME), card_id=None, venue_id=None, day=TODAY)
bought = replace(noted, card_id=WEEK, venue_id=PUDONG)
again = MatchTrial(member_id=ADA, signs=(BY_NAME,), card_id=None, venue_id=None, day=TODAY)  # another phone


def counted(index: str, **more: Any) -> TrialCounted:
    return replace(TrialCounted(index=index, trial_id=WEEK, venue_id=PUDONG, day=TODAY), **more)


def carried(index: str, member_id: str = WEI) -> TrialSignCarried:
    return TrialSignCarried(index=index, member_id=member_id)


def test_phone_and_name_with_birth_date_stand_for_a_member_and_only_their_digests_are_kept():
    member.when(wish).then(noted).when(wish).then()
    assert PHONE not in str(noted.wire())
    moved = PhoneChanged(member_id=WEI, phone="+8613800138099", former_index="x")
    other = replace(noted, signs=(sign("phone", "+8613800138099"), BY_NAME))
    member.given(noted, moved).when(wish).then(other)
    card = replace(wish, card_id=WEEK, venue_id=PUDONG)
    member.given(noted).when(card).then(bought).when(card).then()
    Scenario(TRIAL).when(wish).then()


def test_who_registers_again_with_another_phone_has_had_the_trial():
    first = Scenario(TRIAL).when(MatchTrial(**vars(bought)))
    sold = (carried(BY_PHONE), carried(BY_NAME), counted(BY_PHONE), counted(BY_NAME))
    first.then(*sold).given(bought).when(MatchTrial(**vars(bought))).then()
    matched = TrialMatched(member_id=ADA, trial_id=WEEK, venue_id=PUDONG, day=TODAY)
    Scenario(TRIAL).given(*sold).when(again).then(carried(BY_NAME, ADA), matched).when(again).then()


def test_who_is_registered_twice_already_is_told_when_one_of_the_records_buys_a_trial():
    both = Scenario(TRIAL).given(carried(BY_PHONE), carried(BY_NAME), carried(BY_NAME, ADA))
    matched = TrialMatched(member_id=ADA, trial_id=WEEK, venue_id=PUDONG, day=TODAY)
    both.when(MatchTrial(**vars(bought))).then(counted(BY_PHONE), counted(BY_NAME), matched)


def test_the_own_trial_card_is_no_trial_under_another_record():
    own = Scenario(TRIAL).given(bought, carried(BY_PHONE), carried(BY_NAME), counted(BY_PHONE), counted(BY_NAME))
    own.when(MatchTrial(**vars(noted))).then()


def test_a_free_trial_of_a_guest_counts_and_as_many_as_policy_allows():
    free = counted(BY_NAME, trial_id=FREE, venue_id=XUHUI)
    matched = TrialMatched(member_id=ADA, trial_id=FREE, venue_id=XUHUI, day=TODAY)
    Scenario(TRIAL).given(free).when(again).then(carried(BY_NAME, ADA), matched)
    two = MemberPolicySet(policy="trials_per_person", value="2", from_day=TODAY, venue_id=None)
    Scenario(TRIAL).given(free, two).when(again).then(carried(BY_NAME, ADA))


def test_a_guest_who_becomes_a_member_brings_the_trial_along():
    recorded = GuestRecorded(guest_id=BO, venue_id=PUDONG, name="Gustav", phone=None)
    free = TrialGranted(trial_id=FREE, guest_id=BO, venue_id=XUHUI, day=TODAY)
    who = {"guest_id": BO, "member_id": WEI}
    had = TrialMatched(member_id=WEI, trial_id=FREE, venue_id=XUHUI, day=TODAY)
    told = Scenario(GUEST).given(registered, recorded, free).when(ConvertGuest(**who))
    told.then(GuestConverted(**who), MemberWasGuest(**who), had)


def test_members_hears_of_trial_cards_and_of_who_becomes_known():
    issued = sample(CardIssued)
    trial = replace(issued, terms=replace(issued.terms, trial=True))
    asked = NoteTrialSigns(member_id=issued.member_id, card_id=issued.card_id, venue_id=issued.venue_id)
    assert asked in react(trial, None)
    assert asked not in react(replace(issued, terms=replace(issued.terms, trial=False)), None)
    assert wish in react(registered, None) and wish in react(born, None)
    assert wish not in react(replace(born, birth_date=None, goal="a marathon"), None)
    assert MatchTrial(**vars(bought)) in react(bought, None)
