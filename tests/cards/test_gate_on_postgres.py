"""The gate on a real PostgreSQL: what its views show of warnings, zones, crowds, travel, holders and guests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from services.cards.service import SERVICE
from shared.contracts.cards import OpenGate, PublishProduct, RecentSwipes, SwipeResult, Terms
from tests.cards.examples import (
    CARD,
    PUDONG,
    gate_opened,
    issue,
    january,
    london_opened,
    swipe,
    swipe_id,
)
from tests.servers import Postgres
from tests.standing import Standing, standing

THREE_VISITS = Terms(kind="visits", months=1, visits=3, holders=3, guest_passes=2, corporate=True)


@pytest.fixture
def cards(postgres: Postgres) -> Iterator[Standing]:
    """Wei has a card of three visits that others may share."""
    with standing(postgres, SERVICE, january(2)) as cards:
        for opened in (gate_opened, london_opened):
            assert cards.give(OpenGate(**vars(opened))) is None
        assert cards.give(PublishProduct(product_id=CARD, name="Three", name_zh="三次卡", terms=THREE_VISITS)) is None
        assert cards.give(replace(issue, product_id=CARD)) is None
        yield cards


def test_the_answer_to_a_swipe_shows_the_warnings_of_the_open_door(cards: Standing) -> None:
    cards.now = january(8)
    cards.give(swipe)
    (row,) = cards.ask(SwipeResult(swipe_id=swipe.swipe_id))
    assert list(row["warnings"]) == [{"code": "VisitsRunLow", "facts": {"visits_left": 2}}]
    cards.give(replace(swipe, swipe_id=swipe_id(2)))
    assert [len(one["warnings"]) for one in cards.ask(RecentSwipes(venue_id=PUDONG))] == [1, 0]
