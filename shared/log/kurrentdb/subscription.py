"""A catch-up subscription to one service's events: what is new arrives by itself, and is kept for who asks next.

It only saves reading. Whoever must know what is in the log reads it; a subscription that stands still stops nobody.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from itertools import islice

from kurrentdbclient import KurrentDBClient
from kurrentdbclient.common import AbstractCatchupSubscription
from kurrentdbclient.events import RecordedEvent

from shared.log.kurrentdb import Entry, Seen
from shared.log.kurrentdb.form import entry_of
from shared.telemetry import logger

KEPT = 2000  # the newest events
PATIENCE = 0.05  # seconds to wait for what is known to be there, before it is read instead
SHORTEST_PAUSE, LONGEST_PAUSE = 0.2, 5.0  # seconds before subscribing again

log = logger(__name__)


class Tail:
    """Listens on a thread of its own, from behind `after` on; begins again where it stopped when it is cut off."""

    def __init__(self, client: KurrentDBClient, prefix: str, after: int) -> None:
        self._client, self._prefix = client, prefix
        self._changed = threading.Condition()
        self._kept: deque[Entry] = deque()
        self._since = self._scanned = after  # of all own events between the two, none is missing in `kept`
        self._last = 0
        self._stopping = threading.Event()
        self._subscription: AbstractCatchupSubscription | None = None
        threading.Thread(target=self._listen, name=f"{prefix} subscription", daemon=True).start()

    def seen(self) -> Seen:
        with self._changed:
            return Seen(self._last, self._scanned)

    def behind(self, after: int, upto: int, limit: int) -> Sequence[Entry] | None:
        """The next events behind `after`; None if they are not, or not yet, kept here."""
        with self._changed:
            there = self._changed.wait_for(lambda: self._last >= upto, PATIENCE)
            if after < self._since or not there:
                return None
            return list(islice((e for e in self._kept if e.event.position > after), limit))

    def _listen(self) -> None:
        pause = SHORTEST_PAUSE
        while not self._stopping.is_set():
            try:
                for event in self._subscribed():
                    self._take(event)
                    pause = SHORTEST_PAUSE
            except Exception as cut:
                if not self._stopping.is_set():
                    log.warning("subscription cut off", streams=self._prefix, error=f"{type(cut).__name__}: {cut}")
            self._stopping.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    def _subscribed(self) -> AbstractCatchupSubscription:
        self._subscription = self._client.subscribe_to_all(
            commit_position=self._scanned or None, filter_include=(self._prefix,), filter_by_stream_name=True,
            filter_by_prefix=True, include_checkpoints=True, include_caught_up=True,
        )  # fmt: skip
        return self._subscription

    def _take(self, event: RecordedEvent) -> None:
        with self._changed:
            if event.is_checkpoint:
                self._scanned = max(self._scanned, event.commit_position)
            elif not event.is_caught_up and event.commit_position > self._scanned:
                self._kept.append(entry_of(event, self._prefix))
                self._last = self._scanned = event.commit_position
                if len(self._kept) > KEPT:
                    self._since = self._kept.popleft().event.position
            self._changed.notify_all()

    def stop(self) -> None:
        self._stopping.set()
        if self._subscription:
            self._subscription.stop()
