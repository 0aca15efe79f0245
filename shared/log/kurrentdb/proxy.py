"""The calls of the server for who cannot load gRPC: a companion process makes them.

It waits on a socket and on nothing else, so that green threads run on meanwhile. A companion that dies is waited for:
every call may be made again, an append with the same event ids at the same versions gives the same answer.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import msgspec

from shared.log import LogAway, Recorded, WrongExpectedVersion
from shared.log.kurrentdb import AppendRefused, Entry, Means, Part, Seen, wire

PATIENCE = 6.0  # seconds for a companion to come back
PAUSE = 0.05  # seconds between two tries
TIMEOUT = 15.0  # seconds for an answer of one that is there


class CompanionFault(Exception):
    """The companion failed for a reason of its own; its log has it."""


class CompanionStreams:
    """One service's streams, asked through the companion that listens at `path`; any number of threads may."""

    def __init__(self, path: str, service: str) -> None:
        self.path, self.service = path, service
        self._idle: list[socket.socket] = []

    def means(self) -> Means:
        return self._means

    @cached_property
    def _means(self) -> Means:
        means: Means = self._call("means")
        return means

    def read(self, names: Sequence[str]) -> Mapping[str, Sequence[Recorded]]:
        streams: Mapping[str, Sequence[Recorded]] = self._call("read", names)
        return streams

    def versions(self, names: Sequence[str]) -> Mapping[str, int]:
        versions: Mapping[str, int] = self._call("versions", names)
        return versions

    def append(self, parts: Sequence[Part]) -> int:
        position: int = self._call("append", parts)
        return position

    def behind(self, after: int, upto: int, limit: int) -> Sequence[Entry]:
        entries: Sequence[Entry] = self._call("behind", after, upto, limit)
        return entries

    def seen(self, after: int) -> Seen:
        seen: Seen = self._call("seen", after)
        return seen

    def reachable(self) -> str | None:
        """None, or why the log cannot be asked."""
        try:
            self._asked(wire.Request(self.service, "versions", msgspec.Raw(wire.encode(([],)))))
        except OSError as gone:
            return f"no companion: {gone}"
        return None

    def _call(self, method: str, *args: Any) -> Any:
        request = wire.Request(self.service, method, msgspec.Raw(wire.encode(args)))
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return result_of(method, self._asked(request))
            except TimeoutError:
                raise LogAway(f"the companion does not answer {method}") from None
            except OSError as gone:
                if time.monotonic() > deadline:
                    raise LogAway(f"there is no companion: {gone}") from None
                time.sleep(PAUSE)

    def _asked(self, request: wire.Request) -> wire.Answer:
        """Over a connection that nobody else uses meanwhile; one that broke is not used again."""
        connection = self._idle.pop() if self._idle else self._connected()
        try:
            wire.send(connection, request)
            answer: wire.Answer = wire.receive(connection, wire.Answer)
        except BaseException:
            connection.close()
            raise
        self._idle.append(connection)
        return answer

    def _connected(self) -> socket.socket:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(TIMEOUT)
        try:
            connection.connect(self.path)
        except BaseException:
            connection.close()
            raise
        return connection

    def close(self) -> None:
        while self._idle:
            self._idle.pop().close()


def result_of(method: str, answer: wire.Answer) -> Any:
    """What the call gave or raised."""
    match answer.kind:
        case wire.OK:
            return wire.decoder(wire.METHODS[method][1]).decode(answer.value)
        case wire.MOVED:
            raise WrongExpectedVersion(wire.decoder(list[str]).decode(answer.value))
    text = wire.decoder(str).decode(answer.value)
    raise {wire.NEVER: AppendRefused, wire.AWAY: LogAway}.get(answer.kind, CompanionFault)(text)
