"""A card's paid days and the money of its orders, as it rests, changes and gives back: against the models."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.finance.service import SERVICE
from shared.contracts import DayRange
from shared.contracts.cards import LotDays
from shared.contracts.finance import (
    CreditUnused,
    EntryPosted,
    NotePaidDays,
    OrderPaid,
    OrderPlaced,
    PaymentReceived,
    PublishIncomePolicy,
    PublishRefundInterest,
    RecogniseTerms,
    TermLot,
)
from shared.ids import derived_id
from shared.money import Money
from tests.finance.examples import PUDONG, TODAY, WEI, cny, refund, till_opened
from tests.finance.model_ledger import Sold
from tests.finance.model_paid_days import PaidDaysModel
from tests.finance.model_terms import ZONE, PaidOrder, Rules
from tests.finance.terms_examples import line
from tests.machine import Desk, lives
from tests.scenario import NOON

pytestmark = pytest.mark.thorough

CARD = derived_id("card")
PRODUCTS = [derived_id("month"), derived_id("better")]
ORDERS = [derived_id("first order"), derived_id("second order")]
orders = st.integers(0, 1)
few = st.integers(1, 9)
seldom = st.integers(0, 9).map(lambda n: n == 9)
amounts = st.sampled_from([cny(1), cny(777), cny(5_000), cny(0), cny(99_999), Money(100, "EUR")])
faults = st.sampled_from([None, None, "operator", "member"])


class TermsMachine(RuleBasedStateMachine):
    @initialize(
        gross=st.sampled_from([36_501, 29_999, 100]), taxed=st.booleans(), way=st.sampled_from(["cash", "sandbox"]),
        share=st.sampled_from([0, 0, 40, 100]), days=st.sampled_from([1, 30, 45]), ahead=st.integers(-3, 5),
        rated=st.booleans(),
    )  # fmt: skip
    def buy(self, gross: int, taxed: bool, way: str, share: int, days: int, ahead: int, rated: bool) -> None:
        self.rules, self.days, self.given = Rules(), PaidDaysModel(), 0
        first = Sold(PRODUCTS[0], "card", gross, gross * 6 // 106 if taxed else 0, True)
        second = Sold(PRODUCTS[1], "card", 12_345, 0, True)
        self.orders = [
            PaidOrder(ORDERS[0], first, way, TODAY, gross * share // 100, self.rules, PUDONG),
            PaidOrder(ORDERS[1], second, "cash", TODAY, 0, self.rules, PUDONG),
        ]
        self.desk = Desk(SERVICE.deciders, NOON, [till_opened, *(event for o in self.orders for event in paid(o))])
        begins = TODAY + timedelta(days=ahead)
        self.note(granted=self.lot(0, DayRange(begins, begins + timedelta(days=days))))
        if rated:
            self.set_interest(300, 150, 365, 0)

    @property
    def today(self) -> date:
        return self.desk.now.astimezone(ZONE).date()

    def lot(self, order: int, valid: DayRange, instead_of: str | None = None) -> TermLot:
        kind = "upgrade" if instead_of else "renewal" if order else "sale"
        known = self.orders[order]
        return TermLot(
            lot_id=derived_id("lot", order), kind=kind, order_id=known.order_id, product_id=known.sold.product_id,
            paid=cny(known.sold.gross), valid=valid, instead_of=instead_of,
        )  # fmt: skip

    def note(self, **news: object) -> None:
        wish = NotePaidDays(card_id=CARD, zone=ZONE.key, **news)  # type: ignore[arg-type]
        self.desk.give(wish, self.days.note(wish, self.today))
        for lot_id in self.days.stakes:
            order = next(o for o in self.orders if o.order_id == self.days.stakes[lot_id].order_id)
            if order.plan != self.days.plan(lot_id):
                order.spread(self.days.plan(lot_id))

    @property
    def live(self) -> dict[str, DayRange]:
        return {i: valid for i, valid in self.days.valid.items() if i not in self.days.over}

    @property
    def until(self) -> date:
        return max((valid.until for valid in self.live.values()), default=self.today)

    def moved(self, day: date, by: int) -> tuple[LotDays, ...]:
        """The lots as cards would move them by a rest from this day on."""
        longer = timedelta(days=by)
        return tuple(
            LotDays(lot_id=i, valid=shifted(v, longer * (v.first > day), longer))
            for i, v in self.live.items()
            if day < v.until
        )

    @rule(days=st.sampled_from([1, 20, 30]))
    def renew(self, days: int) -> None:
        first = max(self.until, self.today)
        self.note(granted=self.lot(1, DayRange(first, first + timedelta(days=days))))

    @rule(sure=st.booleans())
    def change(self, sure: bool) -> None:
        """The second order pays the difference of a better product; its lot stands in the first one's place."""
        old = derived_id("lot", 0)
        if sure and old in self.live and self.today < self.live[old].until:
            first = max(self.today, self.live[old].first)
            self.note(granted=self.lot(1, DayRange(first, self.live[old].until), instead_of=old))

    @rule(number=st.integers(1, 3), days=few)
    def give_days(self, number: int, days: int) -> None:
        gift = derived_id("gift", number)
        valid = DayRange(self.until, self.until + timedelta(days=days))
        lot = TermLot(lot_id=gift, kind="gift", order_id=None, product_id=PRODUCTS[0], paid=cny(0), valid=valid)
        self.note(granted=lot)

    @rule(ahead=st.integers(-9, 9), days=few)
    def rest(self, ahead: int, days: int) -> None:
        """Planned, or told late."""
        first = self.today + timedelta(days=ahead)
        if not any(first < r.until and r.first < first + timedelta(days=days) for r in self.days.rests.values()):
            self.note(rest=DayRange(first, first + timedelta(days=days)), lots=self.moved(first, days))

    @rule(pick=st.integers(0, 5), rested=st.integers(0, 9))
    def come_back(self, pick: int, rested: int) -> None:
        if rests := list(self.days.rests.values()):
            rest = rests[pick % len(rests)]
            rested = min(rested, rest.days)
            self.note(rest=rest, rested_days=rested, lots=self.moved(rest.first, rested - rest.days))

    @rule(ahead=st.integers(-9, 9), days=st.integers(0, 4))
    def close(self, ahead: int, days: int) -> None:
        first = self.today + timedelta(days=ahead)
        before = sum(lost.days for lost in self.days.lost)
        lost = (DayRange(first, first + timedelta(days=days)),) if days else ()
        self.note(lost=lost, lots=self.moved(first, days - before))

    @rule(what=st.sampled_from(["cut", "cut", "back", "gift", "lot", "card"]), ahead=few, sure=st.integers(0, 2))
    def end(self, what: str, ahead: int, sure: int) -> None:
        """A partner's card is cut short and gets its days back; gifts and lots are withdrawn; the card is over."""
        match what:
            case "cut":
                stop = self.today + timedelta(days=ahead)
                self.note(cut=tuple(i for i, v in self.live.items() if v.until > stop), stops_on=stop)
            case "back":
                self.note(cut=tuple(self.days.stops))
            case "gift":
                self.note(ended=(derived_id("gift", 1),))
            case "lot" if not sure:
                self.note(ended=(derived_id("lot", ahead % 2),))
            case "card" if not sure:
                self.note(over=True)

    @rule(days=st.sampled_from([0, 1, 4, 17, 31]), order=orders)
    def look(self, days: int, order: int) -> None:
        """As the clock does, perhaps after it stood still."""
        self.desk.now += timedelta(days=days)
        self.desk.give(RecogniseTerms(order_id=ORDERS[order]), self.orders[order].recognise(self.today))

    @rule(order=orders, number=st.integers(1, 4), amount=amounts, known=seldom)
    def credit(self, order: int, number: int, amount: Money, known: bool) -> None:
        """A cheaper product leaves a surplus; or what was paid could not be granted."""
        product = PRODUCTS[order - 1 if known else order]
        wish = CreditUnused(
            order_id=ORDERS[order], credit_id=derived_id("credit", number), product_id=product, amount=amount
        )
        self.desk.give(wish, self.orders[order].credited(wish, self.today))

    @rule(order=orders, number=st.integers(1, 4), amount=amounts, fault=faults)
    def give_back(self, order: int, number: int, amount: Money, fault: str | None) -> None:
        names = {"refund_id": derived_id("refund", number), "order_id": ORDERS[order], "fault": fault}
        wish = replace(refund, **names, amount=amount)
        self.desk.give(wish, self.orders[order].refund(wish, self.today))

    @rule(order=orders, number=st.integers(5, 30), share=st.integers(1, 4), fault=faults, days=st.sampled_from([0, 9]))
    def give_back_a_part(self, order: int, number: int, share: int, fault: str | None, days: int) -> None:
        self.desk.now += timedelta(days=days)
        self.give_back(order, number, cny(self.orders[order].refundable // share), fault)

    @rule(rhythm=st.sampled_from(["month", "day"]), ahead=st.integers(-1, 20))
    def set_rhythm(self, rhythm: str, ahead: int) -> None:
        day = self.desk.now.date() + timedelta(days=ahead)
        wish = PublishIncomePolicy(rhythm=rhythm, valid_from=day)  # type: ignore[arg-type]
        self.desk.give(wish, self.rules.publish_rhythm(wish, self.desk.now.date()))

    @rule(operator=st.sampled_from([300, 3_600, 3_601]), member=st.sampled_from([150, 0, -1]),
          year=st.sampled_from([365, 360, 364]), ago=st.integers(-2, 2))  # fmt: skip
    def set_interest(self, operator: int, member: int, year: int, ago: int) -> None:
        wish = PublishRefundInterest(
            for_venue=PUDONG, region="Shanghai", operator_basis_points=operator, member_basis_points=member,
            year_days=year, valid_from=TODAY - timedelta(days=ago),
        )  # fmt: skip
        self.desk.give(wish, self.rules.publish_rate(wish))

    @rule(pick=st.integers(0, 40))
    def again(self, pick: int) -> None:
        self.desk.repeat(pick)
        self.desk.reuse(pick, RecogniseTerms(order_id=derived_id("another")))

    @invariant()
    def all_that_was_paid_is_used_or_owed_or_given_back(self) -> None:
        """By the books alone, of each order; and they are the model's."""
        for order in self.orders:
            entries = [e for e in self.desk.events if isinstance(e, EntryPosted) and e.order_id == order.order_id]
            books = Counter[str]()
            for entry in entries:
                assert sum(posting.amount for posting in entry.postings) == 0
                books.update({posting.account: posting.amount for posting in entry.postings})
            assert {k: v for k, v in books.items() if v} == {k: v for (_, k), v in order.ledger.balances.items() if v}
            owed = order.sold.net + books["deferred:card"] * -1
            assert 0 <= owed <= order.sold.net
            held = sum(books[account] for account in ("cash", "bank", "provider", "partner")) + books["interest"]
            gone = books["income:card"] + books["deferred:card"] + books["tax"] + books["member_credit"]
            assert held + gone == 0 and order.own + order.of_company == order.sold.gross + held


def shifted(valid: DayRange, begins: timedelta, ends: timedelta) -> DayRange:
    """Never without a day."""
    first = valid.first + begins
    return DayRange(first, max(first + timedelta(days=1), valid.until + ends))


def paid(order: PaidOrder) -> list[OrderPlaced | PaymentReceived | OrderPaid]:
    """Its past: bought and paid, before anything is earned."""
    sold, total = order.sold, cny(order.sold.gross)
    who = {"order_id": order.order_id, "member_id": WEI, "venue_id": PUDONG, "day": TODAY}
    lines = (replace(line(sold.gross, sold.tax), product_id=sold.product_id),)
    parts = {"partner": order.of_company, order.way: order.own}
    received = [
        PaymentReceived(**who, payment_id=derived_id(order.order_id, way), amount=cny(part), method=way)  # type: ignore[arg-type]
        for way, part in parts.items()
        if part
    ]
    placed = OrderPlaced(**who, zone=ZONE.key, lines=lines, total=total)  # type: ignore[arg-type]
    return [placed, *received, OrderPaid(**who, lines=lines, total=total)]  # type: ignore[arg-type]


TermsMachine.TestCase.settings = lives(40, 40)
TestTermsMachine = TermsMachine.TestCase
