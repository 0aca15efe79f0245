"""Numbers and replacements on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from services.cards.sale.issue import numbers_for
from services.cards.service import SERVICE
from shared.contracts import FRONT_DESK, Actor
from shared.contracts.cards import (
    AddVirtualNumber,
    BindChip,
    CardByNumber,
    CardNumbers,
    CardReplacements,
    GatePolicies,
    GatePolicy,
    NumberAtGate,
    OpenGate,
    OpenReplacements,
    PublishProduct,
    ReplaceCard,
    ReportFound,
    RequestReplacement,
    SetGatePolicy,
    UnbindNumber,
)
from tests.cards.examples import (
    CARD,
    LONDON,
    MONTH,
    NUMBER,
    ORDER,
    PRODUCT,
    PUDONG,
    WEI,
    gate_opened,
    issue,
    january,
    yuan,
)
from tests.servers import Postgres
from tests.standing import Standing, standing

OTHER = "00000000-0000-4000-8000-0000000000c2"
WISH = "00000000-0000-4000-8000-0000000000b1"
LINE = "00000000-0000-4000-8000-0000000000b2"
PHONE = "00000000-0000-4000-8000-0000000000b4"
CHIP = "04A2B91C6F2280"
NEW, VIRTUAL = next(numbers_for(LINE)), next(numbers_for(PHONE))
LONDON_DESK = Actor(id="desk", roles=(FRONT_DESK,), venues=(LONDON,))
request = RequestReplacement(replacement_id=WISH, card_id=CARD, member_id=WEI, venue_id=PUDONG, reason="lost")
fee_paid = ReplaceCard(
    replacement_id=LINE, card_id=CARD, member_id=WEI, venue_id=PUDONG, order_id=ORDER, fee=yuan(2_000)
)
bind = BindChip(card_id=CARD, member_id=WEI, uid="04:a2:b9:1c:6f:22:80")
add = AddVirtualNumber(number_id=PHONE, card_id=CARD, member_id=WEI)


@pytest.fixture
def cards(postgres: Postgres) -> Iterator[Standing]:
    """Wei has two month cards, whose replacement costs 20 yuan."""
    with standing(postgres, SERVICE, january(2)) as cards:
        terms = replace(MONTH, replacement_fee=yuan(2_000))
        assert cards.give(OpenGate(**vars(gate_opened))) is None
        assert cards.give(PublishProduct(product_id=PRODUCT, name="Month", name_zh="月卡", terms=terms)) is None
        for card_id in (CARD, OTHER):
            assert cards.give(replace(issue, card_id=card_id)) is None
        yield cards


def found(cards: Standing, number: str) -> list[str]:
    return [row["card_id"] for row in cards.ask(CardByNumber(number=number))]


@pytest.mark.servers
def test_a_replaced_card_is_found_by_its_new_number_and_the_gate_still_knows_whose_the_old_one_was(
    cards: Standing,
) -> None:
    assert cards.give(bind) is None
    assert cards.give(add) is None
    assert [found(cards, n) for n in (NUMBER, CHIP, CHIP.lower(), VIRTUAL)] == [[CARD]] * 4
    assert cards.give(request) is None
    (row,) = cards.ask(CardByNumber(number=NUMBER))
    assert row["status"] == "lost"
    cards.now = january(3)
    assert cards.give(fee_paid) is None
    (row,) = cards.ask(CardByNumber(number=NEW))
    assert (row["card_id"], row["number"], row["status"], row["lots"]) == (CARD, NEW, "active", 1)
    assert [found(cards, n) for n in (NUMBER, CHIP, VIRTUAL)] == [[], [], [CARD]]
    (old,) = cards.ask(NumberAtGate(number=NUMBER))
    assert (old["card_id"], old["live"], old["since"]) == (CARD, False, "2025-01-02T04:00:00Z")
    numbers = cards.ask(CardNumbers(card_id=CARD, member_id=WEI))
    assert {(row["number"], row["live"]) for row in numbers} == {
        (NEW, True),
        (VIRTUAL, True),
        (NUMBER, False),
        (CHIP, False),
    }


@pytest.mark.servers
def test_a_chip_that_changed_cards_names_the_one_that_it_opens_doors_for(cards: Standing) -> None:
    cards.give(bind)
    cards.give(UnbindNumber(card_id=CARD, member_id=WEI, number=CHIP))
    assert [row["live"] for row in cards.ask(NumberAtGate(number=CHIP))] == [False]
    assert cards.give(replace(bind, card_id=OTHER)) is None
    assert [(row["card_id"], row["live"]) for row in cards.ask(NumberAtGate(number=CHIP))] == [(OTHER, True)]
    assert cards.ask(NumberAtGate(number="nothing")) == []


@pytest.mark.servers
def test_a_replacement_shows_with_its_fee_and_time_and_is_open_until_it_is_paid(cards: Standing) -> None:
    cards.give(request)
    (row,) = cards.ask(OpenReplacements())
    assert (row["status"], row["fee"], row["made_at"]) == ("open", {"amount": 2_000, "currency": "CNY"}, None)
    assert cards.ask(OpenReplacements(venue_id=LONDON), LONDON_DESK) == []
    cards.now = january(3)
    cards.give(fee_paid)
    assert cards.ask(OpenReplacements()) == []
    (row,) = cards.ask(CardReplacements(card_id=CARD, member_id=WEI))
    assert row == {
        "replacement_id": WISH,
        "card_id": CARD,
        "member_id": WEI,
        "venue_id": PUDONG,
        "reason": "lost",
        "status": "made",
        "fee": {"amount": 2_000, "currency": "CNY"},
        "asked_at": "2025-01-02T04:00:00Z",
        "made_at": "2025-01-03T04:00:00Z",
        "order_id": ORDER,
        "number": NEW,
        "former": NUMBER,
        "waived": None,
    }


@pytest.mark.servers
def test_the_policies_of_a_venues_gates_are_shown_newest_first_with_one_a_day(cards: Standing) -> None:
    for day, minutes in ((2, 5), (2, 10), (9, 20)):
        policy = GatePolicy(code_minutes=minutes)
        assert cards.give(SetGatePolicy(venue_id=PUDONG, effective=january(day).date(), policy=policy)) is None
    rows = cards.ask(GatePolicies(venue_id=PUDONG))
    found = [(row["effective"], row["policy"]["code_minutes"]) for row in rows]
    assert found == [("2025-01-09", 20), ("2025-01-02", 10)]
    cards.project_again()
    assert cards.ask(GatePolicies(venue_id=PUDONG)) == rows


@pytest.mark.servers
def test_views_of_numbers_told_twice_or_built_anew_are_the_same(cards: Standing) -> None:
    for wish in (bind, add, request, ReportFound(card_id=CARD, member_id=WEI), fee_paid):
        assert cards.give(wish) is None
    cards.give(replace(bind, card_id=OTHER, uid="AABBCCDD"))
    cards.give(UnbindNumber(card_id=OTHER, member_id=WEI, number="AABBCCDD", lost=True))
    before = cards.rows()
    assert before["replacement"] and before["card_number"]
    cards.project_again()
    assert cards.rows() == before
    cards.rebuild()
    assert cards.rows() == before
