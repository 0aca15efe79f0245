"""How many are inside: counted at the gate, guests included, and no more let in than the venue holds."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.cards.gate.crowd import Crowd, House, hour_of
from services.cards.gate.gate import GATE
from services.cards.gate.offline import OFFLINE
from services.cards.gate.override import OVERRIDE
from shared.contracts.cards import (
    CrowdMoved,
    EnteredAlready,
    GatePolicy,
    GatePolicySet,
    NeverOverridden,
    OverrideEntry,
    OverrideRule,
    UploadSwipe,
    VenueFull,
)
from shared.ids import derived_id
from shared.venue_time import local_time
from tests.cards.examples import (
    ADA,
    CARD,
    NOON,
    PUDONG,
    WEI,
    counted_of,
    exited,
    gate_opened,
    granted,
    month_card,
    out,
    overridden,
    refused,
    swipe,
)
from tests.cards.guests import admit, admitted, held, inside, two
from tests.cards.guests import gate as guests
from tests.cards.guests import refused as guest_refused
from tests.scenario import Scenario

full = VenueFull(venue_id=PUDONG, capacity=1)


def policy(**figures: Any) -> GatePolicySet:
    return GatePolicySet(venue_id=PUDONG, effective=date(2025, 1, 1), policy=replace(GatePolicy(), **figures))


def moved(visitor: str, direction: str = "in", at: datetime = NOON) -> CrowdMoved:
    return CrowdMoved(venue_id=PUDONG, hour=hour_of(at), visitor=visitor, direction=direction, at=at)  # type: ignore[arg-type]


def before(**past: int) -> datetime:
    return NOON - timedelta(**past)


one_place = policy(capacity=1)
gate = Scenario(GATE).at(NOON).given(gate_opened, one_place, month_card)


def test_who_comes_in_and_who_leaves_is_counted_where_there_is_a_capacity():
    gate.when(swipe).then(granted, moved(WEI))
    gate.given(granted, moved(WEI)).when(out).then(exited, moved(WEI, "out"))
    Scenario(GATE).at(NOON).given(gate_opened, month_card).when(swipe).then(granted)


def test_a_full_venue_lets_nobody_in():
    gate.given(moved(ADA, at=before(hours=1))).when(swipe).then(refused(full))
    gate.given(policy(capacity=2), moved(ADA, at=before(hours=1))).when(swipe).then(granted, moved(WEI))


def test_who_left_makes_room():
    gate.given(moved(ADA, at=before(hours=1)), moved(ADA, "out", before(minutes=1))).when(swipe).then(
        granted, moved(WEI)
    )


def test_who_is_inside_takes_no_second_place():
    gate.given(moved(WEI, at=before(hours=1))).when(swipe).then(granted, moved(WEI))


@pytest.mark.parametrize(("minutes", "gone"), [(89, False), (90, True)])
def test_who_never_swipes_out_counts_for_a_usual_stay(minutes: int, gone: bool):
    an_hour_and_a_half = policy(capacity=1, stay_minutes=90)
    answer = gate.given(an_hour_and_a_half, moved(ADA, at=before(minutes=minutes))).when(swipe)._decide()
    assert answer == ([granted, moved(WEI)] if gone else [refused(full)])


def test_at_closing_time_a_house_is_empty():
    by_noon = policy(capacity=1, empties_at="12:00")
    gate.given(by_noon, moved(ADA, at=before(minutes=1))).when(swipe).then(granted, moved(WEI))
    tonight = policy(capacity=1, empties_at="12:01")
    gate.given(tonight, moved(ADA, at=before(minutes=1))).when(swipe).then(refused(full))


def test_whoever_bears_a_bearer_card_is_counted_as_the_card():
    bearer = replace(month_card, terms=replace(month_card.terms, named=False))
    told = Scenario(GATE).at(NOON).given(gate_opened, one_place, bearer).when(swipe)
    told.then(replace(granted, named=False), moved(CARD))


def test_a_guest_takes_a_place_and_gives_it_back():
    at_gate = replace(guests, past=(gate_opened, two, held, inside))
    in_, left = moved(admit.pass_id), moved(admit.pass_id, "out")
    came = at_gate.given(one_place).when(admit).then(admitted, in_)
    gone = came.when(replace(admit, swipe_id=out.swipe_id, direction="out"))._decide()
    assert gone[1:] == [left]
    at_gate.given(one_place, moved(ADA)).when(admit).then(guest_refused(full))


def test_an_offline_gate_counts_later_and_is_not_blamed_for_a_full_house():
    upload = UploadSwipe(swipe_id=swipe.swipe_id, card_id=CARD, venue_id=PUDONG)
    offline = Scenario(OFFLINE).at(NOON).given(gate_opened, one_place, month_card, moved(ADA, at=before(hours=1)))
    offline.when(upload).then(granted, replace(moved(WEI), unasked=True))
    left = replace(exited, at=NOON + timedelta(minutes=30))
    offline.given(left).when(upload).then(granted)  # gone since


def test_a_full_venue_is_overridden_only_by_whom_its_policy_names():
    wish = OverrideEntry(swipe_id=swipe.swipe_id, card_id=CARD, venue_id=PUDONG, ground="emergency", words="a medic")
    inside = (month_card, moved(ADA, at=before(hours=1)), refused(full))
    desk = Scenario(OVERRIDE).at(NOON).given(gate_opened, one_place, *inside)
    desk.when(wish).refuses(NeverOverridden, against="VenueFull")
    trusting = policy(capacity=1, overrides=(OverrideRule(reason="VenueFull", roles=("head_office",)),))
    told = overridden(full, ground="emergency", words="a medic")
    desk.given(trusting).when(wish).then(granted, told, counted_of(told), moved(WEI))


def test_a_graver_reason_is_told_first():
    there = replace(granted, swipe_id=derived_id("before"), at=before(minutes=5))
    inside = EnteredAlready(entered_at=there.at, venue_id=PUDONG)
    gate.given(there, moved(WEI, at=there.at), moved(ADA)).when(swipe).then(refused(inside))


movements = st.lists(
    st.tuples(st.integers(0, 6), st.sampled_from(["in", "in", "out"]), st.integers(0, 40)), max_size=60
)


@pytest.mark.thorough
@given(movements)
@settings(max_examples=300)
def test_a_house_is_never_fuller_than_its_capacity_whoever_comes_and_goes(steps: list[tuple[int, str, int]]):
    """Held against a plain list of who is there; the clock goes on by up to forty minutes a step."""
    rules = GatePolicy(capacity=3, stay_minutes=100, empties_at="14:00")
    crowd: Crowd = None
    there: dict[int, datetime] = {}
    now = NOON
    for who, direction, minutes in steps:
        now += timedelta(minutes=minutes)
        local = local_time(now, "Asia/Shanghai")
        closed = local.replace(hour=14, minute=0, second=0) - timedelta(days=local.hour < 14)
        there = {v: at for v, at in there.items() if at > now - timedelta(minutes=100) and at > closed}
        house = House(PUDONG, crowd, rules, local, now)
        assert len(house.inside) == len(there) <= 3
        no = house.full_for(derived_id(who)) if direction == "in" else None
        assert (no is not None) == (direction == "in" and len(there.keys() - {who}) >= 3)
        if no is None:
            for event in house.counting(derived_id(who), direction):  # type: ignore[arg-type]
                crowd = (event, crowd)
            there.pop(who, None)
            there |= {who: now} if direction == "in" else {}
