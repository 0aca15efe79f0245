"""What a companion and its callers say to each other over a local socket: a length, then MessagePack."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec

from shared.log import Recorded
from shared.log.kurrentdb import Entry, Means, Part, Seen

OK, MOVED, NEVER, AWAY, FAULT = "ok", "moved", "never", "away", "fault"
HEADER = 4  # bytes of the length
MOST = 64 << 20  # bytes of a message

METHODS: dict[str, tuple[Any, Any]] = {  # arguments and result
    "means": (tuple[()], Means),
    "read": (tuple[list[str]], dict[str, list[Recorded]]),
    "versions": (tuple[list[str]], dict[str, int]),
    "append": (tuple[list[Part]], int),
    "behind": (tuple[int, int, int], list[Entry]),
    "seen": (tuple[int], Seen),
}

encode = msgspec.msgpack.Encoder().encode


@dataclass(frozen=True)
class Request:
    service: str
    method: str
    args: msgspec.Raw


@dataclass(frozen=True)
class Answer:
    """`kind` says what `value` is: the result, the streams that moved, or a text."""

    kind: str
    value: msgspec.Raw


class Hung(ConnectionError):
    """The other end closed the connection."""


@cache
def decoder(of: Any) -> msgspec.msgpack.Decoder[Any]:
    return msgspec.msgpack.Decoder(of)


def send(connection: socket.socket, message: Request | Answer) -> None:
    body = encode(message)
    connection.sendall(len(body).to_bytes(HEADER, "big") + body)


def receive(connection: socket.socket, of: Any) -> Any:
    """The next message; raises Hung when there is none to come."""
    length = int.from_bytes(_exactly(connection, HEADER), "big")
    if length > MOST:
        raise Hung(f"{length} bytes announced")
    return decoder(of).decode(_exactly(connection, length))


def _exactly(connection: socket.socket, count: int) -> bytes:
    parts = []
    while count:
        part = connection.recv(min(count, 1 << 16))
        if not part:
            raise Hung("closed")
        parts.append(part)
        count -= len(part)
    return b"".join(parts)
