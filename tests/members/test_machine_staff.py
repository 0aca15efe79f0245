"""Venues and staff: every command in every state, against the model."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from services.members.service import SERVICE
from shared.contracts.members import DismissStaff, GrantRoles, HireStaff, OpenVenue
from shared.ids import derived_id
from tests.machine import Desk, lives
from tests.members.examples import PUDONG, XUHUI
from tests.members.model_staff import StaffModel
from tests.scenario import NOON

pytestmark = pytest.mark.thorough

people = st.integers(1, 3).map(lambda n: derived_id("staff", n))
names = st.sampled_from(["Li Na", "Tom"])
roles = st.sampled_from([("front_desk",), ("coach", "front_desk"), ("head_office",)])
places = st.sampled_from([None, (PUDONG,), (XUHUI,), (PUDONG, XUHUI)])


class StaffMachine(RuleBasedStateMachine):
    @initialize(opened=st.booleans())
    def begin(self, opened: bool) -> None:
        self.desk = Desk(SERVICE.deciders, NOON)
        self.model = StaffModel()
        if opened:
            self.open(PUDONG, "Pudong")

    @rule(venue=st.sampled_from([PUDONG, XUHUI]), name=st.sampled_from(["Pudong", "Xuhui"]))
    def open(self, venue: str, name: str) -> None:
        wish = OpenVenue(venue_id=venue, name=name, name_zh="馆", zone="Asia/Shanghai", currency="CNY")
        self.desk.give(wish, self.model.open(wish))

    @rule(who=people, name=names, roles=roles, venues=places)
    def hire(self, who: str, name: str, roles: tuple, venues: tuple | None) -> None:
        wish = HireStaff(staff_id=who, name=name, roles=roles, venues=venues)
        self.desk.give(wish, self.model.hire(wish))

    @rule(who=people, roles=roles, venues=places)
    def grant(self, who: str, roles: tuple, venues: tuple | None) -> None:
        wish = GrantRoles(staff_id=who, roles=roles, venues=venues)
        self.desk.give(wish, self.model.grant(wish))

    @rule(who=people)
    def dismiss(self, who: str) -> None:
        wish = DismissStaff(staff_id=who)
        self.desk.give(wish, self.model.dismiss(wish))

    @rule(pick=st.integers(0, 30))
    def again(self, pick: int) -> None:
        self.desk.repeat(pick)
        self.desk.reuse(pick, DismissStaff(staff_id=derived_id("nobody")))


StaffMachine.TestCase.settings = lives(30, 25)
TestStaffMachine = StaffMachine.TestCase
