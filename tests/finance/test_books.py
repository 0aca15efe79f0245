"""Whatever happens to an order, in whatever order: the books balance. Read from the log alone, by another fold."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.finance.decider import ORDER as DECIDER
from services.finance.pricing import tax_within
from shared.codec import PlainCodec
from shared.contracts.finance import (
    EntryPosted,
    OrderLine,
    OrderPaid,
    OrderRefunded,
    PaymentReceived,
    PaymentReturned,
    RecogniseIncome,
)
from shared.decider import Deciders, Wish
from shared.ids import derived_id
from shared.log.memory import MemoryStore
from shared.money import Money
from tests.finance.examples import (
    ORDER,
    PACK,
    PUDONG,
    TODAY,
    WATER,
    XUHUI,
    cny,
    notice,
    pack_priced,
    place,
    record,
    refund,
    request,
    till_opened,
    water_priced,
)
from tests.scenario import CLERK, NOON, seed

pytestmark = pytest.mark.thorough

MONEY_ACCOUNTS = ("cash", "terminal", "bank", "provider")
deciders = Deciders([DECIDER], PlainCodec())


class Books:
    """One order's log, its commands given one after the other; refusals leave no trace."""

    def __init__(self, pack=63600, tax=600, prepaid=True, waters=1):
        prices = replace(pack_priced, price=cny(pack), tax_basis_points=tax, prepaid=prepaid), water_priced
        lines = (OrderLine(product_id=PACK), OrderLine(product_id=WATER, quantity=waters))
        self.store, self.commands = MemoryStore(), 0
        with self.store.transaction() as tx:
            seed(tx, (till_opened, *prices))
        self.give(replace(place, lines=lines))
        self.total = sum(pack_or_water.amount for pack_or_water in (cny(pack), cny(299 * waters)))

    def give(self, command):
        self.commands += 1
        deciders.execute(self.store, Wish(command, derived_id("books", self.commands), CLERK, NOON))

    @property
    def events(self):
        return PlainCodec().decode(None, [e for e in self.store.events if e.stream == f"order-{ORDER}"])

    def of(self, *types):
        return [event for event in self.events if isinstance(event, types)]

    def balances(self, venue_id=None):
        sums = Counter()
        for entry in self.of(EntryPosted):
            if venue_id in (None, entry.venue_id):
                sums.update({p.account: 0 for p in entry.postings})
                for posting in entry.postings:
                    sums[posting.account] += posting.amount
        return sums

    def check(self):
        entries, balances = self.of(EntryPosted), self.balances()
        assert all(sum(p.amount for p in entry.postings) == 0 for entry in entries)
        assert all(sum(self.balances(venue).values()) == 0 for venue in (PUDONG, XUHUI))
        assert len({entry.entry_id for entry in entries}) == len(entries)
        came = sum(e.amount.amount for e in self.of(PaymentReceived))
        went = sum(e.amount.amount for e in self.of(PaymentReturned, OrderRefunded))
        assert sum(balances[account] for account in MONEY_ACCOUNTS) == came - went >= 0
        assert all(balances[account] >= 0 for account in MONEY_ACCOUNTS)
        owed = ("advance", "member_credit", "tax", "deferred:card", "income:retail")
        assert all(balances[account] <= 0 for account in owed), balances
        assert balances[f"settlement:{XUHUI}"] == -balances[f"settlement:{PUDONG}"]
        paid = self.of(OrderPaid)
        assert len(paid) <= 1 and (not paid or balances["advance"] == 0)
        if refunds := self.of(OrderRefunded):
            assert refunds[-1].refunded.amount == sum(e.amount.amount for e in refunds) <= self.total
            assert all(sum(s.amount.amount for s in e.shares) == e.amount.amount for e in refunds)
            if refunds[-1].refunded.amount == self.total:
                assert balances["tax"] == balances["deferred:card"] == balances["income:retail"] == 0


