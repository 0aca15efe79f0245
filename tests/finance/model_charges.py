"""Automatic charges and their safety stop by the rules alone: README of finance, and features-and-rules 7, 12.

So many order lines for one card on one day are the most, 15 until another number is published; one automatic charge
more stops the card, and what is due meanwhile waits until somebody looked, from when on its day counts anew.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from shared.contracts import Refusal
from shared.contracts import finance as c
from tests.finance.model_ledger import nearest
from tests.machine import Answer, Told, told


@dataclass
class Card:
    """How it is charged: the lines of its latest day, whose orders were heard of, and what waits."""

    day: date = date.min
    heard: set[str] = field(default_factory=set)
    lines: int = 0
    stopped: bool = False
    waits: list[c.HeldFee] = field(default_factory=list)

    def lines_on(self, day: date) -> int:
        return self.lines if day == self.day else 0


@dataclass
class Renewal:
    """The order of a period: what is due, and who had agreed to pay it for the member."""

    due: int
    payer: str | None
    paid: bool = False


@dataclass
class ChargesModel:
    """`known` are the cards of which cards told; `over` those of them that are over."""

    member_id: str
    known: set[str]
    over: set[str]
    stops: list[c.PublishSafetyStop] = field(default_factory=list)
    cards: dict[str, Card] = field(default_factory=dict)
    placed: set[str] = field(default_factory=set)
    prices: dict[str, int] = field(default_factory=dict)  # of a renewal
    orders: dict[str, Renewal] = field(default_factory=dict)
    tried: set[str] = field(default_factory=set)  # payments, each an attempt
    payer: str | None = None

    def of(self, card_id: str) -> Card:
        return self.cards.setdefault(card_id, Card())

    def most(self, day: date) -> int:
        """The newest day binds; of one day, what was published last."""
        known = sorted((stop for stop in self.stops if stop.valid_from <= day), key=lambda stop: stop.valid_from)
        return known[-1].most_lines if known else 15

    def publish(self, wish: c.PublishSafetyStop, today: date) -> Answer:
        against: set[type[Refusal]] = set() if 1 <= wish.most_lines <= 1000 else {c.SafetyStopOutOfRange}
        if not against and [s for s in self.stops if s.valid_from == wish.valid_from][-1:] == [wish]:
            return []
        if wish.valid_from < today:
            against.add(c.SafetyStopDated)
        if against:
            return against
        self.stops.append(wish)
        return [told(c.SafetyStopPublished, most_lines=wish.most_lines, valid_from=wish.valid_from)]

    def note(self, wish: c.NoteCharge) -> Answer:
        """Each order once; what is heard of a day that is over counts no more."""
        card = self.of(wish.card_id)
        if wish.day < card.day or (wish.day == card.day and wish.order_id in card.heard):
            return []
        if wish.day > card.day:
            card.day, card.heard, card.lines = wish.day, set(), 0
        card.heard.add(wish.order_id)
        card.lines += wish.lines
        noted = told(c.ChargeNoted, order_id=wish.order_id, day=wish.day, lines=wish.lines)
        return [noted, *self.stop(wish.card_id, card.lines, wish.day)]

    def stop(self, card_id: str, lines: int, day: date) -> list[Told]:
        card, most = self.of(card_id), self.most(day)
        if card.stopped or lines <= most:
            return []
        card.stopped = True
        return [told(c.ChargingStopped, card_id=card_id, cause="too_many_lines", lines=lines, most=most)]

    def resume(self, wish: c.ResumeCharging) -> Answer:
        """Also where all lines of a day were sold, and only a person was told."""
        card = self.of(wish.card_id)
        full = card.lines and card.lines >= self.most(card.day)
        if not card.stopped and not full:
            return {c.ChargingNotStopped}
        held, card.waits, card.stopped, card.lines = tuple(card.waits), [], False, 0
        return [told(c.ChargingResumed, card_id=wish.card_id, held=held)]

    def fee(self, wish: c.ChargeFreezeFee, today: date) -> Answer:
        """An order on account, due on its day; it waits where charging stops."""
        if wish.order_id in self.placed:
            return []
        if wish.card_id not in self.known:
            return {c.CardNotKnown}
        card = self.of(wish.card_id)
        stop = self.stop(wish.card_id, card.lines_on(today) + 1, today)
        if not card.stopped:
            self.placed.add(wish.order_id)
            owed = told(
                c.OrderPutOnAccount,
                due_day=max(wish.day, today),
                left=wish.fee,
                cause="freeze_fee",
                payer_id=self.payer,
            )
            return [told(c.OrderPlaced, order_id=wish.order_id, total=wish.fee), owed]
        fee = c.HeldFee(**{name: value for name, value in vars(wish).items() if name != "card_id"})
        if fee in card.waits:
            return stop
        card.waits.append(fee)
        return [*stop, told(c.FeeHeld, card_id=wish.card_id, fee=fee)]

    # --- automatic renewals ---

    def renew(self, wish: c.ChargeRenewal, today: date) -> Answer:
        """One order a period, one payment an attempt; nothing is asked for beyond what was agreed."""
        order = self.orders.get(wish.order_id)
        if wish.payment_id in self.tried or (order and order.paid):
            return []
        if self.of(wish.card_id).stopped:
            return self.not_charged(wish, "stopped")
        if order:
            return (
                self.not_charged(wish, "payer_ended") if order.payer and not self.payer else self.ask(wish, order.due)
            )
        if wish.card_id not in self.known or wish.member_id != self.member_id:
            return {c.CardNotKnown}
        if stop := self.stopped_by(wish.card_id, today):
            return [*stop, *self.not_charged(wish, "stopped")]
        listed = self.prices.get(wish.product_id)
        if listed is None:
            return self.not_charged(wish, "no_price")
        off = nearest(Fraction(listed * wish.off_days, wish.of_days)) if wish.of_days else 0
        due = listed - off
        if wish.most.currency != "CNY" or due > wish.most.amount:
            return self.not_charged(wish, "over_limit")
        self.orders[wish.order_id] = Renewal(due, self.payer, paid=not due)
        placed = told(c.OrderPlaced, order_id=wish.order_id, total=c.Money(due, "CNY"), payer_id=self.payer)
        if not due:
            return [placed, told(c.OrderPaid, order_id=wish.order_id)]
        day = max(wish.period or today, today)
        owed = told(c.OrderPutOnAccount, due_day=day, cause="renewal", card_id=wish.card_id, payer_id=self.payer)
        return [placed, *self.ask(wish, due), owed]

    def stopped_by(self, card_id: str, today: date) -> list[Told]:
        card = self.of(card_id)
        if card_id not in self.over:
            return self.stop(card_id, card.lines_on(today) + 1, today)
        card.stopped = True
        return [told(c.ChargingStopped, card_id=card_id, cause="card_over", lines=card.lines_on(today) + 1)]

    def not_charged(self, wish: c.ChargeRenewal, cause: str) -> list[Told]:
        self.tried.add(wish.payment_id)
        return [told(c.RenewalNotCharged, order_id=wish.order_id, payment_id=wish.payment_id, cause=cause)]

    def ask(self, wish: c.ChargeRenewal, due: int) -> list[Told]:
        self.tried.add(wish.payment_id)
        return [told(c.PaymentRequested, payment_id=wish.payment_id, amount=c.Money(due, "CNY"))]

    def pay(self, order_id: str) -> Answer:
        order = self.orders.get(order_id)
        if order is None:
            return {c.OrderNotPlaced}
        if order.paid:
            return {c.OrderAlreadyPaid, c.AmountNotDue}
        order.paid = True
        entry, nothing = told(c.EntryPosted), told(c.DebtChanged, order_id=order_id, left=c.Money(0, "CNY"))
        return [told(c.PaymentReceived, order_id=order_id), entry, told(c.OrderPaid), entry, nothing]
