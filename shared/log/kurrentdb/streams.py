"""The calls of the server over gRPC, through `kurrentdbclient`. For plain processes: under eventlet gRPC hangs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cached_property
from typing import TypeVar
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

import grpc
from kurrentdbclient import KurrentDBClient, NewEvent, NewEvents, StreamState
from kurrentdbclient.events import NewRecord, StreamStateCheck
from kurrentdbclient.exceptions import (
    BadRequestError,
    ConsistencyChecksFailedError,
    FailedPreconditionError,
    GrpcError,
    InvalidArgumentError,
    InvalidCommitPositionError,
    KurrentDBClientError,
    MaximumAppendSizeExceededError,
    NodeIsNotLeaderError,
    NotFoundError,
    StreamIsDeletedError,
    TransactionMaxSizeExceededError,
    WrongCurrentVersionError,
)

from shared.log import LogAway, Recorded, WrongExpectedVersion
from shared.log.kurrentdb import AppendRefused, Entry, Means, Part, Seen
from shared.log.kurrentdb.form import entry_of, metadata_of, recorded_of
from shared.log.kurrentdb.subscription import Tail
from shared.telemetry import logger

DEADLINE = 5.0  # seconds, for each call
AT_ONCE = 8  # streams read at the same time
ALIVE = "keepAliveInterval=10000&keepAliveTimeout=10000"  # milliseconds until a dead connection is noticed
MOVED = (WrongCurrentVersionError, ConsistencyChecksFailedError)
NEVER = (
    BadRequestError, InvalidArgumentError, MaximumAppendSizeExceededError, StreamIsDeletedError,
    TransactionMaxSizeExceededError,
)  # fmt: skip
T = TypeVar("T")

log = logger(__name__)


def connect(url: str) -> KurrentDBClient:
    """A client for `kurrentdb://…` or `esdb://…`; nothing is sent before the first call (but to find a cluster)."""
    parts = urlsplit(url)
    if "keepaliveinterval" not in parts.query.lower():
        parts = parts._replace(query=f"{parts.query}&{ALIVE}".lstrip("&"))
    return KurrentDBClient(urlunsplit(parts))


def state(version: int) -> int | StreamState:
    """A version of ours, from 1, as the server's revision, from 0."""
    return version - 1 if version else StreamState.NO_STREAM


@contextmanager
def told() -> Iterator[None]:
    """The client's errors as ours."""
    try:
        yield
    except NodeIsNotLeaderError as elsewhere:
        raise LogAway(str(elsewhere)) from elsewhere
    except (*NEVER, FailedPreconditionError) as never:
        raise AppendRefused(f"{type(never).__name__}: {never}") from never
    except KurrentDBClientError as away:
        if code_of(away) == grpc.StatusCode.INVALID_ARGUMENT:
            raise AppendRefused(str(away)) from away
        raise LogAway(f"{type(away).__name__}: {away}") from away


def code_of(error: Exception) -> grpc.StatusCode | None:
    cause = error.__cause__ or error.__context__
    return cause.code() if isinstance(cause, grpc.Call) else None


