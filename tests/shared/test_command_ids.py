"""A command id stands for one command and one answer, a refusal included; without any server."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.contracts import CommandIdReused
from shared.decider import Wish
from shared.ids import derived_id
from tests.machine import Desk, told
from tests.scenario import CLERK, NOON
from tests.shared.lamps import LAMPS, CountLight, Faults, LampLit, LightLamp, TooManyLights, counter


@pytest.fixture
def desk() -> Desk:
    desk = Desk(LAMPS.deciders, NOON)
    assert desk.give(LightLamp(lamp_id="a"), [told(LampLit, lamp_id="a")])
    return desk


def test_the_same_command_again_gets_its_first_answer_however_late(desk: Desk) -> None:
    desk.now += timedelta(days=400)
    desk.repeat(0)
    assert len(desk.store.events) == 1


def test_another_command_under_the_same_id_is_refused(desk: Desk) -> None:
    again = Wish(LightLamp(lamp_id="b"), derived_id("given", 0), CLERK, NOON)
    with pytest.raises(CommandIdReused):
        desk.deciders.execute(desk.store, again)


def test_a_refused_command_stays_refused_when_it_would_be_accepted_by_now() -> None:
    faults = Faults(refused={"a"})
    desk = Desk(counter(faults).deciders, NOON)
    assert not desk.give(CountLight(lamp_id="a"), {TooManyLights})
    faults.refused.clear()
    desk.repeat(0)
    assert not desk.store.events
