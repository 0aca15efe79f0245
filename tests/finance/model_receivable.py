"""What a company owes by its statements and pays, by the rules alone.

From the README of finance (*Partners*, and its chart of accounts).
A payment settles the month that it names, then the oldest, whichever venue sold; what went back counts as paid. What is
over settles what comes. Between the venue that has the money and the one whose receivable it settles it is owed.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from shared.contracts import Refusal
from shared.contracts import finance as c
from tests.finance.model_ledger import HOLDS
from tests.machine import Answer, Told, told


@dataclass
class Statements:
    """One agreement's: what is open, by month and venue (below zero: went back), and what is over, by who has it."""

    agreement_id: str
    open: Counter[tuple[date, str]] = field(default_factory=Counter)
    over: Counter[str] = field(default_factory=Counter)
    causes: set[str] = field(default_factory=set)
    payments: dict[str, tuple[str, c.Money, str]] = field(default_factory=dict)
    billed: int = 0
    came: int = 0


@dataclass
class ReceivableModel:
    """`employers`: the payment ids of the parts of one order, each with its agreement; `tills`: where is sold."""

    employers: dict[str, str]
    tills: tuple[str, ...]
    companies: dict[str, Statements] = field(default_factory=dict)
    books: Counter[tuple[str, str, str]] = field(default_factory=Counter)  # by agreement, venue and account

    def of(self, agreement_id: str) -> Statements:
        return self.companies.setdefault(agreement_id, Statements(agreement_id))

    def note(self, wish: c.NotePartnerDue) -> Answer:
        agreement = self.employers.get(wish.payment_id)
        if agreement is None or wish.cause_id in self.of(agreement).causes:
            return []
        company, month = self.of(agreement), wish.day.replace(day=1)
        company.causes.add(wish.cause_id)
        company.open[month, wish.venue_id] += wish.amount.amount
        company.billed += wish.amount.amount
        events = [told(c.PartnerDueNoted, agreement_id=agreement, month=month, amount=wish.amount)]
        for has in list(company.over):
            part = min(wish.amount.amount, company.open[month, wish.venue_id], company.over[has])
            if part > 0:
                company.over[has] -= part
                company.open[month, wish.venue_id] -= part
                used = c.SettledPart(month=month, venue_id=wish.venue_id, amount=c.Money(part, "CNY"))
                events.append(told(c.PartnerCreditUsed, venue_id=has, settles=used))
                events += self.book(agreement, has, "partner_credit", part, [used])
        return events

    def receive(self, wish: c.RecordPartnerPayment) -> Answer:
        company, told_before = self.of(wish.agreement_id), (wish.venue_id, wish.amount, wish.method)
        before = company.payments.get(wish.payment_id)
        if wish.venue_id not in self.tills:
            return {c.TillNotOpen}
        if before:
            return [] if before == told_before else {c.ReferenceReused}
        against: set[type[Refusal]] = set()
        if not company.causes:
            against.add(c.PartnerOwesNothing)
        if wish.amount.currency != "CNY":
            against.add(c.MoneyInAnotherCurrency)
        if wish.amount.amount <= 0:
            against.add(c.AmountNotPositive)
        if against:
            return against
        company.payments[wish.payment_id] = told_before
        company.came += wish.amount.amount
        settles, over = self.settle(company, wish.amount.amount, wish.month)
        company.over[wish.venue_id] += over
        self.books[wish.agreement_id, wish.venue_id, "partner_credit"] -= over
        entries = self.book(wish.agreement_id, wish.venue_id, HOLDS[wish.method], wish.amount.amount - over, settles)
        self.books[wish.agreement_id, wish.venue_id, HOLDS[wish.method]] += over
        paid = told(
            c.PartnerPaymentReceived, payment_id=wish.payment_id, settles=Same(settles), over=c.Money(over, "CNY")
        )
        return [paid, *entries]

    def settle(self, company: Statements, amount: int, month: date | None) -> tuple[list[c.SettledPart], int]:
        named = month.replace(day=1) if month else None
        parts = Counter({key: left for key, left in company.open.items() if left < 0})
        pool = amount - sum(parts.values())
        for key in sorted(company.open, key=lambda key: (key[0] != named, *key)):
            if company.open[key] > 0 and pool:
                parts[key] = min(pool, company.open[key])
                pool -= parts[key]
        company.open.subtract(parts)
        settled = [c.SettledPart(month=m, venue_id=v, amount=c.Money(part, "CNY")) for (m, v), part in parts.items()]
        return settled, pool

    def book(self, agreement: str, venue: str, account: str, amount: int, parts: list[c.SettledPart]) -> list[Told]:
        """An entry here, and one in the books of every other venue whose receivable it settles."""
        self.books[agreement, venue, account] += amount
        for part in parts:
            settled = part.amount.amount
            self.books[agreement, part.venue_id, "partner"] -= settled
            if part.venue_id != venue:
                self.books[agreement, part.venue_id, f"settlement:{venue}"] += settled
                self.books[agreement, venue, f"settlement:{part.venue_id}"] -= settled
        others = {part.venue_id for part in parts} - {venue}
        return [told(c.EntryPosted, memo="partner")] * (len(others) + 1)


class Same:
    """Equal to the same parts, in whichever order."""

    def __init__(self, parts: list[c.SettledPart]) -> None:
        self.parts = parts

    def __eq__(self, other: object) -> bool:
        return isinstance(other, tuple) and sorted(map(repr, other)) == sorted(map(repr, self.parts))

    __hash__ = None  # type: ignore[assignment]
