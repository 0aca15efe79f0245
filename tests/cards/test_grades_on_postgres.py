"""Grades on a real PostgreSQL: the desk and the gate see what a card is today, under today's names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from services.cards.service import SERVICE
from shared.contracts.cards import (
    CardByNumber,
    CardGrades,
    ChangeProduct,
    OpenGate,
    QuoteChange,
    ReviseProduct,
    SetCardGrades,
    SwipeResult,
)
from tests.cards.desk import LOT, of, publish
from tests.cards.examples import CARD, MONTH, NUMBER, ORDER, PUDONG, WEI, gate_opened, issue, january, swipe, yuan
from tests.cards.test_change_product import BETTER
from tests.cards.test_grades import BASIC, GOLD, SILVER
from tests.servers import Postgres
from tests.standing import Standing, standing

NAMES = ("product", "grade", "grade_name", "grade_name_zh")
ladder = SetCardGrades(grades=(BASIC, SILVER, GOLD), effective=date(2025, 1, 2))
renamed = SetCardGrades(grades=(BASIC, SILVER, replace(GOLD, name="Sun")), effective=date(2025, 1, 20))
change = ChangeProduct(
    card_id=CARD, lot_id=LOT, order_id=ORDER, product_id=BETTER, member_id=WEI, venue_id=PUDONG,
    paid=yuan(5_000), credit=yuan(7_000), price=yuan(12_000), day=date(2025, 1, 8),
)  # fmt: skip


@pytest.fixture
def cards(postgres: Postgres) -> Iterator[Standing]:
    """Wei has a silver month; a gold one is on offer, and one without grade."""
    with standing(postgres, SERVICE, january(2)) as cards:
        for wish in (
            OpenGate(**vars(gate_opened)),
            ladder,
            replace(publish(CARD, replace(MONTH, grade="silver")), name="Silver month"),
            replace(publish(BETTER, replace(MONTH, grade="gold")), name="Gold month"),
            replace(issue, product_id=CARD),
        ):
            assert cards.give(wish) is None
        yield cards


def shown(cards: Standing) -> tuple[str, ...]:
    row = of(cards, CARD)
    (found,) = cards.ask(CardByNumber(number=NUMBER))
    assert [row[name] for name in NAMES] == [found[name] for name in NAMES]
    return tuple(row[name] for name in NAMES)


def test_the_desk_sees_what_a_card_is_today_and_head_office_its_ladders(cards: Standing) -> None:
    assert shown(cards) == ("Silver month", "silver", "Silver", "银卡")
    assert cards.give(renamed) is None
    cards.now = january(8)
    assert cards.give(QuoteChange(card_id=CARD, member_id=WEI, product_id=BETTER)) is None
    assert cards.give(change) is None
    assert shown(cards) == ("Gold month", "gold", "Gold", "金卡")
    cards.now = january(20)
    assert shown(cards) == ("Gold month", "gold", "Sun", "金卡")
    rows = [(row["effective"], row["rank"], row["grade"]) for row in cards.ask(CardGrades())]
    steps = [(rank, grade) for rank, grade in enumerate(("basic", "silver", "gold"), 1)]
    assert rows == [(day, *step) for day in ("2025-01-20", "2025-01-02") for step in steps]
    before = cards.rows()
    cards.project_again()
    cards.rebuild()
    assert cards.rows() == before


def test_a_swipe_says_which_product_and_grade_came_in(cards: Standing) -> None:
    assert cards.give(swipe) is None
    (row,) = cards.ask(SwipeResult(swipe_id=swipe.swipe_id))
    assert (row["product"], row["grade"], row["grade_name_zh"]) == ("Silver month", "silver", "银卡")


def test_a_product_sold_without_a_grade_has_none_until_it_is_revised_and_sold_anew(cards: Standing) -> None:
    plain = publish(LOT, MONTH)
    assert cards.give(plain) is None
    assert cards.give(replace(issue, card_id=LOT, product_id=LOT)) is None
    revised = ReviseProduct(**vars(plain) | {"terms": replace(MONTH, grade="basic")}, effective=date(2025, 1, 3))
    assert cards.give(revised) is None
    cards.now = january(4)
    assert [of(cards, LOT)[name] for name in NAMES[1:]] == [None, None, None]
