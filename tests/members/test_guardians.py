"""A guardian decides for a child until midnight of the 18th birthday in the venue's zone, and not a second longer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from services.members.consent import CONSENT
from services.members.guardian import GUARDIAN
from services.members.minor import next_look
from services.members.reactions import react
from services.members.ties import TIES
from shared.contracts.members import (
    BirthDateMissing,
    ChildCameOfAge,
    ComingOfAgeNear,
    ConsentForChild,
    ConsentGiven,
    ConsentWithdrawn,
    DropFromFamily,
    DropGuardian,
    GiveConsent,
    GuardianLinked,
    GuardianNotLinked,
    GuardianUnlinked,
    LinkGuardian,
    LoosenTies,
    MemberErased,
    MemberNotRegistered,
    MemberPolicySet,
    MinorWatched,
    NotAChild,
    NotGuardian,
    NotOfAge,
    ProfileChanged,
    TieEnded,
    TieNoted,
    TiesLoosened,
    UnlinkGuardian,
    VenueNotOpen,
    WatchMinor,
)
from tests.members.examples import ADA, PUDONG, WEI, registered, venue_opened
from tests.scenario import Scenario

CHILD, ADULT = WEI, ADA
BIRTHDAY = datetime(2025, 5, 16, 16, tzinfo=UTC)  # midnight of 17 May in Shanghai
ada = replace(registered, member_id=ADA, number="1")
born = ProfileChanged(member_id=CHILD, birth_date="2007-05-17")
grown = ProfileChanged(member_id=ADULT, birth_date="1980-01-01")
link = LinkGuardian(
    child_id=CHILD, guardian_id=ADULT, venue_id=PUDONG, relation="mother", evidence="household_register"
)
linked = GuardianLinked(**vars(link), zone="Asia/Shanghai")
noted = TieNoted(member_id=ADULT, to="ward", other_id=CHILD)
people = Scenario(GUARDIAN).given(registered, ada, venue_opened)
known = people.given(born, grown)
watch = WatchMinor(child_id=CHILD)


def watched(month: int, day: int, noticed: bool = False, year: int = 2025) -> MinorWatched:
    midnight = datetime(year, month, day, tzinfo=UTC) - timedelta(hours=8)
    return MinorWatched(child_id=CHILD, wake_at=midnight, noticed=noticed)


def test_the_desk_links_a_guardian_of_age_to_a_child_and_corrects_the_relation():
    once = known.when(link).then(linked, noted).when(link).then()
    once.when(replace(link, relation="appointed")).then(replace(linked, relation="appointed"))


def test_a_child_may_have_several_guardians_and_a_guardian_several_children():
    other = "00000000-0000-4000-8000-0000000000a3"
    third = people.given(born, replace(registered, member_id=other, number="2"), grown)
    third.given(linked, noted, replace(grown, member_id=other)).when(replace(link, guardian_id=other)).then(
        replace(linked, guardian_id=other), replace(noted, member_id=other)
    )
    third.given(linked, noted, replace(born, member_id=other)).when(replace(link, child_id=other)).then(
        replace(linked, child_id=other), replace(noted, other_id=other)
    )


@pytest.mark.parametrize(
    ("child", "adult", "refusal"),
    [
        ("2007-03-01", "1980-01-01", NotAChild),  # 18 today
        ("2007-03-02", "2007-03-02", NotOfAge),
        (None, "1980-01-01", BirthDateMissing),
        ("2007-03-02", None, BirthDateMissing),
    ],
)
def test_ages_are_told_from_birth_dates(child, adult, refusal):
    people.given(replace(born, birth_date=child), replace(grown, birth_date=adult)).when(link).refuses(refusal)


def test_guardian_and_child_are_members_at_a_venue_of_the_chain():
    Scenario(GUARDIAN).given(registered, venue_opened, born, grown).when(link).refuses(MemberNotRegistered)
    Scenario(GUARDIAN).given(registered, ada, born, grown).when(link).refuses(VenueNotOpen)


def test_a_link_is_ended_at_once_and_only_one_that_stands():
    unlink = UnlinkGuardian(child_id=CHILD, guardian_id=ADULT, venue_id=PUDONG, reason="the court's decision")
    told = GuardianUnlinked(child_id=CHILD, guardian_id=ADULT, because="unlinked", reason="the court's decision")
    ended = TieEnded(member_id=ADULT, to="ward", other_id=CHILD)
    known.given(linked).when(unlink).then(told, ended).when(unlink).refuses(GuardianNotLinked)


# --- the 18th birthday

young = known.given(linked)


def test_the_notice_is_given_two_days_before_and_every_right_ends_at_midnight_of_the_venue():
    near = ComingOfAgeNear(child_id=CHILD, guardian_ids=(ADULT,))
    last = watched(5, 16, noticed=True)
    young.at(BIRTHDAY - timedelta(days=2, seconds=1)).when(watch).then(watched(5, 15))
    noticed = young.at(BIRTHDAY - timedelta(days=2)).when(watch).then(near, last).when(watch).then()
    noticed.at(BIRTHDAY - timedelta(seconds=1)).when(watch).then(watched(5, 17, noticed=True))
    of_age = noticed.at(BIRTHDAY).when(watch).then(ChildCameOfAge(child_id=CHILD, guardian_ids=(ADULT,)))
    of_age.when(watch).then()


def test_a_former_guardian_hears_that_the_child_is_of_age_and_a_stranger_only_that_there_is_no_right():
    came = ChildCameOfAge(child_id=CHILD, guardian_ids=(ADULT,))
    consents = Scenario(CONSENT).given(registered, ada, born, grown).at(BIRTHDAY)
    asks = ConsentForChild(member_id=ADULT, child_id=CHILD, purpose="photo", edition="1")
    consents.given(linked, came).when(asks).refuses(NotAChild)
    consents.when(asks).refuses(NotGuardian)
    corrected = consents.given(linked, came, replace(born, birth_date="2009-05-17"))
    corrected.when(asks).refuses(NotGuardian)


def test_the_days_of_the_notice_are_policy():
    thirty = MemberPolicySet(policy="of_age_notice_days", value="30", from_day=date(2025, 1, 1), venue_id=None)
    near = ComingOfAgeNear(child_id=CHILD, guardian_ids=(ADULT,))
    young.given(thirty).at(BIRTHDAY - timedelta(days=30)).when(watch).then(near, watched(4, 18, noticed=True))


def test_a_birth_date_corrected_later_moves_the_notice_and_the_end():
    earlier = young.given(watched(4, 1), replace(born, birth_date="2007-03-01"))
    earlier.when(watch).then(ChildCameOfAge(child_id=CHILD, guardian_ids=(ADULT,)))
    later = young.given(watched(5, 16, noticed=True), replace(born, birth_date="2009-08-01"))
    later.when(watch).then(watched(10, 1, year=2026))
    assert watch in react(born, None)  # type: ignore[arg-type]


def test_without_a_birth_date_nothing_is_due_and_no_right_is_in_force():
    unknown = young.given(ProfileChanged(member_id=CHILD, clear=("birth_date",)))
    unknown.when(watch).then()
    rights = Scenario(CONSENT).given(*unknown.past)
    rights.when(GiveConsent(member_id=CHILD, purpose="photo", edition="1", guardian_id=ADULT)).refuses(
        BirthDateMissing, member_id=CHILD
    )
    people.given(born, grown).when(watch).then()


def test_when_the_clock_looks_tells_the_month_at_most():
    """Whenever in a month somebody was born, the looks before that month fall on the same days."""
    for start in (date(2015, 1, 9), date(2025, 2, 20)):
        looks = [
            [d for d in days(start, date(2026, 5, day)) if d.day == 1 and d < date(2026, 5, 1)] for day in (3, 17, 31)
        ]
        assert looks[0] == looks[1] == looks[2]
        assert all(d >= date(2025, 2, 20) for d in looks[0])


def days(today: date, notice_day: date) -> list[date]:
    found = []
    while today < notice_day:
        today = next_look(today, notice_day, 2026)
        found.append(today)
    assert found[-1] == notice_day
    return found


# --- rights

consents = Scenario(CONSENT).given(registered, ada, born, grown, linked)
for_child = ConsentForChild(member_id=ADULT, child_id=CHILD, purpose="face_recognition", edition="1")
allowed = ConsentGiven(
    member_id=CHILD, purpose="face_recognition", edition="1", guardian_id=ADULT, network_address=None
)


def test_a_guardian_consents_for_the_child_and_takes_it_back():
    no_more = ConsentWithdrawn(member_id=CHILD, purpose="face_recognition", network_address=None)
    consents.when(for_child).then(allowed).when(for_child).then().when(replace(for_child, given=False)).then(no_more)


def test_a_consent_that_names_a_guardian_checks_that_it_is_one():
    named = GiveConsent(member_id=CHILD, purpose="face_recognition", edition="1", guardian_id=ADULT)
    consents.when(named).then(allowed)
    stranger = Scenario(CONSENT).given(registered, ada, born, grown)
    stranger.when(named).refuses(NotGuardian, guardian_id=ADULT)
    stranger.when(for_child).refuses(NotGuardian, child_id=CHILD)


def test_the_right_ends_with_the_birthday_though_the_clock_has_not_looked_yet():
    consents.at(BIRTHDAY - timedelta(seconds=1)).when(for_child).then(allowed)
    consents.at(BIRTHDAY).when(for_child).refuses(NotAChild, of_age_at=18)


def test_a_guardian_who_turns_out_to_be_a_child_or_is_gone_has_no_right():
    consents.given(replace(grown, birth_date="2010-01-01")).when(for_child).refuses(NotOfAge)
    consents.given(MemberErased(member_id=ADULT, phone_index="x")).when(for_child).refuses(NotGuardian)


# --- who is gone

gone = MemberErased(member_id=ADULT, phone_index="x")


def test_who_is_gone_guards_nobody_and_belongs_to_no_family():
    family = TieNoted(member_id=ADULT, to="family", other_id=PUDONG)
    loosened = TiesLoosened(member_id=ADULT, wards=(CHILD,), families=(PUDONG,))
    loosen = LoosenTies(member_id=ADULT)
    ties = Scenario(TIES).given(ada, noted, family)
    ties.when(loosen).then()
    ties.given(gone).when(loosen).then(loosened).when(loosen).then()
    assert react(loosened, None) == [  # type: ignore[arg-type]
        DropGuardian(child_id=CHILD, guardian_id=ADULT),
        DropFromFamily(family_id=PUDONG, member_id=ADULT),
    ]
    assert loosen in react(gone, None)  # type: ignore[arg-type]


def test_a_child_without_a_record_has_no_guardians_and_one_without_guardian_loses_none():
    drop = DropGuardian(child_id=CHILD, guardian_id=ADULT)
    dropped = GuardianUnlinked(child_id=CHILD, guardian_id=ADULT, because="guardian_gone")
    young.when(drop).then(dropped).when(drop).then()
    erased = young.given(MemberErased(member_id=CHILD, phone_index="x"))
    erased.when(watch).then(replace(dropped, because="child_gone")).when(watch).then()
