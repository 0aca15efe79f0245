"""Booking by itself on a log in memory, with a stand-in for the cards that hold and settle visits."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from services.booking.reactions import react
from services.booking.service import SERVICE
from shared.codec import PlainCodec
from shared.contracts import STAFF, Actor, Command, Event, Reason, Refusal
from shared.contracts.booking import (
    BookingCancelled,
    SeatAttended,
    SeatMissed,
    SeatReleased,
    SeatReserved,
)
from shared.contracts.cards import NoVisitsLeft, VisitHeld, VisitNotHeld
from shared.decider import Deciders, Wish
from shared.envelope import Envelope
from shared.ids import derived_id
from shared.log.memory import MemoryStore

CLERK = Actor(id=derived_id("clerk"), roles=STAFF)
CLOCK = Actor.service("booking")


@dataclass
class Cards:
    """Hears booking in log order, as the real one does; answers when it is told to."""

    unanswered: list[SeatReserved] = field(default_factory=list)
    holds: dict[str, str] = field(default_factory=dict)  # by booking: asked -> held | refused; held -> released | used

    def hear(self, event: Event) -> None:
        match event:
            case SeatReserved():
                self.unanswered.append(event)
                self.holds[event.booking_id] = "held"  # decided on hearing; told with the answer
            case BookingCancelled(had_seat=True, charged=False) | SeatReleased():
                self._end(event.booking_id, "released")
            case BookingCancelled(had_seat=True) | SeatAttended() | SeatMissed():
                self._end(event.booking_id, "used")

    def _end(self, booking_id: str, status: str) -> None:
        if self.holds[booking_id] == "held":
            self.holds[booking_id] = status

    def answer(self, asked: SeatReserved, pays: bool) -> VisitHeld | VisitNotHeld:
        self.unanswered.remove(asked)
        names = {"member_id": asked.member_id, "card_id": asked.card_id, "venue_id": asked.venue_id}
        names |= {"hold_id": asked.booking_id, "session_id": asked.session_id}
        if pays:
            return VisitHeld(**names, day=asked.day)
        if self.holds[asked.booking_id] == "held":
            self.holds[asked.booking_id] = "refused"
        return VisitNotHeld(**names, day=asked.day, reason=Reason.of(NoVisitsLeft(card_id=asked.card_id)))


class World:
    """Commands in, events out; what booking tells itself and its cards waits until it is heard."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.store = MemoryStore(lambda: self.now)
        self.deciders = Deciders(SERVICE.deciders, PlainCodec())
        self.cards = Cards()
        self.heard = 0
        self.given = 0
        self.read: list[Event] = []

    def give(self, command: Command, actor: Actor = CLERK) -> Refusal | None:
        self.given += 1
        wish = Wish(command, derived_id("given", self.given), actor, self.now)
        return self.deciders.execute(self.store, wish).refusal

    def events(self) -> list[Event]:
        """All that happened, each event read once."""
        for recorded in self.store.events[len(self.read) :]:
            self.read.append(Envelope.of("booking", recorded, 0).event())
        return self.read

    def react(self, event: Event, envelope: Envelope) -> None:
        """As the worker does: a refusal would be a fault."""
        for index, command in enumerate(react(event, envelope)):
            wish = Wish(command, derived_id(envelope.id, index), CLOCK, self.now, envelope.happened_at)
            outcome = self.deciders.execute(self.store, wish)
            assert outcome.refusal is None, outcome.refusal

    def hear_one(self) -> bool:
        """The next event of the own log reaches booking itself and the cards."""
        if self.heard == self.store.head():
            return False
        envelope = Envelope.of("booking", self.store.events[self.heard], self.heard)
        self.heard += 1
        self.cards.hear(envelope.event())
        self.react(envelope.event(), envelope)
        return True

    def card_answers(self, asked: SeatReserved, pays: bool) -> None:
        answer = self.cards.answer(asked, pays)
        recorded = self.store.events[0]
        told = Envelope.of("cards", recorded, 0)
        self.react(answer, Envelope(**{**vars(told), "id": derived_id("answer", asked.booking_id)}))
