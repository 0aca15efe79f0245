"""Whatever becomes of a card's days, every event leaves the books in order, and all that was paid is accounted for."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.contracts import DayRange, Refusal
from shared.contracts.cards import CloseVenue, EndFreeze, FreezeCard, GiveDays, QuoteChange, ReopenVenue
from shared.contracts.finance import RefundOrder
from shared.ids import derived_id
from tests.finance.examples import PUDONG, WEI, cny
from tests.finance.till_and_cards import BETTER, CHEAP, PRODUCT, TillAndCards

WHAT = ("freeze", "freeze late", "back", "close", "reopen", "gift", "renew", "better", "cheaper", "cheapest", "refund")
LIVES = st.lists(st.tuples(st.integers(1, 40), st.sampled_from(WHAT), st.integers(1, 30)), max_size=8)


def does(town: TillAndCards, number: int, what: str, size: int) -> None:
    """One thing that may happen to the card; a refusal is an answer."""
    card_id, today = town.card_id, town.today
    own, first = {"card_id": card_id, "member_id": WEI}, today - timedelta(size if what == "freeze late" else 0)
    match what:
        case "freeze" | "freeze late":
            rest = DayRange(first, first + timedelta(size))
            town.give("cards", FreezeCard(**own, rest=rest), happened=first)
        case "back":
            town.give("cards", EndFreeze(**own, first_day_back=today))
        case "close":
            days = DayRange(today - timedelta(5), today + timedelta(size))
            closing = {"closure_id": derived_id("closure"), "venue_id": PUDONG, "extends": "sold_here"}
            town.give("cards", CloseVenue(**closing, days=days, reason="flood"))
        case "reopen":
            town.give("cards", ReopenVenue(closure_id=derived_id("closure"), venue_id=PUDONG, first_day_open=today))
        case "gift":
            gift = {"gift_id": derived_id("gift", number), "cause": "other", "reason": "a gift"}
            town.give("cards", GiveDays(**own, **gift, days=size))
        case "renew":
            town.buy(number, card_id=card_id)
        case "better" | "cheaper" | "cheapest":
            product_id = {"better": BETTER, "cheaper": PRODUCT, "cheapest": CHEAP}[what]
            town.give("cards", QuoteChange(**own, product_id=product_id))
            town.buy(number, product_id, card_id, "upgrade")
        case "refund":
            back = {"refund_id": derived_id("refund", number), "order_id": derived_id("order", 1), "venue_id": PUDONG}
            town.give("finance", RefundOrder(**back, amount=cny(size * 1_000), reason="a gesture"))


@pytest.mark.thorough
@given(LIVES, st.sampled_from([0, 600]))
@settings(max_examples=20)
def test_every_life_of_a_card_leaves_the_books_in_order(life, tax):
    town = TillAndCards(tax_basis_points=tax)
    town.buy(1)
    for number, (later, what, size) in enumerate(life, 2):
        town.on(town.today + timedelta(later))
        with suppress(Refusal):
            does(town, number, what, size)
        assert town.audited() == []
    town.on(date(2030, 1, 1))
    assert town.audited() == []
    assert town.balance("deferred:card") == cny(0)
