"""The money of prepaid days by the rules alone (README of finance; features-and-rules 2, 6, 15, 23, 44, 45, 47).

What is paid is at every moment what was earned, what is still owed in days, the tax, what is the payer's own money, and
what went back. A day earns an even part of what is left on it; money is rounded once, and booked as a difference.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from fractions import Fraction
from zoneinfo import ZoneInfo

from shared.contracts import Refusal
from shared.contracts import finance as c
from tests.finance.model_ledger import LedgerModel, Sold, fair, nearest
from tests.finance.model_paid_days import DAY, Plan
from tests.machine import Answer, Told, told

ZONE = ZoneInfo("Asia/Shanghai")
HELD_IN = {"cash": "cash", "sandbox": "provider", "transfer": "bank"}


NONE = Plan(())


def cny(amount: int) -> c.Money:
    return c.Money(amount, "CNY")


@dataclass
class Rules:
    """What head office published: how often income is booked, and the interest of refunds."""

    rhythms: list[c.PublishIncomePolicy] = field(default_factory=list)
    rates: list[c.PublishRefundInterest] = field(default_factory=list)

    def rhythm(self, day: date) -> str:
        known = sorted((p for p in self.rhythms if p.valid_from <= day), key=lambda p: p.valid_from)
        return known[-1].rhythm if known else "month"

    def rate(self, day: date) -> c.PublishRefundInterest | None:
        known = sorted((p for p in self.rates if p.valid_from <= day), key=lambda p: p.valid_from)
        return known[-1] if known else None

    def publish_rhythm(self, wish: c.PublishIncomePolicy, today: date) -> Answer:
        of_day = [p.rhythm for p in self.rhythms if p.valid_from == wish.valid_from]
        if of_day[-1:] == [wish.rhythm]:
            return []
        if wish.valid_from < today:
            return {c.IncomePolicyDated}
        self.rhythms.append(wish)
        return [told(c.IncomePolicyPublished, rhythm=wish.rhythm, valid_from=wish.valid_from)]

    def publish_rate(self, wish: c.PublishRefundInterest) -> Answer:
        points = (wish.operator_basis_points, wish.member_basis_points)
        if not all(0 <= each <= 3600 for each in points) or wish.year_days not in (360, 365, 366):
            return {c.InterestOutOfRange}
        if [p for p in self.rates if p.valid_from == wish.valid_from][-1:] == [wish]:
            return []
        self.rates.append(wish)
        return [told(c.RefundInterestPublished, **vars(wish))]


@dataclass
class PaidOrder:
    """One order of one card, paid on `paid_on` by `way`, a part of it by a company; what became of its money."""

    order_id: str
    sold: Sold
    way: str
    paid_on: date
    of_company: int
    rules: Rules
    venue_id: str
    credit: int = 0
    own: int = 0
    references: dict[str, tuple[int, str | None]] = field(default_factory=dict)
    plan: Plan = NONE
    net: int = 0
    cuts: list[tuple[date, int]] = field(default_factory=list)
    booked: int = 0
    through: date | None = None
    wakes: date | None = None

    def __post_init__(self) -> None:
        self.ledger = LedgerModel(self.venue_id)
        self.ledger.lines = [self.sold]
        self.own = self.sold.gross - self.of_company

    @property
    def left(self) -> int:
        """What of its price did not go back."""
        return self.sold.gross - self.sold.gross_back

    @property
    def refundable(self) -> int:
        return self.left + self.credit

    def spread(self, plan: Plan) -> None:
        if not self.plan.pieces:
            self.net = self.sold.net - self.sold.net_released
        self.plan, self.wakes = plan, None

    # --- what days earn ---

    @property
    def first(self) -> date:
        return min(since for since, _ in self.plan.pieces)

    @property
    def end(self) -> date:
        since, days = self.plan.pieces[-1]
        return max(days) + DAY if days else since

    def earned(self, until: date) -> int:
        """Each day an even part of what is left on it, by the plan of the day."""
        left, came, day = Fraction(self.net), Fraction(0), min([self.first, *(day for day, _ in self.cuts)])
        while day < until:
            left = max(Fraction(0), left - sum(net for on, net in self.cuts if on == day))
            of_day = [days for since, days in self.plan.pieces if since <= day]
            if of_day and day in of_day[-1]:
                part = left / sum(1 for each in of_day[-1] if each >= day)
                left, came = left - part, came + part
            day += DAY
        return nearest(came)

    def book(self, until: date, today: date) -> list[Told]:
        """First a difference about days that are booked, known today; then an entry a month, on its last day."""
        if not self.plan.pieces or not self.left:
            return []
        until = min(until, max(self.end, self.first))
        steps, day = [(self.through, today)] if self.through else [], self.through or self.first
        while day < until:
            day += DAY
            if day.day == 1 or day == until:
                steps.append((day, day - DAY))
        return [event for to, on in steps for event in self.earn(to, on)]

    def earn(self, to: date, on: date) -> list[Told]:
        owed = max(0, self.net - self.booked - sum(net for _, net in self.cuts))
        net = min(self.earned(to) - self.booked, owed)
        if not net:
            return []
        self.booked, self.through = self.booked + net, to
        self.sold.net_used += net
        self.ledger.move(deferred__card=net, income__card=-net)
        return [told(c.TermIncomeRecognised, day=on, until=to, net=cny(net)), told(c.EntryPosted, day=on)]

    def recognise(self, today: date) -> list[Told]:
        if not self.plan.pieces or not self.left:
            return []
        daily = self.end <= today or self.rules.rhythm(today) == "day"
        due = today if daily else max(today.replace(day=1), self.through or date.min)
        events = self.book(due, today)
        wakes = self.next_look(today)
        if wakes and wakes != self.wakes:
            self.wakes = wakes
            events.append(told(c.IncomeReviewed, wake_at=datetime.combine(wakes, time(0), ZONE)))
        return events

    def next_look(self, today: date) -> date | None:
        """When something is due next: on a month's first, at the end, on a day of which each is booked."""
        if self.end <= today:
            return None
        day = max(today, self.first) + DAY
        while day < self.end and day.day != 1 and self.rules.rhythm(day) != "day":
            day += DAY
        return day

    # --- what goes back ---

    def companys(self, worth: int) -> int:
        """Of so much of the order's worth the part that its company holds in what is left."""
        return fair(worth, [self.of_company, self.own - self.credit])[0] if worth and self.of_company else 0

    def release(self, amount: int, today: date) -> list[Told]:
        """First all that is earned; then of what goes back the liability, which no day earns any more."""
        events, before = self.book(today, today), self.sold.net_released
        self.ledger.take_from(self.sold, amount)
        released = self.sold.net_released - before
        if released and self.plan.pieces:
            self.cuts.append((today, released))
        return events

    def credited(self, wish: c.CreditUnused, today: date) -> Answer:
        amount = min(wish.amount.amount, self.left)
        known = wish.product_id == self.sold.product_id and wish.amount.currency == "CNY"
        if not known or wish.credit_id in self.references or amount <= 0:
            return []
        company = self.companys(amount)
        events = self.release(amount, today)
        self.references[wish.credit_id] = (amount, None)
        self.of_company -= company
        self.credit += amount - company
        self.ledger.balances[self.venue_id, "member_credit"] -= amount - company
        self.ledger.balances[self.venue_id, "partner"] -= company
        back = told(
            c.UnusedCredited, amount=cny(amount), refunded=cny(self.sold.gross_back), total=cny(self.sold.gross)
        )
        return [*events, back, told(c.EntryPosted, memo="refund", day=today)]

    def refund(self, wish: c.RefundOrder, today: date) -> Answer:
        against = self.against(wish)
        if against or wish.refund_id in self.references:
            return against or []
        amount = wish.amount.amount
        self.references[wish.refund_id] = (amount, wish.fault)
        idle = min(amount, self.credit)
        worth = amount - idle
        company = self.companys(worth)
        events = [told(c.PaymentReturned, of="overpayment", amount=cny(idle))] if idle else []
        if worth:
            events += self.release(worth, today)
            events.append(told(c.OrderRefunded, amount=cny(worth), refunded=cny(self.sold.gross_back)))
        self.credit, self.own, self.of_company = (
            self.credit - idle,
            self.own - amount + company,
            self.of_company - company,
        )
        self.ledger.move(member_credit=idle, **{HELD_IN[self.way]: -idle})
        self.ledger.balances[self.venue_id, HELD_IN[self.way]] -= worth - company
        self.ledger.balances[self.venue_id, "partner"] -= company
        return [*events, told(c.EntryPosted, memo="refund", day=today), *self.interest(wish, worth - company, today)]

    def against(self, wish: c.RefundOrder) -> set[type[Refusal]]:
        against: set[type[Refusal]] = set()
        known = self.references.get(wish.refund_id)
        if known and known != (wish.amount.amount, wish.fault):
            against.add(c.ReferenceReused)
        if wish.amount.currency != "CNY":
            against.add(c.MoneyInAnotherCurrency)
        if wish.amount.amount <= 0:
            against.add(c.AmountNotPositive)
        if not known and wish.amount.amount > self.refundable:
            against.add(c.RefundExceedsPaid)
        if not known and wish.fault and self.rules.rate(self.paid_on) is None:
            against.add(c.InterestNotKnown)
        return against

    def interest(self, wish: c.RefundOrder, principal: int, today: date) -> list[Told]:
        """On what the member had paid, from that day on, at the rates of that day; rounded once."""
        rate = self.rules.rate(self.paid_on)
        if not wish.fault or rate is None:
            return []
        points = rate.operator_basis_points if wish.fault == "operator" else rate.member_basis_points
        days = (today - self.paid_on).days
        amount = nearest(Fraction(principal * points * days, 10_000 * rate.year_days))
        if not amount:
            return []
        way = "cash" if self.way == "cash" else "transfer"
        self.ledger.move(interest=amount, **{HELD_IN[way]: -amount})
        paid = told(c.RefundInterestPaid, principal=cny(principal), days=days, amount=cny(amount), method=way)
        return [paid, told(c.EntryPosted, memo="interest", day=today)]
