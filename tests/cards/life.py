"""A card that lives in a memory log under the service's own deciders; what the two state machines have in common."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from services.cards.service import SERVICE
from shared.codec import PlainCodec
from shared.contracts import STAFF, Actor, Command, Event
from shared.contracts.cards import Terms
from shared.decider import Deciders, Wish
from shared.ids import derived_id
from shared.log.memory import MemoryStore
from tests.cards.examples import gate_opened, issue, london_opened, published
from tests.scenario import seed

CLERK = Actor(id="11111111-1111-4111-8111-111111111111", roles=STAFF)
START = date(2025, 1, 1)
E = TypeVar("E", bound=Event)


def on(offset: int) -> date:
    return START + timedelta(days=offset)


def noon(offset: int, hours: int = 0) -> datetime:
    """Noon in Shanghai of the day `offset`, and so many hours later."""
    return datetime(2025, 1, 1, 4 + hours, tzinfo=UTC) + timedelta(days=offset)


class Life:
    """Gives commands, each under a new id, and tells which events came of them."""

    def __init__(self, terms: Terms) -> None:
        self.store, self.deciders = MemoryStore(), Deciders(SERVICE.deciders, PlainCodec())
        self.events: list[Event] = []
        self.given = 0
        with self.store.transaction() as tx:
            seed(tx, (gate_opened, london_opened, replace(published, terms=terms)))
        self.give(issue, noon(0))

    def give(self, command: Command, at: datetime) -> list[Event]:
        self.given += 1
        head = self.store.head()
        self.deciders.execute(self.store, Wish(command, derived_id(self.given), CLERK, at))
        fresh = PlainCodec().decode(None, self.store.events[head:])  # type: ignore[arg-type]
        self.events += fresh
        return list(fresh)

    def heard(self, cls: type[E]) -> list[E]:
        return [event for event in self.events if isinstance(event, cls)]
