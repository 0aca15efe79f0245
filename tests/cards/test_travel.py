"""Nobody is in Pudong at 18:00 and in London at 18:03: refused, or warned of, by the policy of the venue's gates."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from services.cards.gate.gate import GATE
from services.cards.gate.offline import OFFLINE
from services.cards.gate.override import OVERRIDE
from shared.contracts import Reason
from shared.contracts.cards import (
    EntryGranted,
    GatePolicy,
    GatePolicySet,
    HolderAdded,
    HolderNoted,
    OfflineSwipeConflict,
    OverrideEntry,
    PersonNoted,
    TravelImpossible,
    TravelTime,
    UploadSwipe,
)
from tests.cards.examples import (
    ADA,
    CARD,
    LONDON,
    NOON,
    PUDONG,
    WEI,
    counted_of,
    exited,
    granted,
    london_opened,
    month_card,
    overridden,
    refused,
    swipe,
    swipe_id,
)
from tests.scenario import Scenario

OTHER = "00000000-0000-4000-8000-0000000000c7"
LATER = NOON + timedelta(minutes=3)
there = replace(swipe, swipe_id=swipe_id(2), venue_id=LONDON)
entered = replace(granted, swipe_id=swipe_id(2), venue_id=LONDON, at=LATER)
too_soon = TravelImpossible(seen_at=NOON, venue_id=PUDONG, minutes=10)
warned = replace(entered, warnings=(Reason.of(too_soon),))
other_card = replace(month_card, card_id=OTHER)
holds = [HolderNoted(member_id=WEI, card_id=card_id, holds=True) for card_id in (CARD, OTHER)]
with_other = replace(granted, card_id=OTHER)


def policy(**figures: Any) -> GatePolicySet:
    return GatePolicySet(venue_id=LONDON, effective=date(2025, 1, 1), policy=replace(GatePolicy(), **figures))


strict = policy(travel="refuse")
gate = Scenario(GATE).at(LATER).given(london_opened, month_card)
left = gate.given(granted, exited)  # Pudong, noon; so the passback says nothing


def test_who_left_another_venue_three_minutes_ago_cannot_be_here():
    left.given(strict).when(there).then(refused(too_soon, entered))
    left.when(there).then(warned)
    left.given(policy(travel="off")).when(there).then(entered)


@pytest.mark.parametrize(("minutes", "possible"), [(9, False), (10, True)])
def test_after_the_time_that_the_way_takes_nothing_is_said(minutes: int, possible: bool):
    at = NOON + timedelta(minutes=minutes)
    entry = replace(entered, at=at)
    left.given(strict).at(at).when(there).then(entry if possible else refused(too_soon, entry))


def test_a_venue_says_how_far_others_are():
    next_door = policy(travel="refuse", travel_from=(TravelTime(venue_id=PUDONG, minutes=2),))
    left.given(next_door).when(there).then(entered)
    far = policy(travel="refuse", travel_from=(TravelTime(venue_id=PUDONG, minutes=11 * 60),))
    evening = replace(entered, at=NOON + timedelta(hours=10))
    no = replace(too_soon, minutes=660)
    left.given(far).at(evening.at).when(there).then(refused(no, evening))


def test_at_the_same_venue_nobody_travels():
    here = replace(there, venue_id=PUDONG)
    entry = replace(granted, swipe_id=swipe_id(2), at=LATER, lots=())
    at_pudong = replace(strict, venue_id=PUDONG)
    opened = replace(london_opened, venue_id=PUDONG, zone="Asia/Shanghai")
    Scenario(GATE).at(LATER).given(opened, at_pudong, month_card, granted, exited).when(here).then(entry)


def test_it_is_the_person_who_travels_with_whichever_card():
    other = Scenario(GATE).at(LATER).given(london_opened, strict, month_card, *holds, other_card, with_other)
    other.when(there).then(refused(too_soon, entered))
    given_away = replace(holds[1], holds=False)
    other.given(given_away).when(there).then(entered)
    friend = replace(with_other, member_id=ADA)
    lent = Scenario(GATE).at(LATER).given(london_opened, strict, month_card, *holds, other_card, friend)
    lent.when(there).then(entered)


def test_a_person_with_two_records_is_one():
    merged = PersonNoted(member_id=WEI, heard="took_in", other_id=ADA)
    hers = replace(other_card, member_id=ADA)
    holding = replace(holds[1], member_id=ADA)
    entry = replace(with_other, member_id=ADA)
    both = Scenario(GATE).at(LATER).given(london_opened, strict, month_card, holds[0], holding, hers, entry)
    both.when(there).then(entered)
    both.given(merged).when(there).then(refused(too_soon, entered))


def test_each_of_those_who_share_a_card_is_somewhere_on_their_own():
    family = replace(month_card, terms=replace(month_card.terms, holders=2))
    shared = HolderAdded(card_id=CARD, member_id=WEI, holder_id=ADA)
    told = Scenario(GATE).at(LATER).given(london_opened, strict, family, shared, granted)
    told.when(replace(there, holder_id=ADA)).then(replace(entered, member_id=ADA))


def test_of_two_offline_entries_the_impossible_one_is_listed_whichever_is_uploaded_first():
    upload = UploadSwipe(swipe_id=swipe_id(2), card_id=CARD, venue_id=LONDON)
    offline = Scenario(OFFLINE).at(LATER).given(london_opened, month_card)
    for past in ((granted, exited), (granted, replace(exited, at=NOON + timedelta(minutes=1)))):
        seen_at = past[-1].at
        entry, conflict = offline.given(*past).when(upload)._decide()
        assert isinstance(entry, EntryGranted) and isinstance(conflict, OfflineSwipeConflict)
        assert conflict.reason == Reason.of(replace_at(too_soon, seen_at))
    later = replace(granted, at=LATER + timedelta(minutes=5))
    gone = replace(exited, at=LATER + timedelta(minutes=65))
    hour_pass = replace(month_card, terms=replace(month_card.terms, passback_minutes=1))
    uploaded = Scenario(OFFLINE).at(LATER).given(london_opened, hour_pass, later, gone).when(upload)._decide()
    assert uploaded[-1].reason == Reason.of(replace_at(too_soon, later.at))  # type: ignore[attr-defined]


def replace_at(no: TravelImpossible, seen_at: Any) -> TravelImpossible:
    return TravelImpossible(seen_at=seen_at, venue_id=no.venue_id, minutes=no.minutes)


def test_a_manager_who_knows_who_it_is_lets_them_in():
    wish = OverrideEntry(swipe_id=swipe_id(2), card_id=CARD, venue_id=LONDON, ground="other", words="her passport")
    told = overridden(too_soon, entered, ground="other", words="her passport")
    desk = Scenario(OVERRIDE).at(LATER).given(london_opened, strict, month_card, granted, exited)
    desk.given(refused(too_soon, entered)).when(wish).then(entered, told, counted_of(told))
