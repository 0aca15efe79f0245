"""The key that wraps everybody's keys is replaced: each person's key is wrapped anew, the sealed texts stay.

Safe at any time beside running services, to stop, and to run again: a key is exchanged only for itself, so that one
that was destroyed meanwhile does not come back, and one that is wrapped by the newest key already is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from psycopg import Connection

from shared.privacy import SealedCodec, Tampered

PAGE = 500

READ = "SELECT person, wrapped FROM personal_key WHERE person > %s ORDER BY person LIMIT %s"
EXCHANGE = "UPDATE personal_key SET wrapped = %s WHERE person = %s AND wrapped = %s"


@dataclass
class Count:
    """Keys of persons: how many were looked at, wrapped by an older key, and opened by no key that is known."""

    keys: int = 0
    older: int = 0
    unopened: list[str] = field(default_factory=list)


def rewrap(connection: Connection[Any], codec: SealedCodec, only_count: bool = False) -> Iterator[Count]:
    """Wrap every person's key with the newest wrapping key; the count so far after each committed page."""
    count, after = Count(), ""
    while rows := connection.execute(READ, [after, PAGE]).fetchall():
        for person, wrapped in rows:
            count.keys += 1
            try:
                fresh = codec.rewrapped(person, bytes(wrapped))
            except Tampered:
                count.unopened.append(person)
                continue
            if fresh is not None:
                count.older += 1
                if not only_count:
                    connection.execute(EXCHANGE, [fresh, person, wrapped])
        connection.commit()
        after = rows[-1][0]
        yield count
    yield count
