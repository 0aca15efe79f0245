"""Requests counted in the database, so that many gateways are no way round a limit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import psycopg
from psycopg import Connection
from psycopg_pool import ConnectionPool, PoolTimeout

from shared.telemetry import logger

PATIENCE = 1.0  # seconds to wait for a connection

TAKE = """
INSERT INTO quota AS known (key, taken, ends_at)
SELECT key, 1, %(now)s + interval '1 minute' FROM unnest(%(keys)s::bytea[]) AS key
ON CONFLICT (key) DO UPDATE
   SET taken = CASE WHEN known.ends_at <= %(now)s THEN 1 ELSE known.taken + 1 END,
       ends_at = CASE WHEN known.ends_at <= %(now)s THEN excluded.ends_at ELSE known.ends_at END
RETURNING key, taken, ceil(extract(epoch FROM ends_at - %(now)s))::int
"""
CLEAR = """
DELETE FROM quota
 WHERE key IN (SELECT key FROM quota WHERE ends_at < %(now)s - interval '1 minute' FOR UPDATE SKIP LOCKED)
"""

log = logger(__name__)


class Quota:
    """One minute's counts, each beginning with its first request."""

    def __init__(self, pool: ConnectionPool[Connection[Any]]) -> None:
        self._pool = pool

    def take(self, limits: Mapping[bytes, int], now: datetime) -> int | None:
        """Count a request under each key; the seconds to wait if that is more than its limit.

        While the database is away everybody is let in: what needs it will say so itself.
        """
        try:
            with self._pool.connection(PATIENCE) as connection:
                # always in one order: two requests never wait for each other
                rows = connection.execute(TAKE, {"keys": sorted(limits), "now": now}).fetchall()
                if any(taken == 1 for _, taken, _ in rows):
                    connection.execute(CLEAR, {"now": now})
        except (psycopg.OperationalError, PoolTimeout) as away:
            log.warning("requests not counted", why=type(away).__name__)
            return None
        return max((left for key, taken, left in rows if taken > limits[bytes(key)]), default=None)
