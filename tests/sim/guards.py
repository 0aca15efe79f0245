"""The guards that the platform's promises rest on, each with a way to take it away: a simulation that stays green then
proves nothing. `python -m tests.sim.guards` tells how many seeds each one takes to be missed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from services.booking.session import Session
from services.finance.order import Order
from services.members import access
from shared import consumer
from shared.consumer import Reactions
from shared.delivery import Delivery
from shared.ids import derived_id
from shared.inbox.memory import MemoryInbox
from shared.log import Page
from shared.log.memory import MemoryStore, MemoryTransaction
from shared.timers.clock import Clock
from tests.sim.network import Outlet
from tests.sim.plan import Plan
from tests.sim.run import simulate

MOST = 60  # seeds


def advanced_from_anywhere(
    self: MemoryInbox, tx: Any, source: str, before: int, position: int, reactions: str = ""
) -> None:
    tx.once_kept.append(lambda: self.positions.update({source: position}))


def confirmed_unheard(self: Outlet) -> None:
    self.use("confirm")


def stands_anywhere(self: MemoryTransaction, writes: Sequence[Any]) -> None:
    """Nobody looks at versions, nobody waits."""


def decided_again(self: MemoryTransaction, command_id: str) -> None:
    """Nobody looks whether the command was answered."""


load = MemoryTransaction.load


def forgetful(self: MemoryTransaction, command_id: str, streams: Sequence[str]) -> Any:
    return load(self, "", streams)


def page_past_open_appends(self: MemoryStore, after: int, limit: int) -> Page:
    with self.at("page"):
        events = [e for e in self.events if e.position > after][:limit]
        return Page(events, events[-1].position if events else after)


def heard_before_done(self: Reactions, envelope: Any) -> None:
    """The inbox moves in a transaction of its own, before the effect."""
    with self.world.store.transaction() as tx:
        self._advance(tx, envelope)
    self.reached = envelope.position
    self._try(envelope, lambda tx: None)


def other_every_time(self: Clock, timer: Any, now: Any) -> None:
    """The timer goes before its command is given."""
    with self.store.transaction() as tx:
        self.timers.settle(tx, timer)
    self._give(timer, now)


def due_in_any_order(self: MemoryInbox, tx: Any, source: str, now: Any) -> Sequence[Any]:
    """Not only the first of each stream that waits."""
    return [h for h in self.held.values() if h.envelope.source == source and h.next_at <= now]


def ungapped(self: Delivery, upto: int) -> None:
    """What the queue lost is not fetched."""
    self.position = upto


open_records = access.evolve


def consents_always(known: access.Access, event: Any) -> access.Access:
    return replace(open_records(known, event), consented=True)


made = [0]


def new_every_time(*names: object) -> str:
    made[0] += 1
    return derived_id(made[0], *names)


@contextmanager
def both(*patches: Any) -> Iterator[None]:
    with patches[0], patches[1]:
        yield


GUARDS: dict[str, Callable[[], Any]] = {
    "inbox position": lambda: patch.object(MemoryInbox, "advance", advanced_from_anywhere),
    "publisher confirm": lambda: patch.object(Outlet, "confirm", confirmed_unheard),
    "expected version": lambda: patch.object(MemoryTransaction, "_stand", stands_anywhere),
    "command id": lambda: both(
        patch.object(MemoryTransaction, "_once", decided_again), patch.object(MemoryTransaction, "load", forgetful)
    ),
    "end of safe reading": lambda: patch.object(MemoryStore, "page", page_past_open_appends),
    "effect with inbox": lambda: patch.object(Reactions, "_attempt", heard_before_done),
    "order of what is held": lambda: patch.object(MemoryInbox, "due", due_in_any_order),
    "timer until answered": lambda: patch.object(Clock, "_try", other_every_time),
    "gaps are filled": lambda: patch.object(Delivery, "_fill", ungapped),
    "ids of reactions": lambda: patch.object(consumer, "derived_id", new_every_time),
    "seat limit": lambda: patch.object(Session, "full", property(lambda self: False)),
    "consent to health data": lambda: patch.object(access, "evolve", consents_always),
    "nothing beyond what is due": lambda: patch.object(Order, "due", property(lambda self: self.total)),
}
"""Guards by name; each gives a context in which it is gone."""


def missed(guard: str, seeds: Sequence[int]) -> tuple[int, str] | None:
    """The first of the seeds that misses it, and what it says."""
    with GUARDS[guard]():
        for seed in seeds:
            if found := simulate(Plan.of(seed)).violations:
                return seed, found[0]
    return None


if __name__ == "__main__":
    for name in sys.argv[1:] or GUARDS:
        found = missed(name, range(1, MOST + 1))
        print(f"{name}: {f'seed {found[0]}: {found[1][:150]}' if found else f'NOT MISSED by {MOST} seeds'}", flush=True)
