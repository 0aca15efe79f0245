"""Ladders: dated, rising from a level that everybody has."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from services.members.growth import Figures
from services.members.ladder import LADDER, rank_of
from services.members.standing import next_end, window_to
from shared.contracts import DayRange, Money
from shared.contracts.members import (
    GrowthRate,
    LadderNotPossible,
    LadderStartsInThePast,
    LevelRight,
    Threshold,
)
from shared.contracts.members.rights import ladder_on
from tests.members.ladders import GOLD, ORDINARY, PLATINUM, SILVER, TODAY, publish, published, yuan
from tests.scenario import Scenario

ladder = Scenario(LADDER)


def test_a_ladder_is_published_once_and_another_binds_from_its_day():
    later = replace(publish, from_day=date(2026, 1, 1), falls="fitting")
    second = replace(published, ladder=2, from_day=date(2026, 1, 1), falls="fitting")
    ladder.when(publish).then(published).when(publish).then().when(later).then(second)
    assert ladder_on((published, second), date(2025, 12, 31)) == published
    assert ladder_on((published, second), date(2026, 1, 1)) == second
    assert ladder_on((published, replace(published, ladder=2)), TODAY) == replace(published, ladder=2)
    assert ladder_on((published,), date(2025, 2, 28)) is None
    assert (rank_of(published, "gold"), rank_of(published, "diamond")) == (2, 0)


def test_a_ladder_does_not_bind_the_past():
    ladder.when(replace(publish, from_day=date(2025, 2, 28))).refuses(LadderStartsInThePast)


@pytest.mark.parametrize(
    ("change", "level"),
    [
        ({"levels": ()}, "-"),
        ({"levels": (SILVER, GOLD)}, "silver"),
        ({"levels": (ORDINARY, replace(SILVER, reach=Threshold()))}, "silver"),
        ({"levels": (ORDINARY, replace(SILVER, reach=Threshold(growth=0)))}, "silver"),
        ({"levels": (ORDINARY, GOLD, replace(SILVER, reach=Threshold(growth=3000)))}, "silver"),
        ({"levels": (ORDINARY, SILVER, replace(GOLD, level="silver"))}, "silver"),
        (
            {"levels": (ORDINARY, replace(SILVER, rights=(LevelRight(right="discount_per_mille", value=1001),)))},
            "silver",
        ),
        ({"period_months": 0}, "-"),
        ({"growth_for_visit": -1}, "-"),
        ({"growth_for_payment": (GrowthRate(per=Money(0, "CNY"), points=1),)}, "-"),
    ],
)
def test_a_ladder_rises_from_a_level_that_everybody_has(change, level):
    ladder.when(replace(publish, **change)).refuses(LadderNotPossible, level=level)


def test_any_or_all_figures_reach_a_threshold_and_money_counts_in_its_currency():
    figures = Figures(growth=999, spend=(Money(2_000_000, "CNY"), Money(5, "EUR")), visits=40)
    assert figures.meets(SILVER.reach, "any") and not figures.meets(SILVER.reach, "all")
    assert figures.meets(PLATINUM.reach, "all") and not figures.meets(Threshold(spend=Money(6, "EUR")), "any")
    assert Figures().meets(Threshold(), "all")
    assert yuan(20_000).amount == 2_000_000


def test_a_window_is_whole_months_up_to_the_day_and_periods_count_from_the_day_of_reaching():
    assert window_to(date(2025, 3, 1), 12) == DayRange(date(2024, 3, 2), date(2025, 3, 2))
    assert next_end(date(2024, 2, 29), 12, date(2025, 2, 28)) == date(2026, 2, 28)
    assert next_end(date(2024, 2, 29), 12, date(2027, 2, 28)) == date(2028, 2, 29)
