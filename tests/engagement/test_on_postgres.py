"""Engagement on a real PostgreSQL: every view, every query and what is due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from services.engagement.service import SERVICE
from shared.contracts.engagement import JoinPoints, ListPointsRules, PointsBalance, PointsLedger, SeparatePoints
from shared.ids import derived_id
from tests.engagement.examples import BOOKING, GIFT, ORDER, WEI, attend, class_ruled, earn, publish, redeem, refunded
from tests.scenario import NOON
from tests.servers import Postgres
from tests.standing import Standing, standing

ADA = "00000000-0000-4000-8000-0000000000a2"
publish_class = replace(publish, earned_for="attendance", points=30, expires_after_days=30)


@pytest.fixture
def engagement(postgres: Postgres) -> Iterator[Standing]:
    with standing(postgres, SERVICE, NOON) as engagement:
        for command in (publish, publish_class, earn, attend):
            assert engagement.give(command) is None
        yield engagement


def balance(engagement: Standing, member_id: str = WEI) -> tuple[int, int, str | None]:
    (row,) = engagement.ask(PointsBalance(member_id=member_id))
    return row["points"], row["expiring"], row["expires_day"]


def test_the_balance_names_what_expires_first(engagement: Standing) -> None:
    assert balance(engagement) == (130, 30, "2025-03-31")
    engagement.give(redeem(50))
    assert balance(engagement) == (80, 80, "2026-03-01")
    (nobody,) = engagement.ask(PointsBalance(member_id=BOOKING))
    assert (nobody["points"], nobody["expiring"], nobody["expires_day"]) == (0, 0, None)


def test_points_expire_by_the_clock_and_are_not_counted_a_moment_before_it_strikes(engagement: Standing) -> None:
    engagement.now = datetime(2025, 3, 31, 11, 59, tzinfo=UTC)
    engagement.tick()
    assert balance(engagement)[0] == 130
    engagement.now = datetime(2025, 3, 31, 12, tzinfo=UTC)
    assert balance(engagement)[0] == 100
    engagement.tick()
    engagement.tick()
    assert [row["points"] for row in engagement.ask(PointsLedger(member_id=WEI))] == [-30, 30, 100]


def test_the_ledger_names_every_change_with_its_cause_and_sums_to_the_balance(engagement: Standing) -> None:
    engagement.give(redeem(120))
    engagement.give(refunded(5050))  # takes 50: ten are left, forty are owed
    assert balance(engagement) == (-40, 0, None)
    another = replace(attend, booking_id=derived_id("next class"))
    engagement.give(another)
    engagement.give(replace(earn, order_id=derived_id("next order")))
    assert balance(engagement)[0] == 90
    ledger = engagement.ask(PointsLedger(member_id=WEI))
    assert [(row["kind"], row["points"], row["cause_id"], row["rule"]) for row in reversed(ledger)] == [
        ("earned_for_payment", 100, ORDER, 1),
        ("earned_for_attendance", 30, BOOKING, 2),
        ("redeemed", -120, GIFT, None),
        ("taken_back", -50, ORDER, None),
        ("earned_for_attendance", 30, another.booking_id, 2),
        ("earned_for_payment", 100, derived_id("next order"), 1),
    ]
    assert sum(row["points"] for row in ledger) == 90


def test_locked_points_are_shown_beside_those_that_can_be_spent_and_so_is_the_day_on_which_they_are_free(
    engagement: Standing,
) -> None:
    engagement.give(replace(publish_class, locked_days=14, expires="never"))
    engagement.give(replace(attend, booking_id=derived_id("locked")))
    (row,) = engagement.ask(PointsBalance(member_id=WEI))
    assert (row["points"], row["locked"], row["available_day"]) == (130, 30, "2025-03-15")
    assert (row["expiring"], row["expires_day"]) == (30, "2025-03-31")
    engagement.give(redeem(130))
    assert balance(engagement) == (0, 0, None)
    engagement.now = datetime(2025, 3, 14, 9, 59, tzinfo=UTC)
    assert balance(engagement) == (0, 0, None)
    engagement.now = datetime(2025, 3, 14, 10, tzinfo=UTC)  # 15 March has begun at UTC+14
    assert balance(engagement) == (30, 0, None)  # and never expires
    assert engagement.give(redeem(30, derived_id("second"))) is None
    (row,) = engagement.ask(PointsBalance(member_id=WEI))
    assert (row["points"], row["locked"], row["available_day"]) == (0, 0, None)
    assert (engagement.ask(ListPointsRules())[0]["expires"], engagement.ask(ListPointsRules())[0]["locked_days"]) == (
        "never",
        14,
    )


def test_joined_points_are_the_survivors_until_the_two_part(engagement: Standing) -> None:
    engagement.give(replace(attend, member_id=ADA, booking_id=derived_id("hers")))
    engagement.give(redeem(130))
    engagement.give(refunded(5050))  # 50 are owed
    engagement.give(JoinPoints(member_id=WEI, survivor_id=ADA))
    assert (balance(engagement)[0], balance(engagement, ADA)[0]) == (0, -20)
    engagement.give(replace(earn, order_id=derived_id("later")))
    assert (balance(engagement)[0], balance(engagement, ADA)[0]) == (0, 80)
    engagement.give(SeparatePoints(member_id=WEI, survivor_id=ADA))
    for member_id in (WEI, ADA):
        ledger = engagement.ask(PointsLedger(member_id=member_id))
        assert sum(row["points"] for row in ledger) == balance(engagement, member_id)[0]
    assert (balance(engagement)[0], balance(engagement, ADA)[0]) == (0, 80)


def test_the_rules_are_listed_newest_first(engagement: Standing) -> None:
    rules = engagement.ask(ListPointsRules())
    assert rules[0] == class_ruled.wire()
    assert [rule["rule"] for rule in rules] == [2, 1]


def test_views_stay_as_they_are_when_events_come_again_and_when_they_are_built_anew(engagement: Standing) -> None:
    engagement.give(redeem(120))
    engagement.give(refunded(5050))
    engagement.give(replace(publish_class, locked_days=14, expires="month_end"))
    engagement.give(replace(attend, booking_id=derived_id("next class")))
    engagement.now = datetime(2026, 3, 31, 12, tzinfo=UTC)
    engagement.tick()
    engagement.give(JoinPoints(member_id=WEI, survivor_id=ADA))
    engagement.give(SeparatePoints(member_id=WEI, survivor_id=ADA))
    before = engagement.rows()
    assert all(before.values())
    engagement.project_again()
    assert engagement.rows() == before
    engagement.rebuild()
    assert engagement.rows() == before
