from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from services.cards.gate.gate_policy import GATE_POLICY, policy_on
from shared.contracts.cards import (
    Area,
    GateNotOpen,
    GatePolicy,
    GatePolicyInThePast,
    GatePolicySet,
    GatePolicyWrong,
    OverrideRule,
    SetGatePolicy,
    TravelTime,
    WeeklyHours,
)
from tests.cards.examples import NOON, PUDONG, TODAY, gate_opened
from tests.scenario import Scenario

gate = Scenario(GATE_POLICY).at(NOON).given(gate_opened)
strict = GatePolicy(code_minutes=5, passes=False)
wish = SetGatePolicy(venue_id=PUDONG, effective=TODAY, policy=strict)
set_ = GatePolicySet(**vars(wish))
BACKWARDS = WeeklyHours(weekdays=(1,), opens="22:00", closes="06:30")


def test_head_office_sets_what_holds_at_a_venues_gates_from_a_day_on():
    gate.when(wish).then(set_)
    gate.when(replace(wish, effective=date(2025, 3, 1))).then(replace(set_, effective=date(2025, 3, 1)))


def test_of_the_days_that_have_come_the_latest_holds_and_of_one_day_the_last_set():
    loose, later = replace(set_, policy=GatePolicy(code_minutes=30)), replace(set_, effective=date(2025, 3, 1))
    assert policy_on((), TODAY) == GatePolicy()
    assert policy_on((set_,), date(2025, 1, 7)) == GatePolicy()
    assert policy_on((later, set_, loose), TODAY).code_minutes == 30
    assert policy_on((later, loose, set_), date(2025, 3, 1)) == strict


def test_what_holds_already_is_not_set_again():
    gate.given(set_).when(replace(wish, effective=date(2025, 2, 1))).then()


def test_a_day_of_the_venue_that_is_over_keeps_its_policy():
    late = datetime(2025, 1, 8, 16, tzinfo=UTC)  # the 9th in Shanghai
    gate.at(late).when(wish).refuses(GatePolicyInThePast, effective="2025-01-08", earliest="2025-01-09")


@pytest.mark.parametrize(
    ("policy", "figure"),
    [
        (GatePolicy(code_minutes=0), "code_minutes"),
        (GatePolicy(list_hours=169), "list_hours"),
        (GatePolicy(silent_minutes=0), "silent_minutes"),
        (GatePolicy(override_minutes=0), "override_minutes"),
        (GatePolicy(overrides_a_day=-1), "overrides_a_day"),
        (GatePolicy(capacity=0), "capacity"),
        (GatePolicy(areas=(Area(name="pool"), Area(name="pool"))), "areas"),
        (GatePolicy(areas=(Area(name="pool", capacity=0),)), "pool"),
        (GatePolicy(areas=(Area(name="pool", staffed=(BACKWARDS,)),)), "pool"),
        (GatePolicy(stay_minutes=241), "stay_minutes"),
        (GatePolicy(empties_at="24:00"), "empties_at"),
        (GatePolicy(travel_minutes=-1), "travel_minutes"),
        (GatePolicy(travel_from=(TravelTime(venue_id=PUDONG, minutes=5_000),)), "travel_from"),
        (GatePolicy(waiver_grace_days=-1), "waiver_grace_days"),
        (GatePolicy(override_grounds=()), "override_grounds"),
        (GatePolicy(overrides=(OverrideRule(reason="NoSuchReason", roles=()),)), "overrides"),
        (GatePolicy(overrides=(OverrideRule(reason="*", roles=("coach",)),)), "overrides"),
        (GatePolicy(overrides=(OverrideRule(reason="CardLost", roles=("head_office",)),)), "CardLost"),
    ],
)
def test_a_policy_makes_sense(policy: GatePolicy, figure: str):
    gate.when(replace(wish, policy=policy)).refuses(GatePolicyWrong, figure=figure)


def test_a_venue_that_is_not_open_has_no_gates():
    Scenario(GATE_POLICY).when(wish).refuses(GateNotOpen, venue_id=PUDONG)
