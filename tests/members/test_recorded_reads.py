"""Through the door: personal data are read only once the reading stands in the log."""

from __future__ import annotations

import pytest

from shared.authority import Signer, Verifier
from shared.contracts import FRONT_DESK, HEAD_OFFICE, MEMBER, Actor
from shared.contracts.members import (
    ExportMember,
    HealthConsentMissing,
    HealthRecord,
    MemberNotRegistered,
    MemberPanel,
    ReadsOfMember,
    ReasonMissing,
)
from shared.door.answers import Answers
from shared.door.call import Call
from tests.gateway.edge import KEY, RING
from tests.members.examples import ADA, PUDONG, WEI
from tests.standing import Standing

DESK = Actor(id="desk", roles=(FRONT_DESK,), venues=(PUDONG,))
OFFICE = Actor(id="office", roles=(HEAD_OFFICE,))
HERSELF = Actor(id=WEI, roles=(MEMBER,), member_id=WEI)


class Records:
    """What the door looks up, out of the standing service."""

    def __init__(self, members: Standing) -> None:
        self.members = members

    def query(self, name):
        return self.members.questions.query(name)

    def ask(self, query, actor, now):
        return self.members.ask(query, actor)


@pytest.fixture
def door(members: Standing) -> Answers:
    clock = lambda: members.now  # noqa: E731
    records = Records(members)
    return Answers("members", (), {}, members.deciders, members.store, records, Verifier(RING), clock, lambda _: None)


def ask(door: Answers, query, actor):
    token = Signer("gateway", KEY).token(actor, "members", door.clock())
    return door.query(type(query).__name__, query.wire(), Call(token=token))["rows"]


def test_every_reading_of_the_panel_stands_in_the_log_with_its_reader(door: Answers) -> None:
    (row,) = ask(door, MemberPanel(member_id=WEI), DESK)
    assert row["name"] == "张伟"
    (read,) = ask(door, ReadsOfMember(member_id=WEI), HERSELF)
    assert (read["by"], read["query"], read["reason"]) == ("desk", "MemberPanel", None)


def test_what_may_not_be_recorded_is_not_answered(door: Answers) -> None:
    with pytest.raises(ReasonMissing):
        ask(door, ExportMember(member_id=WEI), OFFICE)
    with pytest.raises(MemberNotRegistered):
        ask(door, MemberPanel(member_id=ADA), DESK)
    assert ask(door, ReadsOfMember(member_id=WEI), HERSELF) == []
    assert ask(door, ExportMember(member_id=WEI), HERSELF)
    assert ask(door, ExportMember(member_id=WEI, reason="asked in writing"), OFFICE)
    assert len(ask(door, ReadsOfMember(member_id=WEI), HERSELF)) == 2


def test_health_data_are_answered_on_a_recorded_ground_only(door: Answers) -> None:
    with pytest.raises(HealthConsentMissing):
        ask(door, HealthRecord(member_id=WEI), DESK)
    assert ask(door, ReadsOfMember(member_id=WEI), HERSELF) == []
    assert ask(door, HealthRecord(member_id=WEI), HERSELF) == []
    (read,) = ask(door, ReadsOfMember(member_id=WEI), HERSELF)
    assert (read["by"], read["query"], read["ground"]) == (WEI, "HealthRecord", "own")
