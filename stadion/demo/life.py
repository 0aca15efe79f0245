"""Ninety days of the demo chain, person by person: buying, booking, coming or not, freezing, leaving. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Literal

from shared.contracts import Command, DayRange
from shared.contracts.booking import BookSeat, CancelBooking
from shared.contracts.cards import FreezeCard, ReportFound, ReportLost, SwipeCard
from shared.contracts.finance import OrderLine, PlaceOrder, RecordPayment, RefundOrder
from shared.ids import derived_id
from shared.venue_time import add_months, local_instant
from stadion.demo.chain import PRODUCTS, STARTS, demo_id, product_id
from stadion.demo.people import Person

Stage = Literal["buying", "freezing", "booking", "cancelling", "coming", "leaving"]
STAGES: tuple[Stage, ...] = ("buying", "freezing", "booking", "cancelling", "coming", "leaving")
EUROS = {key: euros for key, _, _, euros, _ in PRODUCTS}
WEEK = (8, 7, 6, 6, 4, 5, 3)
"""How busy the days are, from Monday on."""
LOSES_AFTER = timedelta(20)
VISITS = {"ten": 10, "day": 1, "value": 50}


@dataclass(frozen=True)
class Step:
    """A command with the time at which it happened; steps of one stage and one person keep their order."""

    stage: Stage
    at: datetime
    person: Person
    command: Command


@dataclass
class Wallet:
    """What a person bought last, as far as it decides the next visit."""

    card_id: str = ""
    ends: date = date.min
    visits: int = 0
    bought: int = field(default=0)
    lost: bool = False  # once, and found again

    def usable(self, day: date) -> bool:
        return day < self.ends and self.visits > 0


def session_id(person: Person, day: date, hour: int) -> str:
    return demo_id("session", person.venue.key, day, hour)


def life_of(person: Person, seed: int, today: date, ahead: int) -> Iterator[Step]:
    """Everything that one person does up to `ahead` days from now; the caller leaves out what is still to happen."""
    dice = Random(f"{seed}-{person.n}")
    wallet = Wallet()
    yield from buy(person, wallet, person.joined)
    rest = DayRange(person.joined + timedelta(25), person.joined + timedelta(35))
    resting = person.product == "year" and person.n % 4 == 0
    if resting:
        freeze = FreezeCard(card_id=wallet.card_id, member_id=person.id, rest=rest)
        yield Step("freezing", at(person, person.joined, 16), person, freeze)
    for n in range(1, (today - person.joined).days + ahead):
        day = person.joined + timedelta(n)
        if dice.random() > person.per_week * WEEK[day.weekday()] / sum(WEEK) or (resting and day in rest):
            continue
        if not wallet.usable(day):
            if person.n % 3 == 0:
                yield shows(person, wallet, day, 6)  # and is told at the gate that the card is over
            if dice.random() > 0.8 or day > today:
                return
            yield from buy(person, wallet, day)
        elif person.n % 12 == 7 and day >= person.joined + LOSES_AFTER and not wallet.lost:
            yield from loses(person, wallet, day)
        wallet.visits -= 1
        yield from visit(person, wallet, day, dice)
    yield from end_of(person, wallet, today)


def at(person: Person, day: date, hour: int, minute: int = 0) -> datetime:
    return local_instant(day, time(hour, minute), person.venue.zone)


def buy(person: Person, wallet: Wallet, day: date) -> Iterator[Step]:
    """An order, paid at once; what it bought becomes the card in use."""
    order_id = demo_id("order", person.n, wallet.bought)
    line = OrderLine(product_id=product_id(person.product, person.venue))
    place = PlaceOrder(order_id=order_id, member_id=person.id, venue_id=person.venue.id, lines=(line,))
    pay = RecordPayment(
        payment_id=demo_id("payment", person.n, wallet.bought),
        order_id=order_id,
        venue_id=person.venue.id,
        amount=person.venue.price(EUROS[person.product]),
        method=("cash", "terminal", "transfer")[person.n % 3],
    )
    yield Step("buying", at(person, day, 7, person.n % 20), person, place)
    yield Step("buying", at(person, day, 7, person.n % 20 + 1), person, pay)
    wallet.card_id = derived_id(order_id, 0, 0)
    wallet.bought += 1
    wallet.visits = VISITS.get(person.product, 10_000)
    months = {"year": 12, "month": 1, "ten": 6, "value": 1200}.get(person.product)
    wallet.ends = add_months(day, months) if months else day + timedelta(30)


def visit(person: Person, wallet: Wallet, day: date, dice: Random) -> Iterator[Step]:
    """A class that was booked, or the gym without one."""
    hour = dice.choice(person.hours)
    starts = local_instant(day, STARTS[hour][0], person.venue.zone)
    if dice.random() < 0.7:
        booked = starts - timedelta(days=dice.choice((0.2, 1, 1, 2, 3)), minutes=dice.randrange(50))
        booking_id = demo_id("booking", person.n, day)
        book = BookSeat(
            booking_id=booking_id,
            session_id=session_id(person, day, hour),
            member_id=person.id,
            card_id=wallet.card_id,
            waitlist=True,
        )
        yield Step("booking", max(booked, at(person, person.joined, 8)), person, book)
        fate = dice.random()
        if fate < 0.08:
            cancel = CancelBooking(booking_id=booking_id, session_id=book.session_id, member_id=person.id)
            yield Step("cancelling", starts - timedelta(hours=dice.choice((1, 8, 20))), person, cancel)
            return
        if fate < 0.2:
            return  # did not come
    yield from pass_gate(person, wallet, day, starts - timedelta(minutes=dice.randrange(5, 30)), dice)


def pass_gate(person: Person, wallet: Wallet, day: date, came: datetime, dice: Random) -> Iterator[Step]:
    swipe = SwipeCard(swipe_id=demo_id("in", person.n, day), card_id=wallet.card_id, venue_id=person.venue.id)
    leave = SwipeCard(
        swipe_id=demo_id("out", person.n, day), card_id=wallet.card_id, venue_id=person.venue.id, direction="out"
    )
    yield Step("coming", came, person, swipe)
    yield Step("coming", came + timedelta(minutes=dice.randrange(70, 110)), person, leave)


def shows(person: Person, wallet: Wallet, day: date, hour: int) -> Step:
    """A card held to the gate that will not let it in."""
    swipe = SwipeCard(swipe_id=demo_id("no", person.n, day), card_id=wallet.card_id, venue_id=person.venue.id)
    return Step("coming", at(person, day, hour, 50), person, swipe)


def loses(person: Person, wallet: Wallet, day: date) -> Iterator[Step]:
    """Somebody else tries the card in vain before it turns up again, a few hours later."""
    card: dict[str, str] = {"card_id": wallet.card_id, "member_id": person.id}
    yield Step("coming", at(person, day, 5), person, ReportLost(**card))
    yield shows(person, wallet, day, 5)
    yield Step("coming", at(person, day, 6, 30), person, ReportFound(**card))
    wallet.lost = True


def end_of(person: Person, wallet: Wallet, today: date) -> Iterator[Step]:
    """A few lose their card for good, a few want their money back, in part or all of it."""
    yesterday = today - timedelta(1)
    if person.n % 30 == 7:
        yield Step(
            "leaving", at(person, yesterday, 21), person, ReportLost(card_id=wallet.card_id, member_id=person.id)
        )
    if person.n % 25 in (3, 13):
        share = 1 if person.n % 25 == 3 else 2
        refund = RefundOrder(
            refund_id=demo_id("refund", person.n),
            order_id=demo_id("order", person.n, wallet.bought - 1),
            venue_id=person.venue.id,
            amount=person.venue.price(EUROS[person.product] // share),
            reason="moved away" if share == 1 else "goodwill",
        )
        yield Step("leaving", at(person, yesterday, 21, 5), person, refund)
