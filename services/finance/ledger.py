"""Ledger entries: which accounts a sale, a payment, a refund or a use moves. Pure.

The chart of accounts stands in this folder's README. Debits are positive, credits negative.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Literal

from shared.contracts.finance import (
    EntryPosted,
    IncomeKind,
    IncomeRecognised,
    OrderPlaced,
    PaymentShare,
    Posting,
    PricedLine,
    RefundShare,
    Way,
)
from shared.ids import derived_id
from shared.money import Money

ADVANCE = "advance"
MEMBER_CREDIT = "member_credit"
TAX = "tax"
INTEREST = "interest"
PARTNER_CREDIT = "partner_credit"
ACCOUNT_OF: Mapping[Way, str] = {
    "cash": "cash",
    "terminal": "terminal",
    "transfer": "bank",
    "sandbox": "provider",
    "partner": "partner",  # owed by companies for their people
}

Memo = Literal["sale", "payment", "refund", "overpayment", "recognition", "interest", "partner"]
Movement = tuple[str, Money]


def debit(account: str, amount: Money) -> Movement:
    return account, amount


def credit(account: str, amount: Money) -> Movement:
    return account, -amount


def income_account(line: PricedLine) -> str:
    """Where the net amount of a sale goes: a prepaid line is owed as service until it is used."""
    return f"{'deferred' if line.prepaid else 'income'}:{line.kind}"


def settlement(venue_id: str) -> str:
    """What is owed to (credit) or by (debit) another venue of the chain."""
    return f"settlement:{venue_id}"


def sale(placed: OrderPlaced) -> list[Movement]:
    """What was paid in advance turns into income, liability and tax."""
    movements = [debit(ADVANCE, placed.total)]
    for line in placed.lines:
        movements += [credit(income_account(line), line.total - line.tax), credit(TAX, line.tax)]
    return movements


def payment(way: Way, amount: Money) -> list[Movement]:
    return [debit(ACCOUNT_OF[way], amount), credit(ADVANCE, amount)]


def overpayment(way: Way, amount: Money) -> list[Movement]:
    return [debit(ACCOUNT_OF[way], amount), credit(MEMBER_CREDIT, amount)]


def going_back(ways: Iterable[PaymentShare]) -> list[Movement]:
    return [credit(ACCOUNT_OF[way.method], way.amount) for way in ways]


def interest(way: Way, amount: Money) -> list[Movement]:
    """What the operator pays of its own, beside a refund."""
    return [debit(INTEREST, amount), credit(ACCOUNT_OF[way], amount)]


def refund(shares: Iterable[RefundShare]) -> list[Movement]:
    """The liability not yet used is released first; the rest takes income back; tax at the rate of the sale."""
    movements = []
    for share in shares:
        movements += [
            debit(f"deferred:{share.kind}", share.unused),
            debit(f"income:{share.kind}", share.amount - share.tax - share.unused),
            debit(TAX, share.tax),
        ]
    return movements


def by_days(kind: IncomeKind, net: Money) -> list[Movement]:
    """Days turn their part of the liability into the seller's income; less than zero: back into a liability."""
    return [debit(f"deferred:{kind}", net), credit(f"income:{kind}", net)]


def entry(placed: OrderPlaced, memo: Memo, cause_id: str, day: date, movements: Iterable[Movement]) -> EntryPosted:
    """An entry in the books of the venue that sold; `cause_id` is the payment, notice or refund that led to it."""
    return _entry(placed, placed.venue_id, memo, cause_id, day, movements)


def recognition(placed: OrderPlaced, used: IncomeRecognised) -> list[EntryPosted]:
    """The liability of the seller becomes the income of the venue that served; between two venues it is owed."""
    seller, server = placed.venue_id, used.venue_id
    liability = debit(f"deferred:{used.kind}", used.net)
    income = credit(f"income:{used.kind}", used.net)

    def post(venue: str, *movements: Movement) -> EntryPosted:
        return _entry(placed, venue, "recognition", used.use_id, used.day, movements)

    if seller == server:
        return [post(seller, liability, income)]
    return [
        post(seller, liability, credit(settlement(server), used.net)),
        post(server, debit(settlement(seller), used.net), income),
    ]


def taken_back(placed: OrderPlaced, used: IncomeRecognised, owed: Money, day: date) -> list[EntryPosted]:
    """The entries of a recognition, turned round, under ids of their own; `owed` of it is a liability again.

    For the rest the seller had lost income by a refund, which it was given for nothing.
    """
    liability = f"deferred:{used.kind}"
    lost = [debit(liability, used.net - owed), credit(f"income:{used.kind}", used.net - owed)]
    turned = []
    for entry in recognition(placed, used):
        movements = [(p.account, Money(-p.amount, entry.currency)) for p in entry.postings]
        movements += lost if entry.venue_id == placed.venue_id else []
        again = posted(movements)
        if again:
            entry_id = derived_id("taken back", entry.entry_id)
            turned.append(replace(entry, entry_id=entry_id, day=day, postings=again))
    return turned


def posted(movements: Iterable[Movement]) -> tuple[Posting, ...]:
    """One posting an account that moves; raises AssertionError if they do not sum to zero."""
    sums: dict[str, int] = {}
    for account, amount in movements:
        sums[account] = sums.get(account, 0) + amount.amount
    assert sum(sums.values()) == 0, sums
    return tuple(Posting(account=a, amount=n) for a, n in sums.items() if n)


def of_partner(
    agreement_id: str, venue_id: str, cause_id: str, day: date, currency: str, movements: Iterable[Movement]
) -> EntryPosted:
    """An entry of a company's account: it is of no order, and stands under the agreement."""
    return EntryPosted(
        entry_id=derived_id("entry", agreement_id, cause_id, venue_id),
        order_id=agreement_id,
        venue_id=venue_id,
        day=day,
        currency=currency,
        memo="partner",
        postings=posted(movements),
    )


def _entry(
    placed: OrderPlaced, venue_id: str, memo: Memo, cause_id: str, day: date, movements: Iterable[Movement]
) -> EntryPosted:
    return EntryPosted(
        entry_id=derived_id("entry", placed.order_id, memo, cause_id, venue_id),
        order_id=placed.order_id,
        venue_id=venue_id,
        day=day,
        currency=placed.total.currency,
        memo=memo,
        postings=posted(movements),
    )
