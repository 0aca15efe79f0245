"""A steady mixed load: members join, buy, pay in three ways, book, come, leave, freeze, take money back, are forgotten.

Each client lives lives one after the other over HTTP; all five logs are written, and every neighbour reacts.
"""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from services.gateway.sandbox import signed
from shared.ids import derived_id
from tests.faults.history import History
from tests.faults.stand import Stand
from tests.faults.visitor import Answer, Visitor
from tests.waiting import eventually

CARD = {"amount": 100_000, "currency": "CNY"}
LADDER = {
    "levels": [
        {"level": "ordinary", "name": "Ordinary", "name_zh": "普通", "reach": {}, "keep": {}},
        {"level": "silver", "name": "Silver", "name_zh": "银卡", "reach": {"visits": 1}, "keep": {"visits": 1}},
    ],
    "growth_for_visit": 10,
}
PHONES = count(13_000_000_000 + int(time.time()) % 1_000_000 * 100)
Body = dict[str, Any]


def new() -> str:
    return str(uuid.uuid4())


@dataclass(frozen=True)
class Venue:
    """What a chain must have before members come."""

    venue_id: str
    course_id: str
    product_id: str


def open_venue(stand: Stand, history: History) -> Venue:
    """A venue with a course, and a card of ten visits at 1,000.00 that is paid before it is used."""
    office = stand.visitor("office", history)
    venue = Venue(new(), new(), new())
    place = {"name": "Riverside", "name_zh": "滨江馆", "zone": "Asia/Shanghai", "currency": "CNY"}
    opened = done(office.give("members", "OpenVenue", {"venue_id": venue.venue_id, **place})).after
    for service, query in (("booking", "ListCourses"), ("finance", "ListPrices"), ("cards", "ListProducts")):
        eventually(lambda s=service, q=query: office.ask(s, q, after=opened) is not None, 30)
    today = str((datetime.now(UTC) - timedelta(hours=12)).date())
    course = {"course_id": venue.course_id, "name": "Yoga", "name_zh": "瑜伽", "category": "Yoga"}
    terms = {"kind": "visits", "visits": 10, "months": 6, "freeze_days": 30}
    product = {"product_id": venue.product_id, "name": "Ten", "name_zh": "十次卡", "terms": terms}
    price = {"title": "Ten visits", "kind": "card", "price": CARD, "prepaid": True, "tax_basis_points": 600}
    for service, command, body in (
        ("booking", "DefineCourse", course),
        ("cards", "PublishProduct", product),
        ("finance", "PublishPrice", {"product_id": venue.product_id, "valid_from": today, **price}),
        ("engagement", "PublishPointsRule",
         {"earned_for": "payment", "points": 1, "per_amount": 1000, "valid_from": today}),
        ("engagement", "PublishPointsRule", {"earned_for": "attendance", "points": 10, "valid_from": today}),
        ("members", "PublishLadder", LADDER | {"from_day": today}),
    ):  # fmt: skip
        done(office.give(service, command, body))
    office.close()
    return venue


def done(answer: Answer | None) -> Answer:
    assert answer is not None and answer.status in (200, 201), answer
    return answer


