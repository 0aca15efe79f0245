"""What lasts of a service when its processes die, and what its door looks up there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.codec import PlainCodec
from shared.contracts import Query
from shared.decider import Deciders
from shared.inbox.memory import MemoryInbox
from shared.loops import Kept
from shared.privacy import SealedCodec, blind_index
from shared.relay import MemoryCheckpoint
from shared.service import Service
from shared.timers.memory import MemoryTimers
from tests.sim.store import KeyTable, SimulatedStore


class Home:
    """What lasts of a service: its store and all that stands in it."""

    def __init__(self, service: Service, store: SimulatedStore) -> None:
        self.service, self.store, self.scheduler = service, store, store.scheduler
        self.kept = Kept(MemoryInbox(), MemoryCheckpoint(), MemoryTimers())
        self.keys = KeyTable()
        self.deciders = self._deciders()

    def _deciders(self) -> Deciders:
        if not self.service.private:
            return Deciders(self.service.deciders, PlainCodec())
        codec = SealedCodec(self.keys, bytes(32), lambda n: self.scheduler.current.dice.randbytes(n))
        return Deciders(self.service.deciders, codec, blind_index(bytes(32)))

    @property
    def inbox(self) -> MemoryInbox:
        assert isinstance(self.kept.inbox, MemoryInbox)
        return self.kept.inbox

    @property
    def checkpoint(self) -> MemoryCheckpoint:
        assert isinstance(self.kept.checkpoint, MemoryCheckpoint)
        return self.kept.checkpoint

    @property
    def timers(self) -> MemoryTimers:
        assert isinstance(self.kept.timers, MemoryTimers)
        return self.kept.timers


@dataclass(frozen=True)
class Records:
    """What a door looks up besides the log; there are no views here, so no query."""

    home: Home

    def knows(self, name: str) -> bool:
        return False

    def query(self, name: str) -> type[Query]:
        raise NotImplementedError

    def ask(self, query: Query, actor: Any, now: datetime) -> Sequence[dict[str, Any]]:
        raise NotImplementedError

    def heard(self, source: str) -> int:
        with self.home.store.at("heard"):
            return self.home.inbox.positions.get(source, 0)

    def fresh_at(self, sources: Sequence[str]) -> datetime | None:
        raise NotImplementedError

    def relayed(self) -> int:
        with self.home.store.at("relayed"):
            return self.home.checkpoint.mark.position

    def last_before(self, position: int) -> int:
        with self.home.store.at("last before"):
            return max((e.position for e in self.home.store.events if e.position <= position), default=0)
