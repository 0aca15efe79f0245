"""Offline gates let in nobody whom an online gate refuses: who was erased, and who has not signed the waiver."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from services.cards.service import SERVICE
from shared.contracts.cards import (
    AddHolder,
    BlockedCards,
    CardByNumber,
    CloseCard,
    GatePolicy,
    NotePerson,
    NoteWaiver,
    NoteWaiverSignature,
    OpenGate,
    SetGatePolicy,
    SwipeCard,
    SwipeResult,
)
from tests.cards.desk import of, publish
from tests.cards.examples import ADA, CARD, LONDON, MONTH, NUMBER, PUDONG, WEI, gate_opened, issue, january, swipe
from tests.cards.test_offline_on_postgres import found
from tests.servers import Postgres
from tests.standing import Standing, standing

waiver = NoteWaiver(scope="chain", number=1, edition="2024", from_day=date(2024, 1, 1), sign_again_from=None)
anew = replace(waiver, number=2, edition="2025", from_day=date(2025, 1, 1), sign_again_from=date(2025, 1, 3))
own = replace(waiver, scope=PUDONG, edition="pool", from_day=date(2025, 1, 2))
signs = NoteWaiverSignature(member_id=WEI, scope="chain", number=1, stands=True)
LISTED = ("2025-01-01", "2025-02-01", 0)


@pytest.fixture
def cards(postgres: Postgres) -> Iterator[Standing]:
    """Wei has a month that up to three people may share; Pudong's gates refuse who has not signed."""
    with standing(postgres, SERVICE, january(2)) as cards:
        for wish in (
            OpenGate(**vars(gate_opened)),
            publish(CARD, replace(MONTH, holders=3)),
            replace(issue, product_id=CARD),
            SetGatePolicy(venue_id=PUDONG, effective=date(2025, 1, 2), policy=GatePolicy(waiver="refuse")),
        ):
            assert cards.give(wish) is None
        yield cards


def online(cards: Standing, n: int) -> bool:
    """What an online gate says to Wei."""
    wish = replace(swipe, swipe_id=f"00000000-0000-4000-9000-0000000001{n:02d}", readmit=True)
    cards.give(wish)
    return bool(cards.ask(SwipeResult(swipe_id=wish.swipe_id))[0]["granted"])


def test_without_a_waiver_everybody_is_listed_and_with_one_who_has_signed(cards: Standing) -> None:
    assert found(cards, NUMBER) == LISTED
    assert cards.give(waiver) is None
    assert (online(cards, 1), found(cards, NUMBER)) == (False, None)
    assert cards.give(signs) is None
    assert (online(cards, 2), found(cards, NUMBER)) == (True, LISTED)
    assert cards.give(replace(signs, stands=False)) is None
    assert found(cards, NUMBER) is None


def test_an_edition_to_sign_anew_cuts_the_list_on_the_day_from_which_it_is_demanded(cards: Standing) -> None:
    for wish in (waiver, signs, anew):
        assert cards.give(wish) is None
    assert found(cards, NUMBER) == ("2025-01-01", "2025-01-03", 0)
    cards.now = january(3)
    assert (online(cards, 3), found(cards, NUMBER)) == (False, None)
    assert cards.give(replace(signs, number=2)) is None
    assert (online(cards, 4), found(cards, NUMBER)) == (True, LISTED)


def test_a_venues_own_waiver_stands_before_the_chains_and_grace_is_counted_from_the_demand(cards: Standing) -> None:
    for wish in (waiver, signs, own):
        assert cards.give(wish) is None
    assert (online(cards, 5), found(cards, NUMBER)) == (False, None)
    grace = GatePolicy(waiver="refuse", waiver_grace_days=3)
    assert cards.give(SetGatePolicy(venue_id=PUDONG, effective=date(2025, 1, 2), policy=grace)) is None
    assert (online(cards, 6), found(cards, NUMBER)) == (True, ("2025-01-01", "2025-01-05", 0))


def test_everybody_on_a_shared_card_has_signed_under_whichever_record(cards: Standing) -> None:
    for wish in (waiver, signs, AddHolder(card_id=CARD, member_id=WEI, holder_id=ADA)):
        assert cards.give(wish) is None
    assert found(cards, NUMBER) is None
    assert cards.give(replace(signs, member_id=LONDON)) is None
    assert cards.give(NotePerson(member_id=LONDON, heard="merged", other_id=ADA)) is None
    assert found(cards, NUMBER) == LISTED


def test_a_bearer_card_asks_nobody_and_a_gate_that_only_warns_lists_everybody(cards: Standing) -> None:
    assert cards.give(publish(PUDONG, replace(MONTH, named=False))) is None
    assert cards.give(replace(issue, card_id=LONDON, product_id=PUDONG)) is None
    assert cards.give(waiver) is None
    bearer = of(cards, LONDON)["number"]
    assert found(cards, bearer) == LISTED
    warns = SetGatePolicy(venue_id=PUDONG, effective=date(2025, 1, 2), policy=GatePolicy())
    assert cards.give(warns) is None
    assert found(cards, NUMBER) == LISTED


def test_the_card_of_somebody_who_was_erased_is_off_the_list_and_told_at_the_desk(cards: Standing) -> None:
    assert cards.give(CloseCard(card_id=CARD, member_id=WEI)) is None
    assert found(cards, NUMBER) is None
    assert cards.ask(CardByNumber(number=NUMBER))[0]["status"] == "blocked"
    (row,) = cards.ask(BlockedCards())
    assert (row["card_id"], row["erased"], row["by_hand"], row["since"]) == (CARD, True, None, "2025-01-02")
    wish = SwipeCard(**vars(swipe))
    assert cards.give(wish) is None
    assert cards.ask(SwipeResult(swipe_id=swipe.swipe_id))[0]["reason"]["code"] == "CardOfErasedMember"
    before = cards.rows()
    cards.project_again()
    cards.rebuild()
    assert cards.rows() == before
