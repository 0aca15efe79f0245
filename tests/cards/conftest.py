"""Fixtures: the cards of the desk, over a real database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from services.cards.service import SERVICE
from shared.contracts.cards import (
    OpenGate,
)
from tests.cards.desk import PURSE, YEAR, publish
from tests.cards.examples import (
    CARD,
    FOUR_THOUSAND,
    MONTH,
    TEN_VISITS,
    gate_opened,
    issue,
    january,
    london_opened,
)
from tests.servers import Postgres
from tests.standing import Standing, standing


@pytest.fixture
def cards(postgres: Postgres) -> Iterator[Standing]:
    """Wei has a card of ten visits, a purse and a month with freeze days."""
    with standing(postgres, SERVICE, january(2)) as cards:
        for opened in (gate_opened, london_opened):
            assert cards.give(OpenGate(**vars(opened))) is None
        for card_id, terms in ((CARD, TEN_VISITS), (PURSE, FOUR_THOUSAND), (YEAR, MONTH)):
            assert cards.give(publish(card_id, terms)) is None
            assert cards.give(replace(issue, card_id=card_id, product_id=card_id)) is None
        yield cards
