"""Through the door: personal data are read only once the reading stands in the log."""

from __future__ import annotations

from datetime import date

import pytest

from services.members.service import SERVICE
from shared.authority import Signer, Verifier
from shared.contracts import FRONT_DESK, HEAD_OFFICE, MEMBER, Actor
from shared.contracts.members import (
    EraseMember,
    ExportMember,
    GiveConsent,
    HealthConsentMissing,
    HealthNotOpenToYou,
    HealthRecord,
    MeasurementChanges,
    MemberNotRegistered,
    MemberPanel,
    MemberStatistics,
    ReadsOfMember,
    ReasonMissing,
    RecordMeasurement,
)
from shared.door.answers import Answers
from shared.door.call import Call
from shared.history import History
from tests.gateway.edge import KEY, RING
from tests.members.examples import ADA, LI, PUDONG, WEI, hire
from tests.standing import Standing

DESK = Actor(id="desk", roles=(FRONT_DESK,), venues=(PUDONG,))
OFFICE = Actor(id="office", roles=(HEAD_OFFICE,))
HERSELF = Actor(id=WEI, roles=(MEMBER,), member_id=WEI)


class Records:
    """What the door looks up, out of the standing service."""

    def __init__(self, members: Standing) -> None:
        self.members = members
        self.history = History(SERVICE.answers, members.store, members.codec)

    def query(self, name):
        return self.history.knows(name) or self.members.questions.query(name)

    def ask(self, query, actor, now):
        if self.history.knows(type(query).__name__):
            return self.history.ask(query, actor, now)
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


def test_a_reader_of_the_staff_is_told_by_name_and_roles_and_anybody_else_by_none(door: Answers, members: Standing):
    assert members.give(hire) is None
    clerk = Actor(id=LI, roles=(FRONT_DESK,), venues=(PUDONG,))
    assert ask(door, MemberPanel(member_id=WEI), clerk)
    assert ask(door, HealthRecord(member_id=WEI), HERSELF) == []
    own, read = ask(door, ReadsOfMember(member_id=WEI), HERSELF)
    assert (read["by"], read["reader"], list(read["roles"])) == (LI, "Li Na", ["front_desk"])
    assert (own["by"], own["reader"], list(own["roles"])) == (WEI, None, [])


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


def test_figures_are_reckoned_with_opened_and_for_nobody_else(door: Answers, members: Standing) -> None:
    members.give(GiveConsent(member_id=WEI, purpose="health_data", edition="1"), HERSELF)
    for number, (month, figure) in enumerate([(1, "75"), (2, "72.5")]):
        weighed = RecordMeasurement(
            measurement_id=f"00000000-0000-4000-8000-00000000090{number}", member_id=WEI, kind="weight", figure=figure,
            day=date(2025, month, 1),
        )  # fmt: skip
        assert members.give(weighed, HERSELF) is None
    _, february = ask(door, MeasurementChanges(member_id=WEI), HERSELF)
    assert (february["last"], february["change"], february["unit"]) == ("72.5", "-2.5", "kg")
    printed = ask(door, MemberStatistics(member_id=WEI, first=date(2025, 1, 1)), HERSELF)
    assert [row["value"] for row in printed if row["section"] == "body"] == ["72.5", "-2.5"]
    for query in (MeasurementChanges(member_id=WEI), MemberStatistics(member_id=WEI)):
        with pytest.raises(HealthNotOpenToYou):
            ask(door, query, DESK)
    assert [read["query"] for read in ask(door, ReadsOfMember(member_id=WEI), HERSELF)] == [
        "MemberStatistics", "MeasurementChanges",
    ]  # fmt: skip
    assert "72.5" not in str([e.data for e in members.store.page(0, 1000).events])
    members.give(EraseMember(member_id=WEI))
    with pytest.raises(MemberNotRegistered):
        ask(door, MeasurementChanges(member_id=WEI), HERSELF)
