"""Notices on a real PostgreSQL: who is leaving, and that no gate lets in whom a notice has ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from services.cards.service import SERVICE
from shared.contracts.cards import (
    AgreeAutoRenewal,
    CardsUnderNotice,
    GiveNotice,
    OpenGate,
    WithdrawNotice,
)
from tests.cards.desk import LONDON_DESK, PUDONG_DESK, of, publish
from tests.cards.examples import CARD, MONTH, NUMBER, PUDONG, WEI, gate_opened, issue, january, yuan
from tests.cards.test_offline_on_postgres import found
from tests.servers import Postgres
from tests.standing import Standing, standing

leave = GiveNotice(card_id=CARD, member_id=WEI, ends="paid_time", reason="moves to London")
stay = WithdrawNotice(card_id=CARD, member_id=WEI)


@pytest.fixture
def cards(postgres: Postgres) -> Iterator[Standing]:
    """Wei has a month that renews by itself and takes seven days of notice."""
    terms = replace(MONTH, auto_renew_most=yuan(30_000), cancel_notice_days=7, cancel_early=True)
    with standing(postgres, SERVICE, january(2)) as cards:
        assert cards.give(OpenGate(**vars(gate_opened))) is None
        assert cards.give(publish(CARD, terms)) is None
        assert cards.give(replace(issue, product_id=CARD)) is None
        assert cards.give(AgreeAutoRenewal(card_id=CARD, member_id=WEI, most=yuan(10_000))) is None
        yield cards


def test_who_is_leaving_is_on_the_list_of_the_venue_until_they_stay(cards: Standing) -> None:
    assert cards.ask(CardsUnderNotice()) == []
    assert cards.give(leave) is None
    (row,) = cards.ask(CardsUnderNotice(), actor=PUDONG_DESK)
    assert (row["card_id"], row["ends"], row["reason"]) == (CARD, "paid_time", "moves to London")
    assert (row["given_on"], row["last_day"], row["valid_until"]) == ("2025-01-02", "2025-01-09", "2025-02-01")
    assert cards.ask(CardsUnderNotice(), actor=LONDON_DESK) == []
    assert len(cards.ask(CardsUnderNotice(venue_id=PUDONG))) == 1
    assert cards.give(stay) is None
    assert cards.ask(CardsUnderNotice()) == []


def test_an_early_end_shows_in_the_card_and_in_the_list_of_gates_and_is_taken_back(cards: Standing) -> None:
    assert cards.give(replace(leave, ends="notice")) is None
    assert of(cards, CARD)["valid"]["until"] == "2025-01-10"
    assert found(cards, NUMBER) == ("2025-01-01", "2025-01-10", 0)
    cards.now = january(10)
    assert of(cards, CARD)["status"] == "expired"
    assert found(cards, NUMBER) is None
    before = cards.rows()
    cards.project_again()
    assert cards.rows() == before
    cards.rebuild()
    assert cards.rows() == before
    assert cards.give(stay) is None
    assert of(cards, CARD)["valid"]["until"] == "2025-02-01"
    assert found(cards, NUMBER) == ("2025-01-01", "2025-02-01", 0)
