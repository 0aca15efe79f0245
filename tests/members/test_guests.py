"""Guests, who brought them, and one trial for a person in the whole chain."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from services.members.guest import GUEST
from services.members.member import MEMBER
from services.members.reactions import react
from shared.contracts.members import (
    ConvertGuest,
    EraseGuest,
    EraseMember,
    GrantTrial,
    GuestConverted,
    GuestErased,
    GuestIsMember,
    GuestNotRecorded,
    GuestRecorded,
    GuestVisited,
    IdentityTooThin,
    ListGuests,
    MemberNotRegistered,
    MemberPolicySet,
    MemberWasGuest,
    RecordGuestVisit,
    TrialCounted,
    TrialGranted,
    TrialHadBefore,
    VenueNotOpen,
)
from shared.decider import plain_digest
from tests.members.examples import ADA, PHONE, PUDONG, WEI, XUHUI, phone_claimed, registered, venue_opened
from tests.scenario import Scenario
from tests.standing import Standing

BO, VISIT, TRIAL, SECOND = (f"00000000-0000-4000-8000-00000000009{n}" for n in range(4))
DAY = date(2025, 3, 1)
guest = Scenario(GUEST).given(venue_opened)
visit = RecordGuestVisit(
    guest_id=BO, visit_id=VISIT, venue_id=PUDONG, name="Bo", phone="+8613800138009", brought_by=WEI
)
recorded = GuestRecorded(guest_id=BO, venue_id=PUDONG, name="Bo", phone="+8613800138009")
visited = GuestVisited(guest_id=BO, visit_id=VISIT, venue_id=PUDONG, day=DAY, brought_by=WEI)
trial = GrantTrial(trial_id=TRIAL, guest_id=BO, venue_id=PUDONG, phone="+8613800138009")
granted = TrialGranted(trial_id=TRIAL, guest_id=BO, venue_id=PUDONG, day=DAY)


def counted(kind, value, **more):
    index = plain_digest(f"trial|{kind}|{value}")
    return replace(TrialCounted(index=index, trial_id=TRIAL, venue_id=PUDONG, day=DAY), **more)


def test_a_guest_is_recorded_with_the_first_visit_and_counted_with_the_next():
    known = guest.when(visit).then(recorded, visited).when(visit).then()
    known.when(replace(visit, visit_id=SECOND)).then(replace(visited, visit_id=SECOND))


def test_a_guest_is_at_a_venue_that_is_open():
    for wish in (visit, trial):
        Scenario(GUEST).when(wish).refuses(VenueNotOpen, venue_id=PUDONG)


def test_a_trial_counts_under_every_sign_of_the_person():
    every = replace(trial, name="Bo Li", birth_date="2000-01-01", device="d", payment_card="c")
    signs = (("phone", trial.phone), ("name and birth date", "boli|2000-01-01"), ("device", "d"), ("payment card", "c"))
    known = guest.given(recorded).when(every).then(granted, *(counted(kind, value) for kind, value in signs))
    known.when(every).then()


@pytest.mark.parametrize(
    "sign",
    [
        {"phone": "+8613800138009"},
        {"name": "bo li", "birth_date": "2000-01-01"},
        {"device": "d"},
        {"payment_card": "c"},
    ],
)
def test_who_tried_before_under_any_sign_is_told_where_and_when(sign):
    before = [counted("phone", "+8613800138009"), counted("name and birth date", "boli|2000-01-01")]
    before += [counted("device", "d"), counted("payment card", "c")]
    elsewhere = [replace(event, venue_id=XUHUI, trial_id=SECOND, day=date(2024, 5, 1)) for event in before]
    again = replace(trial, **({"phone": "+8613800138010"} | sign))
    told = guest.given(recorded, *elsewhere).when(again)
    told.refuses(TrialHadBefore, venue_id=XUHUI, day="2024-05-01", trial_id=SECOND)


def test_a_guest_who_tried_is_known_by_the_guest_id_under_whatever_sign_they_ask_again():
    tried = guest.given(recorded).when(trial).then(granted, counted("phone", trial.phone))
    again = replace(trial, trial_id=SECOND, phone=None, name="Bo Li", birth_date="2000-01-01")
    tried.when(again).refuses(TrialHadBefore, trial_id=TRIAL, venue_id=PUDONG, day="2025-03-01")
    two = MemberPolicySet(policy="trials_per_person", value="2", from_day=DAY, venue_id=None)
    by_name = counted("name and birth date", "boli|2000-01-01", trial_id=SECOND)
    tried.given(two).when(again).then(replace(granted, trial_id=SECOND), by_name)


def test_the_chain_may_allow_more_trials_than_one():
    two = MemberPolicySet(policy="trials_per_person", value="2", from_day=DAY, venue_id=None)
    before = replace(counted("phone", trial.phone), trial_id=SECOND)
    guest.given(recorded, before).when(trial).refuses(TrialHadBefore)
    guest.given(recorded, before, two).when(trial).then(granted, counted("phone", trial.phone))


def test_a_trial_is_for_a_guest_who_says_who_they_are():
    guest.when(trial).refuses(GuestNotRecorded, guest_id=BO)
    for change in ({"phone": None}, {"phone": None, "name": "Bo"}, {"phone": None, "device": "d"}):
        guest.given(recorded).when(replace(trial, **change)).refuses(IdentityTooThin)
    guest.given(recorded, phone_claimed).when(replace(trial, phone=PHONE)).refuses(GuestIsMember, member_id=WEI)


convert = ConvertGuest(guest_id=BO, member_id=WEI)
converted = (GuestConverted(guest_id=BO, member_id=WEI), MemberWasGuest(guest_id=BO, member_id=WEI))


def test_a_guest_who_joins_keeps_the_history():
    known = guest.given(recorded, registered).when(convert).then(*converted).when(convert).then()
    for wish in (replace(visit, visit_id=SECOND), trial):
        known.when(wish).refuses(GuestIsMember, member_id=WEI)
    known.given(replace(registered, member_id=ADA)).when(replace(convert, member_id=ADA)).refuses(GuestIsMember)
    guest.given(registered).when(convert).refuses(GuestNotRecorded)
    guest.given(recorded).when(convert).refuses(MemberNotRegistered)


def test_guests_are_erased_by_themselves_or_with_the_member_they_became():
    erase = EraseGuest(guest_id=BO)
    guest.given(recorded).when(erase).then(GuestErased(guest_id=BO)).when(erase).then()
    guest.when(erase).refuses(GuestNotRecorded)
    (erased,) = Scenario(MEMBER).given(registered, converted[1]).when(EraseMember(member_id=WEI))._decide()
    assert erase in react(erased, None)


def test_managers_see_who_comes_again_and_again_and_never_joins(members: Standing) -> None:
    for command in (visit, replace(visit, visit_id=SECOND), trial):
        assert members.give(command) is None
    (row,) = members.ask(ListGuests(still_guests_after=2))
    assert (row["name"], row["visits"], row["trials"], row["brought_by"]) == ("Bo", 2, 1, (WEI,))
    assert members.ask(ListGuests(still_guests_after=3)) == []
    assert members.give(convert) is None
    assert members.ask(ListGuests(still_guests_after=2)) == []
    assert members.ask(ListGuests())[0]["member_id"] == WEI
    before = members.rows()
    members.rebuild()
    assert members.rows() == before
