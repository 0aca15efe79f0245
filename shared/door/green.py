"""psycopg lets the other green threads run while one waits for the database.

psycopg's own functions that can do so go through `selectors`, which under eventlet costs more than the rest of a short
query; this one asks eventlet's hub directly. What holds a connection is limited by the server's time-outs.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, TypeVar

from eventlet import hubs, patcher
from psycopg import errors
from psycopg.waiting import Ready, Wait

from shared import silence

select: Any = patcher.original("select")  # polled without waiting, so nobody is kept from running
SILENCE = 15.0  # seconds; more than a door lets a statement take
T = TypeVar("T")


def install() -> None:
    """All of psycopg waits this way from now on."""
    silence.limit(SILENCE, wait)


def wait(gen: Generator[Wait, Ready | int, T], fileno: int, interval: float = 0.0, timeout: float | None = None) -> T:
    """What `gen` returns, once the socket `fileno` was ready as often as it asked.

    Raises psycopg's wait time-out after `timeout` seconds without the socket being ready.
    """
    try:
        wanted = next(gen)
        while True:
            wanted = gen.send(until_ready(fileno, wanted, timeout))
    except StopIteration as end:
        result: T = end.value
        return result


def until_ready(fileno: int, wanted: Wait, timeout: float | None) -> Ready | int:
    if wanted == Wait.R:
        hubs.trampoline(fileno, read=True, timeout=timeout, timeout_exc=errors._WaitTimeout)
        return Ready.R
    ready = ready_now(fileno)
    if not ready:  # nothing came, and the server is slow to take what is sent
        hubs.trampoline(fileno, write=True, timeout=timeout, timeout_exc=errors._WaitTimeout)
        ready = Ready.W
    return ready & wanted


def ready_now(fileno: int) -> int:
    poll = select.poll()
    poll.register(fileno, select.POLLIN | select.POLLOUT)
    found = poll.poll(0)
    events = found[0][1] if found else 0
    return (Ready.R if events & ~select.POLLOUT else 0) | (Ready.W if events & select.POLLOUT else 0)
