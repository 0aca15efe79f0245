"""Finance and cards side by side in memory, each hearing the other, with a clock for both."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from services.cards.service import SERVICE as CARDS
from services.finance.owed import Deferred
from services.finance.service import SERVICE as FINANCE
from shared.codec import PlainCodec
from shared.contracts import STAFF, Actor, Command, Event, Money
from shared.contracts.cards import CardIssued, PublishProduct, Terms
from shared.contracts.finance import (
    EntryPosted,
    OrderLine,
    OrderPlaced,
    PlaceOrder,
    PublishPrice,
    Purpose,
    RecordPayment,
)
from shared.contracts.members import VenueOpened
from shared.decider import Deciders, Wish
from shared.envelope import Envelope
from shared.ids import derived_id
from shared.log import Recorded
from shared.log.memory import MemoryStore
from shared.service import Service
from shared.timers import ClearTimer, PostponeTimer, SetTimer
from tests.finance.examples import PUDONG, WEI, cny

CLERK = Actor(id="11111111-1111-4111-8111-111111111111", roles=(*STAFF, "head_office", "service"))
E = TypeVar("E", bound=Event)
ZONE = "Asia/Shanghai"
YEAR = Terms(kind="term", days=365, freeze_days=60)
PRODUCT, BETTER, CHEAP = derived_id("year card"), derived_id("better card"), derived_id("cheap card")


class Side:
    """A service with its log, and the timers that its events set."""

    def __init__(self, service: Service, clock: Callable[[], datetime]) -> None:
        self.service, self.store = service, MemoryStore(clock)
        self.deciders = Deciders(service.deciders, PlainCodec())
        self.events: list[tuple[Recorded, Event]] = []
        self.timers: dict[str, SetTimer] = {}

    def news(self) -> list[tuple[Recorded, Event]]:
        recorded = self.store.events[len(self.events) :]
        fresh = list(zip(recorded, PlainCodec().decode(None, recorded), strict=True))  # type: ignore[arg-type]
        self.events += fresh
        for each, event in fresh:
            for change in self.service.timers(event, each) if self.service.timers else ():
                self.set(change)
        return fresh

    def set(self, change: SetTimer | PostponeTimer | ClearTimer) -> None:
        if isinstance(change, SetTimer):
            self.timers[change.key] = change
        else:
            self.timers.pop(change.key, None)


class TillAndCards:
    """Gives commands under new ids; whatever comes of them is heard before the next."""

    def __init__(self, terms: Terms = YEAR, tax_basis_points: int = 0, price: int = 365_000) -> None:
        self.given, self.now = 0, noon(date(2025, 1, 1))
        self.sides = {service.name: Side(service, lambda: self.now) for service in (CARDS, FINANCE)}
        opened = VenueOpened(venue_id=PUDONG, name="Pudong", name_zh="浦东", zone=ZONE, currency="CNY")
        for side in self.sides.values():
            for command in side.service.react(opened, None):  # type: ignore[arg-type]
                self._give(side, command)
        self.hear()
        for product, amount in ((PRODUCT, price), (BETTER, 2 * price), (CHEAP, price // 10)):
            self.give("cards", PublishProduct(product_id=product, name="Year", name_zh="年卡", terms=terms))
            listed = {"product_id": product, "title": "Year", "kind": "card", "prepaid": True, "valid_from": self.today}
            self.give("finance", PublishPrice(**listed, price=cny(amount), tax_basis_points=tax_basis_points))

    @property
    def today(self) -> date:
        return self.now.date()

    def on(self, day: date) -> TillAndCards:
        """The clock goes on to noon of that day; what is due until then is done at its time."""
        while due := self._next(noon(day)):
            side, timer = due
            self.now = max(self.now, timer.at)
            del side.timers[timer.key]
            self._give(side, timer.command)
            self.hear()
        self.now = noon(day)
        return self

    def give(self, name: str, command: Command, happened: date | None = None) -> None:
        """`happened`: it is told late."""
        self._give(self.sides[name], command, noon(happened) if happened else None)
        self.hear()
        self.on(self.today)

    def place(self, number: int, product_id: str, card_id: str | None, purpose: Purpose) -> OrderPlaced:
        line = OrderLine(product_id=product_id, card_id=card_id, purpose=purpose)
        order_id = derived_id("order", number)
        self.give("finance", PlaceOrder(order_id=order_id, member_id=WEI, venue_id=PUDONG, lines=(line,)))
        return next(placed for placed in self.of(OrderPlaced) if placed.order_id == order_id)

    def pay(self, placed: OrderPlaced) -> None:
        payment_id = derived_id("payment of", placed.order_id)
        pay = {"payment_id": payment_id, "order_id": placed.order_id, "venue_id": PUDONG, "method": "cash"}
        self.give("finance", RecordPayment(**pay, amount=placed.total))

    def buy(self, number: int, product_id: str = PRODUCT, card_id: str | None = None, purpose: Purpose = "sale") -> str:
        placed = self.place(number, product_id, card_id, purpose)
        if placed.total:
            self.pay(placed)
        return placed.order_id

    @property
    def card_id(self) -> str:
        return self.of(CardIssued)[0].card_id

    def hear(self) -> None:
        while fresh := [(name, *each) for name, side in self.sides.items() for each in side.news()]:
            for name, recorded, event in fresh:
                for side in self.sides.values():
                    if name in side.service.hears:
                        for command in side.service.react(event, Envelope.of(name, recorded, 0)):
                            self._give(side, command, recorded.happened_at)

    def _give(self, side: Side, command: Command, at: datetime | None = None) -> None:
        self.given += 1
        wish = Wish(command, derived_id("given", self.given), CLERK, self.now, at)
        outcome = side.deciders.execute(side.store, wish)
        if outcome.refusal:
            raise outcome.refusal

    def _next(self, until: datetime) -> tuple[Side, SetTimer] | None:
        due = [(timer.at, timer.key, side, timer) for side in self.sides.values() for timer in side.timers.values()]
        at, _, side, timer = min(due, key=lambda each: each[:2], default=(until + timedelta(1), "", None, None))
        return (side, timer) if side and timer and at <= until else None

    # --- what came of it ---

    def all(self, name: str) -> list[Event]:
        return [event for _, event in self.sides[name].events]

    def of(self, cls: type[E]) -> list[E]:
        return [e for side in self.sides.values() for _, e in side.events if isinstance(e, cls)]

    def balance(self, account: str) -> Money:
        entries = self.of(EntryPosted)
        return cny(sum(p.amount for entry in entries for p in entry.postings if p.account == account))

    def audited(self) -> list[str]:
        """What the audit has to say, and whether the trial balance of each entry is zero."""
        check = Deferred()
        said = [v.says for each, event in self.sides["finance"].events for v in check.see(each, event)]
        said += [f"{e.entry_id} is not zero" for e in self.of(EntryPosted) if sum(p.amount for p in e.postings)]
        return [*said, *(violation.says for violation in check.end(self.now - timedelta(days=1)))]


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
