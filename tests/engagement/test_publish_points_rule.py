from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from services.engagement.rule import RULE, rule_on
from shared.contracts.engagement import RuleOutOfRange, RuleStartsInThePast
from tests.engagement.examples import TODAY, class_ruled, publish, ruled
from tests.scenario import Scenario

rule = Scenario(RULE)
MAY = date(2025, 5, 1)


def test_a_rule_is_published_from_today_on():
    rule.given().when(publish).then(ruled)


def test_rules_are_counted():
    rule.given(ruled, class_ruled).when(replace(publish, points=2)).then(replace(ruled, rule=3, points=2))


def test_the_same_rule_again_changes_nothing_even_when_its_day_is_over():
    later = rule.at(datetime(2025, 4, 1, tzinfo=UTC))
    later.given(ruled, class_ruled).when(publish).then()


def test_a_rule_that_was_replaced_can_come_back():
    other = replace(ruled, rule=2, points=2)
    rule.given(ruled, other).when(publish).then(replace(ruled, rule=3))


def test_a_rule_cannot_start_on_a_day_that_is_over_everywhere():
    rule.given().when(replace(publish, valid_from=date(2025, 2, 28))).refuses(RuleStartsInThePast)
    in_hawaii_still_today = rule.at(datetime(2025, 3, 2, 11, tzinfo=UTC)).given().when(publish)
    in_hawaii_still_today.then(ruled)
    rule.at(datetime(2025, 3, 2, 12, tzinfo=UTC)).given().when(publish).refuses(RuleStartsInThePast)


@pytest.mark.parametrize(
    ("field", "asked"),
    [
        ("points", -1),
        ("points", 1001),
        ("per_amount", 0),
        ("expires_after_days", 0),
        ("expires_after_days", 36501),
        ("locked_days", -1),
        ("locked_days", 366),
    ],
)
def test_a_rule_with_an_impossible_figure_is_refused(field, asked):
    rule.given().when(replace(publish, **{field: asked})).refuses(RuleOutOfRange, field=field, asked=asked)


def test_points_are_not_locked_for_as_long_as_they_last():
    rule.given().when(replace(publish, expires_after_days=30, locked_days=29)).then(
        replace(ruled, expires_after_days=30, locked_days=29)
    )
    rule.given().when(replace(publish, expires_after_days=30, locked_days=30)).refuses(RuleOutOfRange, asked=30)
    never = {"expires": "never", "expires_after_days": 30, "locked_days": 30}
    rule.given().when(replace(publish, **never)).then(replace(ruled, **never))


def test_the_newest_rule_of_a_day_binds_and_of_two_the_later_published():
    in_may = replace(ruled, rule=3, valid_from=MAY)
    corrected = replace(ruled, rule=4)
    rules = (ruled, class_ruled, in_may, corrected)
    assert rule_on(rules, "payment", TODAY) == corrected
    assert rule_on(rules, "payment", MAY) == in_may
    assert rule_on(rules, "attendance", MAY) == class_ruled
    assert rule_on(rules, "payment", date(2025, 2, 28)) is None
