"""Doors shut by debt, by hand or by a closure, as the desk and the house see them in a real database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from shared.contracts.cards import (
    BlockCard,
    BlockedCards,
    CardByNumber,
    LetIn,
    ReopenVenue,
    TellClosure,
    TellDebt,
    UnblockCard,
    VenueClosures,
)
from tests.cards.desk import LONDON_DESK, PURSE, YEAR, of
from tests.cards.examples import (
    CARD,
    LONDON,
    NUMBER,
    PUDONG,
    WEI,
    days,
    january,
)
from tests.cards.test_close_venue import SPRING, close, closure
from tests.cards.test_shut_doors import owed
from tests.standing import Standing


def test_the_desk_sees_what_shuts_doors_on_a_card_since_when_and_who_is_let_in_all_the_same(cards: Standing) -> None:
    assert cards.ask(BlockedCards()) == []
    cards.give(TellDebt(card_id=CARD, member_id=WEI, debt=replace(owed, shut=False)))
    assert (of(cards, CARD)["status"], of(cards, CARD)["owed"]["amount"]) == ("active", 30_000)
    assert cards.ask(BlockedCards()) == []
    cards.give(TellDebt(card_id=CARD, member_id=WEI, debt=owed))
    assert of(cards, CARD)["status"] == "blocked"
    (row,) = cards.ask(BlockedCards(venue_id=PUDONG))
    assert (row["card_id"], row["owed"]["amount"], row["since"], row["by_hand"]) == (CARD, 30_000, "2025-01-02", None)
    assert cards.ask(BlockedCards(venue_id=LONDON)) == []
    assert cards.ask(CardByNumber(number=NUMBER))[0]["status"] == "blocked"
    cards.give(LetIn(card_id=CARD, member_id=WEI, until=date(2025, 1, 2), reason="pays on Friday"))
    assert of(cards, CARD)["status"] == "active"
    cards.give(BlockCard(card_id=CARD, member_id=WEI, reason="fought"))
    assert of(cards, CARD)["status"] == "blocked"
    assert cards.ask(BlockedCards())[0]["by_hand"] == "fought"
    cards.give(UnblockCard(card_id=CARD, member_id=WEI, reason="spoken to"))
    cards.now = january(3)
    assert of(cards, CARD)["status"] == "blocked", "it was let in until yesterday"
    cards.give(TellDebt(card_id=CARD, member_id=WEI, debt=None))
    assert (of(cards, CARD)["status"], of(cards, CARD)["owed"], cards.ask(BlockedCards())) == ("active", None, [])


def test_the_house_sees_its_closures_and_how_many_cards_end_later_by_each(cards: Standing) -> None:
    cards.give(replace(close, extends="sold_here"))
    for card_id in (YEAR, PURSE):
        cards.give(TellClosure(card_id=card_id, closure=replace(closure, extends="sold_here")))
    assert of(cards, YEAR)["valid"]["until"] == "2025-02-06"
    assert of(cards, PURSE)["valid"]["until"] == "9999-12-31"
    cards.give(ReopenVenue(closure_id=SPRING, venue_id=PUDONG, first_day_open=date(2025, 1, 12)))
    shorter = replace(closure, extends="sold_here", days=days(10, 12))
    cards.give(TellClosure(card_id=YEAR, closure=shorter))
    assert of(cards, YEAR)["valid"]["until"] == "2025-02-03"
    assert cards.ask(VenueClosures(venue_id=PUDONG)) == [
        {
            "closure_id": SPRING,
            "venue_id": PUDONG,
            "days": {"first": "2025-01-10", "until": "2025-01-12"},
            "planned_until": "2025-01-15",
            "extends": "sold_here",
            "reason": "spring festival",
            "cards": 1,
        }
    ]
    assert cards.ask(VenueClosures(), LONDON_DESK) == []
