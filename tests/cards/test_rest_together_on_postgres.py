"""Lessons that rest with a membership, on a real PostgreSQL: at the desk, and in the lists of offline gates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from services.cards.service import SERVICE
from shared.contracts import DayRange
from shared.contracts.cards import (
    FrozenCards,
    IfFrozen,
    NoteHolder,
    OpenGate,
    TellMembershipRest,
)
from shared.history import History
from tests.cards.desk import YEAR, of, publish
from tests.cards.examples import CARD, MONTH, NUMBER, TEN_VISITS, WEI, gate_opened, issue, january
from tests.cards.test_offline_on_postgres import found
from tests.scenario import CLERK
from tests.servers import Postgres
from tests.standing import Standing, standing

REST = DayRange(date(2025, 1, 10), date(2025, 1, 20))
tell = TellMembershipRest(card_id=CARD, member_id=WEI, membership_id=YEAR, first=REST.first, rest=REST)


@pytest.fixture
def cards(postgres: Postgres) -> Iterator[Standing]:
    """Wei has a month, and ten lessons on another card."""
    with standing(postgres, SERVICE, january(2)) as cards:
        for wish in (
            OpenGate(**vars(gate_opened)),
            publish(YEAR, MONTH),
            publish(CARD, replace(TEN_VISITS, lessons=True)),
            replace(issue, card_id=YEAR, product_id=YEAR),
            replace(issue, product_id=CARD),
        ):
            assert cards.give(wish) is None
        yield cards


def test_the_desk_and_offline_gates_see_that_the_lessons_rest_and_until_when_they_run_then(cards: Standing) -> None:
    assert cards.give(tell) is None
    assert found(cards, NUMBER) == ("2025-01-01", "2025-01-10", 0)
    cards.now = january(12)
    row = of(cards, CARD)
    assert (row["status"], row["frozen"], row["valid"]["until"]) == (
        "frozen", {"first": "2025-01-10", "until": "2025-01-20"}, "2025-02-11",
    )  # fmt: skip
    assert row["freeze_days_left"] == 0  # as before: it had none
    assert [row["card_id"] for row in cards.ask(FrozenCards())] == [CARD]
    assert found(cards, NUMBER) == ("2025-01-20", "2025-02-11", 0)
    assert cards.give(replace(tell, rest=DayRange(REST.first, date(2025, 1, 12)))) is None
    assert (of(cards, CARD)["status"], of(cards, CARD)["valid"]["until"]) == ("active", "2025-02-03")
    assert found(cards, NUMBER) == ("2025-01-01", "2025-02-03", 0)
    before = cards.rows()
    cards.project_again()
    cards.rebuild()
    assert cards.rows() == before


def test_who_asks_what_a_freeze_would_do_sees_the_lessons_that_rest_too(cards: Standing) -> None:
    asked = IfFrozen(card_id=YEAR, member_id=WEI, first=REST.first, until=REST.until)
    for card_id in (YEAR, CARD):
        assert cards.give(NoteHolder(member_id=WEI, card_id=card_id, holds=True)) is None
    (row,) = History(SERVICE.answers, cards.store, cards.deciders.codec).ask(asked, CLERK, cards.now)
    too = {"card_id": CARD, "product_id": CARD, "until_now": "2025-02-01", "until_then": "2025-02-11"}
    assert row["rests_too"] == (too | {"visits_set_aside": ()},)
    assert cards.give(tell) is None
    assert of(cards, CARD)["valid"]["until"] == too["until_then"]
