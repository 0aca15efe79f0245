"""Parts of a venue behind gates of their own: who may go in, how many, while somebody watches."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from services.cards.gate.areas import AREAS
from services.cards.gate.gate import GATE
from shared.contracts import Event, Reason, Refusal
from shared.contracts.cards import (
    Area,
    AreaEntered,
    AreaFull,
    AreaLeft,
    AreaNotCovered,
    AreaNotStaffed,
    AreaRefused,
    AreaUnknown,
    CardLost,
    CardNotIssued,
    CardReportedLost,
    CrowdMoved,
    EnterArea,
    EnteredAlready,
    GateNotOpen,
    GatePolicy,
    GatePolicySet,
    HoldReleased,
    NotInVenue,
    NotSharing,
    VenueFull,
    WeeklyHours,
)
from tests.cards.examples import (
    ADA,
    CARD,
    LONDON,
    NOON,
    PRODUCT,
    PUDONG,
    TODAY,
    WEI,
    exited,
    gate_opened,
    granted,
    held_on_term,
    january,
    month_card,
    out,
    refused,
    swipe,
    swipe_id,
)
from tests.cards.test_capacity import moved
from tests.scenario import Scenario

SOON = NOON + timedelta(minutes=5)
EVENINGS = WeeklyHours(weekdays=(1, 2, 3, 4, 5, 6, 7), opens="18:00", closes="22:00")
pool = Area(name="pool", capacity=1)
wall = Area(name="wall", restricted=True, rooms=(PRODUCT,))
weights = Area(name="weights", staffed=(EVENINGS,))


def policy(*areas: Area, **figures: Any) -> GatePolicySet:
    rules = replace(GatePolicy(), areas=areas, **figures)
    return GatePolicySet(venue_id=PUDONG, effective=date(2025, 1, 1), policy=rules)


def into(area: str, visitor: str = WEI, direction: str = "in", at: datetime = SOON) -> CrowdMoved:
    return replace(moved(visitor, direction, at), area=area)


wish = EnterArea(swipe_id=swipe_id(2), card_id=CARD, venue_id=PUDONG, area="pool")
entered = AreaEntered(
    swipe_id=swipe_id(2), card_id=CARD, member_id=WEI, venue_id=PUDONG, area="pool", day=TODAY, at=SOON
)
left = AreaLeft(**{name: value for name, value in vars(entered).items() if name != "day"})
came = (granted, moved(WEI))
gate = Scenario(AREAS).at(SOON).given(gate_opened, policy(pool, wall, weights), month_card)
inside = gate.given(*came)


def shut(no: Refusal, area: str = "pool", **other: Any) -> AreaRefused:
    return replace(AreaRefused(**vars(entered) | {"area": area}, reason=Reason.of(no)), **other)


def test_who_came_in_at_the_door_goes_into_an_area_for_nothing_more():
    inside.when(wish).then(entered, into("pool"))


def test_the_door_comes_first():
    no = shut(NotInVenue(venue_id=PUDONG))
    gate.when(wish).then(no)
    inside.given(exited, moved(WEI, "out")).when(wish).then(no)
    gate.given(replace(granted, venue_id=LONDON)).when(wish).then(no)


def test_an_area_is_left_into_the_venue_and_both_at_once_through_the_door():
    in_pool = inside.given(entered, into("pool"))
    leaves = replace(wish, swipe_id=swipe_id(3), direction="out")
    in_pool.when(leaves).then(replace(left, swipe_id=swipe_id(3)), into("pool", direction="out"))
    gone = replace(exited, at=SOON)
    Scenario(GATE).at(SOON).given(*in_pool.past).when(out).then(gone, moved(WEI, "out", SOON))
    inside.when(leaves).then(replace(left, swipe_id=swipe_id(3)))  # nobody is kept in


def test_an_area_holds_no_more_than_its_capacity():
    full = shut(AreaFull(area="pool", capacity=1))
    in_pool = inside.given(into("pool", ADA, at=NOON))
    in_pool.when(wish).then(full)
    in_pool.given(into("wall", ADA)).when(wish).then(entered, into("pool"))  # nobody is in two areas
    in_pool.given(into("pool", ADA, "out")).when(wish).then(entered, into("pool"))
    in_pool.given(moved(ADA, "out", SOON)).when(wish).then(entered, into("pool"))


def test_whoever_is_in_an_area_is_in_the_venue():
    one = policy(pool, capacity=1)
    no = VenueFull(venue_id=PUDONG, capacity=1)
    full = Scenario(GATE).at(NOON).given(gate_opened, one, month_card)
    for there in ([into("pool", ADA, at=NOON)], [into("pool", ADA, at=NOON), into("pool", ADA, "out", NOON)]):
        full.given(*there).when(swipe).then(refused(no))


def test_a_restricted_area_is_for_cards_that_name_it():
    to_wall, no = replace(wish, area="wall"), shut(AreaNotCovered(area="wall"), "wall")
    inside.when(to_wall).then(no)
    climber = replace(month_card, terms=replace(month_card.terms, areas=("wall",)))
    sold = Scenario(AREAS).at(SOON).given(gate_opened, policy(wall), climber, *came)
    sold.when(to_wall).then(replace(entered, area="wall"), into("wall"))


@pytest.mark.parametrize(
    ("booked", "opens"),
    [
        ([replace(held_on_term, room_id=PRODUCT)], True),
        ([replace(held_on_term, room_id=LONDON)], False),
        ([replace(held_on_term, room_id=PRODUCT, day=date(2025, 1, 9))], False),
        (
            [
                replace(held_on_term, room_id=PRODUCT),
                HoldReleased(hold_id=held_on_term.hold_id, card_id=CARD, member_id=WEI, visits_left=None, balance=None),
            ],
            False,
        ),
    ],
    ids=["booked today", "another room", "another day", "cancelled"],
)
def test_a_booking_of_the_day_opens_the_area_of_its_room(booked: list[Event], opens: bool):
    answer = inside.given(*booked).when(replace(wish, area="wall"))._decide()
    assert [type(event) for event in answer] == ([AreaEntered, CrowdMoved] if opens else [AreaRefused])


def test_a_staffed_area_opens_while_somebody_watches():
    to_weights = replace(wish, area="weights")
    inside.when(to_weights).then(shut(AreaNotStaffed(area="weights", next_day=TODAY, opens="18:00"), "weights"))
    evening = january(8, 10)
    watched = inside.at(evening).when(to_weights)
    watched.then(replace(entered, area="weights", at=evening), into("weights", at=evening))


def test_one_card_lets_one_person_into_an_area_within_the_passback_time():
    in_pool = inside.given(policy(Area(name="pool")), entered, into("pool"))
    again = replace(wish, swipe_id=swipe_id(4))
    twice = EnteredAlready(entered_at=SOON, venue_id=PUDONG)
    in_pool.at(NOON + timedelta(minutes=64)).when(again).then(
        shut(twice, swipe_id=swipe_id(4), at=NOON + timedelta(minutes=64))
    )
    hour = NOON + timedelta(minutes=65)
    in_pool.at(hour).when(again).then(replace(entered, swipe_id=swipe_id(4), at=hour), into("pool", at=hour))


def test_what_shuts_a_card_shuts_its_areas():
    lost = CardReportedLost(card_id=CARD, member_id=WEI, at=NOON)
    inside.given(lost).when(wish).then(shut(CardLost(card_id=CARD)))
    stranger = replace(wish, holder_id=ADA)
    inside.when(stranger).then(shut(NotSharing(holder_id=ADA), member_id=ADA))


def test_a_swipe_uploaded_twice_counts_once():
    inside.given(entered, into("pool")).when(wish).then()


def test_an_area_is_one_that_the_policy_names():
    inside.when(replace(wish, area="sauna")).refuses(AreaUnknown, area="sauna", known="pool, wall, weights")
    Scenario(AREAS).at(SOON).given(gate_opened, month_card).when(wish).refuses(AreaUnknown, known="—")
    Scenario(AREAS).given(gate_opened).when(wish).refuses(CardNotIssued, card_id=CARD)
    Scenario(AREAS).given(month_card).when(wish).refuses(GateNotOpen, venue_id=PUDONG)
