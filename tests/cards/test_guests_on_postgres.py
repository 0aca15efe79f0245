"""Guests at a gate, as the desk sees them in a real database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from shared.contracts.cards import (
    AdmitGuest,
    CardHolders,
    GuestPassesOfCard,
    GuestRules,
    GuestsExpected,
    HoldGuestPass,
    OccupancyNow,
    RecentSwipes,
    ReleaseGuestPass,
    SwipeCard,
    SwipeResult,
    TakeBackEntry,
)
from tests.cards.desk import LONDON_DESK, publish
from tests.cards.examples import MONTH, PUDONG, WEI, issue, january, swipe_id
from tests.cards.guests import BO, PASS, pass_id
from tests.standing import Standing

WITH_GUESTS = "00000000-0000-4000-8000-0000000000c7"
DAY = date(2025, 1, 2)
hold = HoldGuestPass(pass_id=PASS, guest_id=BO, card_id=WITH_GUESTS, member_id=WEI, venue_id=PUDONG, day=DAY)
admit = AdmitGuest(swipe_id=swipe_id(2), card_id=WITH_GUESTS, pass_id=PASS, venue_id=PUDONG)


def test_the_desk_sees_who_is_expected_who_is_inside_and_what_passes_are_left(cards: Standing) -> None:
    terms = replace(MONTH, months=2, guest_passes=2, guests=GuestRules(period="month", carry=1))
    cards.give(publish(WITH_GUESTS, terms))
    cards.give(replace(issue, card_id=WITH_GUESTS, product_id=WITH_GUESTS))
    for asked in (hold, replace(hold, pass_id=pass_id(1)), replace(hold, pass_id=pass_id(2))):
        assert cards.give(asked) is None
    assert [row["status"] for row in cards.ask(GuestsExpected(venue_id=PUDONG, day=DAY))] == ["held", "held"]
    passes = {row["pass_id"]: row for row in cards.ask(GuestPassesOfCard(card_id=WITH_GUESTS, member_id=WEI))}
    assert passes[pass_id(2)]["reason"]["code"] == "GuestPassesUsedUp"
    cards.give(ReleaseGuestPass(pass_id=pass_id(1), card_id=WITH_GUESTS))
    assert cards.give(admit) is None
    assert cards.ask(SwipeResult(swipe_id=swipe_id(2)))[0]["reason"]["code"] == "GuestWithoutHost"
    cards.give(SwipeCard(swipe_id=swipe_id(3), card_id=WITH_GUESTS, venue_id=PUDONG))
    cards.give(replace(admit, swipe_id=swipe_id(4)))
    (told,) = cards.ask(SwipeResult(swipe_id=swipe_id(4)))
    assert (told["granted"], told["guest_id"], told["member_id"]) == (True, BO, WEI)
    assert {row["venue_id"]: row["inside"] for row in cards.ask(OccupancyNow())}[PUDONG] == 2
    assert cards.ask(CardHolders(card_id=WITH_GUESTS, member_id=WEI))[0]["visits"] == 1
    cards.give(replace(admit, swipe_id=swipe_id(5), direction="out"))
    cards.now = january(2, 5)
    assert {row["venue_id"]: row["inside"] for row in cards.ask(OccupancyNow())}[PUDONG] == 1
    assert len(cards.ask(RecentSwipes(venue_id=PUDONG))) == 4
    assert cards.ask(SwipeResult(swipe_id=swipe_id(4)), LONDON_DESK) == []
    mistake = {"swipe_id": swipe_id(4), "card_id": WITH_GUESTS, "venue_id": PUDONG, "reason": "the wrong guest"}
    assert cards.give(TakeBackEntry(**mistake)) is None
    assert [row["status"] for row in cards.ask(GuestsExpected(venue_id=PUDONG, day=DAY))][:1] == ["held"]
    assert [
        row["taken_back"] for row in cards.ask(RecentSwipes(venue_id=PUDONG)) if row["swipe_id"] == swipe_id(4)
    ] == [True]
    before = cards.rows()
    cards.project_again()
    assert cards.rows() == before
    cards.rebuild()
    assert cards.rows() == before
