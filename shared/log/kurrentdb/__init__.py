"""The log in KurrentDB (EventStoreDB): events live there, what is derived from them in the service's PostgreSQL.

`store` keeps the port of `shared.log`. It needs a few calls of the server, and those are `Streams` below: `streams`
makes them over gRPC, `proxy` hands them to a `companion` process for whoever cannot load gRPC, such as a door.
`projection` brings views and answers up to the log, `unfinished` appends to several streams where the server cannot,
`subscription` listens to what is new. Nothing but `streams`, `subscription` and `companion` imports gRPC.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

from shared.log import Decided, Meta, NewEvent, Recorded


class Means(IntEnum):
    """What one append can do at this server; each can what the one before can."""

    ONE_STREAM = 1  # before 25.1
    MANY_STREAMS = 2  # AppendSession, from 25.1
    MANY_AND_CHECKS = 3  # AppendRecords, from 26.1: streams that are not written can be checked


@dataclass(frozen=True, slots=True)
class Fresh:
    """An event to append; the last one of a command carries the command's answer, so that the log can tell it."""

    event: NewEvent
    meta: Meta
    answer: Decided | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """What one stream, which stands at version `expected`, gets in an append; without events it is only checked."""

    stream: str
    expected: int
    events: Sequence[Fresh] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """An event in the log, and the answer that it carries."""

    event: Recorded
    answer: Decided | None


@dataclass(frozen=True, slots=True)
class Seen:
    """Up to `scanned` everything in the log was seen; `last` is the position of the last own event in it (0: none)."""

    last: int
    scanned: int


class AppendRefused(Exception):
    """The server will never take this append, however often it is tried; nothing was written."""


class Streams(Protocol):
    """One service's streams at the server. Every call raises LogAway, and may then be made again."""

    def means(self) -> Means: ...

    def read(self, names: Sequence[str]) -> Mapping[str, Sequence[Recorded]]:
        """The whole of each stream; nothing for one that is not there."""
        ...

    def versions(self, names: Sequence[str]) -> Mapping[str, int]:
        """Where each stream stands (0: it is not there)."""
        ...

    def append(self, parts: Sequence[Part]) -> int:
        """Append as far as `means` go, all or nothing, and give the last position; made again it gives the same.

        Raises WrongExpectedVersion, AppendRefused.
        """
        ...

    def behind(self, after: int, upto: int, limit: int) -> Sequence[Entry]:
        """The next own events behind position `after`; those up to `upto` are known to be there."""
        ...

    def seen(self, after: int) -> Seen:
        """What a subscription saw so far; one is begun behind `after` when there is none yet."""
        ...
