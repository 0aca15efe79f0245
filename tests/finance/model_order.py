"""An order and its money by the rules alone: the contract of finance, its README, features-and-rules 41 to 45."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from shared.contracts import Refusal
from shared.contracts import finance as c
from tests.finance.model_ledger import LedgerModel, Sold
from tests.machine import Answer, Told, told


@dataclass
class Paid:
    """Money on its way: what came and went since the provider last took it, and what the provider says."""

    way: str
    asked: int
    held: int = 0
    taken: int = 0
    word: bool | None = None  # captured, or failed
    word_at: datetime | None = None
    told_back: int = 0

    @property
    def ours_back(self) -> int:
        return self.taken - self.held


@dataclass
class OrderModel:
    """One order of one member at one venue; `catalogue` holds what one of each product costs."""

    order_id: str
    member_id: str
    venue_id: str
    catalogue: dict[str, Sold]
    placed: tuple[c.OrderLine, ...] | None = None
    total: int = 0
    paid: bool = False
    advance: int = 0
    credit: int = 0
    refunded: int = 0
    payments: dict[str, Paid] = field(default_factory=dict)  # the latest money last
    references: dict[str, tuple[str, int]] = field(default_factory=dict)  # refunds by id
    notices: set[str] = field(default_factory=set)
    uses: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.ledger = LedgerModel(self.venue_id)

    @property
    def due(self) -> int:
        return 0 if self.paid else self.total - self.advance

    @property
    def refundable(self) -> int:
        return self.total - self.refunded + self.credit if self.paid else self.advance

    def sold(self) -> list[Sold]:
        return [self.catalogue[line.product_id] for line in self.placed or ()]

    # --- placing ---

    def place(self, wish: c.PlaceOrder) -> Answer:
        if self.placed is not None:
            same = (wish.member_id, wish.venue_id, wish.lines) == (self.member_id, self.venue_id, self.placed)
            return [] if same else {c.OrderAlreadyPlaced}
        against: set[type[Refusal]] = set()
        if wish.venue_id != self.venue_id:
            against.add(c.TillNotOpen)
        if not 1 <= len(wish.lines) <= 50:
            against.add(c.OrderLinesOutOfRange)
        if any(line.product_id not in self.catalogue for line in wish.lines):
            against.add(c.NoPrice)
        if any(not 1 <= line.quantity <= 1000 for line in wish.lines):
            against.add(c.QuantityOutOfRange)
        if against:
            return against
        self.placed, self.member_id = wish.lines, wish.member_id
        self.total = sum(line.gross for line in self.sold())
        events = [told(c.OrderPlaced, order_id=self.order_id, total=c.Money(self.total, "CNY"))]
        if not self.total:
            self.paid = True
            self.ledger.lines = self.sold()
            events.append(told(c.OrderPaid, total=c.Money(0, "CNY")))
        return events

    # --- money in ---

    def pay(self, wish: c.RecordPayment) -> Answer:
        if self.placed is None:
            return {c.OrderNotPlaced}
        if wish.venue_id != self.venue_id:
            return {c.OrderOfAnotherVenue}
        against = self.wished(wish.payment_id, wish.amount, wish.method)
        if against is not None:
            return against
        return self.money_in(wish.payment_id, wish.method, wish.amount.amount)

    def request(self, wish: c.RequestPayment) -> Answer:
        if self.placed is None or wish.member_id != self.member_id:
            return {c.OrderNotPlaced}
        against = self.wished(wish.payment_id, wish.amount, "sandbox")
        if against is not None:
            return against
        self.payments[wish.payment_id] = Paid("sandbox", wish.amount.amount)
        return [told(c.PaymentRequested, payment_id=wish.payment_id, amount=wish.amount)]

    def wished(self, payment_id: str, amount: c.Money, way: str) -> Answer | None:
        """The answer to a payment that was made before or cannot be made; None where nothing speaks against it."""
        known = self.payments.get(payment_id)
        if known and (known.way, known.asked, "CNY") == (way, amount.amount, amount.currency):
            return []
        against: set[type[Refusal]] = set()
        if known or payment_id in self.references:
            against.add(c.ReferenceReused)
        if self.paid:
            against.add(c.OrderAlreadyPaid)
        if amount.currency != "CNY":
            against.add(c.MoneyInAnotherCurrency)
        if not 0 < amount.amount <= self.due:
            against.add(c.AmountNotDue)
        return against or None

    def money_in(self, payment_id: str, way: str, amount: int) -> list[Told]:
        payment = self.payments.pop(payment_id, None) or Paid(way, amount)
        self.payments[payment_id] = payment
        payment.held = payment.taken = amount
        due = min(amount, self.due)
        over = amount - due
        completes = due == self.due > 0
        self.advance, self.credit = self.advance + due, self.credit + over
        self.ledger.pay(way, due, over)
        money = c.Money(amount, "CNY")
        events = [told(c.PaymentReceived, payment_id=payment_id, amount=money, method=way)]
        if due:
            events.append(told(c.EntryPosted, memo="payment"))
        if over:
            events.append(told(c.OverpaymentHeld, payment_id=payment_id, amount=c.Money(over, "CNY")))
            events.append(told(c.EntryPosted, memo="overpayment"))
        if completes:
            self.paid, self.advance = True, 0
            self.ledger.sell(self.sold())
            events += [told(c.OrderPaid, order_id=self.order_id), told(c.EntryPosted, memo="sale")]
        return events

    # --- the provider ---

    def notice(self, wish: c.ReceiveProviderNotice) -> Answer:
        payment = self.payments.get(wish.payment_id)
        if self.placed is None or payment is None or payment.way != "sandbox":
            return {c.PaymentUnknown}
        if wish.notice_id in self.notices:
            return []
        against: set[type[Refusal]] = set()
        if wish.amount.currency != "CNY":
            against.add(c.MoneyInAnotherCurrency)
        if wish.status != "failed" and wish.amount.amount <= 0:
            against.add(c.AmountNotPositive)
        if against:
            return against
        self.notices.add(wish.notice_id)
        events = [told(c.ProviderNoticeReceived, notice_id=wish.notice_id, status=wish.status)]
        unheard = payment.word is None
        if wish.status == "refunded":
            payment.told_back += wish.amount.amount
        elif unheard or (wish.provider_at, wish.status == "captured") > (payment.word_at, payment.word):
            payment.word, payment.word_at = wish.status == "captured", wish.provider_at
        if payment.word and not payment.taken:
            events += self.money_in(wish.payment_id, "sandbox", wish.amount.amount)
        elif payment.word is False and unheard:
            events.append(told(c.PaymentFailed, payment_id=wish.payment_id))
        right = payment.taken - max(payment.ours_back, min(payment.told_back, payment.taken)) if payment.word else 0
        if payment.word is not None and payment.held > right:
            events += self.money_back([(wish.payment_id, payment.held - right)], wish.notice_id)
        if payment.word is False:
            payment.taken = 0
        return events

    # --- money out ---

    def refund(self, wish: c.RefundOrder) -> Answer:
        if self.placed is None:
            return {c.OrderNotPlaced}
        if wish.venue_id != self.venue_id:
            return {c.OrderOfAnotherVenue}
        if self.references.get(wish.refund_id) == ("refund", wish.amount.amount) and wish.amount.currency == "CNY":
            return []
        against: set[type[Refusal]] = set()
        if wish.refund_id in self.references or wish.refund_id in self.payments:
            against.add(c.ReferenceReused)
        if wish.amount.currency != "CNY":
            against.add(c.MoneyInAnotherCurrency)
        if wish.amount.amount <= 0:
            against.add(c.AmountNotPositive)
        if wish.amount.amount > self.refundable:
            against.add(c.RefundExceedsPaid)
        if against:
            return against
        left, ways = wish.amount.amount, []
        for payment_id, payment in reversed(self.payments.items()):
            if part := min(left, payment.held):
                ways.append((payment_id, part))
                left -= part
        self.references[wish.refund_id] = ("refund", wish.amount.amount)
        return self.money_back(ways, wish.refund_id)

    def money_back(self, ways: list[tuple[str, int]], refund_id: str) -> list[Told]:
        """First what had bought nothing, then what the order was paid with."""
        amount = sum(part for _, part in ways)
        for payment_id, part in ways:
            self.payments[payment_id].held -= part
        idle = min(amount, self.credit if self.paid else self.advance)
        own = amount - idle
        events = []
        if idle:
            of = "overpayment" if self.paid else "advance"
            events.append(told(c.PaymentReturned, refund_id=refund_id, of=of, amount=c.Money(idle, "CNY")))
        if own:
            so_far = c.Money(self.refunded + own, "CNY")
            events.append(told(c.OrderRefunded, refund_id=refund_id, amount=c.Money(own, "CNY"), refunded=so_far))
        credit, advance = (idle, 0) if self.paid else (0, idle)
        self.credit, self.advance, self.refunded = self.credit - credit, self.advance - advance, self.refunded + own
        self.ledger.give_back([(self.payments[i].way, part) for i, part in ways], advance, credit, own)
        return [*events, told(c.EntryPosted, memo="refund")]

    # --- use ---

    def use(self, wish: c.RecogniseIncome) -> Answer:
        if self.placed is None:
            return {c.OrderNotPlaced}
        line = next((line for line in self.sold() if line.product_id == wish.product_id), None)
        if line is None or not self.paid or line.liability <= 0 or wish.use_id in self.uses:
            return []
        if wish.amount.amount <= 0 or wish.amount.currency != "CNY":
            return []
        self.uses.add(wish.use_id)
        net = self.ledger.use(line, wish.amount.amount, wish.venue_id)
        entries = (1 if wish.venue_id == self.venue_id else 2) if net else 0
        first = told(c.IncomeRecognised, use_id=wish.use_id, amount=wish.amount, net=c.Money(net, "CNY"))
        return [first, *[told(c.EntryPosted, memo="recognition")] * entries]
