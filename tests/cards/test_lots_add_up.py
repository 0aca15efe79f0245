"""Whatever lots come and whatever is booked and swiped: every lot's parts sum, and none falls below nothing."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from shared.contracts import Money
from shared.contracts.cards import (
    EntryGranted,
    GiveBackVisit,
    GrantLot,
    HoldReleased,
    HoldSettled,
    HoldVisit,
    LotGranted,
    ReleaseHold,
    SettleHold,
    SwipeCard,
    Terms,
    VisitGivenBack,
    VisitHeld,
)
from shared.ids import derived_id
from tests.cards.examples import CARD, ORDER, PRODUCT, PUDONG, SESSION, WEI, issue, yuan
from tests.cards.life import Life, noon, on

pytestmark = pytest.mark.thorough

PACK = Terms(kind="visits", days=3, visits=3, passback_minutes=0)
PURSE = Terms(kind="stored_value", value=yuan(1_000), visit_price=yuan(333), passback_minutes=0)


class LotsAddUp(RuleBasedStateMachine):
    @initialize(terms=st.sampled_from([PACK, PURSE]))
    def sold(self, terms: Terms) -> None:
        self.terms, self.card, self.n = terms, Life(terms), 0
        self.bookings = [derived_id("booking", 0)]

    @rule(day=st.integers(0, 2), price=st.integers(0, 5_000))
    def top_up(self, day: int, price: int) -> None:
        self.n += 1
        self.card.give(
            GrantLot(
                card_id=CARD,
                lot_id=derived_id("lot", self.n),
                kind="top_up",
                order_id=ORDER,
                product_id=PRODUCT,
                member_id=WEI,
                venue_id=PUDONG,
                price=yuan(price),
                day=on(day),
            ),
            noon(day),
        )

    @rule(day=st.integers(0, 5), hours=st.integers(0, 3))
    def swipe(self, day: int, hours: int) -> None:
        self.n += 1
        wish = SwipeCard(swipe_id=derived_id("swipe", self.n), card_id=CARD, venue_id=PUDONG)
        self.card.give(wish, noon(day, hours))

    @rule(day=st.integers(0, 5))
    def hold(self, day: int) -> None:
        self.bookings.append(derived_id("booking", len(self.bookings)))
        self.card.give(
            HoldVisit(
                hold_id=self.bookings[-1],
                session_id=SESSION,
                card_id=CARD,
                member_id=WEI,
                venue_id=PUDONG,
                day=on(day),
            ),
            noon(0),
        )

    @rule(nth=st.integers(1, 3), wish=st.sampled_from([ReleaseHold, SettleHold, SettleHold, GiveBackVisit]))
    def end(self, nth: int, wish: type[ReleaseHold | SettleHold | GiveBackVisit]) -> None:
        self.card.give(wish(hold_id=self.bookings[-min(nth, len(self.bookings))], card_id=CARD), noon(0))

    @invariant()
    def every_lot_gives_what_it_granted_and_no_more(self) -> None:
        grant = self.terms.visits or (self.terms.value.amount if self.terms.value else 0)
        prices = {CARD: issue.price} | {e.lot.lot_id: e.lot.price for e in self.card.heard(LotGranted)}
        used, left = dict.fromkeys(prices, 0), dict.fromkeys(prices, grant)
        paid = dict.fromkeys(prices, Money(0, "CNY"))
        for event in self.card.events:
            final = isinstance(event, EntryGranted | HoldSettled)
            back = isinstance(event, VisitGivenBack)
            moving = final or back or isinstance(event, VisitHeld | HoldReleased)
            for use in getattr(event, "lots", ()) if moving else ():
                amount = use.value.amount if use.value else use.visits
                used[use.lot_id] += amount * (1 if final else -1 if back else 0)
                paid[use.lot_id] += use.paid if final else -use.paid
                left[use.lot_id] = use.left
        for lot_id, price in prices.items():
            assert 0 <= used[lot_id] <= grant - left[lot_id] and left[lot_id] >= 0
            assert Money(0, "CNY") <= paid[lot_id] <= price
            if left[lot_id] == 0 and used[lot_id] == grant and self.terms is PACK:
                assert paid[lot_id] == price


LotsAddUp.TestCase.settings = settings(max_examples=60, stateful_step_count=20)
TestLotsAddUp = LotsAddUp.TestCase
