"""Gate policies, the ladder of grades, the interest of refunds, all dated: every command, against the model."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from services.cards.service import SERVICE
from shared.contracts.cards import (
    Area,
    GatePolicy,
    Grade,
    NoteRefundInterest,
    OpenGate,
    OverrideRule,
    SetCardGrades,
    SetGatePolicy,
)
from shared.ids import derived_id
from tests.cards.examples import LONDON, NOON, PUDONG
from tests.cards.model_gates import GatesModel
from tests.machine import Desk, lives

pytestmark = pytest.mark.thorough

ZONES = {PUDONG: "Asia/Shanghai", LONDON: "Europe/London"}
STRICT = (OverrideRule(reason="*", roles=("venue_manager",)),)
usual = GatePolicy()
right = [
    usual,
    replace(usual, code_minutes=1, capacity=100),
    replace(usual, stay_minutes=240, empties_at="23:00"),
    replace(usual, overrides=STRICT, areas=(Area(name="pool", from_grade="gold"), Area(name="gym", capacity=1))),
]
wrong = [
    replace(usual, code_minutes=0),
    replace(usual, stay_minutes=241),
    replace(usual, capacity=0),
    replace(usual, empties_at="24:00"),
    replace(usual, areas=(Area(name="pool"), Area(name="pool"))),
    replace(usual, areas=(Area(name="pool", capacity=0),)),
    replace(usual, overrides=(OverrideRule(reason="CardLost", roles=("head_office",)),)),
    replace(usual, overrides=(OverrideRule(reason="*", roles=("coach",)),)),
    replace(usual, override_grounds=()),
]
policies = st.one_of(st.sampled_from(right), st.sampled_from(right), st.sampled_from(wrong))
venues = st.sampled_from([PUDONG, PUDONG, LONDON])
ladders = st.sampled_from(
    [("basic", "gold"), ("gold", "basic"), ("basic", "silver", "gold"), ("basic",), (), ("basic", "basic"), ("Gold!",)]
)
days = st.integers(-1, 4)


class GatesMachine(RuleBasedStateMachine):
    @initialize(opened=st.booleans())
    def begin(self, opened: bool) -> None:
        self.desk, self.model = Desk(SERVICE.deciders, NOON), GatesModel()
        if opened:
            self.open(PUDONG)

    @rule(venue=venues)
    def open(self, venue: str) -> None:
        wish = OpenGate(venue_id=venue, zone=ZONES[venue])
        self.desk.give(wish, self.model.open(wish))

    @rule(names=ladders, ahead=days, renamed=st.booleans())
    def rank(self, names: tuple[str, ...], ahead: int, renamed: bool) -> None:
        day = self.desk.now.date() + timedelta(days=ahead)
        grades = tuple(Grade(grade=name, name="Best" if renamed else "Good", name_zh="等级") for name in names)
        wish = SetCardGrades(grades=grades, effective=day)
        self.desk.give(wish, self.model.rank(wish, self.desk.now.date()))

    @rule(venue=venues, policy=policies, ahead=days)
    def set(self, venue: str, policy: GatePolicy, ahead: int) -> None:
        day = self.desk.now.date() + timedelta(days=ahead)
        wish = SetGatePolicy(venue_id=venue, effective=day, policy=policy)
        self.desk.give(wish, self.model.set(wish, self.desk.now))

    @rule(venue=venues, points=st.sampled_from([300, 150]), ago=st.integers(0, 2))
    def note_interest(self, venue: str, points: int, ago: int) -> None:
        wish = NoteRefundInterest(
            for_venue=venue, operator_basis_points=points, member_basis_points=150, year_days=365,
            valid_from=NOON.date() - timedelta(days=ago),
        )  # fmt: skip
        self.desk.give(wish, self.model.note(wish))

    @rule(hours=st.sampled_from([4, 13, 48]))
    def time_passes(self, hours: int) -> None:
        """Also to where it is tomorrow at one venue, and today at the other."""
        self.desk.now += timedelta(hours=hours)

    @rule(pick=st.integers(0, 40))
    def again(self, pick: int) -> None:
        self.desk.repeat(pick)
        self.desk.reuse(pick, OpenGate(venue_id=derived_id("another venue"), zone="Asia/Tokyo"))


GatesMachine.TestCase.settings = lives(50, 30)
TestGatesMachine = GatesMachine.TestCase