@dataclass
class Guest:
    """One client and its lives; `secret` signs what the payment provider says."""

    visitor: Visitor
    venue: Venue
    secret: str
    random: Random
    pause: float
    over: threading.Event
    session: Body = field(default_factory=dict)
    lives: int = 0

    def live(self) -> None:
        self.visitor.gone = self.over.is_set
        while not self.over.is_set():
            if self.lives % 5 == 0:
                self.schedule()
            self.life()
            self.lives += 1
        self.visitor.close()

    def give(self, service: str, command: str, **body: Any) -> Answer | None:
        self.over.wait(self.pause)
        return self.visitor.give(service, command, body)

    def schedule(self) -> None:
        """A class of three seats in a room of its own, at a time when a member who comes now is taken to attend it."""
        room, session = {"room_id": new(), "venue_id": self.venue.venue_id}, new()
        self.give("booking", "AddRoom", **room, name="Studio", holds=3)
        starts = datetime.now(UTC) + timedelta(minutes=self.random.randint(20, 50))
        self.give(
            "booking", "ScheduleSession", **room, session_id=session, course_id=self.venue.course_id, coach_id=new(),
            starts_at=starts.isoformat(), minutes=60, seats=3,
        )  # fmt: skip
        self.session = {"session_id": session}

    def life(self) -> None:
        member, order, dice = {"member_id": new()}, {"order_id": new()}, self.random.random
        here = {"venue_id": self.venue.venue_id}
        self.give(
            "members", "RegisterMember", **member, **here, name="王芳", phone=f"+86{next(PHONES)}", channel="desk",
            language="zh", terms_accepted="2026-01",
        )  # fmt: skip
        self.give("finance", "PlaceOrder", **order, **member, **here, lines=[{"product_id": self.venue.product_id}])
        if dice() < 0.2:
            self.give(
                "finance", "PutOnAccount", **order, **here, due_day=str(datetime.now(UTC).date() + timedelta(days=2))
            )
        paid = self.pay(member, order)
        card = {"card_id": derived_id(order["order_id"], 0, 0)}
        self.visitor.ask("cards", "MemberCards", after=paid.after if paid else None, **member)
        booking = {"booking_id": new(), **self.session, **member}
        if self.session:
            self.give("booking", "BookSeat", **booking, **card, waitlist=dice() < 0.5)
        swipe = {**card, **here}
        if dice() < 0.6:
            self.give("cards", "SwipeCard", swipe_id=new(), **swipe)
            self.give("cards", "SwipeCard", swipe_id=new(), **swipe, direction="out")
        elif self.session:
            self.give("booking", "CancelBooking", **booking)
        if dice() < 0.2:
            first = datetime.now(UTC).date() + timedelta(days=3)
            rest = {"first": str(first), "until": str(first + timedelta(days=7))}
            self.give("cards", "FreezeCard", **card, **member, rest=rest)
        if dice() < 0.3:
            self.give("engagement", "RedeemPoints", redemption_id=new(), **member, points=30, purpose="a towel")
        if dice() < 0.3:
            part = CARD | {"amount": self.random.choice((30_000, 100_000))}
            self.give("finance", "RefundOrder", refund_id=new(), **order, **here, amount=part, reason="moved away")
        if dice() < 0.1:
            self.give("members", "EraseMember", **member)

    def pay(self, member: Body, order: Body) -> Answer | None:
        """Cash in one amount, or in two; or by the provider, whose notice comes twice."""
        way = self.random.choice(("cash", "parts", "provider"))
        here, halves = {"venue_id": self.venue.venue_id}, (CARD["amount"] // 2,) * 2
        if way == "provider":
            payment = {"payment_id": new(), **order}
            self.give("finance", "RequestPayment", **payment, **member, amount=CARD)
            notice = captured(payment)
            self.notify(notice)
            return self.notify(notice)
        answer = None
        for amount in (CARD["amount"],) if way == "cash" else halves:
            money = CARD | {"amount": amount}
            answer = self.give(
                "finance", "RecordPayment", payment_id=new(), **order, **here, amount=money, method="cash"
            )
        return answer

    def notify(self, notice: Body) -> Answer | None:
        return notify(self.visitor, self.secret, notice)


def captured(payment: Body) -> Body:
    """What the provider says of a payment that went well."""
    at = datetime.now(UTC).isoformat()
    return {"notice_id": new(), **payment, "status": "captured", "amount": CARD, "provider_at": at}


def notify(visitor: Visitor, secret: str, notice: Body, at: datetime | None = None) -> Answer | None:
    """What the provider sends, signed at `at`; again until it is taken, as providers do."""
    body = json.dumps(notice).encode()
    id_ = derived_id("notice", "sandbox", notice["notice_id"])

    def send() -> Answer:
        return visitor.send("POST", "/webhooks/sandbox", body, signed(secret, body, at or datetime.now(UTC)))

    return visitor.insist("finance", "ReceiveProviderNotice", id_, send)


@dataclass
class Load:
    """Clients at work."""

    history: History
    guests: list[Guest]

    def log_in(self, token: str) -> None:
        """From now on all act in this session."""
        for guest in self.guests:
            guest.visitor.token = token

    def answers(self, service: str) -> Callable[[float], float | None]:
        return lambda since: self.answered(service, since)

    def answered(self, service: str, since: float) -> float | None:
        """When the first command sent after `since` was answered."""
        sent: set[tuple[str, str]] = set()
        for step in self.history.of_type("invoke", "ok", "fail"):
            if step["time"] < since or step["service"] != service:
                continue
            key = (step["client"], step["id"])
            if step["type"] == "invoke":
                sent.add(key)
            elif key in sent:
                return float(step["time"])
        return None


@contextmanager
def load(
    stand: Stand, history: History, venue: Venue, clients: int = 4, seed: int = 1, pause: float = 0.1, **more: Any
) -> Iterator[Load]:
    """Under load until the block ends; each client first finishes the command it is at."""
    over = threading.Event()
    secret = stand.environment["WEBHOOK_SECRET"]
    guests = [
        Guest(stand.visitor(f"client {n}", history, **more), venue, secret, Random(f"{seed} {n}"), pause, over)
        for n in range(clients)
    ]
    faults: list[BaseException] = []

    def run(live: Callable[[], None]) -> None:
        try:
            live()
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=run, args=[guest.live], name=guest.visitor.name) for guest in guests]
    for thread in threads:
        thread.start()
    try:
        yield Load(history, guests)
    finally:
        over.set()
        for thread in threads:
            thread.join(90)
    if faults:
        raise faults[0]
