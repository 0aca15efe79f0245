"""What the broker put aside, taken into the service's database: listed there, and dismissed with a reason."""

from __future__ import annotations

from typing import Any

from psycopg import Connection

from shared.inbox import Unreadable
from shared.inbox.postgres import PostgresInbox
from shared.log.postgres import PostgresStore


def collect(connection: Connection[Any], channel: Any, queue: str, source: str, private: bool) -> int:
    """Move every message of `queue`, and say how many there were.

    A message leaves the broker when the database has it, so one that is interrupted in between is listed twice. Of a
    `private` service only what its door wrote down is kept: a body may name a person.
    """
    store, moved = PostgresStore.on(connection), 0
    while (message := channel.basic_get(queue)) is not None:
        headers = dict(message.headers or {})
        reason = str(headers.get("reason") or "given up after too many deliveries")
        body = message.body if isinstance(message.body, bytes) else message.body.encode()
        with store.transaction() as tx:
            PostgresInbox().park(tx, Unreadable(source, queue, b"" if private else body, headers, reason))
        channel.basic_ack(message.delivery_tag)
        moved += 1
    return moved