class KurrentStreams:
    """The streams of one service, named `<service>.<stream>` at the server. Any number of threads may use it."""

    def __init__(self, client: KurrentDBClient, service: str) -> None:
        self.client, self.prefix = client, f"{service}."
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix=f"{service} streams")
        self._tail: Tail | None = None
        self._one_tail = threading.Lock()

    def means(self) -> Means:
        return self._means

    @cached_property
    def _means(self) -> Means:
        """Empty appends, which change nothing anywhere, are refused by who knows the call."""
        if self._knows(lambda: self.client.v2streams.append_records([], None, timeout=DEADLINE)):
            return Means.MANY_AND_CHECKS
        if self._knows(lambda: self.client.v2streams.multi_append([], timeout=DEADLINE)):
            return Means.MANY_STREAMS
        return Means.ONE_STREAM

    @staticmethod
    def _knows(call: Callable[[], object]) -> bool:
        try:
            call()
        except GrpcError as refused:
            if code_of(refused) == grpc.StatusCode.UNIMPLEMENTED:
                return False
            if code_of(refused) not in (grpc.StatusCode.INVALID_ARGUMENT, grpc.StatusCode.FAILED_PRECONDITION):
                raise LogAway(str(refused)) from refused
        except KurrentDBClientError as refused:
            if code_of(refused) not in (grpc.StatusCode.INVALID_ARGUMENT, grpc.StatusCode.FAILED_PRECONDITION):
                raise LogAway(str(refused)) from refused
        return True

    def read(self, names: Sequence[str]) -> Mapping[str, Sequence[Recorded]]:
        return self._each(self._read, names)

    def _read(self, name: str) -> Sequence[Recorded]:
        with told():
            try:
                events = self.client.get_stream(self.prefix + name, timeout=DEADLINE)
            except NotFoundError:
                return []
        return [recorded_of(event, self.prefix) for event in events]

    def versions(self, names: Sequence[str]) -> Mapping[str, int]:
        return self._each(self._version, names)

    def _version(self, name: str) -> int:
        with told():
            at = self.client.get_current_version(self.prefix + name, timeout=DEADLINE)
        return 0 if at is StreamState.NO_STREAM else int(at) + 1

    def _each(self, ask: Callable[[str], T], names: Sequence[str]) -> Mapping[str, T]:
        answers = self._pool.map(ask, names) if len(names) > 1 else map(ask, names)
        return dict(zip(names, answers, strict=True))

    def append(self, parts: Sequence[Part]) -> int:
        with told():
            try:
                return self._append(parts)
            except MOVED:
                versions = self.versions([part.stream for part in parts])
                moved = [part.stream for part in parts if versions[part.stream] != part.expected]
                raise WrongExpectedVersion(moved or [part.stream for part in parts]) from None

    def _append(self, parts: Sequence[Part]) -> int:
        match self.means():
            case Means.MANY_AND_CHECKS:
                checks = [StreamStateCheck(self.prefix + part.stream, state(part.expected)) for part in parts]
                return self.client.append_records(self._records(parts), checks, timeout=DEADLINE).commit_position
            case Means.MANY_STREAMS:
                every = [NewEvents(self.prefix + p.stream, new_events(p), state(p.expected)) for p in parts]
                return self.client.multi_append_to_stream(every, timeout=DEADLINE)
        (part,) = parts
        name, events = self.prefix + part.stream, new_events(part)
        at = state(part.expected)
        only = events[0] if len(events) == 1 else events
        return self.client.append_to_stream(name, events=only, current_version=at, timeout=DEADLINE)

    def _records(self, parts: Sequence[Part]) -> list[NewRecord]:
        return [
            NewRecord(self.prefix + part.stream, new.type, new.data, new.metadata, id=new.id)
            for part in parts
            for new in new_events(part)
        ]

    def behind(self, after: int, upto: int, limit: int) -> Sequence[Entry]:
        """From the subscription, if there is one and it has them."""
        heard = self._tail.behind(after, upto, limit) if self._tail else None
        return self._read_all(after, limit) if heard is None else heard

    def _read_all(self, after: int, limit: int) -> Sequence[Entry]:
        """Reading begins at a record, and includes it."""
        with told():
            try:
                return list(self._entries(after or None, after, limit))
            except InvalidCommitPositionError:
                log.warning("no record at a position that was a checkpoint", position=after)
                return list(self._entries(None, after, limit))

    def _entries(self, start: int | None, after: int, limit: int) -> Iterator[Entry]:
        found = 0
        with self.client.read_all(
            commit_position=start, filter_include=(self.prefix,), filter_by_stream_name=True, filter_by_prefix=True,
            limit=limit + 1 if start or not after else 2**62, timeout=DEADLINE * 6,
        ) as events:  # fmt: skip
            for event in events:
                if event.commit_position > after and found < limit:
                    found += 1
                    yield entry_of(event, self.prefix)
                if found == limit:
                    return

    def seen(self, after: int) -> Seen:
        with self._one_tail:
            if self._tail is None:
                self._tail = Tail(self.client, self.prefix, after)
        return self._tail.seen()

    def close(self) -> None:
        if self._tail:
            self._tail.stop()
        self._pool.shutdown()


def new_events(part: Part) -> list[NewEvent]:
    return [
        NewEvent(type=f.event.type, data=f.event.data, metadata=metadata_of(f), id=UUID(f.event.id))
        for f in part.events
    ]
