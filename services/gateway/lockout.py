"""Guessing gets slow: wrong passwords are counted in the database, by login and by address, with growing pauses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from services.gateway.refusals import LockedOut

BY_LOGIN = 5
BY_ADDRESS = 20  # a whole venue may stand behind one address
FIRST_PAUSE = 30  # seconds; doubles with every further failure
LONGEST_PAUSE = 900

TRY = """
INSERT INTO attempt AS known (key, failures, tried_at, locked_until)
VALUES (%(key)s, 1, %(now)s, NULL)
ON CONFLICT (key) DO UPDATE
   SET failures = CASE WHEN known.tried_at < %(now)s - interval '1 hour' THEN 1 ELSE known.failures + 1 END,
       tried_at = %(now)s,
       locked_until = CASE
           WHEN known.tried_at < %(now)s - interval '1 hour' OR known.failures + 1 < %(most)s THEN NULL
           ELSE %(now)s + make_interval(secs =>
               least(%(longest)s, %(first)s * 2 ^ least(known.failures + 1 - %(most)s, 20)))
       END
 WHERE known.locked_until IS NULL OR known.locked_until <= %(now)s
RETURNING failures
"""
LOCKED = "SELECT ceil(extract(epoch FROM locked_until - %(now)s))::int FROM attempt WHERE key = %(key)s"
UNDO = """
UPDATE attempt SET failures = failures - 1, locked_until = NULL WHERE key = %(key)s
"""
FORGET = "DELETE FROM attempt WHERE key = %(key)s"
FORGET_OLD = "DELETE FROM attempt WHERE tried_at < %(now)s - interval '1 day'"


class Lockout:
    """An attempt counts as a failure until it has proven right, so that many at once are no way round the count."""

    def __init__(self, pool: ConnectionPool[Connection[Any]]) -> None:
        self._pool = pool

    def attempt(self, login: bytes, address: bytes, now: datetime) -> None:
        """Count one more; raises LockedOut, and then counts nothing."""
        most: Mapping[bytes, int] = {login: BY_LOGIN, address: BY_ADDRESS}
        with self._pool.connection() as connection:
            for key in sorted(most):  # always in one order: two attempts never wait for each other
                given = {"key": key, "now": now, "most": most[key], "first": FIRST_PAUSE, "longest": LONGEST_PAUSE}
                if connection.execute(TRY, given).fetchone() is None:
                    raise LockedOut(retry_after=self._left(connection, key, now))

    def succeeded(self, login: bytes, address: bytes, now: datetime) -> None:
        """It was right: the login starts anew, the address is as before the attempt."""
        with self._pool.connection() as connection:
            connection.execute(FORGET_OLD, {"now": now})
            for key, statement in sorted({login: FORGET, address: UNDO}.items()):
                connection.execute(statement, {"key": key})

    @staticmethod
    def _left(connection: Connection[Any], key: bytes, now: datetime) -> int:
        row = connection.execute(LOCKED, {"key": key, "now": now}).fetchone()
        return max(1, row[0]) if row else 1
