"""The projector's place in the simulation: a sink that keeps every event once, in order, as the archive must."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from shared.envelope import Envelope
from shared.inbox import Unreadable
from shared.inbox.memory import MemoryInbox
from tests.sim.store import SimulatedStore


class Archive:
    """What lasts: the events of each source, how far each was followed, and what could not be read."""

    def __init__(self, store: SimulatedStore) -> None:
        self.store = store
        self.inbox = MemoryInbox()
        self.events: defaultdict[str, list[Envelope]] = defaultdict(list)
        self.batches: list[tuple[str, int]] = []  # in order of arrival, with their sizes


class ArchiveSink:
    """A `shared.delivery.Sink` on one source: the events and the position in one transaction."""

    def __init__(self, archive: Archive, source: str) -> None:
        self.archive, self.source = archive, source
        with archive.store.transaction() as tx:
            self.reached = archive.inbox.position(tx, source)

    def position(self) -> int:
        return self.reached

    def apply(self, events: Sequence[Envelope]) -> None:
        batch = list(events)
        with self.archive.store.transaction() as tx:
            self.archive.inbox.advance(tx, self.source, self.reached, batch[-1].position)
            tx.once_kept.append(lambda: self._keep(batch))
        self.reached = batch[-1].position

    def _keep(self, batch: list[Envelope]) -> None:
        self.archive.events[self.source] += batch
        self.archive.batches.append((self.source, len(batch)))

    def park(self, message: Unreadable) -> None:
        with self.archive.store.transaction() as tx:
            self.archive.inbox.park(tx, message)
