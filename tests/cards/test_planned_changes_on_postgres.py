"""Planned changes on a real PostgreSQL: the desk sees what a card is to become, and what it is from that day on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from services.cards.service import SERVICE
from shared.contracts import DayRange
from shared.contracts.cards import (
    ExpiringCards,
    FreezeCard,
    OpenGate,
    PlanChange,
    PlannedChanges,
    SetCardGrades,
    WithdrawPlannedChange,
)
from tests.cards.desk import LONDON_DESK, PUDONG_DESK, of, publish, renewal
from tests.cards.examples import CARD, MONTH, WEI, gate_opened, issue, january
from tests.cards.test_change_product import BETTER
from tests.cards.test_grades import BASIC, GOLD, SILVER
from tests.servers import Postgres
from tests.standing import Standing, standing

plan = PlanChange(card_id=CARD, member_id=WEI, product_id=BETTER)
stay = WithdrawPlannedChange(card_id=CARD, member_id=WEI)
NEXT = ("product", "grade", "next_product", "next_product_zh", "next_from")


@pytest.fixture
def cards(postgres: Postgres) -> Iterator[Standing]:
    """Wei has a gold month; a silver one is on offer."""
    with standing(postgres, SERVICE, january(2)) as cards:
        for wish in (
            OpenGate(**vars(gate_opened)),
            SetCardGrades(grades=(BASIC, SILVER, GOLD), effective=date(2025, 1, 2)),
            replace(publish(CARD, replace(MONTH, grade="gold")), name="Gold"),
            replace(publish(BETTER, replace(MONTH, grade="silver")), name="Silver", name_zh="银"),
            replace(issue, product_id=CARD),
            plan,
        ):
            assert cards.give(wish) is None
        yield cards


def shown(cards: Standing) -> tuple[str | None, ...]:
    row = of(cards, CARD)
    return tuple(row[name] for name in NEXT)


def test_the_list_of_the_venue_says_who_becomes_what_and_when_until_it_is_taken_back(cards: Standing) -> None:
    (row,) = cards.ask(PlannedChanges(), actor=PUDONG_DESK)
    assert (row["product"], row["next_product_id"], row["next_product"]) == ("Gold", BETTER, "Silver")
    assert (row["direction"], row["asked_on"], row["begins"]) == ("downgrade", "2025-01-02", "2025-02-01")
    assert cards.ask(PlannedChanges(), actor=LONDON_DESK) == []
    assert cards.give(stay) is None
    assert cards.ask(PlannedChanges()) == []
    assert shown(cards) == ("Gold", "gold", None, None, None)


def test_a_rest_moves_the_day_in_the_list_too(cards: Standing) -> None:
    rest = DayRange(date(2025, 1, 10), date(2025, 1, 20))
    assert cards.give(FreezeCard(card_id=CARD, member_id=WEI, rest=rest)) is None
    assert cards.ask(PlannedChanges())[0]["begins"] == "2025-02-11"
    assert shown(cards)[-1] == "2025-02-11"


def test_the_card_is_the_other_product_from_the_day_on_which_the_paid_time_ended(cards: Standing) -> None:
    cards.now = january(28)
    (expiring,) = cards.ask(ExpiringCards())
    assert (expiring["product"], expiring["next_product"]) == ("Gold", "Silver")
    assert cards.give(replace(renewal(CARD), product_id=BETTER, day=date(2025, 1, 28))) is None
    assert cards.ask(PlannedChanges()) == []
    assert shown(cards) == ("Gold", "gold", "Silver", "银", "2025-02-01")
    before = cards.rows()
    cards.project_again()
    cards.rebuild()
    assert cards.rows() == before
    cards.now = january(31).replace(hour=20)  # the first of February in Shanghai
    assert shown(cards) == ("Silver", "silver", None, None, None)
