"""A card that renews by itself, is to become another, and is left, by the rules alone.

From the README of cards (*Leaving*, *Selling on a card that there is*, its state pictures) and features-and-rules 5,
12, 26, 41, 53. One order a period, one payment an attempt; a period is charged a day before it begins, tried again by
its cause; a notice lets begin what begins by its last day; a planned change costs nothing and is made by what is paid
of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from shared.contracts import DayRange, Refusal
from shared.contracts import cards as c
from tests.cards.model_gate import Because
from tests.cards.model_lots import Lies
from tests.machine import Answer, Told, told

ZONE = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
AGAIN = {"declined": [8 * DAY] * 3, "gateway": [timedelta(seconds=300)] * 3, "stopped": [DAY] * 3}


def start(day: date) -> datetime:
    return datetime.combine(day, time(0), ZONE)


@dataclass
class Paid:
    product_id: str
    first: date
    until: date


@dataclass
class Consent:
    """How much at most; of the period that was asked for last, counted by `base`: under which payment, when again."""

    most: c.Money
    base: date | None = None
    attempt: int = 0
    order_id: str | None = None
    payment_id: str | None = None
    again_at: datetime | None = None


@dataclass
class Leaving:
    ends: str
    last_day: date
    over: bool = False


@dataclass
class RenewalModel:
    """`terms` of each product that is sold. A card of terms that follow each other, which never rests."""

    card: c.CardIssued
    terms: dict[str, c.Terms]
    lots: list[Paid] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    consent: Consent | None = None
    waiting: tuple[str, str, date, int] | None = None  # payment, order, period and attempt that nobody answered
    asked: dict[str, tuple[str, date]] = field(default_factory=dict)  # product and base by order
    failed: set[str] = field(default_factory=set)
    notice: Leaving | None = None
    planned: str | None = None
    cancelled: bool = False
    warned: date | None = None
    ended: date | None = None

    def __post_init__(self) -> None:
        self.lots.append(Paid(self.card.product_id, self.card.valid.first, self.card.valid.until))

    # --- until when ---

    @property
    def paid_until(self) -> date:
        return self.lots[-1].until

    @property
    def stands(self) -> Leaving | None:
        return self.notice if self.notice and not self.notice.over else None

    @property
    def until(self) -> date:
        early = self.notice and self.notice.ends == "notice"
        return min(self.paid_until, self.notice.last_day + DAY) if early and self.notice else self.paid_until

    @property
    def product(self) -> str:
        return self.lots[-1].product_id

    def terms_on(self, day: date) -> c.Terms:
        of_day = [lot for lot in self.lots if lot.first <= day < lot.until]
        return self.terms[(of_day or self.lots[-1:])[0].product_id]

    def goes_on(self) -> bool:
        """Whether a period more is to be charged: agreed, and it begins by the last day of a notice, if one stands."""
        return self.consent is not None and (self.stands is None or self.paid_until <= self.stands.last_day)

    @property
    def unpaid(self) -> str | None:
        """The order of the period that is being charged."""
        consent = self.consent
        waits = consent is not None and consent.base is not None and consent.base >= self.paid_until
        return consent.order_id if consent and waits else None

    def stranger(self, wish: object) -> set[type[Refusal]]:
        if wish.card_id != self.card.card_id:  # type: ignore[attr-defined]
            return {c.CardNotIssued}
        return {c.CardOfAnotherMember} if wish.member_id != self.card.member_id else set()  # type: ignore[attr-defined]

    # --- consent ---

    def agree(self, wish: c.AgreeAutoRenewal, today: date) -> Answer:
        against = self.stranger(wish)
        if against:
            return against
        if self.cancelled:
            return {c.CardCancelled}
        most = (self.terms[self.planned] if self.planned else self.terms_on(today)).auto_renew_most
        if most is None:
            return {c.AutoRenewalNotOffered}
        if wish.most.currency != most.currency or not 0 < wish.most.amount <= most.amount:
            return {c.LimitOutOfRange}
        if self.consent and self.consent.most == wish.most:
            return []
        if self.stands:
            return {c.NoticeStands}
        if self.consent:
            self.consent.most = wish.most
        else:
            self.consent = Consent(wish.most)
        return [told(c.AutoRenewalAgreed, most=wish.most)]

    def withdraw(self, wish: c.WithdrawAutoRenewal, today: date) -> Answer:
        if against := self.stranger(wish):
            return against
        if self.consent is None:
            return []
        if self.terms_on(today).cancel_notice_days and self.lots[0].first <= today < self.until and not self.cancelled:
            return {c.NoticeNeeded}
        unpaid, self.consent = self.unpaid, None
        return [told(c.AutoRenewalWithdrawn, order_id=unpaid)]

    def fail(self, wish: c.FailRenewal, now: datetime) -> Answer:
        """Only what waits for an answer can fail; of a consent that is gone nothing is tried again.

        A late word about a period that was paid otherwise is none.
        """
        if self.waiting is None or self.waiting[0] != wish.payment_id:
            return []
        payment, _, period, attempt = self.waiting
        consent = self.consent
        if consent and consent.payment_id == payment and not self.unpaid:
            return []
        self.waiting = None
        self.failed.add(payment)
        if consent is None or consent.payment_id != payment:
            return [told(c.RenewalFailed, period=period, attempt=attempt, payment_id=payment, next_at=None)]
        waits = AGAIN.get(wish.cause, [])
        consent.again_at = now + waits[attempt - 1] if attempt <= len(waits) else None
        failed = told(c.RenewalFailed, period=period, attempt=attempt, cause=wish.cause, next_at=consent.again_at)
        if consent.again_at:
            return [failed]
        self.consent = None
        return [failed, told(c.AutoRenewalLapsed, period=period, order_id=consent.order_id)]

    # --- the clock ---

    def watch(self, now: datetime, today: date) -> list[Told]:
        if self.cancelled:
            return []
        until, product, events = self.until, self.product, list[Told]()
        over, due, leaves = now >= start(until), self.due(now), self.stands and not self.goes_on()
        if over and self.ended != until:
            events.append(told(c.CardEnded, product_id=product, valid_until=until))
            self.ended = until
        elif not over and now >= start(until - 7 * DAY) and self.warned != until:
            self.warned = until
            then = None if self.stands else self.planned
            events.append(told(c.CardExpiring, days_left=(until - today).days, next_product_id=then))
        if due:
            events.append(self.charge())
        if over and leaves and self.notice:
            self.notice.over, self.planned = True, None
            events.append(told(c.MembershipEnded, ends=self.notice.ends, product_id=product, valid_until=until))
            if self.consent:
                self.consent = None
                events.append(told(c.AutoRenewalWithdrawn, order_id=None))
        wakes = [at for at in self.alarms() if at > now]
        return [*events, told(c.CardWatched, wake_at=min(wakes))] if wakes else events

    def alarms(self) -> Iterator[datetime]:
        if self.ended != self.until:
            yield start(self.until)
        if self.warned != self.until:
            yield start(self.until - 7 * DAY)
        if at := self.charged_at():
            yield at

    def charged_at(self) -> datetime | None:
        consent = self.consent
        if consent is None or not self.goes_on():
            return None
        return consent.again_at if self.unpaid else start(self.until) - timedelta(hours=24)

    def due(self, now: datetime) -> bool:
        at = self.charged_at()
        return at is not None and at <= now

    def charge(self) -> Told:
        """The product that was asked for once for that period, else that planned, else what the card is."""
        consent = self.consent
        assert consent
        consent.attempt = consent.attempt + 1 if self.unpaid else 1
        before = next((product for product, base in self.asked.values() if base == self.paid_until), None)
        product = before or self.planned or self.product
        limit = self.terms[self.planned].auto_renew_most if self.planned else None
        most = min(consent.most, limit) if limit else consent.most
        off, whole = self.cut_off()
        consent.base, consent.again_at = self.paid_until, None
        return told(
            c.RenewalDue, product_id=product, period=self.until, attempt=consent.attempt, most=most,
            base=self.paid_until, off_days=off, of_days=whole,
        )  # fmt: skip

    def cut_off(self) -> tuple[int, int]:
        """The days of the next period behind an early end."""
        if self.stands is None or self.stands.ends != "notice":
            return 0, 0
        whole = self.terms[self.planned or self.product].days
        cut = whole - (self.stands.last_day + DAY - self.paid_until).days
        return (cut, whole) if cut > 0 else (0, 0)

    def asked_for(self, due: c.RenewalDue) -> None:
        """One order a period whoever agreed when; a payment that was answered is never asked for again."""
        known = [order for order, (_, base) in self.asked.items() if base == due.base]
        assert due.order_id in known if known else due.order_id not in self.asked
        assert due.payment_id not in self.failed
        assert self.consent
        self.consent.order_id, self.consent.payment_id = due.order_id, due.payment_id
        self.asked[due.order_id] = (due.product_id, self.paid_until)
        self.waiting = (due.payment_id, due.order_id, due.period, due.attempt)

    # --- buying ---

    def own_charge(self, order_id: str) -> bool:
        """Whether the card asked for it, and that stands or is not answered."""
        return order_id in (self.consent and self.consent.order_id, self.waiting and self.waiting[1])

    def grant(self, wish: c.GrantLot) -> Answer:
        if wish.lot_id in self.seen:
            return []
        if wish.product_id not in self.terms:
            return {c.ProductNotPublished}
        self.seen.add(wish.lot_id)
        if no := self.not_granted(wish):
            return [told(c.LotNotGranted, lot_id=wish.lot_id, price=wish.price, reason=Because(no))]
        events, own, planned = list[Told](), self.own_charge(wish.order_id), self.planned
        if self.stands and self.stands.ends == "notice" and not own:
            self.notice = None
            events.append(told(c.NoticeWithdrawn, by="purchase", valid_until=self.paid_until))
        first, former = self.paid_until if wish.day <= self.paid_until else wish.day, self.product
        lot = Paid(wish.product_id, first, first + self.terms[wish.product_id].days * DAY)
        self.lots.append(lot)
        events.append(told(c.LotGranted, lot=Lies(wish.lot_id, DayRange(lot.first, lot.until)), valid_until=self.until))
        asked = self.asked.get(wish.order_id, (None,))[0]
        if wish.product_id in (planned, asked) and wish.product_id != former:
            self.planned = None if planned == wish.product_id else planned
            made = told(c.PlannedChangeMade, former_id=former, product_id=wish.product_id, begins=first)
            events.append(made)
        elif planned and not own:
            self.planned = None
            events.append(told(c.PlannedChangeWithdrawn, product_id=planned, by="purchase"))
        return events

    def not_granted(self, wish: c.GrantLot) -> type[Refusal] | None:
        if no := self.stranger(wish):
            return next(iter(no))
        if self.notice and self.notice.ends == "notice":
            late = self.own_charge(wish.order_id) and self.paid_until > self.notice.last_day
            if self.notice.over or late:
                return c.CardGivenUp
        return c.CardCancelled if self.cancelled else None

    def refund(self, wish: c.CancelCards) -> Answer:
        """Of a card that was sold once, and not renewed."""
        if self.cancelled or wish.order_id != self.card.order_id:
            return []
        self.cancelled = True
        return [told(c.CardCancelledAfterRefund, order_id=wish.order_id)]

    # --- leaving ---

    def leave(self, wish: c.GiveNotice, today: date) -> Answer:
        against = self.stranger(wish)
        if against:
            return against
        if self.stands and self.stands.ends == wish.ends:
            return []
        terms = self.terms_on(today)
        last_day = today + terms.cancel_notice_days * DAY
        early = wish.ends == "notice"
        if self.cancelled:
            against.add(c.CardCancelled)
        if self.stands:
            against.add(c.NoticeGivenAlready)
        if today < self.lots[0].first:
            against.add(c.CardNotYetValid)
        if today >= self.until:
            against.add(c.CardExpired)
        if early and not terms.cancel_early:
            against.add(c.EarlyEndNotOffered)
        if not self.consent and not (early and last_day + DAY < self.paid_until):
            against.add(c.EndsAnyway)
        if against:
            return against
        unpaid, self.notice = self.unpaid, Leaving(wish.ends, last_day)
        unwanted = None if self.goes_on() else unpaid
        if unwanted and self.consent:
            self.consent = Consent(self.consent.most)
        return [told(c.NoticeGiven, day=today, last_day=last_day, valid_until=self.until, order_id=unwanted)]

    def stay(self, wish: c.WithdrawNotice) -> Answer:
        if against := self.stranger(wish):
            return against
        if self.notice is None:
            return []
        if self.notice.over:
            return {c.NoticeOver}
        self.notice = None
        return [told(c.NoticeWithdrawn, by="word", valid_until=self.paid_until)]

    # --- becoming another ---

    def plan(self, wish: c.PlanChange, today: date) -> Answer:
        against = self.stranger(wish)
        if against:
            return against
        terms = self.terms.get(wish.product_id)
        if terms is None:
            return {c.ProductUnknown}
        if self.cancelled:
            against.add(c.CardCancelled)
        if self.notice and (self.stands or self.notice.ends == "notice"):
            against |= {c.CardGivenUp} if self.notice.over else {c.NoticeStands}
        if today >= self.until:
            against.add(c.CardExpired)
        if terms.trial or terms.kind != "term":
            against.add(c.ChangeNotPossible)
        elif self.product == wish.product_id:
            against.add(c.ChangeToSame)
        if self.consent and terms.auto_renew_most is None:
            against.add(c.ProductNotRenewing)
        if against or self.planned == wish.product_id:
            return against or []
        self.planned = wish.product_id
        return [told(c.ChangePlanned, former_id=self.product, product_id=wish.product_id, begins=self.paid_until)]

    def unplan(self, wish: c.WithdrawPlannedChange) -> Answer:
        if against := self.stranger(wish):
            return against
        if self.planned is None:
            return []
        if self.unpaid and self.asked[self.unpaid][0] == self.planned:
            return {c.PlannedChangeCharged}
        planned, self.planned = self.planned, None
        return [told(c.PlannedChangeWithdrawn, product_id=planned, by="word")]
