"""The log: one service's history, and what is written with it in the same transaction.

The port that every adapter keeps (`memory`, `postgres`, `kurrentdb`); `tests/shared/log_contract.py` is its one suite.
An event's place in the whole log is its `position` (growing, with holes); in its stream its `version` (1, 2, 3 …).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Protocol

from shared.contracts import Event

NOTHING: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Meta:
    """Who caused an event and why: ids only, never personal data."""

    actor: str
    roles: tuple[str, ...]
    command_id: str
    cause: str | None = None  # the event or request that led to the command
    correlation: str | None = None  # the whole flow


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event about to be appended; `data` is its JSON, personal fields already sealed."""

    id: str
    type: str
    schema: int
    data: bytes
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event in the log. `happened_at` is business time, `recorded_at` the store's own clock; both UTC."""

    position: int
    stream: str
    version: int
    id: str
    type: str
    schema: int
    data: bytes
    happened_at: datetime
    recorded_at: datetime
    meta: Meta


@dataclass(frozen=True, slots=True)
class Write:
    """Events for a stream that stands at version `expected`; without events, only the check."""

    stream: str
    expected: int
    events: Sequence[NewEvent] = ()


@dataclass(frozen=True, slots=True)
class Decided:
    """The first answer to a command: kept under its id, given again when the command comes again.

    `fingerprint` is a digest of name and body; `position` and `streams` tell what was appended (set by `append`:
    the last position and the new version of each stream written); `refusal` is its wire form.
    """

    command_id: str
    name: str
    fingerprint: bytes
    position: int = 0
    streams: Mapping[str, int] = field(default_factory=dict)
    refusal: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a decision stands on: an earlier answer to the same command id, and each stream's history."""

    decided: Decided | None
    histories: Mapping[str, Sequence[Recorded]]


@dataclass(frozen=True, slots=True)
class Page:
    """Events in log order that can no longer be overtaken, and the position to go on from."""

    events: Sequence[Recorded] = field(default=())
    position: int = 0


class WrongExpectedVersion(Exception):
    """A stream moved on since it was read; nothing was written. Decide again."""

    def __init__(self, streams: Sequence[str]) -> None:
        super().__init__(", ".join(streams))
        self.streams = list(streams)


class CommandAlreadyDecided(Exception):
    """The same command id was recorded meanwhile; nothing was written. Load again and give that answer."""


class LogAway(Exception):
    """The server that keeps the log cannot be reached just now; what became of an append, its command's id tells."""


class EventIdTaken(Exception):
    """An event with one of these ids is in the log under another command; nothing was written. A fault."""

    def __init__(self, ids: Sequence[str]) -> None:
        super().__init__(", ".join(ids))
        self.ids = list(ids)


class Transaction(Protocol):
    """One unit of work: all of it is kept, or none. Reading sees what this transaction appended."""

    @property
    def connection(self) -> Any:
        """The adapter's own handle, for what else is stored with the events; it sees what was done so far."""
        ...

    def load(self, command_id: str, streams: Sequence[str], behind: Mapping[str, int] = NOTHING) -> Loaded:
        """The earlier answer under `command_id`, if any, and the histories of `streams` (empty for a new one).

        Of those that `behind` names, only what came behind that version.
        """
        ...

    def hold(self, streams: Sequence[str]) -> None:
        """Wait until nobody else is appending to these streams; then nobody else can until this transaction ends."""
        ...

    def append(self, writes: Sequence[Write], decided: Decided, meta: Meta) -> Sequence[Recorded]:
        """Append to all streams or none, in the order of `writes`, and record the command's answer with it.

        Raises WrongExpectedVersion, CommandAlreadyDecided, EventIdTaken; the transaction is over then. A store whose
        events live elsewhere raises them when the transaction ends, and fills in positions (0 until then) and
        `recorded_at` of the events given here after that.
        """
        ...

    def remember(self, decided: Decided) -> None:
        """Record an answer that appends nothing, such as a refusal."""
        ...

    def project(self, events: Sequence[tuple[Recorded, Event]]) -> None:
        """Bring the service's own views up to these events."""
        ...


class Store(Protocol):
    """A service's own store."""

    def transaction(self) -> AbstractContextManager[Transaction]: ...

    def page(self, after: int, limit: int) -> Page:
        """Up to `limit` events behind position `after`, only such as no running append can still precede."""
        ...

    def pick(self, types: Sequence[str], after: int, upto: int, limit: int) -> Page:
        """Up to `limit` events of these types behind `after`, and the position up to which it looked: `upto`, or less.

        No running append may still precede `upto`: it lies in the published part of the log.
        """
        ...

    def head(self) -> int:
        """The highest position that a `page` may have served so far (0: the log is empty)."""
        ...

    def now(self) -> datetime:
        """The time by the store's own clock, the one that all processes of the service share."""
        ...
