"""One active worker a service: who holds a session advisory lock on its database leads, the others stand by.

The lock spares double work; it is not what keeps effects single. A leader may be cut off, or asleep, for longer
than its session lives, and wake up beside its successor. Then the fence holds: every effect is kept in one
transaction with a compare-and-set of the inbox, of the held event or of the relay's mark, which only one of
them can win, and due commands carry ids derived from what is due.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from shared.silence import NOTICING

BEAT = 1.0  # seconds between two looks at the lock, and between two tries to get it
LEASE = 15.0  # seconds without a beat after which the server gives the lock to others, whatever the network says

CONNECTION = {
    "autocommit": True,
    **NOTICING,
    "options": "-c statement_timeout=5000",
}


class LostLead(Exception):
    """The connection that holds the lock is gone, and the lock with it."""


def connect(url: str) -> psycopg.Connection[Any]:
    """A connection fit to hold the lead: it notices soon when nobody is at the other end."""
    return psycopg.connect(url, **CONNECTION)  # type: ignore[arg-type]


class Lead:
    """Held until the connection ends; `beat` is called every BEAT seconds."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection

    def beat(self) -> None:
        """Raises LostLead once the lock's connection is gone."""
        try:
            self.connection.execute("SELECT 1")
        except psycopg.Error as gone:
            raise LostLead(str(gone)) from gone


@contextmanager
def leading(
    connect: Callable[[], psycopg.Connection[Any]], role: str, wait: Callable[[float], bool]
) -> Iterator[Lead | None]:
    """Stand by until the lead of `role` is free, then hold it; None if `wait` was told to stop meanwhile.

    `wait(seconds)` pauses and says whether to stop, as `threading.Event.wait` does.
    """
    with connect() as connection:
        connection.execute("SELECT set_config('idle_session_timeout', %s, false)", [f"{int(LEASE * 1000)}ms"])
        while not acquired(connection, role):
            if wait(BEAT):
                yield None
                return
        yield Lead(connection)


def acquired(connection: psycopg.Connection[Any], role: str) -> bool:
    row = connection.execute("SELECT pg_try_advisory_lock(%s)", [zlib.crc32(role.encode())]).fetchone()
    return bool(row and row[0])