amounts = st.integers(-1, 70000) | st.sampled_from([299, 31800, 63600, 63899])
numbers = st.integers(1, 6)


def payment(number, amount, method):
    return replace(record, payment_id=derived_id("payment", number), amount=cny(amount), method=method)


def asked(number, amount):
    return replace(request, payment_id=derived_id("asked", number), amount=cny(amount))


def noticed(number, status, hour, amount, about):
    return replace(notice(number, status, hour, amount), payment_id=derived_id("asked", about))


def sent_back(number, amount):
    return replace(refund, refund_id=derived_id("refund", number), amount=cny(amount))


def visited(number, amount, venue_id):
    fields = {"order_id": ORDER, "product_id": PACK, "day": TODAY}
    return RecogniseIncome(use_id=derived_id("use", number), venue_id=venue_id, amount=cny(amount), **fields)


statuses = st.sampled_from(["captured", "failed", "refunded"])
commands = st.one_of(
    st.builds(payment, numbers, amounts, st.sampled_from(["cash", "terminal", "transfer"])),
    st.builds(asked, st.integers(1, 3), amounts),
    st.builds(noticed, numbers, statuses, st.integers(0, 23), amounts, st.integers(1, 3)),
    st.builds(sent_back, numbers, amounts),
    st.builds(visited, st.integers(1, 20), st.integers(0, 9000), st.sampled_from([PUDONG, XUHUI])),
)
paid_first = st.just([payment(0, 63899, "cash")])


@settings(max_examples=60)
@given(st.lists(commands, max_size=25) | st.builds(list.__add__, paid_first, st.lists(commands, max_size=25)))
def test_the_books_balance_after_every_command(given_commands):
    books = Books()
    for command in given_commands:
        books.give(command)
        books.check()


@settings(max_examples=30)
@given(
    st.integers(0, 100000),
    st.integers(0, 10000),
    st.booleans(),
    st.integers(1, 9),
    st.lists(st.integers(1, 40000), min_size=1, max_size=8),
)
def test_refunds_in_any_parts_return_the_whole_sale_and_no_more(pack, tax, prepaid, waters, parts):
    books = Books(pack, tax, prepaid, waters)
    books.give(payment(0, books.total, "cash"))
    for number, part in enumerate([*parts, *([books.total] if sum(parts) < books.total else [])]):
        left = books.balances()["cash"]
        books.give(sent_back(number, min(part, left)))
        books.check()
    if sum(parts) >= books.total or len(books.of(OrderRefunded)) > len(parts):
        assert not any(books.balances().values())


sent_backs = st.tuples(st.just("refunded"), st.integers(1, 63899))
words = st.sampled_from([("captured", 50000), ("failed", 50000)])  # a payment has one amount
notices = st.lists(words | sent_backs, min_size=1, max_size=6)


@settings(max_examples=40)
@given(notices, st.randoms(use_true_random=False), st.booleans())
def test_notices_twice_and_in_any_order_leave_the_same_money(told, random, cash_meanwhile):
    """The provider's own clock decides, not the order of arrival."""
    sent = [notice(n, status, n, amount) for n, (status, amount) in enumerate(told)]
    held = set()
    for arrival in (sent, [*sent, *sent], random.sample([*sent, *sent], 2 * len(sent))):
        books = Books()
        books.give(request)
        for number, one in enumerate(arrival):
            if cash_meanwhile and number == 1:
                books.give(payment(0, 63899, "cash"))
            books.give(one)
            books.check()
        held.add(books.balances()["provider"])
    assert len(held) == 1


@given(st.integers(0, 10**11), st.integers(0, 10000))
def test_tax_and_net_are_the_price_and_the_tax_is_the_nearest_minor_unit(amount, basis_points):
    tax = tax_within(Money(amount, "CNY"), basis_points).amount
    assert 0 <= tax <= amount
    assert abs(tax * (10000 + basis_points) - amount * basis_points) * 2 <= 10000 + basis_points
