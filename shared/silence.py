"""A database that does not answer: without this, psycopg waits for ever.

`NOTICING` finds a peer that is gone without a word. One whose machine still acknowledges what it is sent, but whose
server says nothing, only a limit to waiting finds: the link is then cut, and the caller hears of a lost connection.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from psycopg import errors, waiting

NOTICING = {
    "connect_timeout": 5,  # seconds, as the next three
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,  # milliseconds until what is sent and not acknowledged ends the connection
}
"""For every connection of a process that goes on for ever."""

Wait = Callable[..., Any]


def limit(seconds: float, wait: Wait | None = None) -> None:
    """From now on no answer of the database is waited for longer; more than any statement may take there."""
    waiting.wait = limited(wait or waiting.wait, seconds)


def limited(wait: Wait, seconds: float) -> Wait:
    """psycopg's way to wait, with an end: a connection that stays silent for `seconds` is as good as lost."""

    def patiently(gen: Any, fileno: int, interval: float = 0.0, timeout: float | None = None) -> Any:
        if timeout is not None:  # the caller has a limit of its own
            return wait(gen, fileno, interval=interval, timeout=timeout)
        try:
            return wait(gen, fileno, interval=interval, timeout=seconds)
        except errors._WaitTimeout:
            cut(fileno)
            return wait(gen, fileno, interval=interval, timeout=seconds)  # reads the end, and raises OperationalError

    return patiently


def cut(fileno: int) -> None:
    """End a connection at this end; its file stays open until its owner closes it."""
    with socket.socket(fileno=os.dup(fileno)) as link, suppress(OSError):
        link.shutdown(socket.SHUT_RDWR)
