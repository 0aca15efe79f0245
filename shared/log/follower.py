"""How a reader of the log knows that nothing can still appear before what it has read.

Positions are drawn before their events are visible, so a later position may be seen first. Every append holds a
shared advisory lock from before it draws a position until after it is visible or gone. So a reader that sees
position C and *then* lists who holds that lock has listed everyone who can still fill a hole below C; when all of
those have ended, what is missing below C is missing for ever. Transactions that do not append are never waited for.
This holds on the primary, for statements that each see what was committed before they began.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import psycopg

LOOK = """
SELECT (SELECT coalesce(max(position), 0) FROM event),
       ARRAY(SELECT virtualtransaction FROM pg_locks
             WHERE locktype = 'advisory' AND classid = 7106407 AND objid = 1 AND objsubid = 2 AND granted
               AND database = (SELECT oid FROM pg_database WHERE datname = current_database())),
       pg_is_in_recovery()
"""


class Horizon:
    """The position up to which every append has either become visible or failed; only ever grows.

    One may serve any number of readers and threads.
    """

    def __init__(self) -> None:
        self.position = 0
        self._awaited: frozenset[str] = frozenset()  # the appends to outlive …
        self._next = 0  # … before the horizon is here
        self._one_look = threading.Lock()  # a list of writers older than what is awaited proves nothing

    def safe(self, after: int, positions: Sequence[int], horizon: int) -> int:
        """How many of the `positions` read behind `after` nothing can precede; `horizon` was known before reading."""
        for count, position in enumerate(positions):
            if position > horizon and position != after + 1:
                return count
            after = position
        return len(positions)

    def look(self, connection: psycopg.Connection[Any]) -> int:
        """Look who is appending, move the horizon if those awaited have ended, and say where it is."""
        with self._one_look:
            row = connection.execute(LOOK, prepare=True).fetchone()
            assert row is not None
            highest, writers, standby = row
            if standby:
                raise RuntimeError("the log is followed on the primary: a standby does not show who is appending")
            if self._awaited.isdisjoint(writers):
                self.position = max(self.position, self._next)
                self._next, self._awaited = highest, frozenset(writers)
                if not writers:
                    self.position = max(self.position, highest)
            return self.position
