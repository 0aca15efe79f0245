"""What PostgreSQL must keep before KurrentDB keeps an event, on connections of its own.

A personal key above all: were it kept with the rest of the transaction, after the append, a crash between the two
would leave a sealed event that nobody can open.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

from psycopg import Connection
from psycopg_pool import ConnectionPool

from shared.privacy import PostgresVault

MOST = 4  # connections; each is needed for one short statement


class Keeper(Protocol):
    """Gives connections whose work is kept when they are given back."""

    def connection(self) -> AbstractContextManager[Connection[Any]]: ...


class Early:
    """A few connections to the service's database, opened when the first is needed."""

    def __init__(self, url: str) -> None:
        self._pool: ConnectionPool[Connection[Any]] = ConnectionPool(
            url, min_size=0, max_size=MOST, open=False, timeout=5, kwargs={"prepare_threshold": None}
        )
        self._opening = threading.Lock()

    @contextmanager
    def connection(self) -> Iterator[Connection[Any]]:
        with self._opening:
            self._pool.open()
        with self._pool.connection() as connection:
            yield connection

    def close(self) -> None:
        self._pool.close()


class EarlyVault(PostgresVault):
    """A new key is kept at once. One is destroyed when the erasure is in the log, by the projection."""

    def __init__(self, early: Early) -> None:
        self._early = early

    def add(self, connection: Any, person: str, wrapped: bytes) -> bytes:
        with self._early.connection() as early:
            return super().add(early, person, wrapped)

    def destroy(self, connection: Any, person: str) -> None:
        """Not here: what erases is not in the log yet."""
