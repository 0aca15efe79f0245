"""Houses by cards' log: what the audit says of comings that no gate would have let in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from services.cards.audit_houses import Houses
from services.cards.gate.crowd import hour_of
from shared.contracts import Event
from shared.contracts.cards import Area, AreaFull, CrowdMoved, EnteredAlready, GatePolicySet, VenueFull
from shared.ids import derived_id
from shared.log import Recorded
from tests.audit.judging import judged, recorded, said
from tests.cards.examples import ADA, LONDON, NOON, PUDONG, WEI, gate_opened, overridden
from tests.cards.test_capacity import before, moved, policy

SAUNA = Area(name="sauna", capacity=1)
LI = derived_id("Li")
one = policy(capacity=1)
two = policy(capacity=2)
ada = moved(ADA, at=before(minutes=10))
wei = moved(WEI)
TOO_MANY = f"venue {PUDONG} has room for 1, and 2 are inside"


def there(visitor: str, direction: str = "in", at: datetime = NOON) -> CrowdMoved:
    return replace(moved(visitor, direction, at), area="sauna")


def test_a_house_that_is_never_too_full_keeps_the_promise_and_it_is_told_what_was_looked_at():
    houses = Houses()
    left = moved(ADA, "out", before(minutes=5))
    elsewhere = replace(moved(LI), venue_id=LONDON)
    assert said(houses, gate_opened, one, ada, left, wei, elsewhere, moved(WEI, "out")) == []
    told = "2 venues, 5 movements from 2025-01-08 to 2025-01-08 (UTC); 0 comings overridden, 0 unasked, 0 late"
    assert houses.checked() == told


@pytest.mark.parametrize(
    ("life", "says"),
    [
        ((one, ada, wei), TOO_MANY),
        ((two, ada, replace(wei, visitor=LI, at=before(minutes=9)), wei), TOO_MANY.replace("1, and 2", "2, and 3")),
        ((two, ada, one, wei), TOO_MANY),
        ((policy(capacity=9, areas=(SAUNA,)), there(ADA), there(WEI)), "sauna of " + TOO_MANY),
        ((one, there(ADA, "out", before(minutes=5)), wei), TOO_MANY),
        ((policy(capacity=1, stay_minutes=90), moved(ADA, at=before(minutes=89)), wei), TOO_MANY),
        ((policy(capacity=1, empties_at="12:01"), moved(ADA, at=before(minutes=1)), wei), TOO_MANY),
        ((one, replace(ada, unasked=True), wei), TOO_MANY),
        ((one, wei, ada), TOO_MANY),
    ],
)  # fmt: skip
def test_the_first_who_is_too_many_is_named_at_the_coming(life: tuple[Event, ...], says: str):
    (violation,) = judged(Houses(), gate_opened, *life)
    assert (violation.says, violation.position, violation.type) == (says, len(life) + 1, "CrowdMoved")


@pytest.mark.parametrize(
    "life",
    [
        (wei, ada, moved(LI)),  # without a capacity
        (one, ada, moved(ADA)),  # again, who is inside
        (policy(capacity=1, stay_minutes=90), moved(ADA, at=before(minutes=90)), wei),
        (policy(capacity=1, empties_at="12:00"), moved(ADA, at=before(minutes=1)), wei),
        (two, ada, replace(one, effective=date(2025, 1, 9)), wei),
        (two, ada, wei, one, moved(ADA, "out")),  # a house that shrinks empties by itself
        (policy(capacity=9, areas=(SAUNA,)), there(ADA), there(ADA, "out"), there(WEI)),
        (one, ada, replace(wei, unasked=True)),
        (one, moved(ADA, at=NOON + timedelta(minutes=61)), wei),  # decided without her
    ],
)
def test_what_is_no_violation(life: tuple[Event, ...]):
    assert said(Houses(), gate_opened, *life) == []


def by_one_command(*events: Event) -> list[tuple[Recorded, Event]]:
    """The last events are of one command."""
    history = recorded(*events)
    return [(replace(each, meta=history[-1].meta), event) for each, event in zip(history, events, strict=True)]


@pytest.mark.parametrize(
    ("against", "wrong"),
    [
        (VenueFull(venue_id=PUDONG, capacity=1), 0),
        (AreaFull(area="sauna", capacity=1), 0),
        (EnteredAlready(entered_at=NOON, venue_id=PUDONG), 1),
    ],
)
def test_a_clerk_who_lets_somebody_in_against_a_full_house_is_no_violation(against: Any, wrong: int):
    houses = Houses()
    for each, event in zip(recorded(gate_opened, one, ada), (gate_opened, one, ada), strict=True):
        assert not list(houses.see(each, event))
    let_in = by_one_command(overridden(against), wei)
    found = [says for each, event in let_in for says in houses.see(each, event)]
    assert len(found) == wrong
    assert f"{1 - wrong} comings overridden" in houses.checked()
    (later,) = judged(houses, moved(LI))
    assert later.says == f"venue {PUDONG} has room for 1, and 3 are inside"


def test_the_hour_of_a_coming_says_nothing_of_when_it_was():
    """The count is by instants; where the event stands is the decider's business."""
    far = replace(ada, hour=hour_of(before(days=9)))
    assert said(Houses(), gate_opened, one, far, wei) == [TOO_MANY]


def test_a_policy_for_a_day_that_has_not_come_and_the_last_of_one_day():
    tomorrow = GatePolicySet(venue_id=PUDONG, effective=date(2025, 1, 9), policy=two.policy)
    assert said(Houses(), gate_opened, one, tomorrow, ada, wei) == [TOO_MANY]
    assert said(Houses(), gate_opened, one, two, ada, wei) == []
