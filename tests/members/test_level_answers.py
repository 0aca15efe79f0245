"""What a level is and gives, what is missing to the next, and how it came about, from the rules themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import get_args

import pytest

from services.members.answers.level import CAUSES, WHYS
from shared.contracts.members import (
    EraseMember,
    ExplainLevel,
    ExportMember,
    GrowthCause,
    LevelCause,
    ListLevels,
    MemberLevel,
    MembersOfLevel,
    ReleaseLevel,
    SetLevel,
)
from shared.history import History
from tests.members.examples import WEI
from tests.members.ladders import OTHER_ORDER, TODAY, pay, publish, refund, yuan
from tests.members.test_levels import watch
from tests.standing import EVERYBODY, Standing


def ask(members: Standing, query):
    history = History(members.service.answers, members.store, members.codec, members.deciders.blind)
    return history.ask(query, EVERYBODY, members.now)


@pytest.fixture
def climbed(members: Standing) -> Standing:
    """Gold from two orders, silver again after half of the second came back."""
    assert ask(members, MemberLevel(member_id=WEI)) == []
    for command in (
        publish,
        pay(yuan(1000)),
        pay(yuan(2500), OTHER_ORDER),
        refund(yuan(1250), yuan(2500), OTHER_ORDER),
    ):
        assert members.give(command) is None
    return members


def test_a_member_sees_the_level_what_it_gives_and_what_is_missing(climbed: Standing) -> None:
    (row,) = ask(climbed, MemberLevel(member_id=WEI))
    assert (row["level"], row["name_zh"], row["rank"], row["since"], row["until"]) == (
        "silver", "银卡", 1, "2025-03-01", "2026-03-01",
    )  # fmt: skip
    assert list(row["rights"]) == [{"right": "discount_per_mille", "value": 50, "of": ()}]
    assert (row["growth"], list(row["spend"]), row["visits"]) == (2250, [{"amount": 225_000, "currency": "CNY"}], 0)
    assert (row["next_level"], row["growth_missing"], row["visits_missing"]) == ("gold", 750, None)
    assert (row["kept"], row["by_hand"]) == (True, False)
    climbed.now += timedelta(days=370)
    assert ask(climbed, MemberLevel(member_id=WEI))[0]["growth"] == 0


def test_a_level_is_explained_by_its_events_and_their_rules(climbed: Standing) -> None:
    rows = ask(climbed, ExplainLevel(member_id=WEI))
    assert [(row["event"], row["before"], row["after"], row["growth"]) for row in rows] == [
        ("GrowthEarned", "ordinary", "ordinary", 1000),
        ("LevelReached", "ordinary", "silver", 1000),
        ("GrowthEarned", "silver", "silver", 3500),
        ("LevelReached", "silver", "gold", 3500),
        ("GrowthTakenBack", "gold", "gold", 2250),
        ("LevelReached", "gold", "silver", 2250),
    ]
    assert {row["rule"] for row in rows} == {"ladder 1"}
    known = rows[2]["recorded_at"]
    assert len(ask(climbed, ExplainLevel(member_id=WEI, known_at=datetime.fromisoformat(known)))) >= 3
    assert ask(climbed, ExplainLevel(member_id=WEI, known_at=datetime(2020, 1, 1, tzinfo=UTC))) == []


def test_a_level_is_explained_in_whole_words_of_each_language(climbed: Standing) -> None:
    assert climbed.give(SetLevel(member_id=WEI, level="platinum", reason="the mayor")) is None
    assert climbed.give(ReleaseLevel(member_id=WEI)) is None
    rows = ask(climbed, ExplainLevel(member_id=WEI))
    assert [row["says"] for row in rows[:2] + rows[-3:]] == [
        "payment on 2025-03-01: 1000 points", "Ordinary to Silver: reached",
        "Gold to Silver: what it rested on was taken back", "Silver to Platinum: set by hand",
        "Platinum to Silver: no longer set by hand",
    ]  # fmt: skip
    assert [row["says_zh"] for row in rows[:2] + rows[-3:]] == [
        "2025-03-01 的消费：成长值 1000", "普通变为银卡：达到升级标准",
        "金卡变为银卡：所依据的成长已收回", "银卡变为白金卡：人工设定", "白金卡变为银卡：取消人工设定",
    ]  # fmt: skip


def test_every_cause_of_growth_and_of_a_level_has_words() -> None:
    assert CAUSES.keys() == set(get_args(GrowthCause))
    assert WHYS.keys() == set(get_args(LevelCause))


def test_the_desk_lists_levels_and_who_has_which(climbed: Standing) -> None:
    later = replace(publish, from_day=date(2025, 6, 1), falls="fitting")
    assert climbed.give(later) is None
    rows = climbed.ask(ListLevels())
    assert [(row["ladder"], row["level"], row["binds"]) for row in rows][3:6] == [
        (2, "platinum", False), (1, "ordinary", True), (1, "silver", True),
    ]  # fmt: skip
    assert rows[7]["reach"]["spend"] == {"amount": 2_000_000, "currency": "CNY"}
    assert rows[6]["rights"][1]["right"] == "booking_days_ahead"
    (row,) = climbed.ask(MembersOfLevel(level="silver"))
    assert (row["name"], row["since"], row["by_hand"]) == ("张伟", str(TODAY), False)
    assert climbed.give(SetLevel(member_id=WEI, level="platinum", reason="the mayor")) is None
    assert climbed.ask(MembersOfLevel(level="silver")) == []
    assert climbed.ask(MembersOfLevel(level="platinum"))[0]["by_hand"]
    assert "the mayor" not in str([e.data for e in climbed.store.page(0, 1000).events])
    assert climbed.give(ReleaseLevel(member_id=WEI)) is None
    assert "level" in {row["section"] for row in climbed.ask(ExportMember(member_id=WEI, reason="asked"))}
    before = climbed.rows()
    climbed.project_again()
    assert climbed.rows() == before
    climbed.rebuild()
    assert climbed.rows() == before


def test_the_clock_ends_the_period(climbed: Standing) -> None:
    climbed.now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    climbed.tick()
    (row,) = climbed.ask(MembersOfLevel(level="silver"))  # 2250 points of the year keep it
    assert row["until"] == "2027-03-01"
    climbed.tick()
    climbed.now = datetime(2027, 3, 1, 12, tzinfo=UTC)
    climbed.tick()
    (row,) = climbed.ask(MembersOfLevel(level="ordinary"))
    assert (row["since"], row["until"]) == ("2027-03-01", None)
    assert climbed.give(watch) is None


def test_of_an_erased_member_no_level_is_told(climbed: Standing) -> None:
    assert climbed.give(EraseMember(member_id=WEI)) is None
    assert ask(climbed, MemberLevel(member_id=WEI)) == climbed.ask(MembersOfLevel(level="silver")) == []
